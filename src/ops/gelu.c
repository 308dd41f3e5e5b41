/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GELU: output = input * (1 + erf(input / sqrt(2))) / 2; with option approximate
 *     input * (1 + tanh(sqrt(2 / pi) * (input + 0.044715 * input^3))) / 2
 *     float32   as it stands
 *     int8      in float, see transform.h
 */
#include "../base/float_math.h"
#include "transform.h"

struct args {
    struct mote_transform transform;
    int32_t approximate;
};

static float exact(float x)
{
    return x * 0.5f * mote_erfcf(x * -0.707106781f);
}

static float approximate(float x)
{
    return 0.5f * x * (1.0f + mote_tanhf(0.797884561f * (x + 0.044715f * x * x * x)));
}

static void run_s8(const void *args, const void *in, void *out, int32_t n)
{
    const struct args *a = args;
    mote_transform_run(&a->transform, a->approximate ? approximate : exact, in, out, n);
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    a->approximate = mote_option_i8(p, 0, 0) != 0;
    return mote_transform_prepare(p, &a->transform, run_s8);
}

int mote_gelu_s8(const struct mote_call *c)
{
    return mote_unary_eval_s8(c, run_s8);
}

static void run_f32(const void *args, const void *in, void *out, int32_t n)
{
    const struct args *a = args;
    const float *x = in;
    float *r = out;
    for (int32_t i = 0; i < n; i++) r[i] = a->approximate ? approximate(x[i]) : exact(x[i]);
}

int mote_gelu_f32(const struct mote_call *c)
{
    return mote_unary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_gelu_s8}, {MOTE_K_F32, mote_gelu_f32}, {0, NULL}};

const struct mote_op mote_op_gelu = {
    .code = 150,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
