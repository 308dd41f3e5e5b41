/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DEPTHWISE_CONV_2D for int8 with several outputs of a single input channel: an ordinary
 * convolution but for the order of the filter, which is turned first, once an invoke, where there
 * is room for that. depthwise_conv_2d.c has the same written for reading.
 */
#include "conv_plain.h"

#if MOTE_SIMD_PLAIN

int mote_depthwise_conv_2d_plain_s8(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const int32_t taps = mote_axis_filter(&a->s.y) * mote_axis_filter(&a->s.x);
    uint32_t *patch = mote_extra(c, 0);
    int8_t *filter = (int8_t *)(patch + taps);
    if (a->s.in_channels != 1 || a->depth < MOTE_PLAIN_CHANNELS || mote_axis_dilation(&a->s.x) != 1)
        return 0;
    if (mote_conv_packed(a)) /* no room */
        return mote_conv_plain_walk(c, multipliers, mote_in(c, 1), a->depth, patch, 0);
    if (c->y0 == 0) mote_conv_turn(filter, mote_in(c, 1), taps, a->depth);
    return mote_conv_plain_walk(c, multipliers, filter, 1, patch, 0);
}

#endif
