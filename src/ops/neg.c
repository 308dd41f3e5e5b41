/* SPDX-License-Identifier: Apache-2.0 */
/* NEG: output = -input; float32, int32, int64 (wrapping). */
#include "unary.h"

static void run_f32(const void *args, const void *in, void *out, int32_t n)
{
    const float *x = in;
    float *r = out;
    (void)args;
    for (int32_t i = 0; i < n; i++) r[i] = -x[i];
}

int mote_neg_f32(const struct mote_call *c)
{
    return mote_unary_eval(c, 4, 4, run_f32);
}

static void run_i32(const void *args, const void *in, void *out, int32_t n)
{
    const uint32_t *x = in;
    uint32_t *r = out;
    (void)args;
    for (int32_t i = 0; i < n; i++) r[i] = 0u - x[i];
}

int mote_neg_i32(const struct mote_call *c)
{
    return mote_unary_eval(c, 4, 4, run_i32);
}

static void run_i64(const void *args, const void *in, void *out, int32_t n)
{
    const uint64_t *x = in;
    uint64_t *r = out;
    (void)args;
    for (int32_t i = 0; i < n; i++) r[i] = 0u - x[i];
}

int mote_neg_i64(const struct mote_call *c)
{
    return mote_unary_eval(c, 8, 8, run_i64);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_F32, mote_neg_f32}, {MOTE_K_I32, mote_neg_i32}, {MOTE_K_I64, mote_neg_i64}, {0, NULL}};

const struct mote_op mote_op_neg = {
    .code = 59,
    .args_words = MOTE_UNARY_WORDS,
    .kernels = kernels,
    .prepare = mote_unary_prepare_plain,
};
