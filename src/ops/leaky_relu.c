/* SPDX-License-Identifier: Apache-2.0 */
/*
 * LEAKY_RELU
 *     output = input > 0 ? input : alpha * input float32 output = zero_point_out + requant(input -
 * zero_point_in), by input_scale / output_scale where that is positive and alpha times as much
 * where it is negative                                    int8, int16
 */
#include "../base/f32.h"
#include "../base/fixed.h"
#include "../base/real.h"
#include "elementwise.h"

struct args {
    struct mote_unary unary;
    uint32_t alpha;   /* float32 only: as bits */
    int32_t negative; /* alpha is: 1, else 0 */
    int32_t zero_in, zero_out;
    int32_t multiplier, shift;
    int32_t alpha_multiplier, alpha_shift; /* of |alpha| */
};

static void run_s8(const void *args, const void *in, void *out, int32_t n);

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    struct mote_real scale, scale_out;
    int e;
    if ((e = mote_unary_prepare(p, &a->unary, &in, &out)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_type(p, 1, &out, in.type)) != 0) return e;
    a->alpha = mote_option_f32(p, 0, 0);
    if ((a->alpha & 0x7f800000u) == 0x7f800000u) /* infinity or NaN */
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, -1, (int32_t)a->alpha);
    if (in.type == MOTE_FLOAT32) return 0;
    if ((e = mote_prep_quant(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_quant(p, 1, &out)) != 0) return e;
    a->zero_in = mote_tensor_zero_point(&in);
    a->zero_out = mote_tensor_zero_point(&out);
    a->negative = (int32_t)(a->alpha >> 31);
    scale = mote_real_from_float(mote_tensor_scale_bits(&in, 0));
    scale_out = mote_real_from_float(mote_tensor_scale_bits(&out, 0));
    mote_real_multiplier(mote_real_div(scale, scale_out, MOTE_AS_FLOAT), &a->multiplier, &a->shift);
    scale = mote_real_mul(scale, mote_real_from_float(a->alpha & 0x7fffffffu), MOTE_AS_FLOAT);
    mote_real_multiplier(mote_real_div(scale, scale_out, MOTE_AS_FLOAT), &a->alpha_multiplier,
                         &a->alpha_shift);
    return mote_unary_tabulate(p, &a->unary, &in, run_s8);
}

static inline int32_t value(const struct args *a, int32_t x, int32_t max)
{
    int32_t r;
    x -= a->zero_in;
    if (x >= 0) {
        r = mote_requant(x, a->multiplier, a->shift);
    } else {
        r = mote_requant(x, a->alpha_multiplier, a->alpha_shift);
        if (a->negative) r = (int32_t)(0u - (uint32_t)r);
    }
    return mote_clamp((int32_t)((uint32_t)r + (uint32_t)a->zero_out), -max - 1, max);
}

static void run_s8(const void *args, const void *in, void *out, int32_t n)
{
    const struct args a = *(const struct args *)args;
    const int8_t *x = in;
    int8_t *r = out;
    for (int32_t i = 0; i < n; i++) r[i] = (int8_t)value(&a, x[i], INT8_MAX);
}

int mote_leaky_relu_s8(const struct mote_call *c)
{
    return mote_unary_eval_s8(c, run_s8);
}

static void run_s16(const void *args, const void *in, void *out, int32_t n)
{
    const struct args a = *(const struct args *)args;
    const int16_t *x = in;
    int16_t *r = out;
    for (int32_t i = 0; i < n; i++) r[i] = (int16_t)value(&a, x[i], INT16_MAX);
}

int mote_leaky_relu_s16(const struct mote_call *c)
{
    return mote_unary_eval(c, 2, 2, run_s16);
}

static void run_f32(const void *args, const void *in, void *out, int32_t n)
{
    const float alpha = mote_f32_of(((const struct args *)args)->alpha);
    const float *x = in;
    float *r = out;
    for (int32_t i = 0; i < n; i++) r[i] = x[i] > 0.0f ? x[i] : x[i] * alpha;
}

int mote_leaky_relu_f32(const struct mote_call *c)
{
    return mote_unary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_leaky_relu_s8},
    {MOTE_K_S16, mote_leaky_relu_s16},
    {MOTE_K_F32, mote_leaky_relu_f32},
    {0, NULL},
};

const struct mote_op mote_op_leaky_relu = {
    .code = 98,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};

static const struct mote_kernel kernel_s8[] = {{MOTE_K_S8, mote_leaky_relu_s8}, {0, NULL}};

const struct mote_op mote_op_leaky_relu_s8 = {
    .code = 98,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_s8,
    .prepare = prepare,
};

static const struct mote_kernel kernel_f32[] = {{MOTE_K_F32, mote_leaky_relu_f32}, {0, NULL}};

const struct mote_op mote_op_leaky_relu_f32 = {
    .code = 98,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_f32,
    .prepare = prepare,
};
