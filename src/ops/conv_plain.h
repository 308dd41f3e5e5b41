/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels of convolutions for CPUs that multiply one number at a time (simd/plain.h). They return
 * 0, having done nothing, if the layer is not for them. */
#ifndef MOTE_OPS_CONV_PLAIN_H
#define MOTE_OPS_CONV_PLAIN_H

#include "../simd/plain.h"
#include "../simd/plain_image.h"
#include "../simd/plain_line.h"
#include "conv.h"

int mote_conv_2d_plain_s8(const struct mote_call *c, const int32_t *multipliers);
int mote_depthwise_conv_2d_plain_s8(const struct mote_call *c, const int32_t *multipliers);
int mote_depthwise_conv_2d_line_s8(const struct mote_call *c, const int32_t *multipliers);
/* Folded: see conv_folded.h; the filter is [out_channels][taps] then. */
int mote_depthwise_conv_2d_image_s8(const struct mote_call *c, const int32_t *multipliers,
                                    int folded);

/* How many of n channels come before one that is beyond kernels which take sums within 2^29. */
static inline int32_t mote_conv_plain_tame(const int32_t *bias, const int8_t *right, int32_t taps,
                                           int32_t n)
{
    const uint32_t limit = (1u << 29) - 1 - 255 * 128 * (uint32_t)taps;
    int32_t o = 0;
    while (o < n && (uint32_t)right[o] <= MOTE_PLAIN_RIGHT_MAX &&
           (uint32_t)bias[o] + limit <= 2 * limit)
        o++;
    return o;
}

/* All pixels of a call in pairs; filter: [out_channels][taps] with a step of 1, or
 * [taps][out_channels] with that of a tap. The patch takes a word a tap. Folded: see conv_folded.h;
 * the filter is [out_channels][taps] then. */
int mote_conv_plain_walk(const struct mote_call *c, const int32_t *multipliers,
                         const int8_t *filter, int32_t step, uint32_t *patch, int folded);

#endif
