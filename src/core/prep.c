/* SPDX-License-Identifier: Apache-2.0 */
/* What an operator's prepare may ask for and check; mote_op.h says what each function does. */
#include "../mote_op.h"
#include "../base/real.h"
#include "build.h"
#include "fault.h"
#include "tensor.h"

int mote_prep_fail(struct mote_prep *p, int error, int why, int operand, int32_t expected,
                   int32_t got)
{
    p->fault->operand = (int16_t)operand;
    p->fault->tensor = -1;
    if ((unsigned)operand < (unsigned)(p->n_in + p->n_out))
        p->fault->tensor = mote_prep_tensor_index(p, operand);
    return mote_fault_set(p->fault, error, why, expected, got);
}

int32_t mote_prep_tensor_index(const struct mote_prep *p, int operand)
{
    const uint32_t at = operand < p->n_in ? p->operands_in + 4 * (uint32_t)operand
                                          : p->operands_out + 4 * (uint32_t)(operand - p->n_in);
    return mote_rd32s(p->model->data + at);
}

int mote_prep_operand(struct mote_prep *p, int operand, struct mote_tensor *t)
{
    int e;
    if ((unsigned)operand >= (unsigned)(p->n_in + p->n_out))
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_ARITY, -1, operand + 1, p->n_in + p->n_out);
    t->index = mote_prep_tensor_index(p, operand);
    p->fault->operand = (int16_t)operand;
    if (t->index == -1 && operand < p->n_in) {
        t->dims = t->data = NULL;
        t->bytes = t->elements = 0;
        t->n_scales = t->n_zero_points = 0;
        t->type = MOTE_NO_TYPE;
        t->rank = t->is_variable = 0;
        p->refs[operand] = MOTE_REF_NONE;
        return 0;
    }
    e = mote_tensor_read(p->model, p->tensors, p->n_tensors, t->index, t, p->fault);
    if (e && p->model->unpack) e = p->model->unpack(p, operand, t);
    if (e || p->refs[operand]) return e;
    return mote_build_ref(p->build, p->model, t, operand >= p->n_in, &p->refs[operand], p->fault);
}

int mote_prep_rest(struct mote_prep *p)
{
    struct mote_tensor t;
    int e = 0;
    for (int i = 0; i < p->n_in + p->n_out && e == 0; i++)
        if (p->refs[i] == 0) e = mote_prep_operand(p, i, &t);
    return e;
}

int mote_prep_input(struct mote_prep *p, int i, struct mote_tensor *t)
{
    return mote_prep_operand(p, i, t);
}

int mote_prep_output(struct mote_prep *p, int i, struct mote_tensor *t)
{
    return mote_prep_operand(p, p->n_in + i, t);
}

int mote_prep_arity(struct mote_prep *p, int min_in, int max_in, int min_out, int max_out)
{
    if (p->n_in < min_in || p->n_in > max_in)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_ARITY, -1,
                              p->n_in < min_in ? min_in : max_in, p->n_in);
    if (p->n_out < min_out || p->n_out > max_out)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_ARITY, -1,
                              p->n_out < min_out ? min_out : max_out, p->n_out);
    return 0;
}

int mote_prep_type(struct mote_prep *p, int operand, const struct mote_tensor *t, int type)
{
    return t->type == type
               ? 0
               : mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_TYPE, operand, type, t->type);
}

int mote_prep_rank(struct mote_prep *p, int operand, const struct mote_tensor *t, int min, int max)
{
    if (t->rank >= min && t->rank <= max) return 0;
    return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_RANK, operand, t->rank < min ? min : max,
                          t->rank);
}

int mote_prep_dim(struct mote_prep *p, int operand, const struct mote_tensor *t, int axis,
                  int32_t expected)
{
    const int32_t d = mote_tensor_dim(t, axis);
    return d == expected ? 0
                         : mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, operand, expected, d);
}

int mote_prep_same_shape(struct mote_prep *p, int operand, const struct mote_tensor *t,
                         const struct mote_tensor *like)
{
    int e = mote_prep_rank(p, operand, t, like->rank, like->rank);
    for (int i = 0; i < like->rank && e == 0; i++)
        e = mote_prep_dim(p, operand, t, i, mote_tensor_dim(like, i));
    return e;
}

int mote_prep_constant(struct mote_prep *p, int operand, const struct mote_tensor *t)
{
    return t->data ? 0 : mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_CONSTANT, operand, -1, -1);
}

int mote_prep_quant(struct mote_prep *p, int operand, const struct mote_tensor *t)
{
    /* Zero points of 8 and 16 bits lie in the range of their type; wider ones in that of int32. */
    const int32_t zero = mote_tensor_zero_point(t);
    const uint32_t half = t->type == MOTE_INT16 ? 0x8000u : 0x80u,
                   low = t->type == MOTE_UINT8 ? 0 : half;
    int good = t->n_scales > 0 && mote_float_positive(mote_rd32(t->scales));
    if (t->n_zero_points) {
        if (mote_type_bytes(t->type) < 4 && (uint32_t)zero + low >= 2 * half) good = 0;
        if (mote_rd32s(t->zero_points + 4) != zero >> 31) good = 0;
    }
    return good ? 0 : mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_QUANT, operand, t->n_scales, zero);
}

int mote_prep_channel_quant(struct mote_prep *p, int operand, const struct mote_tensor *t, int axis)
{
    if (t->n_scales > 1 && t->quantized_dimension != axis)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, operand, axis,
                              t->quantized_dimension);
    if (t->n_scales < 1 || (t->n_scales > 1 && mote_tensor_dim(t, axis) != (int32_t)t->n_scales))
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_QUANT, operand, mote_tensor_dim(t, axis),
                              (int32_t)t->n_scales);
    for (uint32_t i = 0; i < t->n_scales; i++)
        if (!mote_float_positive(mote_rd32(t->scales + 4 * i)))
            return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_QUANT, operand, (int32_t)t->n_scales,
                                  (int32_t)i);
    return 0;
}

int mote_prep_positive(struct mote_prep *p, int operand, int32_t value)
{
    return value > 0 ? 0 : mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_ZERO, operand, 1, value);
}

int32_t mote_option_i32(const struct mote_prep *p, int field, int32_t otherwise)
{
    const uint32_t at = mote_flat_option(p->model, p->options, field, 4);
    return at ? mote_rd32s(p->model->data + at) : otherwise;
}

int32_t mote_option_i8(const struct mote_prep *p, int field, int32_t otherwise)
{
    const uint32_t at = mote_flat_option(p->model, p->options, field, 1);
    return at ? (int8_t)p->model->data[at] : otherwise;
}

uint32_t mote_option_f32(const struct mote_prep *p, int field, uint32_t otherwise)
{
    return (uint32_t)mote_option_i32(p, field, (int32_t)otherwise);
}

uint32_t mote_option_vector(const struct mote_prep *p, int field, uint32_t *first)
{
    uint32_t at = mote_flat_option(p->model, p->options, field, 4), count;
    *first = 0;
    if (!at || mote_rd32(p->model->data + at) > p->model->size) return 0;
    at += mote_rd32(p->model->data + at);
    if (!mote_flat_inside(p->model, at, 4)) return 0;
    count = mote_rd32(p->model->data + at);
    if (count > (p->model->size - at - 4) / 4) return 0;
    *first = at + 4;
    return count;
}

int mote_prep_kernel(struct mote_prep *p, int key)
{
    const struct mote_kernel *first = p->op->kernels;
    for (const struct mote_kernel *k = first; k->eval; k++) {
        p->kernel = (uint8_t)(k - first);
        if (k->key == key) return 0;
    }
    return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_TYPE, 0, -1, key);
}

/* A further reference of the node's record, which grows behind its operands. The planner finds
 * there what is wanted. */
static int extra(struct mote_prep *p, uint32_t bytes, enum mote_base kind, int32_t sign)
{
    uint32_t *word;
    if (p->n_extra >= MOTE_MAX_EXTRA || bytes > 0x0fffffffu)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_LIMIT, -1, MOTE_MAX_EXTRA,
                              p->n_extra);
    word = mote_build_record(p->build, 1);
    if (!word) return MOTE_E_ARENA;
    *word = mote_ref_make(kind, sign * (int32_t)bytes);
    p->n_extra++;
    return 0;
}

int mote_prep_scratch(struct mote_prep *p, uint32_t bytes)
{
    return extra(p, bytes, MOTE_BASE_PLAN_SCRATCH, 1);
}

int mote_prep_patch(struct mote_prep *p, uint32_t bytes)
{
    return extra(p, bytes, MOTE_BASE_PLAN_SCRATCH, -1);
}

int mote_prep_state(struct mote_prep *p, uint32_t bytes)
{
    return extra(p, bytes, MOTE_BASE_PLAN_STATE, 1);
}

int mote_prep_consume(struct mote_prep *p, int32_t rows, uint32_t scratch_bytes)
{
    p->consume_rows = (uint16_t)rows;
    if (rows < 0 || rows > 0xffff) p->consume_rows = UINT16_MAX; /* no segment has that many */
    return extra(p, scratch_bytes, MOTE_BASE_PLAN_CONSUME, 1);
}

int mote_prep_table(struct mote_prep *p, uint32_t bytes, void **data, mote_ref *ref)
{
    return mote_build_table(p->build, bytes, data, ref);
}

mote_ref mote_prep_model_ref(const struct mote_prep *p, const uint8_t *data)
{
    return mote_ref_make(MOTE_BASE_MODEL, (int32_t)(data - p->model->data));
}

void mote_prep_view(struct mote_prep *p, int input)
{
    p->alias_kind = MOTE_ALIAS_VIEW;
    p->alias_in = (int8_t)input;
}

void mote_prep_in_place(struct mote_prep *p, int input)
{
    p->alias_kind = MOTE_ALIAS_IN_PLACE;
    p->alias_in = (int8_t)input;
}

void mote_prep_rows(struct mote_prep *p, int32_t rows)
{
    p->rows = (uint16_t)rows;
    p->row_inputs = 1;
}

void mote_prep_row_input(struct mote_prep *p, int input)
{
    if (input < 16) p->row_inputs = (uint16_t)(p->row_inputs | 1u << input);
}

int mote_tensor_has_rows(const struct mote_tensor *t)
{
    /* A node's rows are counted in 16 bits (mote_prep_rows): higher ones are computed whole. */
    return t->rank >= 3 && mote_tensor_dim(t, 0) == 1 && mote_tensor_dim(t, 1) > 1 &&
           mote_tensor_dim(t, 1) <= 0xffff && t->elements > 0;
}
