/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOTE_TOOLS_OPNAMES_H
#define MOTE_TOOLS_OPNAMES_H

/* The schema's name of a BuiltinOperator code, NULL if there is none. */
const char *mote_opname(int code);

#endif
