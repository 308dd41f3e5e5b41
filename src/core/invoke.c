/* SPDX-License-Identifier: Apache-2.0 */
/* An initialised net: setting it back, and looking at it. */
#include "../base/mem.h"
#include "fault.h"
#include "net.h"
#include "sweep.h"
#include "tensor.h"

int mote_reset(struct mote_net *net)
{
    if (net->ready != MOTE_READY)
        return mote_fault_set(&net->fault, MOTE_E_USAGE, MOTE_WHY_STATE, -1, -1);
    memset(net->bases[MOTE_BASE_STATE], 0, net->memory.state);
    net->fed = 0;
    return 0;
}

int mote_inputs(const struct mote_net *net)
{
    return net->ready == MOTE_READY ? (int)net->graphs[GRAPH_INPUTS] : 0;
}

int mote_outputs(const struct mote_net *net)
{
    return net->ready == MOTE_READY ? (int)net->graphs[GRAPH_OUTPUTS] : 0;
}

static void *resolve(const struct mote_net *net, mote_ref r)
{
    return r == MOTE_REF_NONE ? NULL : mote_ref_at(net->bases, r);
}

void *mote_input(const struct mote_net *net, int i)
{
    return i >= 0 && i < mote_inputs(net) ? resolve(net, net->graphs[GRAPH_REFS + i]) : NULL;
}

const void *mote_output(const struct mote_net *net, int i)
{
    return i >= 0 && i < mote_outputs(net)
               ? resolve(net, net->graphs[GRAPH_REFS + mote_inputs(net) + i])
               : NULL;
}

size_t mote_input_bytes(const struct mote_net *net, int i)
{
    struct mote_tensor t;
    return net->ready == MOTE_READY && mote_model_input(net->model, i, &t) == 0 ? t.bytes : 0;
}

size_t mote_output_bytes(const struct mote_net *net, int i)
{
    struct mote_tensor t;
    return net->ready == MOTE_READY && mote_model_output(net->model, i, &t) == 0 ? t.bytes : 0;
}

/* Rows that the ring of a node's output keeps; 0 if it is whole. */
static int ring_of(const struct mote_net *net, int node, int output)
{
    uint32_t *segment = net->segments, *next = mote_graph_nodes(net->graphs);
    struct mote_node n;
    int at = 0;
    for (uint32_t s = net->graphs[GRAPH_SEGMENTS]; s > 0; s--, segment += segment[SEGMENT_WORDS]) {
        const int first = (int)mote_segment_first(segment),
                  count = (int)mote_segment_count(segment);
        uint32_t *entry = segment + SEGMENT_ENTRIES;
        for (; at < first + count; at++) {
            next = mote_node_read(net, next, &n);
            if (at < first || mote_node_skipped(&n)) continue;
            if (at == node) return mote_entry_rings(entry)[n.n_in + output];
            entry += mote_entry_words(&n);
        }
    }
    return 0;
}

const void *mote_node_output(const struct mote_net *net, int subgraph, int node, int i,
                             size_t *bytes)
{
    struct mote_subgraph g;
    struct mote_node n;
    struct mote_tensor t;
    struct mote_fault fault;
    uint32_t *graph = net->graphs, *next, table, outputs, count;
    if (net->ready != MOTE_READY || subgraph < 0 || node < 0 ||
        (subgraph > 0 && (!net->host.run || subgraph >= net->model->n_subgraphs)))
        return NULL;
    for (int skip = subgraph; skip > 0; skip--) graph = mote_graph_after(net, graph);
    if ((uint32_t)node >= graph[GRAPH_NODES]) return NULL;
    next = mote_graph_nodes(graph);
    for (int k = 0; k <= node; k++) next = mote_node_read(net, next, &n);
    if (i < 0 || i >= n.n_out) return NULL;
    mote_subgraph_read(net->model, (uint32_t)subgraph, &g);
    table = mote_flat_element(net->model, g.operators, (uint32_t)node);
    outputs = mote_flat_vector(net->model, table, OPERATOR_OUTPUTS, &count);
    if (mote_tensor_read(net->model, g.tensors, g.n_tensors,
                         mote_rd32s(net->model->data + outputs + 4 * i), &t, &fault))
        return NULL;
    *bytes = t.bytes;
    if (subgraph == 0 && ring_of(net, node, i)) return NULL;
    /* a graph that nobody calls has no place */
    if (n.refs[n.n_in + i] >> 29 == MOTE_BASE_PLAN) return NULL;
    return resolve(net, n.refs[n.n_in + i]);
}
