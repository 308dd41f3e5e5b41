/* SPDX-License-Identifier: Apache-2.0 */
/* Other programs: whether they are there, and what they print. */
#ifndef MOTE_TOOLS_CHILD_H
#define MOTE_TOOLS_CHILD_H

#include <stddef.h>

/* Is there an executable of this name on the path? */
int mote_program_exists(const char *name);

/* The file of the running command, in malloc'd memory; NULL where the system does not tell. */
char *mote_own_path(void);

/* The folder that holds `landmark`, looked for at $MOTE_ROOT, then upwards from the command's own
 * file and from the current folder; malloc'd, NULL if there is none. */
char *mote_find_root(const char *landmark);

/* Runs argv[0] from the path and waits; what it prints on standard output goes to *text (malloc'd,
 * 0-terminated, also after a failure), standard error stays ours. Returns its exit status, -1 if it
 * cannot be run or is killed. */
int mote_child_run(const char *const *argv, char **text);

#endif
