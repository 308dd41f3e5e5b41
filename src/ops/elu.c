/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ELU: output = input < 0 ? exp(input) - 1 : input.
 *     float32   as it stands
 *     int8      in float, see transform.h
 */
#include "../base/float_math.h"
#include "transform.h"

static float elu(float x)
{
    return x < 0.0f ? mote_expf(x) - 1.0f : x;
}

static void run_s8(const void *args, const void *in, void *out, int32_t n)
{
    mote_transform_run(args, elu, in, out, n);
}

static int prepare(struct mote_prep *p, void *words)
{
    return mote_transform_prepare(p, words, run_s8);
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
    .args_words = sizeof(struct mote_transform) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
