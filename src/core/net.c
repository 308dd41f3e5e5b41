/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes as they lie in the arena, and running them. */
#include "net.h"
#include "fault.h"
#include "sweep.h"

uint32_t *mote_node_read(const struct mote_net *net, uint32_t *record, struct mote_node *n)
{
    const uint32_t w = record[NODE_OP];
    n->record = record;
    n->op = net->config.ops[w & 0x3ffu];
    n->bits = w;
    n->n_in = (uint16_t)record[NODE_OPERANDS];
    n->n_out = (uint16_t)(record[NODE_OPERANDS] >> 16);
    n->rows = (uint16_t)record[NODE_ROWS];
    n->row_inputs = (uint16_t)(record[NODE_ROWS] >> 16);
    n->args = record + NODE_ARGS;
    n->refs = n->args + n->op->args_words;
    n->n_refs = (uint32_t)n->n_in + n->n_out + (w >> 15 & 15u);
    return n->refs + n->n_refs;
}

uint32_t *mote_graph_after(const struct mote_net *net, uint32_t *graph)
{
    uint32_t *next = mote_graph_nodes(graph);
    struct mote_node n;
    for (uint32_t i = 0; i < graph[GRAPH_NODES]; i++) next = mote_node_read(net, next, &n);
    return next;
}

static void tell(struct mote_net *net, const struct mote_op *op, uint32_t node, int after)
{
    struct mote_event event;
    if (!net->config.hook) return;
    event.net = net;
    event.op = op;
    event.subgraph = (int)net->running;
    event.node = (int)node;
    event.after = after;
    net->config.hook(net->config.hook_user, &event);
}

int mote_node_run(struct mote_net *net, const struct mote_node *n, uint32_t node,
                  struct mote_call *c, mote_eval *eval)
{
    int e;
    c->args = n->args;
    c->refs = n->refs;
    c->bases = net->bases;
    c->n_in = n->n_in;
    c->n_out = n->n_out;
    c->host = &net->host;
    tell(net, n->op, node, 0);
    if (n->op->begin && c->y0 == 0) n->op->begin(c);
    e = eval(c);
    tell(net, n->op, node, 1);
    if (e) {
        mote_fault_clear(&net->fault);
        net->fault.subgraph = (int16_t)net->running;
        net->fault.node = (int32_t)node;
        mote_fault_set(&net->fault, e, e == MOTE_E_DATA ? MOTE_WHY_VALUE : MOTE_WHY_NONE, -1, -1);
    }
    return e;
}

/* Small models feel what is done around a node. */
#if defined(__GNUC__) && !MOTE_SMALL
__attribute__((flatten))
#endif
int mote_run(struct mote_net *net, uint32_t *graph, int swept)
{
    struct mote_node n;
    uint32_t *next, *segment, *stuck, i = 0, end, whole_until;
    int e = 0;
    next = mote_graph_nodes(graph);
    end = graph[GRAPH_NODES];
    segment = net->segments;
    whole_until = graph[GRAPH_SEGMENTS] ? mote_segment_first(segment) : end;
    for (uint32_t left = graph[GRAPH_SEGMENTS];;) {
        for (; i < whole_until; i++) {
            struct mote_call c;
            next = mote_node_read(net, next, &n);
            if (mote_node_skipped(&n)) continue;
            c.rings = NULL;
            c.y0 = 0;
            c.y1 = n.rows;
            e = mote_node_run(net, &n, i, &c, mote_node_kernel(&n)->eval);
            if (e) return e;
        }
        if (left == 0) return 0;
        if (!swept) e = net->config.streaming->sweep(net, segment, next, MOTE_SWEEP_RUN, &stuck);
        if (e) return e;
        swept = 0;
        for (uint32_t count = mote_segment_count(segment); count > 0; count--, i++)
            next = mote_node_read(net, next, &n);
        segment += segment[SEGMENT_WORDS];
        whole_until = --left ? mote_segment_first(segment) : end;
    }
}

int mote_invoke(struct mote_net *net)
{
    if (net->ready != MOTE_READY)
        return mote_fault_set(&net->fault, MOTE_E_USAGE, MOTE_WHY_STATE, -1, -1);
    return mote_run(net, net->graphs, 0);
}
