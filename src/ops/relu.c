/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RELU
 *     output = max(input, 0) float32 output = max(zero_point_out + requant(input - zero_point_in),
 * zero_point_out)            int8, int16
 */
#include "../base/fixed.h"
#include "../base/real.h"
#include "elementwise.h"

struct args {
    struct mote_unary unary;
    int32_t zero_in, zero_out;
    int32_t multiplier, shift;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e;
    if ((e = mote_unary_prepare(p, &a->unary, &in, &out)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_type(p, 1, &out, in.type)) != 0) return e;
    if (in.type == MOTE_FLOAT32) return 0;
    if ((e = mote_prep_quant(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_quant(p, 1, &out)) != 0) return e;
    a->zero_in = mote_tensor_zero_point(&in);
    a->zero_out = mote_tensor_zero_point(&out);
    if (in.type == MOTE_INT16 && (a->zero_in || a->zero_out))
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, a->zero_in ? 0 : 1, 0,
                              a->zero_in | a->zero_out);
    mote_real_multiplier(mote_real_div(mote_real_from_float(mote_tensor_scale_bits(&in, 0)),
                                       mote_real_from_float(mote_tensor_scale_bits(&out, 0)),
                                       MOTE_AS_FLOAT),
                         &a->multiplier, &a->shift);
    return 0;
}

static inline int32_t value(const struct args *a, int32_t x, int32_t max)
{
    const uint32_t scaled = (uint32_t)mote_requant(x - a->zero_in, a->multiplier, a->shift);
    return mote_clamp((int32_t)(scaled + (uint32_t)a->zero_out), a->zero_out, max);
}

static void run_s8(const void *args, const void *in, void *out, int32_t n)
{
    const struct args a = *(const struct args *)args;
    const int8_t *x = in;
    int8_t *r = out;
    for (int32_t i = 0; i < n; i++) r[i] = (int8_t)value(&a, x[i], INT8_MAX);
}

int mote_relu_s8(const struct mote_call *c)
{
    return mote_unary_eval(c, 1, 1, run_s8);
}

static void run_s16(const void *args, const void *in, void *out, int32_t n)
{
    const struct args a = *(const struct args *)args;
    const int16_t *x = in;
    int16_t *r = out;
    for (int32_t i = 0; i < n; i++) r[i] = (int16_t)value(&a, x[i], INT16_MAX);
}

int mote_relu_s16(const struct mote_call *c)
{
    return mote_unary_eval(c, 2, 2, run_s16);
}

static void run_f32(const void *args, const void *in, void *out, int32_t n)
{
    const float *x = in;
    float *r = out;
    (void)args;
    for (int32_t i = 0; i < n; i++) r[i] = x[i] < 0.0f ? 0.0f : x[i];
}

int mote_relu_f32(const struct mote_call *c)
{
    return mote_unary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_relu_s8},
    {MOTE_K_S16, mote_relu_s16},
    {MOTE_K_F32, mote_relu_f32},
    {0, NULL},
};

const struct mote_op mote_op_relu = {
    .code = 19,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};

static const struct mote_kernel kernel_s8[] = {{MOTE_K_S8, mote_relu_s8}, {0, NULL}};

const struct mote_op mote_op_relu_s8 = {
    .code = 19,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_s8,
    .prepare = prepare,
};

static const struct mote_kernel kernel_f32[] = {{MOTE_K_F32, mote_relu_f32}, {0, NULL}};

const struct mote_op mote_op_relu_f32 = {
    .code = 19,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_f32,
    .prepare = prepare,
};
