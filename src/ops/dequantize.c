/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DEQUANTIZE, to float32
 *     output = scale * (input - zero_point)     int8, uint8, int16
 *     output = input                            float16
 */
#include "../base/half.h"
#include "elementwise.h"

struct args {
    struct mote_unary unary;
    int32_t zero;
    uint32_t scale; /* as bits */
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e;
    if ((e = mote_unary_prepare(p, &a->unary, &in, &out)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_type(p, 1, &out, MOTE_FLOAT32)) != 0) return e;
    if (in.type == MOTE_FLOAT16) return 0;
    if ((e = mote_prep_quant(p, 0, &in)) != 0) return e;
    if (in.n_scales != 1)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 0, 1, (int32_t)in.n_scales);
    a->zero = mote_tensor_zero_point(&in);
    a->scale = mote_tensor_scale_bits(&in, 0);
    return 0;
}

/* A difference has at most 17 bits, so one float product rounds as the exact one does. */
static void run_s8(const void *args, const void *in, void *out, int32_t n)
{
    const struct args *a = args;
    const float scale = mote_f32_of(a->scale);
    const int8_t *x = in;
    float *r = out;
    for (int32_t i = 0; i < n; i++) r[i] = scale * (float)(x[i] - a->zero);
}

int mote_dequantize_s8(const struct mote_call *c)
{
    return mote_unary_eval(c, 1, 4, run_s8);
}

static void run_u8(const void *args, const void *in, void *out, int32_t n)
{
    const struct args *a = args;
    const float scale = mote_f32_of(a->scale);
    const uint8_t *x = in;
    float *r = out;
    for (int32_t i = 0; i < n; i++) r[i] = scale * (float)(x[i] - a->zero);
}

int mote_dequantize_u8(const struct mote_call *c)
{
    return mote_unary_eval(c, 1, 4, run_u8);
}

static void run_s16(const void *args, const void *in, void *out, int32_t n)
{
    const struct args *a = args;
    const float scale = mote_f32_of(a->scale);
    const int16_t *x = in;
    float *r = out;
    for (int32_t i = 0; i < n; i++) r[i] = scale * (float)(x[i] - a->zero);
}

int mote_dequantize_s16(const struct mote_call *c)
{
    return mote_unary_eval(c, 2, 4, run_s16);
}

static void run_f16(const void *args, const void *in, void *out, int32_t n)
{
    const uint16_t *x = in;
    float *r = out;
    (void)args;
    for (int32_t i = 0; i < n; i++) r[i] = mote_f32_of_half(x[i]);
}

int mote_dequantize_f16(const struct mote_call *c)
{
    return mote_unary_eval(c, 2, 4, run_f16);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_dequantize_s8},
    {MOTE_K_U8, mote_dequantize_u8},
    {MOTE_K_S16, mote_dequantize_s16},
    {MOTE_K_F16, mote_dequantize_f16},
    {0, NULL},
};

const struct mote_op mote_op_dequantize = {
    .code = 6,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
