/* SPDX-License-Identifier: Apache-2.0 */
/*
 * QUANTIZE
 *     f32   output = zero_point_out + round(input / scale_out)                      float32 to
 * int8, int16 any   output = zero_point_out + requant(input - zero_point_in)                between
 * quantised types
 */
#include "../base/f32.h"
#include "../base/fixed.h"
#include "../base/real.h"
#include "elementwise.h"

struct args {
    struct mote_unary unary;
    int32_t from, to; /* enum mote_type */
    int32_t zero_in, zero_out;
    int32_t multiplier, shift;
    uint32_t scale; /* float32 input only: of the output, as bits */
};

enum { CHUNK = 8 };

/* The pairs that TensorFlow Lite Micro has. */
static int is_pair(int from, int to)
{
    switch (from) {
    case MOTE_FLOAT32:
    case MOTE_INT32: return to == MOTE_INT8 || to == MOTE_INT16;
    case MOTE_INT16: return to == MOTE_INT8 || to == MOTE_INT16 || to == MOTE_INT32;
    case MOTE_INT8:
        return to == MOTE_INT8 || to == MOTE_UINT8 || to == MOTE_INT16 || to == MOTE_INT32;
    case MOTE_UINT8: return to == MOTE_INT8;
    default: return 0;
    }
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e;
    if ((e = mote_unary_prepare(p, &a->unary, &in, &out)) != 0) return e;
    if (!is_pair(in.type, out.type))
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_TYPE, 1, in.type, out.type);
    if ((e = mote_prep_kernel(p, in.type == MOTE_FLOAT32 ? MOTE_K_F32 : MOTE_K_ANY)) != 0) return e;
    if ((e = mote_prep_quant(p, 1, &out)) != 0) return e;
    if (out.n_scales != 1)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, 1, (int32_t)out.n_scales);
    a->from = in.type;
    a->to = out.type;
    a->zero_out = mote_tensor_zero_point(&out);
    a->scale = mote_tensor_scale_bits(&out, 0);
    if (in.type == MOTE_FLOAT32) return 0;
    if ((e = mote_prep_quant(p, 0, &in)) != 0) return e;
    a->zero_in = mote_tensor_zero_point(&in);
    mote_real_multiplier(mote_real_div(mote_real_from_float(mote_tensor_scale_bits(&in, 0)),
                                       mote_real_from_float(a->scale), MOTE_AS_DOUBLE),
                         &a->multiplier, &a->shift);
    return 0;
}

static void read(const void *in, int32_t at, int32_t type, int32_t *words, int32_t n)
{
    switch (type) {
    case MOTE_INT8:
        for (int32_t i = 0; i < n; i++) words[i] = ((const int8_t *)in)[at + i];
        break;
    case MOTE_UINT8:
        for (int32_t i = 0; i < n; i++) words[i] = ((const uint8_t *)in)[at + i];
        break;
    case MOTE_INT16:
        for (int32_t i = 0; i < n; i++) words[i] = ((const int16_t *)in)[at + i];
        break;
    default:
        for (int32_t i = 0; i < n; i++) words[i] = ((const int32_t *)in)[at + i];
        break;
    }
}

/* Held within the type. */
static void write(void *out, int32_t at, int32_t type, const int32_t *words, int32_t n)
{
    switch (type) {
    case MOTE_INT8:
        for (int32_t i = 0; i < n; i++)
            ((int8_t *)out)[at + i] = (int8_t)mote_clamp(words[i], INT8_MIN, INT8_MAX);
        break;
    case MOTE_UINT8:
        for (int32_t i = 0; i < n; i++)
            ((uint8_t *)out)[at + i] = (uint8_t)mote_clamp(words[i], 0, UINT8_MAX);
        break;
    case MOTE_INT16:
        for (int32_t i = 0; i < n; i++)
            ((int16_t *)out)[at + i] = (int16_t)mote_clamp(words[i], INT16_MIN, INT16_MAX);
        break;
    default:
        for (int32_t i = 0; i < n; i++) ((int32_t *)out)[at + i] = words[i];
        break;
    }
}

static void run_any(const void *args, const void *in, void *out, int32_t n)
{
    const struct args *a = args;
    const uint32_t zero_in = (uint32_t)a->zero_in, zero_out = (uint32_t)a->zero_out;
    int32_t words[CHUNK];
    for (int32_t i = 0; i < n; i += CHUNK) {
        const int32_t count = n - i < CHUNK ? n - i : CHUNK;
        read(in, i, a->from, words, count);
        for (int32_t k = 0; k < count; k++) {
            const int32_t x = (int32_t)((uint32_t)words[k] - zero_in);
            words[k] = (int32_t)((uint32_t)mote_requant(x, a->multiplier, a->shift) + zero_out);
        }
        write(out, i, a->to, words, count);
    }
}

int mote_quantize_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    static const uint8_t bytes[] = {
        [MOTE_INT32] = 4, [MOTE_UINT8] = 1, [MOTE_INT16] = 2, [MOTE_INT8] = 1};
    return mote_unary_eval(c, bytes[a->from], bytes[a->to], run_any);
}

/* To the nearest integer, halves away from zero. With zero points of at most 16 bits, 2^17 is as
 * good as infinity. */
static int32_t nearest(float x)
{
    const float limit = 131072.0f;
    float rest;
    int32_t n;
    if (x >= limit) return 131072;
    if (!(x > -limit)) return -131072; /* NaN too */
    n = (int32_t)x;
    rest = x - (float)n;
    return n + (rest >= 0.5f) - (rest <= -0.5f);
}

static void run_f32(const void *args, const void *in, void *out, int32_t n)
{
    const struct args *a = args;
    const float scale = mote_f32_of(a->scale);
    int32_t words[CHUNK];
    for (int32_t i = 0; i < n; i += CHUNK) {
        const int32_t count = n - i < CHUNK ? n - i : CHUNK;
        for (int32_t k = 0; k < count; k++)
            words[k] = nearest(((const float *)in)[i + k] / scale) + a->zero_out;
        write(out, i, a->to, words, count);
    }
}

int mote_quantize_f32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    return mote_unary_eval(c, 4, a->to == MOTE_INT8 ? 1 : 2, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_ANY, mote_quantize_any}, {MOTE_K_F32, mote_quantize_f32}, {0, NULL}};

const struct mote_op mote_op_quantize = {
    .code = 114,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};

static const struct mote_kernel kernel_any[] = {{MOTE_K_ANY, mote_quantize_any}, {0, NULL}};

/* From one quantised type to another: links no floating point. */
const struct mote_op mote_op_quantize_any = {
    .code = 114,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_any,
    .prepare = prepare,
};
