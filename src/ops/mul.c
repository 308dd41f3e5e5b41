/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MUL: output = activation(input0 * input1), broadcast.
 *     float32        as it stands
 *     int32, int64   as it stands, wrapping; int64 without activation
 *     int8, int16    zero_point + requant((input0 - zero_point0) * (input1 - zero_point1))
 */
#include "../base/f32.h"
#include "../base/fixed.h"
#include "../base/real.h"
#include "elementwise.h"

struct args {
    struct mote_binary binary;
    int32_t min, max;                       /* float32: as bits */
    int32_t offset_x, offset_y, offset_out; /* int8 and int16 from here */
    int32_t multiplier, shift;
};

static int prepare_quantised(struct mote_prep *p, struct args *a, const struct mote_tensor t[3],
                             int activation)
{
    int e;
    for (int i = 0; i < 3; i++) {
        if ((e = mote_prep_quant(p, i, &t[i])) != 0) return e;
        if (t[0].type == MOTE_INT16 && mote_tensor_zero_point(&t[i]))
            return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, i, 0,
                                  mote_tensor_zero_point(&t[i]));
    }
    a->offset_x = -mote_tensor_zero_point(&t[0]);
    a->offset_y = -mote_tensor_zero_point(&t[1]);
    a->offset_out = mote_tensor_zero_point(&t[2]);
    mote_channel_multiplier(mote_tensor_scale_bits(&t[0], 0), mote_tensor_scale_bits(&t[1], 0),
                            mote_tensor_scale_bits(&t[2], 0), &a->multiplier, &a->shift);
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
    if (t[0].type == MOTE_INT8 || t[0].type == MOTE_INT16)
        return prepare_quantised(p, a, t, activation);
    return mote_binary_range(p, t[0].type, activation, &a->min, &a->max);
}

/* Factors have 9 bits (int8) or 16 (int16), so their product is at most 2^30. */
static inline int32_t product(const struct args *a, int32_t x, int32_t y)
{
    const int32_t r = mote_requant((x + a->offset_x) * (y + a->offset_y), a->multiplier, a->shift);
    return mote_clamp((int32_t)((uint32_t)r + (uint32_t)a->offset_out), a->min, a->max);
}

static int run_s8(const void *args, const struct mote_stretch *s)
{
    const struct args a = *(const struct args *)args;
    const int8_t *x = s->x, *y = s->y;
    int8_t *out = s->out;
    for (int8_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = (int8_t)product(&a, *x, *y);
    return 0;
}

int mote_mul_s8(const struct mote_call *c)
{
    return mote_binary_eval(c, 1, 1, run_s8);
}

static int run_s16(const void *args, const struct mote_stretch *s)
{
    const struct args a = *(const struct args *)args;
    const int16_t *x = s->x, *y = s->y;
    int16_t *out = s->out;
    for (int16_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = (int16_t)product(&a, *x, *y);
    return 0;
}

int mote_mul_s16(const struct mote_call *c)
{
    return mote_binary_eval(c, 2, 2, run_s16);
}

static int run_i32(const void *args, const struct mote_stretch *s)
{
    const struct args *a = args;
    const uint32_t *x = s->x, *y = s->y;
    int32_t *out = s->out;
    for (int32_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = mote_clamp((int32_t)(*x * *y), a->min, a->max);
    return 0;
}

int mote_mul_i32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_i32);
}

static int run_i64(const void *args, const struct mote_stretch *s)
{
    const uint64_t *x = s->x, *y = s->y;
    uint64_t *out = s->out;
    (void)args;
    for (uint64_t *end = out + s->n; out < end; x += s->dx, y += s->dy) *out++ = *x * *y;
    return 0;
}

int mote_mul_i64(const struct mote_call *c)
{
    return mote_binary_eval(c, 8, 8, run_i64);
}

static int run_f32(const void *args, const struct mote_stretch *s)
{
    const struct args *a = args;
    const float low = mote_f32_of((uint32_t)a->min), high = mote_f32_of((uint32_t)a->max);
    const float *x = s->x, *y = s->y;
    float *out = s->out;
    for (float *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = mote_f32_clamp(*x * *y, low, high);
    return 0;
}

int mote_mul_f32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_mul_s8},   {MOTE_K_S16, mote_mul_s16}, {MOTE_K_I32, mote_mul_i32},
    {MOTE_K_I64, mote_mul_i64}, {MOTE_K_F32, mote_mul_f32}, {0, NULL},
};

const struct mote_op mote_op_mul = {
    .code = 18,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};

static const struct mote_kernel kernel_s8[] = {{MOTE_K_S8, mote_mul_s8}, {0, NULL}};

const struct mote_op mote_op_mul_s8 = {
    .code = 18,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_s8,
    .prepare = prepare,
};

static const struct mote_kernel kernel_s16[] = {{MOTE_K_S16, mote_mul_s16}, {0, NULL}};

const struct mote_op mote_op_mul_s16 = {
    .code = 18,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_s16,
    .prepare = prepare,
};

static const struct mote_kernel kernel_f32[] = {{MOTE_K_F32, mote_mul_f32}, {0, NULL}};

const struct mote_op mote_op_mul_f32 = {
    .code = 18,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_f32,
    .prepare = prepare,
};
