/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ELU: output = input < 0 ? exp(input) - 1 : input.
 *     float32   as it stands
 *     int8      in float: output = round(elu(scale_in * (input - zero_point_in)) / scale_out)
 * + zero_point_out. A compiled model has a table of all results where that pays.
 */
#include "../base/f32.h"
#include "../base/fixed.h"
#include "../base/float_math.h"
#include "unary.h"

struct args {
    struct mote_unary unary;
    uint32_t scale_in, inverse_out; /* int8 only; floats as bits */
    int32_t zero_in, zero_out;
};

static void run_s8(const void *args, const void *in, void *out, int32_t n);

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    const int e = mote_unary_prepare_typed(p, &a->unary, &in, &out);
    if (e || in.type == MOTE_FLOAT32) return e;
    a->scale_in = mote_tensor_scale_bits(&in, 0);
    a->inverse_out = mote_f32_bits(1.0f / mote_f32_of(mote_tensor_scale_bits(&out, 0)));
    a->zero_in = mote_tensor_zero_point(&in);
    a->zero_out = mote_tensor_zero_point(&out);
    return mote_unary_tabulate(p, &a->unary, &in, run_s8);
}

static void run_s8(const void *args, const void *in, void *out, int32_t n)
{
    const struct args a = *(const struct args *)args;
    const int8_t *x = in;
    int8_t *r = out;
    for (int32_t i = 0; i < n; i++) {
        float v = mote_f32_of(a.scale_in) * (float)(x[i] - a.zero_in);
        if (v < 0.0f) v = mote_expf(v) - 1.0f;
        v *= mote_f32_of(a.inverse_out);
        v = mote_f32_clamp(v, -1024.0f, 1024.0f); /* beyond any output: fits an integer */
        v = v < 0.0f ? -mote_floorf(0.5f - v) : mote_floorf(0.5f + v);
        r[i] = (int8_t)mote_clamp((int32_t)v + a.zero_out, -128, 127);
    }
}

int mote_elu_s8(const struct mote_call *c)
{
    return mote_unary_eval_s8(c, run_s8);
}

static void run_f32(const void *args, const void *in, void *out, int32_t n)
{
    const float *x = in;
    float *r = out;
    (void)args;
    for (int32_t i = 0; i < n; i++) r[i] = x[i] < 0.0f ? mote_expm1f(x[i]) : x[i];
}

int mote_elu_f32(const struct mote_call *c)
{
    return mote_unary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_elu_s8}, {MOTE_K_F32, mote_elu_f32}, {0, NULL}};

const struct mote_op mote_op_elu = {
    .code = 111,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
