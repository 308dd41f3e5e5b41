/* SPDX-License-Identifier: Apache-2.0 */
#include "bench_board.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "child.h"
#include "files.h"
#include "tool.h"

#define SCRIPT "scripts/measure.py"
#define SCRIPT_COMPILED "scripts/measure_compiled.py"

/* The programs that take part; a clear word beforehand beats a script's traceback. */
static int check_programs(const char *board)
{
    const int riscv = strncmp(board, "rv", 2) == 0;
    const char *const needed[] = {"python3", "make",
                                  riscv ? "riscv64-unknown-elf-gcc" : "arm-none-eabi-gcc",
                                  riscv ? "qemu-system-riscv32" : "qemu-system-arm"};
    char missing[256] = "";
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (!mote_program_exists(needed[i])) {
            if (missing[0]) strcat(missing, ", ");
            strcat(missing, needed[i]);
        }
    if (!missing[0]) return 0;
    return mote_say(MOTE_EXIT_FILE,
                    "bench: an emulated target takes programs that are not on the path: %s; "
                    "scripts/install_check_tools.sh installs them",
                    missing);
}

static void read_line(struct mote_board_run *run, const char *line)
{
    const struct {
        const char *name;
        unsigned *to;
    } fields[] = {{"arena", &run->arena},
                  {"stack", &run->stack},
                  {"stack_init", &run->stack_init},
                  {"code", &run->code},
                  {"model", &run->model}};
    struct mote_board_node node = {.counts = {-1, -1, -1, -1}};
    struct mote_counts *const c = &node.counts;
    char word[32];
    unsigned value;
    if (sscanf(line, "node %d %d %*s %lf %lf %lf %lf", &node.subgraph, &node.node, &c->instructions,
               &c->loads, &c->stores, &c->taken) >= 3) {
        run->nodes = mote_resize(run->nodes, (size_t)(run->n_nodes + 1) * sizeof *run->nodes);
        run->nodes[run->n_nodes++] = node;
    } else if (sscanf(line, "%31s %lf %lf %lf %lf", word, &c->instructions, &c->loads, &c->stores,
                      &c->taken) >= 2) {
        /* "invoke" is a clock's reading; "invoke_counts", which follows it, is exact. */
        if (strncmp(word, "invoke", 6) == 0) run->invoke = *c;
        if (strcmp(word, "init") == 0 || strcmp(word, "init_counts") == 0) run->init = *c;
    }
    if (sscanf(line, "%31s %u", word, &value) == 2)
        for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
            if (strcmp(word, fields[i].name) == 0) *fields[i].to = value;
}

static void read_lines(struct mote_board_run *run, char *text)
{
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) read_line(run, line);
}

int mote_board_measure(struct mote_board_run *run, const struct mote_board_wish *wish)
{
    char opt[64], boards[64];
    char *own = mote_own_path(), *root = mote_find_root(SCRIPT), *script = NULL, *text = NULL;
    int status = check_programs(wish->board);
    *run = (struct mote_board_run){0};
    if (status == 0 && (!root || !own))
        status = mote_say(MOTE_EXIT_FILE,
                          "bench: the source tree of mote is needed to build firmware, and there "
                          "is no " SCRIPT " above %s or the current folder; set MOTE_ROOT",
                          own ? own : "the command");
    if (status == 0) {
        const char *argv[12] = {"python3", NULL, "--lines", "--counts", "--mote", own};
        int n = 6;
        snprintf(opt, sizeof opt, "--opt=%s", wish->opt);
        snprintf(boards, sizeof boards, "--boards=%s", wish->board);
        argv[1] = script = mote_path_join(root, wish->compiled ? SCRIPT_COMPILED : SCRIPT);
        argv[n++] = opt;
        argv[n++] = boards;
        if (!wish->compiled) argv[n++] = "--nodes";
        if (wish->compiled && wish->whole) argv[n++] = "--no-stream";
        if (!wish->compiled && !wish->whole) argv[n++] = "--stream";
        argv[n++] = wish->model;
        argv[n] = NULL;
        if (mote_child_run(argv, &text) != 0)
            status = mote_say(MOTE_EXIT_FILE,
                              "bench: the firmware cannot be built or run for %s: see above (a "
                              "model or an arena too large for the emulated board, say)",
                              wish->board);
        else
            read_lines(run, text);
    }
    free(text);
    free(script);
    free(root);
    free(own);
    return status;
}

void mote_board_close(struct mote_board_run *run)
{
    free(run->nodes);
    *run = (struct mote_board_run){0};
}
