/* SPDX-License-Identifier: Apache-2.0 */
/*
 * LOGISTIC: output = 1 / (1 + exp(-input)).
 *     float32   as it stands
 *     int8      in 32-bit fixed point, to 256ths with zero point -128
 *     int16     by interpolation in a table, to 32768ths
 */
#include "../base/fixed.h"
#include "../base/fixed_math.h"
#include "../base/float_logistic.h"
#include "../base/lookup.h"
#include "sigmoid.h"

static void run_s8(const void *args, const void *in, void *out, int32_t n)
{
    const struct mote_sigmoid_args *a = args;
    const int8_t *x = in;
    int8_t *r = out;
    for (int32_t i = 0; i < n; i++) {
        const int32_t distance = x[i] - a->zero;
        if (distance <= -a->radius)
            r[i] = INT8_MIN;
        else if (distance >= a->radius)
            r[i] = INT8_MAX;
        else
            r[i] = (int8_t)mote_clamp(
                mote_rounding_shift(mote_logistic_q4(mote_sigmoid_q4(a, x[i])), 23) - 128, INT8_MIN,
                INT8_MAX);
    }
}

static int prepare(struct mote_prep *p, void *words)
{
    return mote_sigmoid_prepare(p, words, -8, -128, 0, run_s8);
}

int mote_logistic_s8(const struct mote_call *c)
{
    return mote_unary_eval_s8(c, run_s8);
}

static void run_s16(const void *args, const void *in, void *out, int32_t n)
{
    const struct mote_sigmoid_args *a = args;
    const int16_t *x = in;
    int16_t *r = out;
    for (int32_t i = 0; i < n; i++)
        r[i] = mote_lookup_logistic(mote_sigmoid_input(x[i], a->multiplier, a->shift));
}

int mote_logistic_s16(const struct mote_call *c)
{
    return mote_unary_eval(c, 2, 2, run_s16);
}

static void run_f32(const void *args, const void *in, void *out, int32_t n)
{
    const float *x = in;
    float *r = out;
    (void)args;
    for (int32_t i = 0; i < n; i++) r[i] = mote_logisticf(x[i]);
}

int mote_logistic_f32(const struct mote_call *c)
{
    return mote_unary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_logistic_s8},
    {MOTE_K_S16, mote_logistic_s16},
    {MOTE_K_F32, mote_logistic_f32},
    {0, NULL},
};

const struct mote_op mote_op_logistic = {
    .code = 14,
    .args_words = sizeof(struct mote_sigmoid_args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};

static const struct mote_kernel kernel_s8[] = {{MOTE_K_S8, mote_logistic_s8}, {0, NULL}};

const struct mote_op mote_op_logistic_s8 = {
    .code = 14,
    .args_words = sizeof(struct mote_sigmoid_args) / 4,
    .kernels = kernel_s8,
    .prepare = prepare,
};

static const struct mote_kernel kernel_f32[] = {{MOTE_K_F32, mote_logistic_f32}, {0, NULL}};

const struct mote_op mote_op_logistic_f32 = {
    .code = 14,
    .args_words = sizeof(struct mote_sigmoid_args) / 4,
    .kernels = kernel_f32,
    .prepare = prepare,
};
