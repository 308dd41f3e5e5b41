/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DIV: output = activation(input0 / input1), broadcast.
 *     float32   as it stands
 *     int32     towards zero; a zero divisor is refused
 *     int8      zero_point + requant((input0 - zero_point0) * reciprocal(input1 - zero_point1)); a
 * divisor that stands for zero is refused
 */
#include "../base/bits.h"
#include "../base/f32.h"
#include "../base/fixed.h"
#include "../base/fixed_math.h"
#include "../base/real.h"
#include "elementwise.h"

struct args {
    struct mote_binary binary;
    int32_t min, max;                       /* float32: as bits */
    int32_t offset_x, offset_y, offset_out; /* int8 from here */
    int32_t multiplier, shift;
};

static int prepare_quantised(struct mote_prep *p, struct args *a, const struct mote_tensor t[3],
                             int activation)
{
    struct mote_real divisor;
    int e;
    for (int i = 0; i < 3; i++)
        if ((e = mote_prep_quant(p, i, &t[i])) != 0) return e;
    a->offset_x = -mote_tensor_zero_point(&t[0]);
    a->offset_y = -mote_tensor_zero_point(&t[1]);
    a->offset_out = mote_tensor_zero_point(&t[2]);
    divisor = mote_real_mul(mote_real_from_float(mote_tensor_scale_bits(&t[1], 0)),
                            mote_real_from_float(mote_tensor_scale_bits(&t[2], 0)), MOTE_AS_FLOAT);
    mote_real_multiplier(mote_real_div(mote_real_from_float(mote_tensor_scale_bits(&t[0], 0)),
                                       divisor, MOTE_AS_FLOAT),
                         &a->multiplier, &a->shift);
    return mote_binary_quant_range(p, &t[2], activation, &a->min, &a->max);
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    const int activation = mote_option_i8(p, 0, 0);
    struct mote_tensor t[3];
    int e;
    if ((e = mote_binary_prepare(p, &a->binary, t, -1)) != 0) return e;
    if ((e = mote_prep_kernel(p, t[0].type)) != 0) return e;
    if (t[0].type == MOTE_INT8) return prepare_quantised(p, a, t, activation);
    if (t[0].type == MOTE_INT32 && (e = mote_binary_not_quantised(p, t)) != 0) return e;
    return mote_binary_range(p, t[0].type, activation, &a->min, &a->max);
}

/* |x|, |y| <= 255, y != 0 */
static int32_t quotient(const struct args *a, int32_t x, int32_t y)
{
    int exponent, headroom;
    const int32_t reciprocal = mote_reciprocal((uint32_t)(y < 0 ? -y : y), 31, &exponent);
    if (y < 0) x = -x;
    headroom = 31 - mote_bit_width((uint32_t)(x < 0 ? ~x : x));
    x = mote_high_mul(mote_shift_left(x, headroom), reciprocal);
    headroom = a->shift - exponent - headroom;
    x = headroom < -31 ? 0 : mote_requant(x, a->multiplier, headroom);
    return mote_clamp((int32_t)((uint32_t)x + (uint32_t)a->offset_out), a->min, a->max);
}

static int run_s8(const void *args, const struct mote_stretch *s)
{
    const struct args *a = args;
    const int8_t *x = s->x, *y = s->y;
    int8_t *out = s->out;
    for (int8_t *end = out + s->n; out < end; x += s->dx, y += s->dy) {
        if (*y + a->offset_y == 0) return MOTE_E_DATA;
        *out++ = (int8_t)quotient(a, *x + a->offset_x, *y + a->offset_y);
    }
    return 0;
}

int mote_div_s8(const struct mote_call *c)
{
    return mote_binary_eval(c, 1, 1, run_s8);
}

static int run_i32(const void *args, const struct mote_stretch *s)
{
    const struct args *a = args;
    const int32_t *x = s->x, *y = s->y;
    int32_t *out = s->out;
    for (int32_t *end = out + s->n; out < end; x += s->dx, y += s->dy) {
        if (*y == 0) return MOTE_E_DATA;
        /* INT32_MIN / -1 wraps. */
        *out++ = mote_clamp(*y == -1 ? (int32_t)(0u - (uint32_t)*x) : *x / *y, a->min, a->max);
    }
    return 0;
}

int mote_div_i32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_i32);
}

static int run_f32(const void *args, const struct mote_stretch *s)
{
    const struct args *a = args;
    const float low = mote_f32_of((uint32_t)a->min), high = mote_f32_of((uint32_t)a->max);
    const float *x = s->x, *y = s->y;
    float *out = s->out;
    for (float *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = mote_f32_clamp(*x / *y, low, high);
    return 0;
}

int mote_div_f32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_div_s8},
    {MOTE_K_I32, mote_div_i32},
    {MOTE_K_F32, mote_div_f32},
    {0, NULL},
};

const struct mote_op mote_op_div = {
    .code = 42,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};

static const struct mote_kernel kernel_s8[] = {{MOTE_K_S8, mote_div_s8}, {0, NULL}};

const struct mote_op mote_op_div_s8 = {
    .code = 42,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_s8,
    .prepare = prepare,
};

static const struct mote_kernel kernel_f32[] = {{MOTE_K_F32, mote_div_f32}, {0, NULL}};

const struct mote_op mote_op_div_f32 = {
    .code = 42,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_f32,
    .prepare = prepare,
};
