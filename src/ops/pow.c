/* SPDX-License-Identifier: Apache-2.0 */
/*
 * POW: output = input0 ^ input1, broadcast.
 *     float32   as powf of C has it
 *     int32     wrapping; an exponent below 0 is refused
 */
#include "../base/float_math.h"
#include "elementwise.h"

static int run_i32(const void *args, const struct mote_stretch *s)
{
    const uint32_t *x = s->x;
    const int32_t *y = s->y;
    uint32_t *out = s->out;
    (void)args;
    for (uint32_t *end = out + s->n; out < end; x += s->dx, y += s->dy) {
        uint32_t power = *x, product = 1;
        if (*y < 0) return MOTE_E_DATA;
        for (int32_t left = *y; left; left >>= 1, power *= power)
            if (left & 1) product *= power;
        *out++ = product;
    }
    return 0;
}

int mote_pow_i32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_i32);
}

static int run_f32(const void *args, const struct mote_stretch *s)
{
    const float *x = s->x, *y = s->y;
    float *out = s->out;
    (void)args;
    for (float *end = out + s->n; out < end; x += s->dx, y += s->dy) *out++ = mote_powf(*x, *y);
    return 0;
}

int mote_pow_f32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_I32, mote_pow_i32}, {MOTE_K_F32, mote_pow_f32}, {0, NULL}};
static const struct mote_kernel kernels_i32[] = {{MOTE_K_I32, mote_pow_i32}, {0, NULL}};
static const struct mote_kernel kernels_f32[] = {{MOTE_K_F32, mote_pow_f32}, {0, NULL}};

enum { CODE = 78, ARGS_WORDS = sizeof(struct mote_binary) / 4 };

const struct mote_op mote_op_pow = {.code = CODE,
                                    .args_words = ARGS_WORDS,
                                    .kernels = kernels,
                                    .prepare = mote_binary_prepare_plain};
const struct mote_op mote_op_pow_i32 = {.code = CODE,
                                        .args_words = ARGS_WORDS,
                                        .kernels = kernels_i32,
                                        .prepare = mote_binary_prepare_plain};
const struct mote_op mote_op_pow_f32 = {.code = CODE,
                                        .args_words = ARGS_WORDS,
                                        .kernels = kernels_f32,
                                        .prepare = mote_binary_prepare_plain};
