/* SPDX-License-Identifier: Apache-2.0 */
/*
 * NEG8 (an example that no model has; copy this file to start an operator)
 *     output[i] = clamp(2 * zero_point - input[i])          int8, input and output quantised alike
 *     output[i] = -input[i]                                 float32
 */
#include "../base/fixed.h"
#include "../mote_op.h"

/* Prepared state: 32-bit words only, no pointers. */
struct args {
    int32_t row_elements; /* elements in one row of dimension 1, or in all */
    int32_t twice_zero_point;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e;
    if ((e = mote_prep_arity(p, 1, 1, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0)
        return e; /* refuses types that `kernels` has not */
    if ((e = mote_prep_type(p, 1, &out, in.type)) != 0) return e;
    if ((e = mote_prep_same_shape(p, 1, &out, &in)) != 0) return e;
    if (in.type == MOTE_INT8) {
        if ((e = mote_prep_quant(p, 0, &in)) != 0) return e;
        if ((e = mote_prep_quant(p, 1, &out)) != 0) return e;
        a->twice_zero_point = 2 * mote_tensor_zero_point(&in);
    }
    a->row_elements = (int32_t)out.elements;
    if (mote_tensor_has_rows(&out)) { /* [1, H, ...]: rows can be computed one by one */
        mote_prep_rows(p, mote_tensor_dim(&out, 1));
        a->row_elements = (int32_t)out.elements / mote_tensor_dim(&out, 1);
    }
    mote_prep_in_place(p, 0);
    return 0;
}

int mote_neg8_s8(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const struct mote_rows in = mote_rows_of(c, 0, (uint32_t)a->row_elements);
    const struct mote_rows out = mote_rows_of(c, 1, (uint32_t)a->row_elements);
    for (int32_t y = c->y0; y < c->y1; y++) {
        const int8_t *x = mote_row(&in, y);
        int8_t *r = mote_row(&out, y);
        for (int32_t i = 0; i < a->row_elements; i++)
            r[i] = (int8_t)mote_clamp(a->twice_zero_point - x[i], -128, 127);
    }
    return 0;
}

int mote_neg8_f32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const struct mote_rows in = mote_rows_of(c, 0, 4 * (uint32_t)a->row_elements);
    const struct mote_rows out = mote_rows_of(c, 1, 4 * (uint32_t)a->row_elements);
    for (int32_t y = c->y0; y < c->y1; y++) {
        const float *x = mote_row(&in, y);
        float *r = mote_row(&out, y);
        for (int32_t i = 0; i < a->row_elements; i++) r[i] = -x[i];
    }
    return 0;
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_neg8_s8}, {MOTE_K_F32, mote_neg8_f32}, {0, NULL}};

const struct mote_op mote_op_neg8 = {
    .name = "NEG8",
    .code = 32, /* custom; a builtin operator has its BuiltinOperator code and name NULL */
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
