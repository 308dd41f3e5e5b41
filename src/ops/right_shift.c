/* SPDX-License-Identifier: Apache-2.0 */
/* RIGHT_SHIFT: output = input0 >> input1, broadcast; integers of 8, 16 and 32 bits. Signed ones
 * keep their sign; input1 counts as 0 below 0, and as the highest bit above it. */
#include "../base/bitwise.h"
#include "elementwise.h"

static int run_s8(const void *args, const struct mote_stretch *s)
{
    (void)args;
    mote_shift_right_s8(s);
    return 0;
}

int mote_right_shift_s8(const struct mote_call *c)
{
    return mote_binary_eval(c, 1, 1, run_s8);
}

static int run_u8(const void *args, const struct mote_stretch *s)
{
    (void)args;
    mote_shift_right_u8(s);
    return 0;
}

int mote_right_shift_u8(const struct mote_call *c)
{
    return mote_binary_eval(c, 1, 1, run_u8);
}

static int run_s16(const void *args, const struct mote_stretch *s)
{
    (void)args;
    mote_shift_right_s16(s);
    return 0;
}

int mote_right_shift_s16(const struct mote_call *c)
{
    return mote_binary_eval(c, 2, 2, run_s16);
}

static int run_u16(const void *args, const struct mote_stretch *s)
{
    (void)args;
    mote_shift_right_u16(s);
    return 0;
}

int mote_right_shift_u16(const struct mote_call *c)
{
    return mote_binary_eval(c, 2, 2, run_u16);
}

static int run_i32(const void *args, const struct mote_stretch *s)
{
    (void)args;
    mote_shift_right_i32(s);
    return 0;
}

int mote_right_shift_i32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_i32);
}

static int run_u32(const void *args, const struct mote_stretch *s)
{
    (void)args;
    mote_shift_right_u32(s);
    return 0;
}

int mote_right_shift_u32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_u32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_right_shift_s8},
    {MOTE_K_U8, mote_right_shift_u8},
    {MOTE_K_S16, mote_right_shift_s16},
    {MOTE_K_U16, mote_right_shift_u16},
    {MOTE_K_I32, mote_right_shift_i32},
    {MOTE_K_U32, mote_right_shift_u32},
    {0, NULL},
};

const struct mote_op mote_op_right_shift = {
    .code = 161,
    .args_words = sizeof(struct mote_binary) / 4,
    .kernels = kernels,
    .prepare = mote_binary_prepare_plain,
};
