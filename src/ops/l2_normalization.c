/* SPDX-License-Identifier: Apache-2.0 */
/*
 * L2_NORMALIZATION, along the last dimension: output = input / sqrt(sum of input^2).
 *     float32   as it stands; a norm below 1e-6 counts as 1e-6
 *     int8      in 32-bit fixed point; the output has scale 1/128 and zero point 0
 */
#include "../base/fixed.h"
#include "../base/float_math.h"
#include "../base/inverse_root.h"
#include "../base/quant.h"
#include "unary.h"

enum { FIELD_ACTIVATION };

struct args {
    struct mote_unary unary;
    int32_t depth;
    int32_t zero; /* int8: of the input */
};

static int prepare(struct mote_prep *p, void *words)
{
    const uint32_t scale_out = 0x3c000000u; /* 2^-7 */
    const int32_t deepest = 33025;          /* the sum of so many squares fits into 31 bits */
    const int activation = mote_option_i8(p, FIELD_ACTIVATION, MOTE_ACT_NONE);
    struct args *a = words;
    struct mote_tensor in, out;
    int e;
    if ((e = mote_unary_prepare_typed(p, &a->unary, &in, &out)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 1, 4)) != 0) return e;
    if (activation != MOTE_ACT_NONE)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, MOTE_ACT_NONE,
                              activation);
    a->depth = mote_tensor_dim(&in, in.rank - 1);
    if (in.type == MOTE_FLOAT32) return 0;
    a->zero = mote_tensor_zero_point(&in);
    if (mote_tensor_zero_point(&out) || mote_tensor_scale_bits(&out, 0) != scale_out)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, 0,
                              mote_tensor_zero_point(&out));
    if (a->depth > deepest)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_RANGE, 0, deepest, a->depth);
    return 0;
}

static void run_s8(const void *args, const void *in, void *out, int32_t n)
{
    const struct args *a = args;
    const int8_t *x = in;
    int8_t *r = out;
    for (int32_t i = 0; i < n; i += a->depth, x += a->depth, r += a->depth) {
        int32_t sum = 0, multiplier, shift;
        for (int32_t k = 0; k < a->depth; k++) sum += (x[k] - a->zero) * (x[k] - a->zero);
        mote_inverse_root(sum, &multiplier, &shift);
        for (int32_t k = 0; k < a->depth; k++)
            r[k] =
                (int8_t)mote_clamp(mote_requant(x[k] - a->zero, multiplier, shift + 7), -128, 127);
    }
}

int mote_l2_normalization_s8(const struct mote_call *c)
{
    return mote_unary_eval(c, 1, 1, run_s8);
}

static void run_f32(const void *args, const void *in, void *out, int32_t n)
{
    const struct args *a = args;
    const float *x = in;
    float *r = out;
    for (int32_t i = 0; i < n; i += a->depth, x += a->depth, r += a->depth) {
        float sum = 0.0f;
        for (int32_t k = 0; k < a->depth; k++) sum += x[k] * x[k];
        sum = mote_sqrtf(sum);
        if (sum < 1e-6f) sum = 1e-6f;
        for (int32_t k = 0; k < a->depth; k++) r[k] = x[k] / sum;
    }
}

int mote_l2_normalization_f32(const struct mote_call *c)
{
    return mote_unary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_l2_normalization_s8}, {MOTE_K_F32, mote_l2_normalization_f32}, {0, NULL}};

const struct mote_op mote_op_l2_normalization = {
    .code = 11,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};

static const struct mote_kernel kernel_s8[] = {{MOTE_K_S8, mote_l2_normalization_s8}, {0, NULL}};

const struct mote_op mote_op_l2_normalization_s8 = {
    .code = 11,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_s8,
    .prepare = prepare,
};
