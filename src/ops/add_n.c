/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ADD_N: output = sum of all inputs, which have one shape.
 *     float32   in the order of the inputs
 *     int32     wrapping
 *     int8      zero_point_out + requant(sum of (input - zero_point) - zero_point). All inputs are
 * quantised alike. That the zero point counts once more than there are inputs is how TensorFlow
 * Lite computes it.
 */
#include "../base/fixed.h"
#include "../base/real.h"
#include "../mote_op.h"

enum { BLOCK = 16, ROW_INPUTS = 32 };

struct args {
    int32_t row_elements;      /* of dimension 1, or all */
    int32_t zero, zero_out;    /* int8 from here */
    int32_t multiplier, shift; /* of the sum times 2^19 */
};

/* Input i goes with the others and the output (operand n_in). */
static int check(struct mote_prep *p, const struct args *a, int i, const struct mote_tensor *out,
                 uint32_t scale)
{
    struct mote_tensor in;
    int e;
    if ((e = mote_prep_input(p, i, &in)) != 0) return e;
    if ((e = mote_prep_type(p, i, &in, out->type)) != 0) return e;
    if ((e = mote_prep_same_shape(p, i, &in, out)) != 0) return e;
    if (out->type != MOTE_INT8) return 0;
    if ((e = mote_prep_quant(p, i, &in)) != 0) return e;
    if (mote_tensor_zero_point(&in) == a->zero && mote_tensor_scale_bits(&in, 0) == scale) return 0;
    return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, i, a->zero,
                          mote_tensor_zero_point(&in));
}

static int prepare_s8(struct mote_prep *p, struct args *a, const struct mote_tensor *out,
                      uint32_t scale)
{
    struct mote_real twice = mote_real_from_float(scale),
                     fine = mote_real_from_float(mote_tensor_scale_bits(out, 0));
    const int e = mote_prep_quant(p, p->n_in, out);
    if (e) return e;
    a->zero_out = mote_tensor_zero_point(out);
    twice.e++;
    fine.e += 20;
    mote_real_multiplier(mote_real_div(twice, fine, MOTE_AS_DOUBLE), &a->multiplier, &a->shift);
    if (a->shift <= 0) return 0;
    return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, p->n_in, 0, a->shift);
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    uint32_t scale;
    int e, in_place;
    if ((e = mote_prep_arity(p, 2, UINT16_MAX, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_prep_kernel(p, out.type)) != 0) return e;
    a->zero = mote_tensor_zero_point(&in);
    scale = mote_tensor_scale_bits(&in, 0);
    in_place = !in.data;
    for (int i = 0; i < p->n_in; i++)
        if ((e = check(p, a, i, &out, scale)) != 0) return e;
    if (out.type == MOTE_INT8 && (e = prepare_s8(p, a, &out, scale)) != 0) return e;
    a->row_elements = (int32_t)out.elements;
    if (mote_tensor_has_rows(&out) && p->n_in <= ROW_INPUTS) {
        mote_prep_rows(p, mote_tensor_dim(&out, 1));
        a->row_elements /= p->rows;
        for (int i = 1; i < p->n_in; i++) mote_prep_row_input(p, i);
    }
    if (in_place) mote_prep_in_place(p, 0);
    return 0;
}

/* Elements are taken in blocks from one input after the other, and written when all are read: the
 * output may lie on an input. */
int mote_add_n_s8(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const uint32_t bytes = (uint32_t)a->row_elements;
    const struct mote_rows out = mote_rows_of(c, c->n_in, bytes);
    const int32_t zeros = a->zero * (c->n_in + 1); /* below 2^24 in size */
    for (int32_t y = c->y0; y < c->y1; y++) {
        int8_t *r = mote_row(&out, y);
        for (int32_t at = 0; at < a->row_elements; at += BLOCK) {
            const int32_t n = a->row_elements - at < BLOCK ? a->row_elements - at : BLOCK;
            int32_t sum[BLOCK];
            for (int32_t k = 0; k < n; k++) sum[k] = -zeros;
            for (int i = 0; i < c->n_in; i++) {
                const struct mote_rows in = mote_rows_of(c, i, bytes);
                const int8_t *x = (const int8_t *)mote_row(&in, y) + at;
                for (int32_t k = 0; k < n; k++) sum[k] += x[k];
            }
            for (int32_t k = 0; k < n; k++) {
                /* what 32 bits hold when shifted; more would have wrapped */
                const int32_t x = mote_clamp(sum[k], -4095, 4095) * (1 << 19);
                r[at + k] = (int8_t)mote_clamp(
                    mote_requant(x, a->multiplier, a->shift) + a->zero_out, -128, 127);
            }
        }
    }
    return 0;
}

int mote_add_n_f32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const uint32_t bytes = 4 * (uint32_t)a->row_elements;
    const struct mote_rows out = mote_rows_of(c, c->n_in, bytes);
    for (int32_t y = c->y0; y < c->y1; y++) {
        float *r = mote_row(&out, y);
        for (int32_t at = 0; at < a->row_elements; at += BLOCK) {
            const int32_t n = a->row_elements - at < BLOCK ? a->row_elements - at : BLOCK;
            float sum[BLOCK];
            for (int32_t k = 0; k < n; k++) sum[k] = 0.0f;
            for (int i = 0; i < c->n_in; i++) {
                const struct mote_rows in = mote_rows_of(c, i, bytes);
                const float *x = (const float *)mote_row(&in, y) + at;
                for (int32_t k = 0; k < n; k++) sum[k] += x[k];
            }
            for (int32_t k = 0; k < n; k++) r[at + k] = sum[k];
        }
    }
    return 0;
}

int mote_add_n_i32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const uint32_t bytes = 4 * (uint32_t)a->row_elements;
    const struct mote_rows out = mote_rows_of(c, c->n_in, bytes);
    for (int32_t y = c->y0; y < c->y1; y++) {
        uint32_t *r = mote_row(&out, y);
        for (int32_t at = 0; at < a->row_elements; at++) {
            uint32_t sum = 0;
            for (int i = 0; i < c->n_in; i++) {
                const struct mote_rows in = mote_rows_of(c, i, bytes);
                sum += ((const uint32_t *)mote_row(&in, y))[at];
            }
            r[at] = sum;
        }
    }
    return 0;
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_add_n_s8},
    {MOTE_K_F32, mote_add_n_f32},
    {MOTE_K_I32, mote_add_n_i32},
    {0, NULL},
};

const struct mote_op mote_op_add_n = {
    .code = 106,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};

static const struct mote_kernel kernel_s8[] = {{MOTE_K_S8, mote_add_n_s8}, {0, NULL}};

const struct mote_op mote_op_add_n_s8 = {
    .code = 106,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_s8,
    .prepare = prepare,
};
