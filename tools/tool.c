/* SPDX-License-Identifier: Apache-2.0 */
#include "tool.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mote.h"

int mote_exit_status(int error)
{
    switch (error) {
    case MOTE_OK:
    case MOTE_E_NOT_YET: return MOTE_EXIT_DONE;
    case MOTE_E_MODEL: return MOTE_EXIT_MODEL;
    case MOTE_E_UNSUPPORTED: return MOTE_EXIT_UNSUPPORTED;
    case MOTE_E_ARENA: return MOTE_EXIT_ARENA;
    case MOTE_E_DATA: return MOTE_EXIT_DATA;
    default: return MOTE_EXIT_USAGE;
    }
}

int mote_say(int status, const char *format, ...)
{
    va_list arguments;
    fflush(stdout); /* what was printed before stands before the message, also in a file */
    fputs("mote: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return status;
}

void *mote_resize(void *old, size_t bytes)
{
    void *p = realloc(old, bytes ? bytes : 1);
    if (!p)
        exit(mote_say(MOTE_EXIT_FILE, "this machine has not the memory: %lu bytes",
                      (unsigned long)bytes));
    return p;
}

void *mote_allocate(size_t bytes)
{
    return mote_resize(NULL, bytes);
}

static int read_number(const char *text, uint32_t *number)
{
    char *end;
    unsigned long long value;
    if (*text < '0' || *text > '9') return 0;
    errno = 0;
    value = strtoull(text, &end, text[0] == '0' && (text[1] == 'x' || text[1] == 'X') ? 16 : 10);
    if (*end || errno || value > UINT32_MAX) return 0;
    *number = (uint32_t)value;
    return 1;
}

static int set_option(const struct mote_command *command, const struct mote_option *option,
                      const char *value)
{
    struct mote_list *list = option->to;
    switch (option->kind) {
    case MOTE_OPTION_FLAG: *(int *)option->to = 1; return 0;
    case MOTE_OPTION_TEXT: *(const char **)option->to = value; return 0;
    case MOTE_OPTION_NUMBER:
        if (read_number(value, option->to)) return 0;
        return mote_say(MOTE_EXIT_USAGE, "%s %s: '%s' is not a number from 0 to 4294967295",
                        command->name, option->name, value);
    case MOTE_OPTION_LIST:
        if (list->n == MOTE_LIST_MOST)
            return mote_say(MOTE_EXIT_USAGE, "%s: more than %d times %s", command->name,
                            MOTE_LIST_MOST, option->name);
        list->items[list->n++] = value;
        return 0;
    }
    return MOTE_EXIT_USAGE;
}

/* Does the argument name this option, as "--name" or "--name=value"? */
static int is_option(const char *argument, const char *name, const char **value)
{
    const size_t length = strlen(name);
    *value = NULL;
    if (strncmp(argument, name, length) != 0) return 0;
    if (argument[length] == '=' && name[1] == '-') *value = argument + length + 1;
    return argument[length] == 0 || *value != NULL;
}

/* Reads the option at argv[*i]; moves *i on to its value if that is an argument of its own. */
static int read_option(const struct mote_command *command, int argc, char **argv, int *i,
                       const struct mote_option *options)
{
    const char *value;
    const char *name = argv[*i];
    for (const struct mote_option *o = options; o->name; o++) {
        if (!is_option(name, o->name, &value)) continue;
        if (o->kind == MOTE_OPTION_FLAG && value)
            return mote_say(MOTE_EXIT_USAGE, "%s: %s takes no value", command->name, o->name);
        if (o->kind != MOTE_OPTION_FLAG && !value) {
            if (*i + 1 >= argc)
                return mote_say(MOTE_EXIT_USAGE, "%s: %s needs a value", command->name, o->name);
            value = argv[++*i];
        }
        return set_option(command, o, value);
    }
    return mote_say(MOTE_EXIT_USAGE,
                    "%s: unknown option '%s'; 'mote %s --help' lists what there is", command->name,
                    name, command->name);
}

int mote_options(const struct mote_command *command, int argc, char **argv,
                 const struct mote_option *options, const char **operands, int n_operands)
{
    int n = 0, ended = 0;
    for (int i = 0; i < argc; i++) {
        if (!ended && strcmp(argv[i], "--") == 0) {
            ended = 1;
        } else if (!ended && argv[i][0] == '-' && argv[i][1]) {
            if (read_option(command, argc, argv, &i, options)) return MOTE_EXIT_USAGE;
        } else if (n == n_operands) {
            return mote_say(MOTE_EXIT_USAGE,
                            "%s: '%s' is one argument too many; see 'mote %s --help'",
                            command->name, argv[i], command->name);
        } else {
            operands[n++] = argv[i];
        }
    }
    if (n < n_operands)
        return mote_say(MOTE_EXIT_USAGE, "%s: no file given; see 'mote %s --help'", command->name,
                        command->name);
    return 0;
}

const char *mote_file_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

double mote_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}
