/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MEAN over the constant axes
 *     output = requant(sum(input) - n input_zero_point) + output_zero_point     int8, int16; 1/n is in the multiplier, whose
 *                                                                              bits below that division cuts off
 *     output = sum(input) / n                                                  float32
 * Sums of integers wrap at 32 bits.
 */
#include "reduction.h"

static int prepare(struct mote_prep *p, void *words)
{
    int e = mote_reduction_prepare(p, words);
    return e ? e : mote_reduction_rescale(p, words, 1);
}

int mote_mean_s8(const struct mote_call *c)
{
    return mote_reduction_sum_s8(c);
}

int mote_mean_s16(const struct mote_call *c)
{
    return mote_reduction_sum_s16(c);
}

int mote_mean_f32(const struct mote_call *c)
{
    const struct mote_reduction *a = (const void *)c->args;
    const float zero = 0;
    float *out = mote_out(c, 0);
    mote_reduction_run(c, &mote_fold_add_f32, &zero);
    for (int32_t i = 0; i < a->outputs; i++) out[i] /= (float)a->count;
    return 0;
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_mean_s8}, {MOTE_K_S16, mote_mean_s16}, {MOTE_K_F32, mote_mean_f32}, {0, NULL}};
static const struct mote_kernel kernels_s8[] = {{MOTE_K_S8, mote_mean_s8}, {0, NULL}};
static const struct mote_kernel kernels_s16[] = {{MOTE_K_S16, mote_mean_s16}, {0, NULL}};
static const struct mote_kernel kernels_f32[] = {{MOTE_K_F32, mote_mean_f32}, {0, NULL}};

enum { CODE = 40, ARGS_WORDS = sizeof(struct mote_reduction) / 4 };

const struct mote_op mote_op_mean = {
    .code = CODE, .args_words = ARGS_WORDS, .kernels = kernels, .prepare = prepare};
const struct mote_op mote_op_mean_s8 = {
    .code = CODE, .args_words = ARGS_WORDS, .kernels = kernels_s8, .prepare = prepare};
const struct mote_op mote_op_mean_s16 = {
    .code = CODE, .args_words = ARGS_WORDS, .kernels = kernels_s16, .prepare = prepare};
const struct mote_op mote_op_mean_f32 = {
    .code = CODE, .args_words = ARGS_WORDS, .kernels = kernels_f32, .prepare = prepare};
