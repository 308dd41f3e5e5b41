/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RELU6: output = min(max(input, 0), 6); int8 and int16 with the quantised 0 and 6 of the input,
 * which the output shares.
 */
#include "../base/fixed.h"
#include "../base/quant.h"
#include "elementwise.h"

struct args {
    struct mote_unary unary;
    int32_t zero, six;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int32_t high;
    int e;
    if ((e = mote_unary_prepare(p, &a->unary, &in, &out)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_type(p, 1, &out, in.type)) != 0) return e;
    if (in.type == MOTE_FLOAT32) return 0;
    if ((e = mote_prep_quant(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_quant(p, 1, &out)) != 0) return e;
    /* Not rescaled, so nothing else would be right. */
    if (mote_tensor_scale_bits(&in, 0) != mote_tensor_scale_bits(&out, 0) ||
        mote_tensor_zero_point(&in) != mote_tensor_zero_point(&out))
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, mote_tensor_zero_point(&in),
                              mote_tensor_zero_point(&out));
    high = in.type == MOTE_INT16 ? INT16_MAX : INT8_MAX;
    if (mote_activation_range(MOTE_ACT_RELU6, mote_tensor_scale_bits(&in, 0),
                              mote_tensor_zero_point(&in), -high - 1, high, &a->zero, &a->six)) {
        a->zero = mote_tensor_zero_point(&in); /* so small a scale that 6 is far beyond the type */
        a->six = high;
    }
    return 0;
}

static void run_s8(const void *args, const void *in, void *out, int32_t n)
{
    const struct args *a = args;
    const int32_t zero = a->zero, six = a->six;
    const int8_t *x = in;
    int8_t *r = out;
    for (int32_t i = 0; i < n; i++) r[i] = (int8_t)mote_clamp(x[i], zero, six);
}

int mote_relu6_s8(const struct mote_call *c)
{
    return mote_unary_eval(c, 1, 1, run_s8);
}

static void run_s16(const void *args, const void *in, void *out, int32_t n)
{
    const struct args *a = args;
    const int32_t zero = a->zero, six = a->six;
    const int16_t *x = in;
    int16_t *r = out;
    for (int32_t i = 0; i < n; i++) r[i] = (int16_t)mote_clamp(x[i], zero, six);
}

int mote_relu6_s16(const struct mote_call *c)
{
    return mote_unary_eval(c, 2, 2, run_s16);
}

static void run_f32(const void *args, const void *in, void *out, int32_t n)
{
    const float *x = in;
    float *r = out;
    (void)args;
    for (int32_t i = 0; i < n; i++) r[i] = x[i] > 6.0f ? 6.0f : x[i] < 0.0f ? 0.0f : x[i];
}

int mote_relu6_f32(const struct mote_call *c)
{
    return mote_unary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_relu6_s8},
    {MOTE_K_S16, mote_relu6_s16},
    {MOTE_K_F32, mote_relu6_f32},
    {0, NULL},
};

const struct mote_op mote_op_relu6 = {
    .code = 21,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};

static const struct mote_kernel kernel_s8[] = {{MOTE_K_S8, mote_relu6_s8}, {0, NULL}};

const struct mote_op mote_op_relu6_s8 = {
    .code = 21,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_s8,
    .prepare = prepare,
};

static const struct mote_kernel kernel_f32[] = {{MOTE_K_F32, mote_relu6_f32}, {0, NULL}};

const struct mote_op mote_op_relu6_f32 = {
    .code = 21,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_f32,
    .prepare = prepare,
};
