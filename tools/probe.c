/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mote_init stops at the first fault, as a device should. Here each node prepares alone, in an
 * arena of its own, and what it complains of is collected. One fault a node: behind the first one
 * further complaints would be guesses.
 */
#include "probe.h"

#include <stdlib.h>
#include <string.h>

#include "core/build.h"
#include "core/fault.h"
#include "graph.h"
#include "mote_op.h"
#include "tool.h"

enum { MOST_PROBLEMS = 10000 };

static void note(struct mote_problems *p, const struct mote_fault *fault)
{
    if (p->n >= MOST_PROBLEMS) return;
    p->items = mote_resize(p->items, (p->n + 1) * sizeof *p->items);
    p->items[p->n++] = *fault;
}

static int fault_at_node(struct mote_fault *fault, const struct mote_graph_node *node, int error,
                         int why, int32_t expected, int32_t got)
{
    mote_fault_clear(fault);
    fault->subgraph = (int16_t)node->subgraph;
    fault->node = node->index;
    return mote_fault_set(fault, error, why, expected, got);
}

/* Every operand that cannot even be read is a problem of its own. Returns how many. */
static int check_operands(const struct mote_model *m, const struct mote_graph_node *node,
                          struct mote_problems *p)
{
    int found = 0;
    for (uint32_t i = 0; i < node->n_in + node->n_out; i++) {
        const int32_t index = mote_graph_operand(m, node, (int)i);
        struct mote_tensor t;
        struct mote_fault fault;
        if (index == -1 && i < node->n_in) continue; /* an optional input left out */
        if (mote_graph_tensor(m, node->subgraph, index, &t, &fault) == 0) continue;
        fault.node = node->index;
        fault.operand = (int16_t)(i < INT16_MAX ? i : INT16_MAX);
        note(p, &fault);
        found++;
    }
    return found;
}

static void fill_prep(struct mote_prep *p, const struct mote_model *m,
                      const struct mote_graph_node *node)
{
    struct mote_subgraph g;
    mote_subgraph_read(m, (uint32_t)node->subgraph, &g);
    *p = (struct mote_prep){.model = m, .rows = 1, .consume_rows = UINT16_MAX};
    p->tensors = g.tensors;
    p->n_tensors = g.n_tensors;
    p->operands_in = node->in;
    p->operands_out = node->out;
    p->n_in = (uint16_t)node->n_in;
    p->n_out = (uint16_t)node->n_out;
    p->custom = mote_flat_vector(m, node->table, OPERATOR_CUSTOM, &p->custom_size);
    p->options = mote_flat_child(m, node->table, OPERATOR_OPTIONS);
    if (!p->options) p->options = mote_flat_child(m, node->table, OPERATOR_OPTIONS2);
}

/* Prepares the node in ever larger arenas until its tables fit. What it asks for besides its
 * operands goes to `extras`, if that is not NULL, and *n_extra says how many. */
static int prepare(const struct mote_model *m, const struct mote_graph_node *node,
                   const struct mote_op *op, struct mote_fault *fault, mote_ref *extras,
                   int *n_extra)
{
    uint32_t bytes = 1 << 16;
    int e = MOTE_E_ARENA;
    while (e == MOTE_E_ARENA && bytes <= 0x08000000) {
        struct mote_build build = {.arena = mote_allocate(bytes), .size = bytes};
        struct mote_prep p;
        uint32_t *args = mote_build_record(&build, op->args_words);
        const size_t operands = (size_t)(node->n_in + node->n_out);
        fill_prep(&p, m, node);
        p.op = op;
        p.refs = mote_allocate((operands + 1) * sizeof *p.refs);
        memset(p.refs, 0, operands * sizeof *p.refs);
        p.build = &build;
        p.fault = fault;
        fault_at_node(fault, node, 0, MOTE_WHY_NONE, -1, -1);
        e = op->prepare(&p, args);
        *n_extra = p.n_extra;
        if (extras) memcpy(extras, args + op->args_words, p.n_extra * sizeof *extras);
        free(p.refs);
        free(build.arena);
        bytes *= 4;
    }
    if (e && fault->error == 0) fault->error = (int16_t)e;
    return e;
}

int mote_probe_extras(const struct mote_model *m, const struct mote_graph_node *node,
                      const struct mote_op *op, mote_ref extras[MOTE_MAX_EXTRA])
{
    struct mote_fault fault;
    int n;
    return prepare(m, node, op, &fault, extras, &n) ? 0 : n;
}

static void check_node(const struct mote_model *m, const struct mote_graph_node *node,
                       struct mote_problems *p)
{
    struct mote_fault fault;
    const struct mote_op *op = mote_graph_op(node);
    int e, n_extra;
    if (node->code < 0)
        e = fault_at_node(&fault, node, MOTE_E_MODEL, MOTE_WHY_INDEX, m->n_opcodes,
                          mote_flat_i32(m, node->table, OPERATOR_CODE, 0));
    else if (!op)
        e = fault_at_node(&fault, node, MOTE_E_UNSUPPORTED, MOTE_WHY_NO_OP, -1, node->code);
    else if (node->n_in > INT16_MAX || node->n_out > INT16_MAX)
        e = fault_at_node(&fault, node, MOTE_E_UNSUPPORTED, MOTE_WHY_LIMIT, INT16_MAX,
                          (int32_t)(node->n_in | node->n_out));
    else if (check_operands(m, node, p))
        return;
    else
        e = prepare(m, node, op, &fault, NULL, &n_extra);
    if (e) note(p, &fault);
}

/* Inputs and outputs of a subgraph that no node has to touch. */
static void check_ends(const struct mote_model *m, int subgraph, struct mote_problems *p)
{
    struct mote_subgraph g;
    mote_subgraph_read(m, (uint32_t)subgraph, &g);
    for (uint32_t i = 0; i < g.n_inputs + g.n_outputs; i++) {
        const uint32_t at = i < g.n_inputs ? g.inputs + 4 * i : g.outputs + 4 * (i - g.n_inputs);
        struct mote_tensor t;
        struct mote_fault fault;
        if (mote_graph_tensor(m, subgraph, mote_rd32s(m->data + at), &t, &fault)) note(p, &fault);
    }
}

/* Is this tensor read before anything writes it? mote_init finds that out too, but only when all
 * nodes prepare. */
static void check_order(const struct mote_model *m, int subgraph, struct mote_problems *p)
{
    struct mote_graph_node node;
    struct mote_subgraph g;
    uint8_t *written;
    mote_subgraph_read(m, (uint32_t)subgraph, &g);
    written = calloc(g.n_tensors + 1, 1);
    for (uint32_t i = 0; written && i < g.n_inputs; i++) {
        const uint32_t t = mote_rd32(m->data + g.inputs + 4 * i);
        if (t < g.n_tensors) written[t] = 1;
    }
    for (int n = 0; written && mote_graph_node(m, subgraph, n, &node); n++)
        for (uint32_t i = 0; i < node.n_in + node.n_out; i++) {
            const int32_t index = mote_graph_operand(m, &node, (int)i);
            struct mote_tensor t;
            struct mote_fault fault;
            if (index < 0 || (uint32_t)index >= g.n_tensors) continue;
            if (i < node.n_in && !written[index] &&
                mote_graph_tensor(m, subgraph, index, &t, NULL) == 0 && !t.data && !t.is_variable) {
                fault_at_node(&fault, &node, MOTE_E_MODEL, MOTE_WHY_ORDER, -1, -1);
                fault.operand = (int16_t)i;
                fault.tensor = index;
                note(p, &fault);
            }
            written[index] = 1; /* said once is enough */
        }
    free(written);
}

void mote_probe(struct mote_session *s, struct mote_problems *p)
{
    const struct mote_model *m = &s->model;
    struct mote_graph_node node;
    *p = (struct mote_problems){NULL, 0};
    for (int g = 0; g < m->n_subgraphs; g++) {
        const size_t before = p->n;
        for (int i = 0; mote_graph_node(m, g, i, &node); i++) check_node(m, &node, p);
        check_ends(m, g, p);
        if (p->n != before) check_order(m, g, p);
    }
    /* What only shows in the whole: order, aliasing, cycles, room. */
    if (p->n == 0 && mote_session_try(s)) note(p, &s->net.fault);
}
