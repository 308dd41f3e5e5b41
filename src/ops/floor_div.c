/* SPDX-License-Identifier: Apache-2.0 */
/* FLOOR_DIV: output = largest integer not above input0 / input1, broadcast; float32, int32. A zero
 * divisor is refused. The quotient of floats is a double, as TensorFlow Lite has it. */
#include "../base/floor_int.h"
#include "elementwise.h"

static float floor_of(double x)
{
    int64_t whole;
    if (!(x < 9e15 && x > -9e15)) return (float)x; /* whole, infinite or NaN */
    whole = (int64_t)x;
    if ((double)whole > x) whole--;
    return (float)whole;
}

static int run_f32(const void *args, const struct mote_stretch *s)
{
    const float *x = s->x, *y = s->y;
    float *out = s->out;
    (void)args;
    for (float *end = out + s->n; out < end; x += s->dx, y += s->dy) {
        if (*y == 0.0f) return MOTE_E_DATA;
        *out++ = floor_of((double)*x / (double)*y);
    }
    return 0;
}

int mote_floor_div_f32(const struct mote_call *c)
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
        *out++ = mote_divided_down_i32(*x, *y);
    }
    return 0;
}

int mote_floor_div_i32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_i32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_F32, mote_floor_div_f32}, {MOTE_K_I32, mote_floor_div_i32}, {0, NULL}};

const struct mote_op mote_op_floor_div = {
    .code = 90,
    .args_words = sizeof(struct mote_binary) / 4,
    .kernels = kernels,
    .prepare = mote_binary_prepare_plain,
};
