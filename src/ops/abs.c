/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ABS
 *     output = |input|                                            float32, plain int16, int32
 * (wrapping) output = zero_point_out + requant(|input - zero_point_in|)  int8, int16; where both
 * scales are equal nothing is rescaled
 */
#include "../base/fixed.h"
#include "../base/real.h"
#include "unary.h"

struct args {
    struct mote_unary unary;
    int32_t zero_in, zero_out;
    int32_t multiplier, shift; /* multiplier 0: scales are equal */
    int32_t max;               /* INT16_MAX; 65535 for plain int16, where |-32768| wraps */
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    uint32_t scale_in, scale_out;
    int e;
    if ((e = mote_unary_prepare_plain(p, &a->unary)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if (in.type == MOTE_FLOAT32 || in.type == MOTE_INT32) return 0;
    a->max = UINT16_MAX;
    if (in.type == MOTE_INT16 && !in.n_scales) return 0;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_prep_quant(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_quant(p, 1, &out)) != 0) return e;
    a->max = INT16_MAX;
    a->zero_in = mote_tensor_zero_point(&in);
    a->zero_out = mote_tensor_zero_point(&out);
    if (in.type == MOTE_INT16 && (a->zero_in || a->zero_out))
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, a->zero_in ? 0 : 1, 0,
                              a->zero_in ? a->zero_in : a->zero_out);
    scale_in = mote_tensor_scale_bits(&in, 0);
    scale_out = mote_tensor_scale_bits(&out, 0);
    if (scale_in == scale_out) return 0;
    mote_real_multiplier(mote_real_div(mote_real_from_float(scale_in),
                                       mote_real_from_float(scale_out), MOTE_AS_FLOAT),
                         &a->multiplier, &a->shift);
    if (!a->multiplier) a->multiplier = 1, a->shift = -31; /* every result is 0 */
    return 0;
}

static inline int32_t value(const struct args *a, int32_t x)
{
    x -= a->zero_in;
    if (x < 0) x = -x;
    if (a->multiplier) x = mote_requant(x, a->multiplier, a->shift);
    return (int32_t)((uint32_t)x + (uint32_t)a->zero_out);
}

static void run_s8(const void *args, const void *in, void *out, int32_t n)
{
    const struct args a = *(const struct args *)args;
    const int8_t *x = in;
    int8_t *r = out;
    for (int32_t i = 0; i < n; i++) r[i] = (int8_t)mote_clamp(value(&a, x[i]), -128, 127);
}

int mote_abs_s8(const struct mote_call *c)
{
    return mote_unary_eval_s8(c, run_s8);
}

static void run_s16(const void *args, const void *in, void *out, int32_t n)
{
    const struct args a = *(const struct args *)args;
    const int16_t *x = in;
    int16_t *r = out;
    for (int32_t i = 0; i < n; i++) r[i] = (int16_t)mote_clamp(value(&a, x[i]), INT16_MIN, a.max);
}

int mote_abs_s16(const struct mote_call *c)
{
    return mote_unary_eval(c, 2, 2, run_s16);
}

static void run_i32(const void *args, const void *in, void *out, int32_t n)
{
    const uint32_t *x = in;
    uint32_t *r = out;
    (void)args;
    for (int32_t i = 0; i < n; i++) r[i] = x[i] >> 31 ? 0u - x[i] : x[i];
}

int mote_abs_i32(const struct mote_call *c)
{
    return mote_unary_eval(c, 4, 4, run_i32);
}

static void run_f32(const void *args, const void *in, void *out, int32_t n)
{
    const float *x = in;
    float *r = out;
    (void)args;
    for (int32_t i = 0; i < n; i++) r[i] = x[i] > 0.0f ? x[i] : 0.0f - x[i];
}

int mote_abs_f32(const struct mote_call *c)
{
    return mote_unary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_abs_s8},
    {MOTE_K_S16, mote_abs_s16},
    {MOTE_K_I32, mote_abs_i32},
    {MOTE_K_F32, mote_abs_f32},
    {0, NULL},
};

const struct mote_op mote_op_abs = {
    .code = 101,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};

static const struct mote_kernel kernel_s8[] = {{MOTE_K_S8, mote_abs_s8}, {0, NULL}};

const struct mote_op mote_op_abs_s8 = {
    .code = 101,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_s8,
    .prepare = prepare,
};
