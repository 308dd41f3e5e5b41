/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What mote_init leaves in the arena, in 32-bit words:
 *
 *   graph record:  number of nodes, of inputs, of outputs, of segments; references of inputs, then of outputs; then the nodes,
 *                  then the segments (see sweep.h)
 *   node record:   two words of header, rows, args, references (inputs, outputs, extras)
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
    uint8_t kernel, n_extra, alias_kind, alias_in, skip;
    uint16_t rows;       /* output rows; 1 = whole */
    uint16_t row_inputs; /* a bit for each input read by rows; with rows == 1: rows that the node can consume, 0 = any */
    uint32_t n_refs;
};

static inline uint32_t *mote_graph_nodes(uint32_t *graph)
{
    return graph + GRAPH_REFS + graph[GRAPH_INPUTS] + graph[GRAPH_OUTPUTS];
}

static inline void mote_node_read(const struct mote_op *const *ops, uint32_t *record, struct mote_node *n)
{
    const uint32_t w = record[NODE_OP];
    n->record = record;
    n->op = ops[w & 0x3ffu];
    n->kernel = (uint8_t)(w >> 10 & 31u);
    n->n_extra = (uint8_t)(w >> 15 & 15u);
    n->alias_kind = (uint8_t)(w >> 19 & 3u);
    n->alias_in = (uint8_t)(w >> 21 & 127u);
    n->skip = (uint8_t)(w >> 28 & 1u);
    n->n_in = (uint16_t)record[NODE_OPERANDS];
    n->n_out = (uint16_t)(record[NODE_OPERANDS] >> 16);
    n->rows = (uint16_t)record[NODE_ROWS];
    n->row_inputs = (uint16_t)(record[NODE_ROWS] >> 16);
    n->args = record + NODE_ARGS;
    n->refs = n->args + n->op->args_words;
    n->n_refs = (uint32_t)n->n_in + n->n_out + n->n_extra;
}

#define MOTE_NODE_SKIP (1u << 28)
#define MOTE_MAX_OPS 1023

static inline uint32_t *mote_node_next(const struct mote_node *n)
{
    return n->refs + n->n_refs;
}

#endif
