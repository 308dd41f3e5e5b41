/* SPDX-License-Identifier: Apache-2.0 */
/*
 * REDUCE_MAX over the constant axes
 *     output = max(input)                int8 (input and output quantised alike), float32 (NaN is passed over)
 */
#include "reduction.h"

static int prepare(struct mote_prep *p, void *words)
{
    int e = mote_reduction_prepare(p, words);
    return e ? e : mote_reduction_same_quant(p);
}

int mote_reduce_max_s8(const struct mote_call *c)
{
    static const int8_t start = INT8_MIN;
    return mote_reduction_run(c, &mote_fold_max_s8, &start);
}

int mote_reduce_max_f32(const struct mote_call *c)
{
    static const uint32_t start = 0xff7fffffu; /* the lowest finite float */
    return mote_reduction_run(c, &mote_fold_max_f32, &start);
}

static const struct mote_kernel kernels[] = {{MOTE_K_S8, mote_reduce_max_s8}, {MOTE_K_F32, mote_reduce_max_f32}, {0, NULL}};
static const struct mote_kernel kernels_s8[] = {{MOTE_K_S8, mote_reduce_max_s8}, {0, NULL}};
static const struct mote_kernel kernels_f32[] = {{MOTE_K_F32, mote_reduce_max_f32}, {0, NULL}};

enum { CODE = 82, ARGS_WORDS = sizeof(struct mote_reduction) / 4 };

const struct mote_op mote_op_reduce_max = {
    .code = CODE, .args_words = ARGS_WORDS, .kernels = kernels, .prepare = prepare};
const struct mote_op mote_op_reduce_max_s8 = {
    .code = CODE, .args_words = ARGS_WORDS, .kernels = kernels_s8, .prepare = prepare};
const struct mote_op mote_op_reduce_max_f32 = {
    .code = CODE, .args_words = ARGS_WORDS, .kernels = kernels_f32, .prepare = prepare};
