/* SPDX-License-Identifier: Apache-2.0 */
/* The `mote` command: finds the subcommand and hands over. */
#include <stdio.h>
#include <string.h>

#include "mote.h"
#include "tool.h"

static const struct mote_command *const commands[] = {
    &mote_command_info, &mote_command_check,   &mote_command_mem,   &mote_command_run,
    &mote_command_diff, &mote_command_compile, &mote_command_bench, &mote_command_fit,
    &mote_command_hear, &mote_command_ops,
};

enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

static void print_help(void)
{
    puts("mote " MOTE_VERSION
         " - TensorFlow Lite models on microcontrollers, tried out on this machine\n\n"
         "usage: mote COMMAND [options] ...\n");
    for (int i = 0; i < N_COMMANDS; i++)
        printf("  %-7s %s\n", commands[i]->name, commands[i]->summary);
    puts("\n'mote COMMAND --help' tells more; --json gives the same content for programs.\n\n"
         "exit status: 0 done; 1 the answer is no (diff differs, check found problems); 2 usage;\n"
         "  3 not a valid model; 4 operator, type or feature not supported; 5 arena too small;\n"
         "  6 a file cannot be read or written; 7 invoke failed");
}

static int is_help(const char *argument)
{
    return strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0;
}

static int run_command(const struct mote_command *command, int argc, char **argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (is_help(argv[i])) {
            printf("mote %s: %s\n\n%s", command->name, command->summary, command->help);
            return MOTE_EXIT_DONE;
        }
    return command->run(argc, argv);
}

static int dispatch(int argc, char **argv)
{
    if (argc < 2) {
        print_help();
        return mote_say(MOTE_EXIT_USAGE, "no command given; try 'mote info MODEL'");
    }
    if (is_help(argv[1]) || (strcmp(argv[1], "help") == 0 && argc == 2)) {
        print_help();
        return MOTE_EXIT_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("mote " MOTE_VERSION);
        return MOTE_EXIT_DONE;
    }
    for (int i = 0; i < N_COMMANDS; i++) {
        if (strcmp(argv[1], commands[i]->name) == 0)
            return run_command(commands[i], argc - 2, argv + 2);
        if (argc == 3 && strcmp(argv[1], "help") == 0 && strcmp(argv[2], commands[i]->name) == 0) {
            argv[2] = "--help";
            return run_command(commands[i], 1, argv + 2);
        }
    }
    return mote_say(MOTE_EXIT_USAGE, "no command '%s'; 'mote --help' lists them", argv[1]);
}

int main(int argc, char **argv)
{
    const int status = dispatch(argc, argv);
    /* A full disk or a closed pipe shows only when the last of the output is written. */
    if ((fflush(stdout) || ferror(stdout)) && status == MOTE_EXIT_DONE)
        return mote_say(MOTE_EXIT_FILE, "standard output cannot be written");
    return status;
}
