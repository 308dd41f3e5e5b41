/* SPDX-License-Identifier: Apache-2.0 */
/*
 * LOG_SOFTMAX, along the last dimension: output = input - log(sum of exp(input)).
 *     float32   as it stands
 *     int8      in 32-bit fixed point; the output has scale 1/16 and zero point 127
 */
#include "../base/fixed.h"
#include "../base/fixed_log.h"
#include "../base/fixed_math.h"
#include "../base/float_math.h"
#include "../base/f32.h"
#include "../base/real.h"
#include "unary.h"

struct args {
    struct mote_unary unary;
    int32_t depth;
    int32_t multiplier, shift; /* int8 from here; input differences to Q5.26 */
    int32_t back, back_shift;  /* Q5.26 to input differences */
    int32_t diff_min;          /* what lies further below the maximum adds nothing */
};

/* Differences as Q5.26, and back. The scale is held at 32 - 2^-26, which makes exp(-1) vanish. */
static int prepare_s8(struct mote_prep *p, struct args *a, const struct mote_tensor *in,
                      const struct mote_tensor *out)
{
    const uint32_t scale_out = 0x3d800000u; /* 1/16 */
    const struct mote_real most = mote_real_from_int(INT32_MAX);
    struct mote_real scale = mote_real_from_float(mote_tensor_scale_bits(in, 0)), back;
    if (mote_tensor_zero_point(out) != 127 || mote_tensor_scale_bits(out, 0) != scale_out)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, 127,
                              mote_tensor_zero_point(out));
    scale.e += 26;
    if (mote_real_less(most, scale)) scale = most;
    mote_real_multiplier(scale, &a->multiplier, &a->shift);
    /* Smaller ones would be shifted to the right. */
    if (a->shift < 1) return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 0, -1, -1);
    a->diff_min = -mote_input_radius(5, a->shift);
    back = mote_real_div(mote_real_from_int((uint64_t)1 << (31 - a->shift)),
                         mote_real_from_int((uint32_t)a->multiplier), MOTE_AS_DOUBLE);
    mote_real_multiplier(back, &a->back, &a->back_shift);
    return 0;
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e;
    if ((e = mote_unary_prepare_typed(p, &a->unary, &in, &out)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 1, MOTE_MAX_DIMS)) != 0) return e;
    a->depth = mote_tensor_dim(&in, in.rank - 1);
    return in.type == MOTE_INT8 ? prepare_s8(p, a, &in, &out) : 0;
}

static int32_t difference(const struct args *a, int32_t diff)
{
    return mote_requant(diff, a->multiplier, a->shift);
}

static void vector_s8(const struct args *a, const int8_t *x, int8_t *r)
{
    int32_t max = INT8_MIN, least, log_sum;
    uint32_t sum = 0; /* Q12.19 */
    for (int32_t i = 0; i < a->depth; i++)
        if (x[i] > max) max = x[i];
    for (int32_t i = 0; i < a->depth; i++) {
        if (x[i] - max < a->diff_min) continue;
        sum += (uint32_t)mote_rounding_shift(mote_exp_fixed(difference(a, x[i] - max), 5), 12);
        if (sum > INT32_MAX) sum = INT32_MAX;
    }
    log_sum = mote_log_q12((int32_t)sum);
    /* what would leave Q5.26 */
    least = mote_requant((int32_t)((uint32_t)log_sum + 0x80000000u), a->back, a->back_shift);
    if (least < a->diff_min - 1) least = a->diff_min - 1;
    for (int32_t i = 0; i < a->depth; i++) {
        const int32_t diff = x[i] - max;
        r[i] = INT8_MIN;
        if (diff > least)
            r[i] = (int8_t)mote_clamp(mote_rounding_shift(difference(a, diff) - log_sum, 22) + 127,
                                      -128, 127);
    }
}

static void run_s8(const void *args, const void *in, void *out, int32_t n)
{
    const struct args *a = args;
    const int8_t *x = in;
    int8_t *r = out;
    for (int32_t i = 0; i < n; i += a->depth) vector_s8(a, x + i, r + i);
}

int mote_log_softmax_s8(const struct mote_call *c)
{
    return mote_unary_eval(c, 1, 1, run_s8);
}

static void vector_f32(int32_t depth, const float *x, float *r)
{
    float max = mote_f32_of(0xff7fffffu), sum = 0.0f; /* lowest float */
    for (int32_t i = 0; i < depth; i++)
        if (x[i] > max) max = x[i];
    for (int32_t i = 0; i < depth; i++) sum += mote_expf(x[i] - max);
    sum = mote_logf(sum);
    for (int32_t i = 0; i < depth; i++) r[i] = x[i] - max - sum;
}

static void run_f32(const void *args, const void *in, void *out, int32_t n)
{
    const struct args *a = args;
    const float *x = in;
    float *r = out;
    for (int32_t i = 0; i < n; i += a->depth) vector_f32(a->depth, x + i, r + i);
}

int mote_log_softmax_f32(const struct mote_call *c)
{
    return mote_unary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_log_softmax_s8}, {MOTE_K_F32, mote_log_softmax_f32}, {0, NULL}};

const struct mote_op mote_op_log_softmax = {
    .code = 50,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};

static const struct mote_kernel kernel_s8[] = {{MOTE_K_S8, mote_log_softmax_s8}, {0, NULL}};

const struct mote_op mote_op_log_softmax_s8 = {
    .code = 50,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_s8,
    .prepare = prepare,
};
