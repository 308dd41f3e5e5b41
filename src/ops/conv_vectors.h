/* SPDX-License-Identifier: Apache-2.0 */
/* The int8 convolutions with vectors (simd/vectors.h). */
#ifndef MOTE_OPS_CONV_VECTORS_H
#define MOTE_OPS_CONV_VECTORS_H

#include "../simd/vectors.h"
#include "conv.h"

/* Buffers on the stack. */
enum { MOTE_VECTORS_WEIGHTS = 18432, MOTE_VECTORS_STAGE = 5632 };

/* The kernels: return 0, having done nothing, if the layer is not for them. */
int mote_conv_2d_vectors_s8(const struct mote_call *c, const struct mote_vectors *k);
/* The first for a DEPTHWISE_CONV_2D of a single input channel. */
int mote_conv_2d_turned_vectors_s8(const struct mote_call *c, const struct mote_vectors *k);
int mote_depthwise_conv_2d_vectors_s8(const struct mote_call *c, const struct mote_vectors *k);

/* The layer as it is computed: a whole column of pixels, one next to the other in memory, is a row,
 * of which many are computed at a time. Else the args of the call. */
const struct mote_conv_args *mote_vectors_lying(struct mote_conv_args *room,
                                                const struct mote_call *c);

/* Begins a block: channels o to o + channels - 1 of a layer, whose ends lie in `room`, 4 times
 * `padded` words. weights, units and the rest come next, and then finish. */
void mote_vectors_block_of(struct mote_vectors_block *b, const struct mote_call *c, int32_t o,
                           int32_t channels, int32_t padded, int32_t *room);

#endif
