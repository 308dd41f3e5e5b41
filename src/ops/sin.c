/* SPDX-License-Identifier: Apache-2.0 */
/* SIN: output = sine of input, in radians; float32. */
#include "../base/float_math.h"
#include "unary.h"

static void run_f32(const void *args, const void *in, void *out, int32_t n)
{
    const float *x = in;
    float *r = out;
    (void)args;
    for (int32_t i = 0; i < n; i++) r[i] = mote_sinf(x[i]);
}

int mote_sin_f32(const struct mote_call *c)
{
    return mote_unary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {{MOTE_K_F32, mote_sin_f32}, {0, NULL}};

const struct mote_op mote_op_sin = {
    .code = 66,
    .args_words = MOTE_UNARY_WORDS,
    .kernels = kernels,
    .prepare = mote_unary_prepare_plain,
};
