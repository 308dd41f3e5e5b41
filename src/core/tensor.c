/* SPDX-License-Identifier: Apache-2.0 */
#include "tensor.h"
#include "../mote_op.h"
#include "fault.h"

/* A tensor must be reachable by the 28 positive bits of a mote_ref. */
#define MOST_BYTES 0x0fffffffu

void mote_subgraph_read(const struct mote_model *m, uint32_t index, struct mote_subgraph *g)
{
    struct mote_flat f = mote_flat_of(m);
    const uint32_t table = mote_flat_element(&f, m->subgraphs, index);
    g->tensors = mote_flat_vector(&f, table, SUBGRAPH_TENSORS, 4, &g->n_tensors);
    g->inputs = mote_flat_vector(&f, table, SUBGRAPH_INPUTS, 4, &g->n_inputs);
    g->outputs = mote_flat_vector(&f, table, SUBGRAPH_OUTPUTS, 4, &g->n_outputs);
    g->operators = mote_flat_vector(&f, table, SUBGRAPH_OPERATORS, 4, &g->n_operators);
}

unsigned mote_type_bytes(int type)
{
    static const uint8_t bytes[] = {4, 2, 4, 1, 8, 0, 1, 2, 8, 1, 8, 16, 8, 4, 0, 4, 2, 0, 2};
    return type >= 0 && type < (int)sizeof bytes ? bytes[type] : 0;
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

/* Constant elements: in the buffer's own vector, or (large models) at an offset counted from the start of the file. */
static const uint8_t *constant_data(const struct mote_model *m, struct mote_flat *f, uint32_t buffer, uint32_t *bytes)
{
    const uint32_t at = mote_flat_vector(f, buffer, BUFFER_DATA, 1, bytes);
    const uint32_t offset = mote_flat_field(f, buffer, BUFFER_OFFSET, 8);
    const uint32_t size = mote_flat_field(f, buffer, BUFFER_SIZE, 8);
    if (at && *bytes) return m->data + at;
    if (offset && size) {
        const uint64_t o = mote_rd64(m->data + offset), n = mote_rd64(m->data + size);
        if (o > 1 && o <= m->size && n <= m->size - o) {
            *bytes = (uint32_t)n;
            return n ? m->data + o : NULL;
        }
    }
    *bytes = 0;
    return NULL;
}

static int read_shape(struct mote_flat *f, uint32_t table, struct mote_tensor *t, struct mote_fault *fault)
{
    uint32_t rank;
    uint64_t elements = 1, bytes;
    const uint32_t dims = mote_flat_vector(f, table, TENSOR_SHAPE, 4, &rank);
    const unsigned size = t->type == MOTE_INT4 ? 1 : mote_type_bytes(t->type);
    if (size == 0) return mote_fault_set(fault, MOTE_E_UNSUPPORTED, MOTE_WHY_TYPE, -1, t->type);
    if (rank > MOTE_MAX_DIMS)
        return mote_fault_set(fault, MOTE_E_UNSUPPORTED, MOTE_WHY_LIMIT, MOTE_MAX_DIMS, (int32_t)rank);
    t->dims = f->data + dims;
    t->rank = (uint8_t)rank;
    for (uint32_t i = 0; i < rank; i++) {
        const int32_t d = mote_rd32s(t->dims + 4 * i);
        if (d < 0) return mote_fault_set(fault, MOTE_E_UNSUPPORTED, MOTE_WHY_SHAPE, 0, d); /* a dynamic dimension */
        elements *= (uint32_t)d;
        if (elements > MOST_BYTES) return mote_fault_set(fault, MOTE_E_MODEL, MOTE_WHY_SHAPE, (int32_t)MOST_BYTES, d);
    }
    bytes = t->type == MOTE_INT4 ? (elements + 1) / 2 : elements * size;
    if (bytes > MOST_BYTES)
        return mote_fault_set(fault, MOTE_E_MODEL, MOTE_WHY_SHAPE, (int32_t)MOST_BYTES, (int32_t)(bytes >> 4));
    t->elements = (uint32_t)elements;
    t->bytes = (uint32_t)bytes;
    return 0;
}

static void read_quant(struct mote_flat *f, uint32_t table, struct mote_tensor *t)
{
    const uint32_t quant = mote_flat_child(f, table, TENSOR_QUANT);
    uint32_t scales, zeros;
    if (!quant) return;
    scales = mote_flat_vector(f, quant, QUANT_SCALE, 4, &t->n_scales);
    zeros = mote_flat_vector(f, quant, QUANT_ZERO_POINT, 8, &t->n_zero_points);
    t->quantized_dimension = mote_flat_i32(f, quant, QUANT_DIMENSION, 0);
    if (t->n_scales) t->scales = f->data + scales;
    if (t->n_zero_points) t->zero_points = f->data + zeros;
}

int mote_tensor_read(const struct mote_model *m, uint32_t vector, uint32_t n_tensors, int32_t index, struct mote_tensor *t,
                     struct mote_fault *fault)
{
    struct mote_flat f = mote_flat_of(m);
    uint32_t table, buffer, have, at;
    int e;
    *t = (struct mote_tensor){0};
    fault->tensor = index;
    if (index < 0 || (uint32_t)index >= n_tensors)
        return mote_fault_set(fault, MOTE_E_MODEL, MOTE_WHY_INDEX, (int32_t)n_tensors, index);
    t->index = index;
    table = mote_flat_element(&f, vector, (uint32_t)index);
    t->type = (uint8_t)mote_flat_i8(&f, table, TENSOR_TYPE, 0);
    t->is_variable = mote_flat_i8(&f, table, TENSOR_VARIABLE, 0) != 0;
    at = mote_flat_field(&f, table, TENSOR_NAME, 4);
    t->name = at ? mote_flat_follow(&f, at) : 0;
    if (mote_flat_field(&f, table, TENSOR_SPARSITY, 4))
        return mote_fault_set(fault, MOTE_E_UNSUPPORTED, MOTE_WHY_SPARSE, -1, -1);
    e = read_shape(&f, table, t, fault);
    if (e) return e;
    read_quant(&f, table, t);

    buffer = (uint32_t)mote_flat_i32(&f, table, TENSOR_BUFFER, 0);
    if (buffer == 0 && m->n_buffers == 0) return 0;
    if (buffer >= m->n_buffers)
        return mote_fault_set(fault, MOTE_E_MODEL, MOTE_WHY_INDEX, (int32_t)m->n_buffers, (int32_t)buffer);
    t->data = constant_data(m, &f, mote_flat_element(&f, m->buffers, buffer), &have);
    if (t->bytes == 0) t->data = m->data; /* no elements: as good as a constant, never read */
    if (t->is_variable) t->data = NULL;   /* variables start at zero, whatever a file says */
    if (t->data && have < t->bytes)
        return mote_fault_set(fault, MOTE_E_MODEL, MOTE_WHY_BUFFER, (int32_t)t->bytes, (int32_t)have);
    return 0;
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
    return mote_tensor_read(m, g.tensors, g.n_tensors, mote_rd32s(m->data + vector + 4 * i), t, &fault);
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
