/* SPDX-License-Identifier: Apache-2.0 */
/* First half of mote_init: every operator of a graph prepares, leaving a node record. */
#include "../base/mem.h"
#include "build.h"
#include "fault.h"
#include "net.h"
#include "tensor.h"

struct preparing {
    struct mote_net *net;
    struct mote_build *b;
    struct mote_subgraph g; /* the graph under way, and its index */
    uint32_t subgraph;
};

static int string_is(const struct mote_model *f, uint32_t at, const char *name)
{
    const uint32_t length = mote_rd32(f->data + at);
    for (uint32_t i = 0; i < length; i++)
        if (!name[i] || (uint8_t)name[i] != f->data[at + 4 + i]) return 0;
    return name[length] == 0;
}

/* The operator of the table that an opcode names; -1 if there is none. */
static int find_op(struct preparing *s, uint32_t index, int32_t *code)
{
    const struct mote_op *const *ops = s->net->config.ops;
    const uint32_t opcode = mote_flat_element(s->net->model, s->net->model->opcodes, index);
    const int32_t old = mote_flat_i8(s->net->model, opcode, OPCODE_OLD_CODE, 0);
    const uint32_t name = mote_flat_child(s->net->model, opcode, OPCODE_CUSTOM);
    *code = mote_flat_i32(s->net->model, opcode, OPCODE_CODE, 0);
    if (*code < old) *code = old; /* files from before builtin_code have only the old field */
    for (int i = 0; ops[i] && i <= MOTE_MAX_OPS; i++) {
        if (ops[i]->code != *code) continue;
        if (*code != 32 || (name && ops[i]->name && string_is(s->net->model, name, ops[i]->name)))
            return i;
    }
    return -1;
}

/* References of the graph's own inputs or outputs. */
static int make_refs(struct preparing *s, uint32_t vector, uint32_t n, int written, mote_ref *refs)
{
    struct mote_tensor t;
    int e = 0;
    for (uint32_t i = 0; i < n && e == 0; i++) {
        s->net->fault.operand = (int16_t)i;
        e = mote_tensor_read(s->net->model, s->g.tensors, s->g.n_tensors,
                             mote_rd32s(s->net->model->data + vector + 4 * i), &t, &s->net->fault);
        if (e == 0) e = mote_build_ref(s->b, s->net->model, &t, written, &refs[i], &s->net->fault);
    }
    return e;
}

/* Reads the operator's table into what prepare works with. */
static int open_node(struct preparing *s, uint32_t node, struct mote_prep *p, int *op_index)
{
    struct mote_net *net = s->net;
    const uint32_t table = mote_flat_element(s->net->model, s->g.operators, node);
    const uint32_t opcode = (uint32_t)mote_flat_i32(s->net->model, table, OPERATOR_CODE, 0);
    uint32_t n_in, n_out;
    int32_t code;
    if (opcode >= net->model->n_opcodes)
        return mote_fault_set(&net->fault, MOTE_E_MODEL, MOTE_WHY_INDEX, net->model->n_opcodes,
                              (int32_t)opcode);
    *op_index = find_op(s, opcode, &code);
    if (*op_index < 0)
        return mote_fault_set(&net->fault, MOTE_E_UNSUPPORTED, MOTE_WHY_NO_OP, -1, code);
    *p = (struct mote_prep){0};
    p->model = net->model;
    p->fault = &net->fault;
    p->op = net->config.ops[*op_index];
    p->build = s->b;
    p->tensors = s->g.tensors;
    p->n_tensors = s->g.n_tensors;
    p->operands_in = mote_flat_vector(s->net->model, table, OPERATOR_INPUTS, &n_in);
    p->operands_out = mote_flat_vector(s->net->model, table, OPERATOR_OUTPUTS, &n_out);
    p->custom = mote_flat_vector(s->net->model, table, OPERATOR_CUSTOM, &p->custom_size);
    p->options = mote_flat_child(s->net->model, table, OPERATOR_OPTIONS);
    if (!p->options) p->options = mote_flat_child(s->net->model, table, OPERATOR_OPTIONS2);
    if ((n_in | n_out) > INT16_MAX)
        return mote_fault_set(&net->fault, MOTE_E_UNSUPPORTED, MOTE_WHY_LIMIT, INT16_MAX,
                              (int32_t)(n_in | n_out));
    p->n_in = (uint16_t)n_in;
    p->n_out = (uint16_t)n_out;
    p->rows = 1;
    p->consume_rows = UINT16_MAX; /* none that a tensor has, until prepare says otherwise */
    return 0;
}

static int build_node(struct preparing *s, uint32_t node)
{
    struct mote_prep p;
    uint32_t *record;
    int op_index = -1, e;
    s->net->fault.node = (int32_t)node;
    s->net->fault.operand = -1;
    s->net->fault.tensor = -1;
    if ((e = open_node(s, node, &p, &op_index)) != 0) return e;
    record = mote_build_record(s->b, (uint32_t)NODE_ARGS + p.op->args_words + p.n_in + p.n_out);
    if (!record) return MOTE_E_ARENA;
    p.refs = record + NODE_ARGS + p.op->args_words;
    e = p.op->prepare(&p, record + NODE_ARGS);
    if (e == 0) e = mote_prep_rest(&p);
    if (e) return e;
    record[NODE_OPERANDS] = p.n_in | (uint32_t)p.n_out << 16;
    record[NODE_OP] = (uint32_t)op_index | (uint32_t)p.kernel << 10 | (uint32_t)p.n_extra << 15 |
                      (uint32_t)p.alias_kind << 19 | ((uint32_t)p.alias_in & 127u) << 21;
    record[NODE_ROWS] = p.rows | (uint32_t)(p.rows > 1 ? p.row_inputs : p.consume_rows) << 16;
    if (s->net->config.streaming)
        s->b->segment_words += s->net->config.streaming->words(s->net, record);
    s->net->fault.operand = -1;
    s->net->fault.tensor = -1;
    return 0;
}

/* Makes the record of graph number s->subgraph, with those of its nodes. */
static int build_graph(struct preparing *s)
{
    uint32_t *record, most;
    int e;
    s->net->fault.subgraph = (int16_t)s->subgraph;
    mote_subgraph_read(s->net->model, s->subgraph, &s->g);
    most = s->g.n_operators | s->g.n_inputs | s->g.n_outputs;
    if (most > INT16_MAX)
        return mote_fault_set(&s->net->fault, MOTE_E_UNSUPPORTED, MOTE_WHY_LIMIT, INT16_MAX,
                              (int32_t)most);
    record = mote_build_record(s->b, GRAPH_REFS + s->g.n_inputs + s->g.n_outputs);
    if (!record) return MOTE_E_ARENA;
    record[GRAPH_NODES] = s->g.n_operators;
    record[GRAPH_INPUTS] = s->g.n_inputs;
    record[GRAPH_OUTPUTS] = s->g.n_outputs;
    if ((e = make_refs(s, s->g.inputs, s->g.n_inputs, 1, record + GRAPH_REFS)) != 0) return e;
    if ((e = make_refs(s, s->g.outputs, s->g.n_outputs, 0, record + GRAPH_REFS + s->g.n_inputs)) !=
        0)
        return e;
    for (uint32_t i = 0; i < s->g.n_operators; i++)
        if ((e = build_node(s, i)) != 0) return e;
    s->net->fault.node = -1;
    return 0;
}

int mote_build_graphs(struct mote_net *net, struct mote_build *b)
{
    struct preparing s;
    int e;
    s.net = net;
    s.b = b;
    s.subgraph = 0;
    do e = build_graph(&s);
    while (e == 0 && b->call && ++s.subgraph < net->model->n_subgraphs);
    return e;
}
