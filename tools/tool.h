/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the `mote` command share: exit statuses, messages, options, commands. */
#ifndef MOTE_TOOLS_TOOL_H
#define MOTE_TOOLS_TOOL_H

#include <stddef.h>
#include <stdint.h>

/* Scripts rely on these numbers. */
enum mote_exit {
    MOTE_EXIT_DONE = 0,
    MOTE_EXIT_NO = 1, /* diff differs, check found problems */
    MOTE_EXIT_USAGE = 2,
    MOTE_EXIT_MODEL = 3,       /* not a valid model */
    MOTE_EXIT_UNSUPPORTED = 4, /* an operator, type or feature that is not supported */
    MOTE_EXIT_ARENA = 5,       /* the arena is too small */
    MOTE_EXIT_FILE = 6,        /* a file cannot be read or written */
    MOTE_EXIT_DATA = 7         /* invoke failed */
};

/* Exit status for a negative MOTE_E_ code. */
int mote_exit_status(int error);

/* Prints "mote: ..." and a newline on standard error; returns `status`. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
int mote_say(int status, const char *format, ...);

/* malloc and realloc that end the program (status 6) when there is no memory. */
void *mote_allocate(size_t bytes);
void *mote_resize(void *old, size_t bytes);

enum mote_option_kind {
    MOTE_OPTION_FLAG,   /* int *: set to 1 */
    MOTE_OPTION_TEXT,   /* const char ** */
    MOTE_OPTION_NUMBER, /* uint32_t *: decimal, or hexadecimal with 0x */
    MOTE_OPTION_LIST    /* struct mote_list *: may be given several times */
};

#define MOTE_LIST_MOST 256

struct mote_list {
    const char *items[MOTE_LIST_MOST];
    int n;
};

struct mote_option {
    const char *name; /* "--arena"; a one-letter option is its own entry, "-i" */
    enum mote_option_kind kind;
    void *to;
};

struct mote_command {
    const char *name;
    const char *summary; /* one line */
    const char *help;    /* the rest of `mote CMD --help` */
    int (*run)(int argc, char **argv);
};

/*
 * Reads options up to an entry with name NULL; whatever is no option goes to `operands`, which must
 * be exactly `n_operands` in number. "-" is an operand, "--" ends the options. 0, or
 * MOTE_EXIT_USAGE after a message.
 */
int mote_options(const struct mote_command *command, int argc, char **argv,
                 const struct mote_option *options, const char **operands, int n_operands);

/* The part of a path behind its last slash. */
const char *mote_file_part(const char *path);

/* Seconds from some fixed moment. */
double mote_seconds(void);

extern const struct mote_command mote_command_info;
extern const struct mote_command mote_command_check;
extern const struct mote_command mote_command_mem;
extern const struct mote_command mote_command_run;
extern const struct mote_command mote_command_diff;
extern const struct mote_command mote_command_hear;
extern const struct mote_command mote_command_ops;
extern const struct mote_command mote_command_compile;
extern const struct mote_command mote_command_bench;
extern const struct mote_command mote_command_fit;

#endif
