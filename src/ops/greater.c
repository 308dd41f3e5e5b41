/* SPDX-License-Identifier: Apache-2.0 */
/* GREATER: output = input0 > input1, broadcast; int8, int16, int32, int64, float32 to bool. */
#include "comparison.h"

static int prepare(struct mote_prep *p, void *words)
{
    return mote_comparison_prepare(p, words, MOTE_IS_GREATER);
}

int mote_greater_s8(const struct mote_call *c)
{
    return mote_comparison_eval_s8(c);
}

int mote_greater_s16(const struct mote_call *c)
{
    return mote_comparison_eval_s16(c);
}

int mote_greater_i32(const struct mote_call *c)
{
    return mote_comparison_eval_i32(c);
}

int mote_greater_i64(const struct mote_call *c)
{
    return mote_comparison_eval_i64(c);
}

int mote_greater_f32(const struct mote_call *c)
{
    return mote_comparison_eval_f32(c);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_greater_s8},   {MOTE_K_S16, mote_greater_s16}, {MOTE_K_I32, mote_greater_i32},
    {MOTE_K_I64, mote_greater_i64}, {MOTE_K_F32, mote_greater_f32}, {0, NULL},
};

const struct mote_op mote_op_greater = {
    .code = 61,
    .args_words = MOTE_COMPARISON_WORDS,
    .kernels = kernels,
    .prepare = prepare,
};

static const struct mote_kernel kernel_s8[] = {{MOTE_K_S8, mote_greater_s8}, {0, NULL}};

const struct mote_op mote_op_greater_s8 = {
    .code = 61,
    .args_words = MOTE_COMPARISON_WORDS,
    .kernels = kernel_s8,
    .prepare = prepare,
};
