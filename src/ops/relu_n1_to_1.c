/* SPDX-License-Identifier: Apache-2.0 */
/* RELU_N1_TO_1: output = min(max(input, -1), 1); float32, int8, see relu_range.h. */
#include "relu_range.h"

static int prepare(struct mote_prep *p, void *words)
{
    return mote_relu_range_prepare(p, words, -1);
}

int mote_relu_n1_to_1_s8(const struct mote_call *c)
{
    return mote_relu_range_eval_s8(c);
}

static void run_f32(const void *args, const void *in, void *out, int32_t n)
{
    const float *x = in;
    float *r = out;
    (void)args;
    for (int32_t i = 0; i < n; i++) r[i] = x[i] > 1.0f ? 1.0f : x[i] < -1.0f ? -1.0f : x[i];
}

int mote_relu_n1_to_1_f32(const struct mote_call *c)
{
    return mote_unary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_relu_n1_to_1_s8}, {MOTE_K_F32, mote_relu_n1_to_1_f32}, {0, NULL}};
static const struct mote_kernel kernels_s8[] = {{MOTE_K_S8, mote_relu_n1_to_1_s8}, {0, NULL}};
static const struct mote_kernel kernels_f32[] = {{MOTE_K_F32, mote_relu_n1_to_1_f32}, {0, NULL}};

enum { CODE = 20, ARGS_WORDS = sizeof(struct mote_relu_range) / 4 };

const struct mote_op mote_op_relu_n1_to_1 = {
    .code = CODE, .args_words = ARGS_WORDS, .kernels = kernels, .prepare = prepare};
const struct mote_op mote_op_relu_n1_to_1_s8 = {
    .code = CODE, .args_words = ARGS_WORDS, .kernels = kernels_s8, .prepare = prepare};
const struct mote_op mote_op_relu_n1_to_1_f32 = {
    .code = CODE, .args_words = ARGS_WORDS, .kernels = kernels_f32, .prepare = prepare};
