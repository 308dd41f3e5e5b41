/* SPDX-License-Identifier: Apache-2.0 */
/* A model as firmware in an emulator: scripts/measure.py or measure_compiled.py does it, and this
 * reads what it says. */
#ifndef MOTE_TOOLS_BENCH_BOARD_H
#define MOTE_TOOLS_BENCH_BOARD_H

#include "cores.h"

struct mote_board_node {
    int subgraph, node;
    struct mote_counts counts;
};

/* Counts of loads, stores and taken branches are -1 if the emulator takes no plugin. */
struct mote_board_run {
    unsigned arena, stack, stack_init, code, model; /* bytes */
    struct mote_counts init, invoke;
    struct mote_board_node *nodes;
    int n_nodes;
};

struct mote_board_wish {
    const char *model; /* path */
    const char *board; /* of ports/qemu/board.mk */
    const char *opt;   /* "-O2" */
    int whole;         /* nothing is streamed */
    int compiled;      /* by mote compile; there are no nodes then */
};

/* Builds and runs; an exit status, after a message if it is not 0. Close in any case. */
int mote_board_measure(struct mote_board_run *run, const struct mote_board_wish *wish);

void mote_board_close(struct mote_board_run *run);

#endif
