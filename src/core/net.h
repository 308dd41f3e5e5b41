/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What mote_init leaves in the arena, in 32-bit words:
 *
 * for the main graph and, if nodes call them, all others in the file's order:
 *
 *   graph record:  number of nodes, of inputs, of outputs, of segments; references of inputs, then
 * of outputs; then the nodes, then the segments (see sweep.h) node record:   two words of header,
 * rows, args, references (inputs, outputs, extras)
 *
 * A node is as long as it needs to be, and the next one follows it.
 */
#ifndef MOTE_CORE_NET_H
#define MOTE_CORE_NET_H

#include "../mote_op.h"

#define MOTE_READY 0x65746f6du /* "mote" */

enum { GRAPH_NODES, GRAPH_INPUTS, GRAPH_OUTPUTS, GRAPH_SEGMENTS, GRAPH_REFS };
enum { NODE_OPERANDS, NODE_OP, NODE_ROWS, NODE_ARGS };

/* A node taken apart. */
struct mote_node {
    const struct mote_op *op;
    uint32_t *record, *args, *refs;
    uint16_t n_in, n_out;
    uint32_t bits;       /* as in the record: see the functions below */
    uint16_t rows;       /* output rows; 1 = whole */
    uint16_t row_inputs; /* a bit for each input read by rows; with rows == 1: rows that the node
                            can consume, 0 = any */
    uint32_t n_refs;
};

static inline uint32_t *mote_graph_nodes(uint32_t *graph)
{
    return graph + GRAPH_REFS + graph[GRAPH_INPUTS] + graph[GRAPH_OUTPUTS];
}

static inline const struct mote_kernel *mote_node_kernel(const struct mote_node *n)
{
    return &n->op->kernels[n->bits >> 10 & 31u];
}

/* Input rows that output row y reads. */
static inline void mote_node_reach(const struct mote_node *n, int32_t y, int32_t *first,
                                   int32_t *last)
{
    *first = *last = y;
    if (n->op->reach) n->op->reach(n->args, y, first, last);
}

static inline enum mote_alias mote_node_alias(const struct mote_node *n)
{
    return (enum mote_alias)(n->bits >> 19 & 3u);
}

static inline uint32_t mote_node_alias_in(const struct mote_node *n)
{
    return n->bits >> 21 & 127u;
}

/* A view that shares its input's memory: there is nothing to run. */
static inline int mote_node_skipped(const struct mote_node *n)
{
    return n->bits >> 28 & 1u;
}

/* Takes the record of a node apart; returns the record behind it. */
uint32_t *mote_node_read(const struct mote_net *net, uint32_t *record, struct mote_node *n);

/* The record behind a graph's: that of the next one, if there is one. */
uint32_t *mote_graph_after(const struct mote_net *net, uint32_t *graph);

/* Runs a graph; `swept`: its first segment has run already. */
int mote_run(struct mote_net *net, uint32_t *graph, int swept);

/* Runs a node, between its hooks; the caller has set rings, rows and in_rows of the call. Notes the
 * fault if it fails. */
int mote_node_run(struct mote_net *net, const struct mote_node *n, uint32_t node,
                  struct mote_call *c, mote_eval *eval);

#define MOTE_NODE_SKIP (1u << 28)
#define MOTE_NODE_ALIAS (3u << 19)
#define MOTE_MAX_OPS 1023

/* The streaming part of the runtime, which is linked only if a config names it. */
struct mote_planner;
enum mote_sweep_mode {
    MOTE_SWEEP_RUN, /* from the start */
    MOTE_SWEEP_ON,  /* go on, after more rows were fed */
    MOTE_SWEEP_DRY  /* from the start, only counting, with rows fed whenever there is room: for the
                       planner */
};
struct mote_streaming {
    /* Room that a node may take in segment records; 0 if it can be no part of one. */
    uint32_t (*words)(const struct mote_net *net, uint32_t *node);
    /* Chooses segments and sizes their rings. `work` holds 8 bytes a node, and 8 more. */
    void (*plan)(struct mote_planner *p, uint32_t *work);
    /* Runs a segment, see sweep.h. */
    int (*sweep)(struct mote_net *net, uint32_t *segment, uint32_t *nodes,
                 enum mote_sweep_mode mode, uint32_t **stuck);
};

#endif
