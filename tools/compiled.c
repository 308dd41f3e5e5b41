/* SPDX-License-Identifier: Apache-2.0 */
#include "compiled.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "core/build.h"
#include "core/plan.h"
#include "core/sweep.h"
#include "generate_names.h"
#include "graph.h"
#include "tool.h"

/* ---- operators that are told they are being compiled ---- */

struct told {
    struct mote_op op; /* first: what the net knows it by */
    const struct mote_op *real;
    struct mote_compiled_ops *ops;
};

enum { ALL = MOTE_FORMS * MOTE_PACKING_OPERANDS };

/* A constant of a node in another form. */
struct packed {
    const struct mote_packing *how;
    uint8_t *data;
    uint32_t bytes; /* 0: there is none */
};

struct mote_compiled_ops {
    struct told *told;
    const struct mote_op **list;
    uint32_t *tables;             /* bytes of tables before each node prepared */
    uint32_t *first;              /* of each graph: place of its first node among all */
    struct packed (*packed)[ALL]; /* of each node: by forms and operands */
    uint32_t n_nodes;
};

enum { UNTOUCHED = 0xa5 };

/* The scratch buffers of a node, one behind the other, as begin is to find them. */
static uint32_t place_extras(mote_ref *extra, const mote_ref *wanted, int n)
{
    uint32_t end = 0;
    for (int i = 0; i < n; i++) {
        const int32_t asked = mote_ref_offset(wanted[i]);
        if (wanted[i] >> 29 != MOTE_BASE_PLAN_SCRATCH) continue;
        extra[i] = mote_ref_make(MOTE_BASE_SCRATCH, (int32_t)end);
        end += ((uint32_t)(asked < 0 ? -asked : asked) + 7u) & ~7u;
    }
    return end;
}

/* What the operator would fill scratch with when an invoke begins becomes tables. What it leaves
 * alone (all of it, in float and hybrid kernels) stays scratch. */
static int make_tables(struct mote_prep *p, const struct mote_op *op, void *args)
{
    mote_ref *extra = p->refs + p->n_in + p->n_out, wanted[MOTE_MAX_EXTRA];
    struct mote_call call = {.args = args, .refs = p->refs, .n_in = p->n_in, .n_out = p->n_out};
    uint8_t *bases[8] = {0}, *filled;
    uint32_t all;
    int e = 0;
    memcpy(wanted, extra, p->n_extra * sizeof *extra);
    all = place_extras(extra, wanted, p->n_extra);
    filled = mote_allocate(all + 8);
    memset(filled, UNTOUCHED, all + 8);
    bases[MOTE_BASE_MODEL] = (uint8_t *)(uintptr_t)p->model->data;
    bases[MOTE_BASE_SCRATCH] = filled;
    bases[MOTE_BASE_STATE] = p->build->arena + p->build->size;
    call.bases = bases;
    op->begin(&call);
    for (int i = 0; i < p->n_extra && e == 0; i++) {
        const uint8_t *from = filled + mote_ref_offset(extra[i]);
        const int32_t bytes = mote_ref_offset(wanted[i]);
        int32_t same = 0;
        void *table;
        if (wanted[i] >> 29 != MOTE_BASE_PLAN_SCRATCH) continue;
        extra[i] = wanted[i];
        while (same < bytes && from[same] == UNTOUCHED) same++;
        if (same < bytes && (e = mote_prep_table(p, (uint32_t)bytes, &table, &extra[i])) == 0)
            memcpy(table, from, (size_t)bytes);
    }
    free(filled);
    return e;
}

static struct packed *packed_at(struct packed *all, int form, int operand)
{
    return &all[form * MOTE_PACKING_OPERANDS + operand];
}

/* The suffix of what is packed in a form, or NULL. */
static const char *suffix_of(const struct packed *all, int form)
{
    for (int i = 0; i < MOTE_PACKING_OPERANDS; i++) {
        const struct packed *x = &all[form * MOTE_PACKING_OPERANDS + i];
        if (x->bytes) return x->how->suffix;
    }
    return NULL;
}

static void forget(struct packed *all, int form)
{
    for (int i = 0; i < MOTE_PACKING_OPERANDS; i++) {
        struct packed *x = packed_at(all, form, i);
        free(x->data);
        *x = (struct packed){NULL, NULL, 0};
    }
}

/* Packs the constants of the node just prepared that there is another form for. */
static void pack(struct mote_prep *p, const struct mote_op *op, void *args, struct packed *all)
{
    const int key = op->kernels[p->kernel].key;
    for (int form = 0; form < MOTE_FORMS; form++) forget(all, form);
    for (const struct mote_packing *x = mote_packings; x->pack; x++) {
        struct packed *to = packed_at(all, x->form, x->operand);
        const char *suffix = suffix_of(all, x->form);
        uint32_t bytes;
        if (op->name || x->code != op->code || x->key != key || (suffix && suffix != x->suffix) ||
            (bytes = x->pack(p, args, NULL)) == 0)
            continue;
        to->data = mote_allocate(bytes);
        to->bytes = x->pack(p, args, to->data);
        to->how = x;
    }
}

static int prepare(struct mote_prep *p, void *args)
{
    const struct told *t = (const struct told *)(const void *)p->op;
    const uint32_t node = t->ops->first[p->fault->subgraph] + (uint32_t)p->fault->node;
    int e;
    t->ops->tables[node] = p->build->high;
    p->compiling = 1;
    if ((e = t->real->prepare(p, args)) != 0) return e;
    if (p->refs) pack(p, t->real, args, t->ops->packed[node]);
    return t->real->begin && p->refs ? make_tables(p, t->real, args) : 0;
}

static struct mote_compiled_ops *tell_ops(const struct mote_model *m)
{
    struct mote_compiled_ops *o = mote_allocate(sizeof *o);
    struct mote_subgraph g;
    size_t n = 0;
    while (mote_all_ops[n]) n++;
    o->first = mote_allocate((m->n_subgraphs + 1u) * sizeof *o->first);
    o->first[0] = 0;
    for (uint32_t i = 0; i < m->n_subgraphs; i++) {
        mote_subgraph_read(m, i, &g);
        o->first[i + 1] = o->first[i] + g.n_operators;
    }
    o->tables = mote_allocate((o->first[m->n_subgraphs] + 1u) * sizeof *o->tables);
    o->n_nodes = o->first[m->n_subgraphs];
    o->packed = mote_allocate((o->n_nodes + 1u) * sizeof *o->packed);
    memset(o->packed, 0, (o->n_nodes + 1u) * sizeof *o->packed);
    o->told = mote_allocate(n * sizeof *o->told);
    o->list = mote_allocate((n + 1) * sizeof *o->list);
    for (size_t i = 0; i < n; i++) {
        o->told[i] = (struct told){*mote_all_ops[i], mote_all_ops[i], o};
        o->told[i].op.prepare = prepare;
        o->told[i].op.begin = NULL;
        o->list[i] = &o->told[i].op;
    }
    o->list[n] = NULL;
    return o;
}

/* ---- taking the net apart ---- */

static void read_node(struct mote_compiled *c, uint32_t graph, uint32_t i, uint32_t **record)
{
    struct mote_compiled_node *x = &c->nodes[i];
    char stem[MOTE_LABEL_ROOM - 12];
    *record = mote_node_read(&c->s->net, *record, &x->n);
    x->n.op = ((const struct told *)(const void *)x->n.op)->real;
    x->graph = (int)graph;
    x->index = (int)(i - c->ops->first[graph]);
    x->key = mote_node_kernel(&x->n)->key;
    x->skipped = mote_node_skipped(&x->n);
    x->segment = x->stage = -1;
    x->total = x->n.rows;
    x->table_from = c->ops->tables[i];
    x->table_to = c->ops->tables[i + 1];
    mote_symbol_operator(x->n.op, stem, sizeof stem);
    if (graph)
        snprintf(x->label, sizeof x->label, "%.40s_%u_%d", stem, (unsigned)graph, x->index);
    else
        snprintf(x->label, sizeof x->label, "%s_%d", stem, x->index);
}

/* Progress words by the places of entries in the record. */
static uint16_t producer_of(const struct mote_compiled *c, uint32_t g, const uint32_t *segment,
                            uint32_t place)
{
    const uint32_t *entry = segment + SEGMENT_ENTRIES;
    uint16_t word = 2;
    if (place == 0) return 0;
    if (place == SEGMENT_SOURCE) return 1;
    for (uint32_t i = c->segments[g].first; entry != segment + place; i++)
        if (!c->nodes[i].skipped) {
            entry += mote_entry_words(&c->nodes[i].n);
            word++;
        }
    return word;
}

static void read_segment(struct mote_compiled *c, uint32_t g, uint32_t *segment)
{
    struct mote_compiled_segment *x = &c->segments[g];
    uint32_t *entry = segment + SEGMENT_ENTRIES;
    x->first = mote_segment_first(segment);
    x->count = mote_segment_count(segment);
    x->stages = 0;
    x->fed_rows = segment[SEGMENT_SOURCE + ENTRY_TOTAL] & 0xffffu;
    x->fed_ring = segment[SEGMENT_SOURCE + ENTRY_TOTAL] >> 16;
    for (uint32_t i = x->first; i < x->first + x->count; i++) {
        struct mote_compiled_node *node = &c->nodes[i];
        const uint16_t *producers;
        if (node->skipped) continue;
        node->segment = (int)g;
        node->stage = (int)x->stages++;
        node->consumes = (entry[ENTRY_TOTAL] & MOTE_ENTRY_CONSUMES) != 0;
        node->total = entry[ENTRY_TOTAL] & 0xffffu;
        node->rings = mote_entry_rings(entry);
        producers = node->rings + node->n.n_in + node->n.n_out;
        node->producers = mote_allocate((node->n.n_in + 1u) * sizeof *node->producers);
        for (int k = 0; k < node->n.n_in; k++)
            node->producers[k] = producer_of(c, g, segment, producers[k]);
        entry += mote_entry_words(&node->n);
    }
}

int mote_compiled_tensor(const struct mote_compiled *c, int node, int operand,
                         struct mote_tensor *t)
{
    struct mote_graph_node graph_node;
    if (node == -1) return mote_model_output(&c->s->model, operand, t);
    if (node < 0) {
        const struct mote_model *m = &c->s->model;
        struct mote_subgraph g;
        mote_subgraph_read(m, (uint32_t)(-1 - node), &g);
        return mote_graph_tensor(
            m, -1 - node,
            mote_rd32s(m->data + ((uint32_t)operand < g.n_inputs
                                      ? g.inputs + 4 * (uint32_t)operand
                                      : g.outputs + 4 * ((uint32_t)operand - g.n_inputs))),
            t, NULL);
    }
    if (!mote_graph_node(&c->s->model, c->nodes[node].graph, c->nodes[node].index, &graph_node))
        return -1;
    return mote_graph_tensor(&c->s->model, c->nodes[node].graph,
                             mote_graph_operand(&c->s->model, &graph_node, operand), t, NULL);
}

const struct mote_compiled_constant *mote_compiled_constant(const struct mote_compiled *c,
                                                            mote_ref r, uint32_t bytes, int type)
{
    for (uint32_t i = 0; i < c->n_constants && r >> 29 == MOTE_BASE_MODEL; i++) {
        const struct mote_compiled_constant *x = &c->constants[i];
        if (x->only < 0 && x->at == (uint32_t)mote_ref_offset(r) && x->bytes == bytes &&
            x->type == type)
            return x;
    }
    return NULL;
}

const struct mote_compiled_constant *mote_compiled_own(const struct mote_compiled *c, int node,
                                                       int operand, enum mote_form form)
{
    for (uint32_t i = 0; i < c->n_constants; i++) {
        const struct mote_compiled_constant *x = &c->constants[i];
        if (x->only == (int)form && x->node == node && x->operand == operand) return x;
    }
    return NULL;
}

/* The constant that an operand of a node is, or NULL if it is none. */
static struct mote_compiled_constant *constant_of(const struct mote_compiled *c, uint32_t node,
                                                  int operand)
{
    const mote_ref r = c->nodes[node].n.refs[operand];
    const struct mote_compiled_constant *x;
    struct mote_tensor t;
    if (r >> 29 != MOTE_BASE_MODEL || mote_compiled_tensor(c, (int)node, operand, &t)) return NULL;
    x = mote_compiled_constant(c, r, t.bytes, t.type);
    return x ? &c->constants[x - c->constants] : NULL;
}

/* Can a node have its constants in a form? Nodes that take rows cannot; and a constant that several
 * nodes read stays as it is but for biases, which take little. */
static int can_form(const struct mote_compiled *c, uint32_t node, int form)
{
    struct packed *all = c->ops->packed[node];
    if (c->nodes[node].skipped || c->nodes[node].consumes || !suffix_of(all, form)) return 0;
    for (int k = 0; k < MOTE_PACKING_OPERANDS; k++) {
        const struct mote_compiled_constant *x;
        if (!packed_at(all, form, k)->bytes) continue;
        if (k >= c->nodes[node].n.n_in) return 0;
        x = constant_of(c, node, k);
        if (x ? x->reads > 1 && (x->type != MOTE_INT32 || form == MOTE_FORM_PACKED)
              : c->nodes[node].n.refs[k] != MOTE_REF_NONE)
            return 0;
    }
    return 1;
}

static struct mote_compiled_constant *new_constant(struct mote_compiled *c, uint32_t node,
                                                   int operand)
{
    struct mote_compiled_constant *x = &c->constants[c->n_constants++];
    *x = (struct mote_compiled_constant){.node = (int)node, .operand = operand, .only = -1};
    return x;
}

/* A constant that all its readers want in a form gives its place to the first of them; what the
 * others want is there besides. */
static void take_form(struct mote_compiled *c, uint32_t node, int form)
{
    for (int k = 0; k < MOTE_PACKING_OPERANDS; k++) {
        const struct packed *packed = packed_at(c->ops->packed[node], form, k);
        struct mote_compiled_constant *x;
        if (!packed->bytes) continue;
        x = constant_of(c, node, k);
        if (!x || x->reads != x->wishes[form] || x->forms[form].bytes) {
            x = new_constant(c, node, k);
            x->only = form;
            x->type = MOTE_INT32;
            snprintf(x->label, sizeof x->label, "%.40s_form%d_in%d", c->nodes[node].label, form, k);
        }
        x->forms[form] = (struct mote_compiled_form){packed->data, packed->bytes};
    }
    c->nodes[node].suffix[form] = suffix_of(c->ops->packed[node], form);
}

static void take_forms(struct mote_compiled *c)
{
    for (int form = 0; form < MOTE_FORMS; form++) {
        for (uint32_t i = 0; i < c->n_nodes; i++) {
            if (!can_form(c, i, form)) {
                forget(c->ops->packed[i], form);
                continue;
            }
            for (int k = 0; k < MOTE_PACKING_OPERANDS; k++) {
                struct mote_compiled_constant *x;
                if (packed_at(c->ops->packed[i], form, k)->bytes && (x = constant_of(c, i, k)))
                    x->wishes[form]++;
            }
        }
        for (uint32_t i = 0; i < c->n_nodes; i++) take_form(c, i, form);
    }
}

static void note_constant(struct mote_compiled *c, mote_ref r, int node, int operand)
{
    const struct mote_compiled_constant *known;
    struct mote_compiled_constant *x;
    struct mote_tensor t;
    if (r >> 29 != MOTE_BASE_MODEL || mote_compiled_tensor(c, node, operand, &t) || t.bytes == 0)
        return;
    known = mote_compiled_constant(c, r, t.bytes, t.type);
    if (known) {
        c->constants[known - c->constants].reads++;
        return;
    }
    x = new_constant(c, (uint32_t)node, operand);
    x->reads = 1;
    x->at = (uint32_t)mote_ref_offset(r);
    x->bytes = t.bytes;
    x->type = t.type;
    if (node < 0)
        snprintf(x->label, sizeof x->label, "end_%d_%d", -1 - node, operand);
    else
        snprintf(x->label, sizeof x->label, "%.50s_in%d", c->nodes[node].label, operand);
}

static void read_constants(struct mote_compiled *c)
{
    size_t most = c->n_outputs + 1;
    for (uint32_t i = 0; i < c->n_nodes; i++) most += c->nodes[i].n.n_in + (size_t)ALL;
    for (uint32_t i = 1; i < c->n_graphs; i++) most += c->graphs[i].n_ends;
    c->constants = mote_allocate(most * sizeof *c->constants);
    for (uint32_t i = 0; i < c->n_nodes; i++)
        for (int k = 0; k < c->nodes[i].n.n_in && !c->nodes[i].skipped; k++)
            note_constant(c, c->nodes[i].n.refs[k], (int)i, k);
    for (uint32_t i = 0; i < c->n_outputs; i++) note_constant(c, c->outputs[i], -1, (int)i);
    for (uint32_t g = 1; g < c->n_graphs; g++)
        for (uint32_t i = 0; i < c->graphs[g].n_ends; i++)
            note_constant(c, c->graphs[g].ends[i], -1 - (int)g, (int)i);
    take_forms(c);
}

/* RAM: activations and scratch, state, a word for fed rows, progress of the largest segment. */
static void lay_out(struct mote_compiled *c)
{
    const struct mote_memory *m = &c->s->net.memory;
    uint32_t stages = 0;
    for (uint32_t i = 0; i < c->n_segments; i++)
        if (c->segments[i].stages > stages) stages = c->segments[i].stages;
    c->state_at = m->activations;
    c->progress_at = m->activations + m->state;
    c->progress_words = (c->s->feed ? 1 : 0) + (stages ? 1 + stages : 0);
    c->ram_bytes = mote_round8(c->progress_at + 4 * c->progress_words);
}

static int read_all(struct mote_compiled *c, struct mote_session *s)
{
    struct mote_net *net = &s->net;
    uint32_t *record, *segment;
    int status;
    *c = (struct mote_compiled){.s = s};
    c->ops = tell_ops(&s->model);
    s->ops = c->ops->list;
    if ((status = mote_session_init(s, MOTE_ARENA_AUTO)) != 0) return status;
    c->n_graphs = net->host.run ? s->model.n_subgraphs : 1;
    c->n_nodes = c->ops->first[c->n_graphs];
    c->n_segments = net->graphs[GRAPH_SEGMENTS];
    c->n_inputs = net->graphs[GRAPH_INPUTS];
    c->n_outputs = net->graphs[GRAPH_OUTPUTS];
    c->inputs = net->graphs + GRAPH_REFS;
    c->outputs = c->inputs + c->n_inputs;
    c->tables = net->bases[MOTE_BASE_STATE] - net->memory.tables;
    c->ops->tables[c->n_nodes] = net->memory.tables;
    c->nodes = mote_allocate((c->n_nodes + 1) * sizeof *c->nodes);
    memset(c->nodes, 0, (c->n_nodes + 1) * sizeof *c->nodes);
    c->segments = mote_allocate((c->n_segments + 1) * sizeof *c->segments);
    c->graphs = mote_allocate(c->n_graphs * sizeof *c->graphs);
    record = net->graphs;
    for (uint32_t g = 0; g < c->n_graphs; g++) {
        struct mote_compiled_graph *graph = &c->graphs[g];
        graph->first = c->ops->first[g];
        graph->count = record[GRAPH_NODES];
        graph->n_ends = record[GRAPH_INPUTS] + record[GRAPH_OUTPUTS];
        graph->ends = record + GRAPH_REFS;
        record = mote_graph_nodes(record);
        for (uint32_t i = 0; i < graph->count; i++) read_node(c, g, graph->first + i, &record);
    }
    segment = net->segments;
    for (uint32_t i = 0; i < c->n_segments; i++, segment += segment[SEGMENT_WORDS])
        read_segment(c, i, segment);
    read_constants(c);
    lay_out(c);
    return 0;
}

enum { CHEAP = 14 }; /* one part in so many of RAM may go into a spare row */

int mote_compiled_read(struct mote_compiled *c, struct mote_session *s)
{
    uint32_t bytes;
    const int choose = s->spare_rows == MOTE_SPARE_ROWS_AUTO;
    int status;
    if (choose) s->spare_rows = 0;
    status = read_all(c, s);
    bytes = c->ram_bytes;
    if (status || !choose || s->whole || c->n_segments == 0) return status;
    mote_compiled_close(c);
    s->spare_rows = 1;
    status = read_all(c, s);
    if (status || c->ram_bytes <= bytes + bytes / CHEAP) return status;
    mote_compiled_close(c);
    s->spare_rows = 0;
    return read_all(c, s);
}

void mote_compiled_close(struct mote_compiled *c)
{
    for (uint32_t i = 0; c->nodes && i < c->n_nodes; i++) free(c->nodes[i].producers);
    free(c->nodes);
    free(c->segments);
    free(c->constants);
    free(c->graphs);
    if (c->ops) {
        free(c->ops->told);
        free(c->ops->list);
        free(c->ops->tables);
        for (uint32_t i = 0; i < c->ops->n_nodes; i++)
            for (int form = 0; form < MOTE_FORMS; form++) forget(c->ops->packed[i], form);
        free(c->ops->packed);
        free(c->ops->first);
        free(c->ops);
    }
    if (c->s) c->s->ops = NULL;
    *c = (struct mote_compiled){0};
}
