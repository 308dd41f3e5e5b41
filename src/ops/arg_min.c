/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ARG_MIN
 *     output[o..., i...] = the first k at which input[o..., k, i...] is least; axis is constant
 * int8, int32, float32 (NaN is never better); output int32 or int64.
 */
#include "argument.h"

static int prepare(struct mote_prep *p, void *words)
{
    return mote_argument_prepare(p, words);
}

int mote_arg_min_s8(const struct mote_call *c)
{
    return mote_argument_s8(c, -1);
}

int mote_arg_min_i32(const struct mote_call *c)
{
    return mote_argument_i32(c, -1);
}

int mote_arg_min_f32(const struct mote_call *c)
{
    return mote_argument_f32(c, -1.0f);
}

static const struct mote_kernel kernels[] = {{MOTE_K_S8, mote_arg_min_s8},
                                             {MOTE_K_I32, mote_arg_min_i32},
                                             {MOTE_K_F32, mote_arg_min_f32},
                                             {0, NULL}};
static const struct mote_kernel kernels_s8[] = {{MOTE_K_S8, mote_arg_min_s8}, {0, NULL}};
static const struct mote_kernel kernels_f32[] = {{MOTE_K_F32, mote_arg_min_f32}, {0, NULL}};

enum { CODE = 79, ARGS_WORDS = sizeof(struct mote_argument) / 4 };

const struct mote_op mote_op_arg_min = {
    .code = CODE, .args_words = ARGS_WORDS, .kernels = kernels, .prepare = prepare};
const struct mote_op mote_op_arg_min_s8 = {
    .code = CODE, .args_words = ARGS_WORDS, .kernels = kernels_s8, .prepare = prepare};
const struct mote_op mote_op_arg_min_f32 = {
    .code = CODE, .args_words = ARGS_WORDS, .kernels = kernels_f32, .prepare = prepare};
