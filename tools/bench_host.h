/* SPDX-License-Identifier: Apache-2.0 */
/* Time per invoke and per node on this machine. */
#ifndef MOTE_TOOLS_BENCH_HOST_H
#define MOTE_TOOLS_BENCH_HOST_H

#include "session.h"

struct mote_host_node {
    int subgraph, node;
    double seconds; /* of one invoke: the median; a node that is streamed is summed over its rows */
};

struct mote_host_run {
    unsigned invokes;     /* timed, without the hook */
    double median, least; /* seconds an invoke */
    struct mote_host_node *nodes;
    int n_nodes;
};

/* Runs the model for about `seconds` without hooks, then as long with them. An exit status, after a
 * message if it is not 0. Initialises the opened session. Close in any case. */
int mote_host_measure(struct mote_host_run *run, struct mote_session *s, double seconds);

void mote_host_close(struct mote_host_run *run);

#endif
