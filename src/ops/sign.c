/* SPDX-License-Identifier: Apache-2.0 */
/* SIGN: output = 1, 0 or -1, the sign of input; float32, int32. */
#include "unary.h"

static void run_f32(const void *args, const void *in, void *out, int32_t n)
{
    const float *x = in;
    float *r = out;
    (void)args;
    for (int32_t i = 0; i < n; i++) r[i] = (float)((x[i] > 0.0f) - (x[i] < 0.0f));
}

int mote_sign_f32(const struct mote_call *c)
{
    return mote_unary_eval(c, 4, 4, run_f32);
}

static void run_i32(const void *args, const void *in, void *out, int32_t n)
{
    const int32_t *x = in;
    int32_t *r = out;
    (void)args;
    for (int32_t i = 0; i < n; i++) r[i] = (x[i] > 0) - (x[i] < 0);
}

int mote_sign_i32(const struct mote_call *c)
{
    return mote_unary_eval(c, 4, 4, run_i32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_F32, mote_sign_f32}, {MOTE_K_I32, mote_sign_i32}, {0, NULL}};

const struct mote_op mote_op_sign = {
    .code = 158,
    .args_words = MOTE_UNARY_WORDS,
    .kernels = kernels,
    .prepare = mote_unary_prepare_plain,
};
