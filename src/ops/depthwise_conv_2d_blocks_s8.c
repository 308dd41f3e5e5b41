/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DEPTHWISE_CONV_2D for int8 with several outputs of a single input channel: an ordinary
 * convolution but for the order of the filter, which is turned first, once an invoke. The first
 * layer of many nets. depthwise_conv_2d.c has the same written for reading.
 */
#include "conv_gather.h"

int mote_depthwise_conv_2d_blocks_s8(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_conv_args *a = (const void *)c->args;
    struct mote_conv_block b;
    struct mote_gather g;
    int8_t *filter;
    if (a->s.in_channels != 1 || a->depth == 1 || mote_conv_packed(a) ||
        !mote_gather_of(&g, c, mote_extra(c, 0)) || !mote_conv_block_of(&b, c, multipliers, g.taps))
        return 0;
    /* scratch: the patch, the stage where there is one, the filter */
    filter = g.stage + (g.run % 4 ? (g.taps + 3) & ~3 : 0);
    if (c->y0 == 0) mote_conv_turn(filter, b.block.filter, g.taps, a->depth);
    b.block.filter = filter;
    b.block.patch = g.patch;
    mote_gather_walk(&g, c, &b);
    return 1;
}
