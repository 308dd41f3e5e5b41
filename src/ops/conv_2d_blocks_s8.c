/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CONV_2D for int8 in blocks of two pixels by two channels (simd/blocks.h), for layers that allow
 * it: ordinary ones, without groups. Pixels are taken in pairs in the order of the output.
 * conv_2d.c has the same written for reading.
 */
#include "conv_gather.h"

int mote_conv_2d_blocks_s8(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_conv_args *a = (const void *)c->args;
    struct mote_conv_block b;
    struct mote_gather g;
    if (a->depth != a->s.in_channels || !mote_gather_of(&g, c, mote_extra(c, 0)) ||
        !mote_conv_block_of(&b, c, multipliers, g.taps))
        return 0;
    b.block.patch = g.patch;
    mote_gather_walk(&g, c, &b);
    return 1;
}
