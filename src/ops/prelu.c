/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PRELU, broadcast: output = input0 >= 0 ? input0 : input0 * input1.
 *     float32       as it stands
 *     int8, int16   zero_point_out + requant(..), the slopes (input1) being int8 for both
 */
#include "../base/fixed.h"
#include "../base/real.h"
#include "elementwise.h"

struct args {
    struct mote_binary binary;
    int32_t zero[3];                       /* int8, int16 from here */
    int32_t multiplier, shift;             /* of positive inputs */
    int32_t slope_multiplier, slope_shift; /* of input * slope */
};

static int prepare_quantised(struct mote_prep *p, struct args *a, const struct mote_tensor t[3])
{
    struct mote_real scale[3];
    int e;
    for (int i = 0; i < 3; i++) {
        if ((e = mote_prep_quant(p, i, &t[i])) != 0) return e;
        a->zero[i] = mote_tensor_zero_point(&t[i]);
        scale[i] = mote_real_from_float(mote_tensor_scale_bits(&t[i], 0));
    }
    mote_real_multiplier(mote_real_div(scale[0], scale[2], MOTE_AS_DOUBLE), &a->multiplier,
                         &a->shift);
    mote_real_multiplier(
        mote_real_div(mote_real_mul(scale[0], scale[1], MOTE_AS_DOUBLE), scale[2], MOTE_AS_DOUBLE),
        &a->slope_multiplier, &a->slope_shift);
    return 0;
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor t[3];
    int e, type;
    if ((e = mote_binary_prepare_mixed(p, &a->binary, t)) != 0) return e;
    type = t[0].type;
    if ((e = mote_prep_kernel(p, type)) != 0) return e;
    if ((e = mote_prep_type(p, 1, &t[1], type == MOTE_INT16 ? MOTE_INT8 : type)) != 0) return e;
    if ((e = mote_prep_type(p, 2, &t[2], type)) != 0) return e;
    return type == MOTE_FLOAT32 ? 0 : prepare_quantised(p, a, t);
}

static inline int32_t value(const struct args *a, int32_t x, int32_t slope, int32_t max)
{
    x -= a->zero[0];
    if (x >= 0)
        x = mote_requant(x, a->multiplier, a->shift);
    else
        x = mote_requant(x * (slope - a->zero[1]), a->slope_multiplier, a->slope_shift);
    return mote_clamp((int32_t)((uint32_t)x + (uint32_t)a->zero[2]), -max - 1, max);
}

static int run_s8(const void *args, const struct mote_stretch *s)
{
    const struct args *a = args;
    const int8_t *x = s->x, *y = s->y;
    int8_t *out = s->out;
    for (int8_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = (int8_t)value(a, *x, *y, INT8_MAX);
    return 0;
}

int mote_prelu_s8(const struct mote_call *c)
{
    return mote_binary_eval(c, 1, 1, run_s8);
}

static int run_s16(const void *args, const struct mote_stretch *s)
{
    const struct args *a = args;
    const int16_t *x = s->x;
    const int8_t *y = s->y;
    int16_t *out = s->out;
    for (int16_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = (int16_t)value(a, *x, *y, INT16_MAX);
    return 0;
}

int mote_prelu_s16(const struct mote_call *c)
{
    return mote_binary_eval_mixed(c, 2, 1, 2, run_s16);
}

static int run_f32(const void *args, const struct mote_stretch *s)
{
    const float *x = s->x, *y = s->y;
    float *out = s->out;
    (void)args;
    for (float *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = *x >= 0.0f ? *x : *x * *y;
    return 0;
}

int mote_prelu_f32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_prelu_s8},
    {MOTE_K_S16, mote_prelu_s16},
    {MOTE_K_F32, mote_prelu_f32},
    {0, NULL},
};

const struct mote_op mote_op_prelu = {
    .code = 54,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};

static const struct mote_kernel kernel_s8[] = {{MOTE_K_S8, mote_prelu_s8}, {0, NULL}};

const struct mote_op mote_op_prelu_s8 = {
    .code = 54,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_s8,
    .prepare = prepare,
};
