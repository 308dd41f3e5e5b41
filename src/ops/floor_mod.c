/* SPDX-License-Identifier: Apache-2.0 */
/* FLOOR_MOD: output = input0 - input1 * floor(input0 / input1), broadcast; float32, int32, int64.
 * It has the sign of input1. An integer divisor of zero is refused. */
#include "../base/float_math.h"
#include "../base/floor_int.h"
#include "elementwise.h"

static int run_f32(const void *args, const struct mote_stretch *s)
{
    const float *x = s->x, *y = s->y;
    float *out = s->out;
    (void)args;
    for (float *end = out + s->n; out < end; x += s->dx, y += s->dy) {
        float rest = mote_fmodf(*x, *y);
        if (rest != 0.0f && (*y < 0.0f) != (rest < 0.0f)) rest += *y;
        *out++ = rest;
    }
    return 0;
}

int mote_floor_mod_f32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_f32);
}

static int run_i32(const void *args, const struct mote_stretch *s)
{
    const int32_t *x = s->x, *y = s->y;
    int32_t *out = s->out;
    (void)args;
    for (int32_t *end = out + s->n; out < end; x += s->dx, y += s->dy) {
        if (*y == 0) return MOTE_E_DATA;
        *out++ = mote_rest_i32(*x, *y);
    }
    return 0;
}

int mote_floor_mod_i32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_i32);
}

static int run_i64(const void *args, const struct mote_stretch *s)
{
    const int64_t *x = s->x, *y = s->y;
    int64_t *out = s->out;
    (void)args;
    for (int64_t *end = out + s->n; out < end; x += s->dx, y += s->dy) {
        if (*y == 0) return MOTE_E_DATA;
        *out++ = mote_rest_i64(*x, *y);
    }
    return 0;
}

int mote_floor_mod_i64(const struct mote_call *c)
{
    return mote_binary_eval(c, 8, 8, run_i64);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_F32, mote_floor_mod_f32},
    {MOTE_K_I32, mote_floor_mod_i32},
    {MOTE_K_I64, mote_floor_mod_i64},
    {0, NULL},
};

const struct mote_op mote_op_floor_mod = {
    .code = 95,
    .args_words = sizeof(struct mote_binary) / 4,
    .kernels = kernels,
    .prepare = mote_binary_prepare_plain,
};
