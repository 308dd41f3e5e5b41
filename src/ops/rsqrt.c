/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RSQRT: output = 1 / sqrt(input).
 *     float32   as it stands
 *     int8      in 32-bit fixed point; what stands for zero gives the largest output, what stands
 * for a negative number is refused
 */
#include "../base/f32.h"
#include "../base/fixed.h"
#include "../base/float_math.h"
#include "../base/inverse_root.h"
#include "../base/real.h"
#include "unary.h"

enum { FRACTION = 20 }; /* bits of 1 / sqrt before it is rescaled */

struct args {
    struct mote_unary unary;
    int32_t zero_in, zero_out; /* int8 from here */
    int32_t multiplier, shift; /* of 2^FRACTION / sqrt */
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    float scale;
    const int e = mote_unary_prepare_typed(p, &a->unary, &in, &out);
    if (e || in.type == MOTE_FLOAT32) return e;
    a->zero_in = mote_tensor_zero_point(&in);
    a->zero_out = mote_tensor_zero_point(&out);
    scale = mote_sqrtf(mote_f32_of(mote_tensor_scale_bits(&in, 0))) *
            mote_f32_of(mote_tensor_scale_bits(&out, 0));
    if (!mote_float_positive(mote_f32_bits(scale)))
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, -1, -1);
    mote_real_multiplier(mote_real_div(mote_real_from_int(1),
                                       mote_real_from_float(mote_f32_bits(scale)), MOTE_AS_DOUBLE),
                         &a->multiplier, &a->shift);
    a->shift -= FRACTION;
    if (a->shift < -31) { /* nothing is left */
        a->multiplier = 0;
        a->shift = 0;
    }
    return 0;
}

/* x > 0 */
static int32_t value(const struct args *a, int32_t x)
{
    int32_t multiplier, shift;
    mote_inverse_root(x, &multiplier, &shift);
    x = mote_requant(1, multiplier, shift + FRACTION);
    return (int32_t)((uint32_t)mote_requant(x, a->multiplier, a->shift) + (uint32_t)a->zero_out);
}

int mote_rsqrt_s8(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const struct mote_rows in = mote_rows_of(c, 0, (uint32_t)a->unary.row_elements);
    const struct mote_rows out = mote_rows_of(c, 1, (uint32_t)a->unary.row_elements);
    for (int32_t y = c->y0; y < c->y1; y++) {
        const int8_t *x = mote_row(&in, y);
        int8_t *r = mote_row(&out, y);
        for (int32_t i = 0; i < a->unary.row_elements; i++) {
            const int32_t distance = x[i] - a->zero_in;
            if (distance < 0) return MOTE_E_DATA;
            r[i] = distance ? (int8_t)mote_clamp(value(a, distance), -128, 127) : INT8_MAX;
        }
    }
    return 0;
}

static void run_f32(const void *args, const void *in, void *out, int32_t n)
{
    const float *x = in;
    float *r = out;
    (void)args;
    for (int32_t i = 0; i < n; i++) r[i] = 1.0f / mote_sqrtf(x[i]);
}

int mote_rsqrt_f32(const struct mote_call *c)
{
    return mote_unary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_rsqrt_s8}, {MOTE_K_F32, mote_rsqrt_f32}, {0, NULL}};

const struct mote_op mote_op_rsqrt = {
    .code = 76,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
