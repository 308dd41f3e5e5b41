/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQUARED_DIFFERENCE: output = (input0 - input1)^2, broadcast.
 *     float32, int32 (wrapping)   as it stands
 *     int8, int16                 both inputs are brought to twice the larger scale, with 7 (int8)
 * or no bits of fraction; the square to the output's
 */
#include "../base/fixed.h"
#include "../base/real.h"
#include "elementwise.h"

struct args {
    struct mote_binary binary;
    int32_t zero[3], multiplier[3], shift[3]; /* int8, int16; of the inputs and the square */
    int32_t left;                             /* bits of fraction */
};

static int prepare_quantised(struct mote_prep *p, struct args *a, const struct mote_tensor t[3])
{
    struct mote_real scale[3], twice;
    int e;
    for (int i = 0; i < 3; i++) {
        if ((e = mote_prep_quant(p, i, &t[i])) != 0) return e;
        a->zero[i] = mote_tensor_zero_point(&t[i]);
        scale[i] = mote_real_from_float(mote_tensor_scale_bits(&t[i], 0));
        if (t[0].type == MOTE_INT16 && a->zero[i])
            return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, i, 0, a->zero[i]);
    }
    a->left = t[0].type == MOTE_INT8 ? 7 : 0;
    twice = mote_real_less(scale[0], scale[1]) ? scale[1] : scale[0];
    twice.e++;
    for (int i = 0; i < 2; i++)
        mote_real_multiplier(mote_real_div(scale[i], twice, MOTE_AS_DOUBLE), &a->multiplier[i],
                             &a->shift[i]);
    scale[2].e += 2 * a->left;
    mote_real_multiplier(
        mote_real_div(mote_real_mul(twice, twice, MOTE_AS_DOUBLE), scale[2], MOTE_AS_DOUBLE),
        &a->multiplier[2], &a->shift[2]);
    return 0;
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor t[3];
    int e;
    if ((e = mote_binary_prepare(p, &a->binary, t, -1)) != 0) return e;
    if ((e = mote_prep_kernel(p, t[0].type)) != 0) return e;
    return t[0].type == MOTE_INT8 || t[0].type == MOTE_INT16 ? prepare_quantised(p, a, t) : 0;
}

/* The inputs' multipliers are one half at most: the difference has 16 bits. */
static inline int32_t value(const struct args *a, int32_t x, int32_t y, int32_t max)
{
    const int32_t scaled_x =
        mote_requant((x - a->zero[0]) * (1 << a->left), a->multiplier[0], a->shift[0]);
    const int32_t scaled_y =
        mote_requant((y - a->zero[1]) * (1 << a->left), a->multiplier[1], a->shift[1]);
    const uint32_t square = (uint32_t)(scaled_x - scaled_y) * (uint32_t)(scaled_x - scaled_y);
    x = mote_requant((int32_t)square, a->multiplier[2], a->shift[2]);
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

int mote_squared_difference_s8(const struct mote_call *c)
{
    return mote_binary_eval(c, 1, 1, run_s8);
}

static int run_s16(const void *args, const struct mote_stretch *s)
{
    const struct args *a = args;
    const int16_t *x = s->x, *y = s->y;
    int16_t *out = s->out;
    for (int16_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = (int16_t)value(a, *x, *y, INT16_MAX);
    return 0;
}

int mote_squared_difference_s16(const struct mote_call *c)
{
    return mote_binary_eval(c, 2, 2, run_s16);
}

static int run_i32(const void *args, const struct mote_stretch *s)
{
    const uint32_t *x = s->x, *y = s->y;
    uint32_t *out = s->out;
    (void)args;
    for (uint32_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = (*x - *y) * (*x - *y);
    return 0;
}

int mote_squared_difference_i32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_i32);
}

static int run_f32(const void *args, const struct mote_stretch *s)
{
    const float *x = s->x, *y = s->y;
    float *out = s->out;
    (void)args;
    for (float *end = out + s->n; out < end; x += s->dx, y += s->dy) *out++ = (*x - *y) * (*x - *y);
    return 0;
}

int mote_squared_difference_f32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_squared_difference_s8},
    {MOTE_K_S16, mote_squared_difference_s16},
    {MOTE_K_I32, mote_squared_difference_i32},
    {MOTE_K_F32, mote_squared_difference_f32},
    {0, NULL},
};

const struct mote_op mote_op_squared_difference = {
    .code = 99,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};

static const struct mote_kernel kernel_s8[] = {{MOTE_K_S8, mote_squared_difference_s8}, {0, NULL}};

const struct mote_op mote_op_squared_difference_s8 = {
    .code = 99,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_s8,
    .prepare = prepare,
};
