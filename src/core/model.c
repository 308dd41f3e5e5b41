/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stage 1 of verification: the file as such. The table of rules below names every field of the
 * schema that is ever read; after mote_model_open each of them lies inside the file, so that
 * reading needs no further checks.
 */
#include "fault.h"
#include "flat.h"

/* Kinds of tables. A table only refers to kinds behind its own: so deep and no deeper does checking
 * go. */
enum { MODEL, OPCODE, BUFFER, METADATA, SUBGRAPH, TENSOR, QUANT, OPERATOR, OPTIONS };

enum { SCALAR, VECTOR, TABLE, TABLES };

/* What a field of a kind of table is: a scalar or a vector with elements of `arg` bytes, or
 * table(s) of kind `arg`. Ordered by kind, so that the rules of one are found by its number. */
struct rule {
    uint8_t kind, field, what, arg;
};

static const struct rule rules[] = {
    {MODEL, MODEL_VERSION, SCALAR, 4},
    {MODEL, MODEL_OPCODES, TABLES, OPCODE},
    {MODEL, MODEL_BUFFERS, TABLES, BUFFER},
    {MODEL, MODEL_METADATA, TABLES, METADATA},
    {MODEL, MODEL_SUBGRAPHS, TABLES, SUBGRAPH},
    {MODEL, MODEL_DESCRIPTION, VECTOR, 1},
    {OPCODE, OPCODE_OLD_CODE, SCALAR, 1},
    {OPCODE, OPCODE_CUSTOM, VECTOR, 1},
    {OPCODE, OPCODE_VERSION, SCALAR, 4},
    {OPCODE, OPCODE_CODE, SCALAR, 4},
    {BUFFER, BUFFER_DATA, VECTOR, 1},
    {BUFFER, BUFFER_OFFSET, SCALAR, 8},
    {BUFFER, BUFFER_SIZE, SCALAR, 8},
    {METADATA, METADATA_NAME, VECTOR, 1},
    {METADATA, METADATA_BUFFER, SCALAR, 4},
    {SUBGRAPH, SUBGRAPH_TENSORS, TABLES, TENSOR},
    {SUBGRAPH, SUBGRAPH_INPUTS, VECTOR, 4},
    {SUBGRAPH, SUBGRAPH_OUTPUTS, VECTOR, 4},
    {SUBGRAPH, SUBGRAPH_OPERATORS, TABLES, OPERATOR},
    {SUBGRAPH, SUBGRAPH_NAME, VECTOR, 1},
    {TENSOR, TENSOR_SHAPE, VECTOR, 4},
    {TENSOR, TENSOR_TYPE, SCALAR, 1},
    {TENSOR, TENSOR_BUFFER, SCALAR, 4},
    {TENSOR, TENSOR_NAME, VECTOR, 1},
    {TENSOR, TENSOR_QUANT, TABLE, QUANT},
    {TENSOR, TENSOR_VARIABLE, SCALAR, 1},
    {QUANT, QUANT_SCALE, VECTOR, 4},
    {QUANT, QUANT_ZERO_POINT, VECTOR, 8},
    {QUANT, QUANT_DIMENSION, SCALAR, 4},
    {OPERATOR, OPERATOR_CODE, SCALAR, 4},
    {OPERATOR, OPERATOR_INPUTS, VECTOR, 4},
    {OPERATOR, OPERATOR_OUTPUTS, VECTOR, 4},
    {OPERATOR, OPERATOR_OPTIONS, TABLE, OPTIONS},
    {OPERATOR, OPERATOR_CUSTOM, VECTOR, 1},
    {OPERATOR, OPERATOR_INTERMEDIATES, VECTOR, 4},
    {OPERATOR, OPERATOR_OPTIONS2, TABLE, OPTIONS},
    {OPTIONS + 1, 0, SCALAR, 0}, /* the end */
};

/* Where the rules of each kind begin. */
static const uint8_t first_rule[] = {0, 6, 10, 13, 15, 20, 26, 29, 36};

/* Checking: where in the file, and how many more tables it can hold. A table takes at least eight
 * bytes with the offset that leads to it, so a file whose offsets lead to the same tables again and
 * again cannot keep us busy. */
struct checker {
    const struct mote_model *m;
    uint32_t tables;
};

/* Returns 0, or the position of what is broken. */
static uint32_t check(struct checker *c, uint32_t table, unsigned kind);

static uint32_t check_field(struct checker *c, uint32_t at, const struct rule *r)
{
    const struct mote_model *m = c->m;
    const unsigned size = r->what == TABLES ? 4 : r->arg;
    uint32_t target, count, e = 0;
    if (r->what == SCALAR) return mote_flat_inside(m, at, size) ? 0 : at;
    if (!mote_flat_inside(m, at, 4)) return at;
    target = mote_rd32(m->data + at);
    /* Offsets lead forward, and whatever they lead to takes at least four bytes. */
    if (target < 4 || target > m->size || !mote_flat_inside(m, at + target, 4))
        return at | 1u; /* not 0 */
    target += at;
    if (r->what == TABLE) return check(c, target, r->arg);
    count = mote_rd32(m->data + target);
    if (count > (m->size - target - 4) / size) return target;
    for (uint32_t i = 0; r->what == TABLES && i < count && e == 0; i++) {
        const struct rule element = {0, 0, TABLE, r->arg};
        e = check_field(c, target + 4 + 4 * i, &element);
    }
    return e;
}

static uint32_t check(struct checker *c, uint32_t table, unsigned kind)
{
    const struct mote_model *m = c->m;
    const uint32_t vtable = table - mote_rd32(m->data + table);
    struct mote_flat_table t;
    uint32_t e = 0;
    if (c->tables-- == 0 || !mote_flat_inside(m, vtable, 4)) return table;
    t = mote_flat_table_at(m, table);
    if (t.size < 4 || (t.size & 1u) || !mote_flat_inside(m, vtable, t.size)) return table;
    for (const struct rule *r = rules + first_rule[kind]; r->kind == kind && e == 0; r++) {
        const uint32_t at = mote_flat_table_field(&t, r->field);
        if (at) e = check_field(c, at, r);
    }
    return e;
}

/* A vector of tables with a bounded count; returns the position of its first element. */
static uint32_t tables(struct mote_model *m, uint32_t root, int field, uint16_t *count,
                       uint32_t *most)
{
    uint32_t n;
    const uint32_t at = mote_flat_vector(m, root, field, &n);
    *count = (uint16_t)n;
    if (n > *most) *most = n;
    return at;
}

static int open_model(struct mote_model *m, struct mote_fault *fault)
{
    static const struct rule root_rule = {0, 0, TABLE, MODEL};
    struct checker c = {m, m->size / 8};
    uint32_t e, root, most = 0;
    int32_t version;
    if (m->size < 8)
        return mote_fault_set(fault, MOTE_E_MODEL, MOTE_WHY_TRUNCATED, 8, (int32_t)m->size);
    if (mote_rd32(m->data + 4) != 0x334c4654u) /* "TFL3" */
        return mote_fault_set(fault, MOTE_E_MODEL, MOTE_WHY_IDENTIFIER, -1, -1);
    e = check_field(&c, 0, &root_rule);
    root = mote_rd32(m->data);
    if (e) return mote_fault_set(fault, MOTE_E_MODEL, MOTE_WHY_STRUCTURE, -1, (int32_t)e);
    version = mote_flat_i32(m, root, MODEL_VERSION, 0); /* left out by some writers */
    if (version != 3 && version != 0)
        return mote_fault_set(fault, MOTE_E_MODEL, MOTE_WHY_SCHEMA, 3, version);
    m->opcodes = tables(m, root, MODEL_OPCODES, &m->n_opcodes, &most);
    m->subgraphs = tables(m, root, MODEL_SUBGRAPHS, &m->n_subgraphs, &most);
    m->metadata = tables(m, root, MODEL_METADATA, &m->n_metadata, &most);
    if (most > UINT16_MAX)
        return mote_fault_set(fault, MOTE_E_UNSUPPORTED, MOTE_WHY_LIMIT, UINT16_MAX, (int32_t)most);
    if (m->n_subgraphs == 0) return mote_fault_set(fault, MOTE_E_MODEL, MOTE_WHY_INDEX, 1, 0);
    m->buffers = mote_flat_vector(m, root, MODEL_BUFFERS, &m->n_buffers);
    return 0;
}

int mote_model_open(struct mote_model *m, const void *data, size_t size, struct mote_fault *fault)
{
    struct mote_fault unwanted;
    int e;
    if (!fault) fault = &unwanted;
    mote_fault_clear(fault);
    *m = (struct mote_model){0};
    if (!data || (uintptr_t)data % 4)
        return mote_fault_set(fault, MOTE_E_USAGE, MOTE_WHY_ALIGNMENT, 0,
                              (int32_t)((uintptr_t)data % 16));
    if (size > 0x0fffffff) /* reach of a mote_ref */
        return mote_fault_set(fault, MOTE_E_UNSUPPORTED, MOTE_WHY_LIMIT, 0x0fffffff, INT32_MAX);
    m->data = (const uint8_t *)data;
    m->size = (uint32_t)size;
    e = open_model(m, fault);
    if (e) m->data = NULL; /* mote_init takes it for no model */
    return e;
}
