/* SPDX-License-Identifier: Apache-2.0 */
#include "tensor.h"
#include "../mote_op.h"
#include "fault.h"

/* A tensor must be reachable by the 28 positive bits of a mote_ref. */
#define MOST_BYTES 0x0fffffffu
/* Operators that only move bytes need not care; the others ask for MOTE_MAX_DIMS or less. */
#define MOST_RANK 32

void mote_subgraph_read(const struct mote_model *m, uint32_t index, struct mote_subgraph *g)
{
    const uint32_t table = mote_flat_element(m, m->subgraphs, index);
    g->tensors = mote_flat_vector(m, table, SUBGRAPH_TENSORS, &g->n_tensors);
    g->inputs = mote_flat_vector(m, table, SUBGRAPH_INPUTS, &g->n_inputs);
    g->outputs = mote_flat_vector(m, table, SUBGRAPH_OUTPUTS, &g->n_outputs);
    g->operators = mote_flat_vector(m, table, SUBGRAPH_OPERATORS, &g->n_operators);
}

unsigned mote_type_bytes(int type)
{
    static const uint8_t bytes[] = {4, 2, 4, 1, 8, 0, 1, 2, 8, 1, 8, 16, 8, 4, 0, 4, 2, 0, 2};
    return (unsigned)type < sizeof bytes ? bytes[type] : 0;
}

int32_t mote_tensor_dim(const struct mote_tensor *t, int i)
{
    return i < t->rank ? mote_rd32s(t->dims + 4 * i) : 1;
}

uint32_t mote_tensor_scale_bits(const struct mote_tensor *t, int i)
{
    return (uint32_t)i < t->n_scales ? mote_rd32(t->scales + 4 * i) : 0;
}

int32_t mote_tensor_zero_point(const struct mote_tensor *t)
{
    return t->n_zero_points ? mote_rd32s(t->zero_points) : 0;
}

/* Saturates, so that no caller sees a wrapped value. */
static int32_t narrow(int64_t x)
{
    return x > INT32_MAX ? INT32_MAX : x < INT32_MIN ? INT32_MIN : (int32_t)x;
}

int32_t mote_tensor_int(const struct mote_tensor *t, uint32_t i)
{
    if (!t->data || i >= t->elements) return 0;
    switch (t->type) {
    case MOTE_INT8: return (int8_t)t->data[i];
    case MOTE_UINT8:
    case MOTE_BOOL: return t->data[i];
    case MOTE_INT16: return (int16_t)mote_rd16(t->data + 2 * i);
    case MOTE_INT32: return mote_rd32s(t->data + 4 * i);
    case MOTE_INT64: return narrow((int64_t)mote_rd64(t->data + 8 * i));
    default: return 0;
    }
}

/* Constant elements: in the buffer's own vector, or (large models) at an offset counted from the
 * start of the file. */
static const uint8_t *constant_data(const struct mote_model *m, uint32_t buffer, uint32_t *bytes)
{
    uint32_t at = mote_flat_vector(m, buffer, BUFFER_DATA, bytes);
    if (*bytes == 0) {
        const uint32_t offset = mote_flat_field(m, buffer, BUFFER_OFFSET),
                       size = mote_flat_field(m, buffer, BUFFER_SIZE);
        if (!offset || !size || mote_rd32(m->data + offset + 4) || mote_rd32(m->data + size + 4))
            return NULL;
        at = mote_rd32(m->data + offset);
        *bytes = mote_rd32(m->data + size);
        if (at <= 1 || *bytes == 0 || !mote_flat_inside(m, at, *bytes)) return NULL;
    }
    return m->data + at;
}

static int read_shape(const struct mote_model *m, uint32_t shape, struct mote_tensor *t,
                      struct mote_fault *fault)
{
    const unsigned size = t->type == MOTE_INT4 ? 1 : mote_type_bytes(t->type);
    uint32_t rank, elements = 1;
    uint64_t bytes;
    t->dims = m->data + mote_flat_vector_at(m, shape, &rank);
    if (size == 0) return mote_fault_set(fault, MOTE_E_UNSUPPORTED, MOTE_WHY_TYPE, -1, t->type);
    if (rank > MOST_RANK)
        return mote_fault_set(fault, MOTE_E_UNSUPPORTED, MOTE_WHY_LIMIT, MOST_RANK, (int32_t)rank);
    t->rank = (uint8_t)rank;
    for (uint32_t i = 0; i < rank; i++) {
        const int32_t d = mote_rd32s(t->dims + 4 * i);
        if (d < 0)
            return mote_fault_set(fault, MOTE_E_UNSUPPORTED, MOTE_WHY_SHAPE, 0,
                                  d); /* a dynamic dimension */
        bytes = (uint64_t)elements * (uint32_t)d * size;
        if (bytes > MOST_BYTES)
            return mote_fault_set(fault, MOTE_E_MODEL, MOTE_WHY_SHAPE, (int32_t)MOST_BYTES, d);
        elements *= (uint32_t)d;
    }
    t->elements = elements;
    t->bytes = t->type == MOTE_INT4 ? (elements + 1) / 2 : elements * size;
    return 0;
}

static int read_quant(const struct mote_model *m, uint32_t quant, struct mote_tensor *t,
                      struct mote_fault *fault)
{
    const struct mote_flat_table q = mote_flat_table_at(m, quant);
    const uint32_t at = mote_flat_table_field(&q, QUANT_DIMENSION);
    const int32_t dimension = at ? mote_rd32s(m->data + at) : 0;
    uint32_t scales, zeros;
    t->scales = m->data + mote_flat_vector_at(m, mote_flat_table_field(&q, QUANT_SCALE), &scales);
    t->zero_points =
        m->data + mote_flat_vector_at(m, mote_flat_table_field(&q, QUANT_ZERO_POINT), &zeros);
    if ((scales | zeros) > UINT16_MAX)
        return mote_fault_set(fault, MOTE_E_UNSUPPORTED, MOTE_WHY_LIMIT, UINT16_MAX,
                              (int32_t)(scales | zeros));
    t->n_scales = (uint16_t)scales;
    t->n_zero_points = (uint16_t)zeros;
    t->quantized_dimension = (int8_t)((uint32_t)dimension < MOTE_MAX_DIMS ? dimension : -1);
    return 0;
}

/* Constant elements of a tensor, if its buffer has any. */
static int read_data(const struct mote_model *m, uint32_t buffer, struct mote_tensor *t,
                     struct mote_fault *fault)
{
    uint32_t have = 0;
    t->data = t->bytes ? NULL : m->data; /* no elements: as good as a constant, never read */
    if (buffer == 0 || t->bytes == 0 || t->is_variable)
        return 0; /* variables start at zero, whatever a file says */
    if (buffer >= m->n_buffers)
        return mote_fault_set(fault, MOTE_E_MODEL, MOTE_WHY_INDEX, (int32_t)m->n_buffers,
                              (int32_t)buffer);
    t->data = constant_data(m, mote_flat_element(m, m->buffers, buffer), &have);
    if (t->data && have < t->bytes)
        return mote_fault_set(fault, MOTE_E_MODEL, MOTE_WHY_BUFFER, (int32_t)t->bytes,
                              (int32_t)have);
    return 0;
}

int mote_tensor_read(const struct mote_model *m, uint32_t vector, uint32_t n_tensors, int32_t index,
                     struct mote_tensor *t, struct mote_fault *fault)
{
    struct mote_flat_table table;
    uint32_t at;
    int e;
    fault->tensor = index;
    if ((uint32_t)index >= n_tensors)
        return mote_fault_set(fault, MOTE_E_MODEL, MOTE_WHY_INDEX, (int32_t)n_tensors, index);
    table = mote_flat_table_at(m, mote_flat_element(m, vector, (uint32_t)index));
    if (mote_flat_table_field(&table, TENSOR_SPARSITY))
        return mote_fault_set(fault, MOTE_E_UNSUPPORTED, MOTE_WHY_SPARSE, -1, -1);
    t->index = index;
    at = mote_flat_table_field(&table, TENSOR_TYPE);
    t->type = at ? m->data[at] : 0;
    at = mote_flat_table_field(&table, TENSOR_VARIABLE);
    t->is_variable = at && m->data[at];
    at = mote_flat_table_field(&table, TENSOR_NAME);
    t->name = at ? at + mote_rd32(m->data + at) : 0;
    t->n_scales = t->n_zero_points = 0;
    t->quantized_dimension = -1;
    e = read_shape(m, mote_flat_table_field(&table, TENSOR_SHAPE), t, fault);
    at = mote_flat_table_field(&table, TENSOR_QUANT);
    if (e == 0 && at) e = read_quant(m, at + mote_rd32(m->data + at), t, fault);
    at = mote_flat_table_field(&table, TENSOR_BUFFER);
    return e ? e : read_data(m, at ? mote_rd32(m->data + at) : 0, t, fault);
}

static int io_tensor(const struct mote_model *m, int i, struct mote_tensor *t, int output)
{
    struct mote_subgraph g;
    struct mote_fault fault;
    uint32_t vector, n;
    mote_subgraph_read(m, 0, &g);
    vector = output ? g.outputs : g.inputs;
    n = output ? g.n_outputs : g.n_inputs;
    if (i < 0 || (uint32_t)i >= n) return MOTE_E_USAGE;
    return mote_tensor_read(m, g.tensors, g.n_tensors, mote_rd32s(m->data + vector + 4 * i), t,
                            &fault);
}

int mote_model_inputs(const struct mote_model *m)
{
    struct mote_subgraph g;
    mote_subgraph_read(m, 0, &g);
    return (int)g.n_inputs;
}

int mote_model_outputs(const struct mote_model *m)
{
    struct mote_subgraph g;
    mote_subgraph_read(m, 0, &g);
    return (int)g.n_outputs;
}

int mote_model_input(const struct mote_model *m, int i, struct mote_tensor *t)
{
    return io_tensor(m, i, t, 0);
}

int mote_model_output(const struct mote_model *m, int i, struct mote_tensor *t)
{
    return io_tensor(m, i, t, 1);
}
