/* SPDX-License-Identifier: Apache-2.0 */
/* Convolutions with packed filters: what packing.c and the kernels agree upon. */
#ifndef MOTE_OPS_CONV_PACKED_H
#define MOTE_OPS_CONV_PACKED_H

#include "../simd/packed.h"
#include "conv_blocks.h"

/* Is the layer of the shape that the kernel for 3x3 filters computes? */
int mote_depthwise_conv_2d_3x3_fits(const struct mote_conv_args *a);

/* Fills in what ends a channel's outputs. Returns 0 if it is beyond what the block can rescale. */
int mote_block_3x3_end(struct mote_block_3x3_channel *w, int32_t bias, int32_t multiplier,
                       int32_t right, int32_t twice_zero);

/*
 * Kernels. Filters in pairs of channels (mote_pack_filter); behind those of a layer that is not
 * MOTE_CONV_EASY follow the channels whose outputs are always the same: uint16 how many, 0; and for
 * each uint16 channel, int16 value. Of 3x3: a struct mote_packed_3x3 each.
 */
mote_eval mote_conv_2d_s8_packed, mote_depthwise_conv_2d_s8_packed,
    mote_depthwise_conv_2d_s8_packed_3x3;

#endif
