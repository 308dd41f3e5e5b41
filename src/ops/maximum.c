/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MAXIMUM: output = the larger of input0 and input1, broadcast; float32, int8, int16, int32, int64.
 * Quantised numbers are compared as they stand: all three tensors share scale and zero point.
 */
#include "../base/minmax.h"
#include "elementwise.h"

static int run_s8(const void *args, const struct mote_stretch *s)
{
    (void)args;
    mote_minmax_s8(0, s);
    return 0;
}

int mote_maximum_s8(const struct mote_call *c)
{
    return mote_binary_eval(c, 1, 1, run_s8);
}

static int run_s16(const void *args, const struct mote_stretch *s)
{
    (void)args;
    mote_minmax_s16(0, s);
    return 0;
}

int mote_maximum_s16(const struct mote_call *c)
{
    return mote_binary_eval(c, 2, 2, run_s16);
}

static int run_i32(const void *args, const struct mote_stretch *s)
{
    (void)args;
    mote_minmax_i32(0, s);
    return 0;
}

int mote_maximum_i32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_i32);
}

static int run_i64(const void *args, const struct mote_stretch *s)
{
    (void)args;
    mote_minmax_i64(0, s);
    return 0;
}

int mote_maximum_i64(const struct mote_call *c)
{
    return mote_binary_eval(c, 8, 8, run_i64);
}

static int run_f32(const void *args, const struct mote_stretch *s)
{
    (void)args;
    mote_minmax_f32(0, s);
    return 0;
}

int mote_maximum_f32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_maximum_s8},   {MOTE_K_S16, mote_maximum_s16}, {MOTE_K_I32, mote_maximum_i32},
    {MOTE_K_I64, mote_maximum_i64}, {MOTE_K_F32, mote_maximum_f32}, {0, NULL},
};

const struct mote_op mote_op_maximum = {
    .code = 55,
    .args_words = sizeof(struct mote_binary) / 4,
    .kernels = kernels,
    .prepare = mote_binary_prepare_plain,
};

static const struct mote_kernel kernel_s8[] = {{MOTE_K_S8, mote_maximum_s8}, {0, NULL}};

const struct mote_op mote_op_maximum_s8 = {
    .code = 55,
    .args_words = sizeof(struct mote_binary) / 4,
    .kernels = kernel_s8,
    .prepare = mote_binary_prepare_plain,
};
