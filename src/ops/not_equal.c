/* SPDX-License-Identifier: Apache-2.0 */
/* NOT_EQUAL: output = input0 != input1, broadcast; int8, int32, int64, float32, bool to bool. */
#include "comparison.h"

static int prepare(struct mote_prep *p, void *words)
{
    return mote_comparison_prepare(p, words, MOTE_IS_LESS | MOTE_IS_GREATER | MOTE_IS_UNORDERED);
}

int mote_not_equal_s8(const struct mote_call *c)
{
    return mote_comparison_eval_s8(c);
}

int mote_not_equal_i32(const struct mote_call *c)
{
    return mote_comparison_eval_i32(c);
}

int mote_not_equal_i64(const struct mote_call *c)
{
    return mote_comparison_eval_i64(c);
}

int mote_not_equal_f32(const struct mote_call *c)
{
    return mote_comparison_eval_f32(c);
}

int mote_not_equal_bool(const struct mote_call *c)
{
    return mote_comparison_eval_bool(c);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_not_equal_s8},     {MOTE_K_I32, mote_not_equal_i32},
    {MOTE_K_I64, mote_not_equal_i64},   {MOTE_K_F32, mote_not_equal_f32},
    {MOTE_K_BOOL, mote_not_equal_bool}, {0, NULL},
};

const struct mote_op mote_op_not_equal = {
    .code = 72,
    .args_words = MOTE_COMPARISON_WORDS,
    .kernels = kernels,
    .prepare = prepare,
};

static const struct mote_kernel kernel_s8[] = {{MOTE_K_S8, mote_not_equal_s8}, {0, NULL}};

const struct mote_op mote_op_not_equal_s8 = {
    .code = 72,
    .args_words = MOTE_COMPARISON_WORDS,
    .kernels = kernel_s8,
    .prepare = prepare,
};
