/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Subgraphs that operators call (IF, WHILE, CALL_ONCE). Their records follow that of the main
 * graph; a node that calls keeps the numbers of its subgraphs behind its operands. What a graph and
 * the one that it calls compute is alive at the same time, so activations lie one behind the other
 * by how deep the call is; graphs of the same depth share theirs. Linked only with such operators.
 */
#include "build.h"
#include "fault.h"
#include "plan.h"

/* More subgraphs in a file, or calls inside each other, are refused: each takes some 200 bytes of
 * stack. */
enum { MOST_GRAPHS = 64, MOST_DEPTH = 8 };

static int call(struct mote_planner *p, void *work, uint32_t work_bytes);

int mote_prep_subgraph(struct mote_prep *p, int32_t index, uint32_t *n_in, uint32_t *n_out)
{
    struct mote_subgraph g;
    uint32_t *word;
    const int graphs = p->model->n_subgraphs;
    if (index < 1 || index >= graphs)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_INDEX, -1, graphs, index);
    if (graphs > MOST_GRAPHS)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_LIMIT, -1, MOST_GRAPHS, graphs);
    p->build->call = call;
    word = mote_build_record(p->build, 1);
    if (!word) return MOTE_E_ARENA;
    *word = mote_ref_make(MOTE_BASE_NONE, index);
    p->n_extra++;
    mote_subgraph_read(p->model, (uint32_t)index, &g);
    *n_in = g.n_inputs;
    *n_out = g.n_outputs;
    return 0;
}

int mote_prep_subgraph_end(struct mote_prep *p, int32_t index, int output, uint32_t i,
                           struct mote_tensor *t)
{
    struct mote_subgraph g;
    mote_subgraph_read(p->model, (uint32_t)index, &g);
    p->fault->operand = -1;
    return mote_tensor_read(p->model, g.tensors, g.n_tensors,
                            mote_rd32s(p->model->data + (output ? g.outputs : g.inputs) + 4 * i), t,
                            p->fault);
}

/* ---- planning ---- */

static uint32_t *record_of(const struct mote_net *net, uint32_t index)
{
    uint32_t *graph = net->graphs;
    while (index-- > 0) graph = mote_graph_after(net, graph);
    return graph;
}

static int is_call(mote_ref r)
{
    return r >> 29 == MOTE_BASE_NONE && r != MOTE_REF_NONE;
}

/* Makes every graph that this one calls deeper than it. While planning, GRAPH_SEGMENTS holds the
 * depth; that of a graph which nobody calls stays 0. Returns the greatest depth given, 0 if all was
 * as it should be. */
static uint32_t deepen(const struct mote_net *net, const uint32_t *graph, uint32_t *nodes)
{
    struct mote_node n;
    uint32_t most = 0;
    for (uint32_t i = 0; i < graph[GRAPH_NODES]; i++) {
        nodes = mote_node_read(net, nodes, &n);
        for (uint32_t k = (uint32_t)n.n_in + n.n_out; k < n.n_refs; k++) {
            uint32_t *callee;
            if (!is_call(n.refs[k])) continue;
            callee = record_of(net, (uint32_t)mote_ref_offset(n.refs[k]));
            if (callee[GRAPH_SEGMENTS] > graph[GRAPH_SEGMENTS]) continue;
            callee[GRAPH_SEGMENTS] = graph[GRAPH_SEGMENTS] + 1;
            if (callee[GRAPH_SEGMENTS] > most) most = callee[GRAPH_SEGMENTS];
        }
    }
    return most;
}

/* Depths of all graphs: done when nothing gets deeper. In a circle everything does, for ever. */
static int find_depths(struct mote_net *net)
{
    for (uint32_t most = 1; most != 0;) {
        uint32_t *graph = net->graphs;
        most = 0;
        for (uint32_t i = 0; i < net->model->n_subgraphs;
             i++, graph = mote_graph_after(net, graph)) {
            const uint32_t here = deepen(net, graph, mote_graph_nodes(graph));
            if (here > most) most = here;
            if (here > MOST_DEPTH) {
                net->fault.subgraph = (int16_t)i;
                return 0;
            }
        }
    }
    return 1;
}

static int run(const struct mote_host *host, uint32_t index)
{
    struct mote_net *net = (struct mote_net *)(uintptr_t)host; /* its first member */
    const uint32_t caller = net->running;
    int e;
    net->running = index;
    e = mote_run(net, record_of(net, index), 0);
    net->running = caller;
    return e;
}

static const mote_ref *ends(const struct mote_host *host, uint32_t index)
{
    const struct mote_net *net = (const void *)host;
    return record_of(net, index) + GRAPH_REFS;
}

/* Plans a graph behind `base`; what all have in common goes on in *p. */
static int plan_one(struct mote_planner *p, uint32_t index, uint32_t *graph, uint32_t base,
                    void *work, uint32_t work_bytes)
{
    struct mote_planner one = {0};
    struct mote_subgraph g;
    int e;
    mote_subgraph_read(p->net->model, index, &g);
    p->net->fault.subgraph = (int16_t)index;
    one.net = p->net;
    one.g = &g;
    one.graph = graph;
    one.state = p->state;
    one.total = p->total;
    one.base = base;
    one.join = p->join;
    e = mote_plan(&one, work, work_bytes);
    if (e == 0) p->state = one.state;
    if (e == 0) p->total = one.total;
    return e;
}

/* In the place of mote_plan: the main graph, then all others. */
static int call(struct mote_planner *p, void *work, uint32_t work_bytes)
{
    struct mote_net *net = p->net;
    struct mote_memory *m = &net->memory;
    uint32_t planning, base, segments;
    int e;
    net->fault.subgraph = 0; /* init has gone through all */
    if ((e = mote_plan(p, work, work_bytes)) != 0) return e;
    net->fault.operand = -1;
    net->fault.tensor = -1;
    segments = net->graphs[GRAPH_SEGMENTS];
    planning = m->planning;
    base = m->activations;
    net->host.run = run;
    net->host.ends = ends;
    net->graphs[GRAPH_SEGMENTS] = 0;
    if (!find_depths(net))
        return mote_fault_set(&net->fault, MOTE_E_MODEL, MOTE_WHY_CYCLE, MOST_DEPTH, -1);
    for (uint32_t depth = 1; depth <= MOST_DEPTH; depth++) {
        uint32_t *graph = net->graphs, top = 0;
        for (uint32_t i = 0; i < net->model->n_subgraphs;
             i++, graph = mote_graph_after(net, graph)) {
            int here;
            if (graph[GRAPH_SEGMENTS] != depth) continue;
            here = plan_one(p, i, graph, base, work, work_bytes);
            if (here && here != MOTE_E_ARENA) return here;
            if (here) e = here;
            if (m->planning > planning) planning = m->planning;
            if (m->activations > top && here == 0) top = m->activations;
            graph[GRAPH_SEGMENTS] = 0;
        }
        base += top;
    }
    m->activations = base;
    m->planning = planning;
    m->state = p->state;
    net->graphs[GRAPH_SEGMENTS] = segments;
    return e;
}
