/* SPDX-License-Identifier: Apache-2.0 */
/* ROUND: output = integer nearest to input, halves to the even one; float32. */
#include "../base/float_math.h"
#include "unary.h"

static float nearest(float x)
{
    const float low = mote_floorf(x), rest = x - low;
    if (rest < 0.5f) return low;
    if (rest == 0.5f && !((int32_t)low & 1)) return low; /* |low| < 2^23 with such a rest */
    return low + 1.0f;
}

static void run_f32(const void *args, const void *in, void *out, int32_t n)
{
    const float *x = in;
    float *r = out;
    (void)args;
    for (int32_t i = 0; i < n; i++) r[i] = nearest(x[i]);
}

int mote_round_f32(const struct mote_call *c)
{
    return mote_unary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {{MOTE_K_F32, mote_round_f32}, {0, NULL}};

const struct mote_op mote_op_round = {
    .code = 116,
    .args_words = MOTE_UNARY_WORDS,
    .kernels = kernels,
    .prepare = mote_unary_prepare_plain,
};
