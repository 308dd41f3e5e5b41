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

/* All pixels of a call in pairs; filter: [out_channels][taps] with a step of 1, or
 * [taps][out_channels] with that of a tap. The patch takes a word a tap. Folded: see conv_folded.h;
 * the filter is [out_channels][taps] then. */
int mote_conv_plain_walk(const struct mote_call *c, const int32_t *multipliers,
                         const int8_t *filter, int32_t step, uint32_t *patch, int folded);

#endif
