/* SPDX-License-Identifier: Apache-2.0 */
/* BITWISE_XOR: output = input0 ^ input1, broadcast; integers of 8, 16 and 32 bits. */
#include "../base/bitwise.h"
#include "elementwise.h"

static int run_8(const void *args, const struct mote_stretch *s)
{
    (void)args;
    mote_xor_8(s);
    return 0;
}

int mote_bitwise_xor_s8(const struct mote_call *c)
{
    return mote_binary_eval(c, 1, 1, run_8);
}

int mote_bitwise_xor_u8(const struct mote_call *c)
{
    return mote_binary_eval(c, 1, 1, run_8);
}

static int run_16(const void *args, const struct mote_stretch *s)
{
    (void)args;
    mote_xor_16(s);
    return 0;
}

int mote_bitwise_xor_s16(const struct mote_call *c)
{
    return mote_binary_eval(c, 2, 2, run_16);
}

int mote_bitwise_xor_u16(const struct mote_call *c)
{
    return mote_binary_eval(c, 2, 2, run_16);
}

static int run_32(const void *args, const struct mote_stretch *s)
{
    (void)args;
    mote_xor_32(s);
    return 0;
}

int mote_bitwise_xor_i32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_32);
}

int mote_bitwise_xor_u32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_bitwise_xor_s8},
    {MOTE_K_U8, mote_bitwise_xor_u8},
    {MOTE_K_S16, mote_bitwise_xor_s16},
    {MOTE_K_U16, mote_bitwise_xor_u16},
    {MOTE_K_I32, mote_bitwise_xor_i32},
    {MOTE_K_U32, mote_bitwise_xor_u32},
    {0, NULL},
};

const struct mote_op mote_op_bitwise_xor = {
    .code = 160,
    .args_words = sizeof(struct mote_binary) / 4,
    .kernels = kernels,
    .prepare = mote_binary_prepare_plain,
};
