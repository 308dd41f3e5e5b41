/* SPDX-License-Identifier: Apache-2.0 */
/* What the convolutions share that are computed in blocks (simd/blocks.h). */
#ifndef MOTE_OPS_CONV_BLOCKS_H
#define MOTE_OPS_CONV_BLOCKS_H

#include "../simd/blocks.h"
#include "conv.h"

enum { MOTE_CONV_OTHERS = 6 };

/* A layer in blocks, and the few channels that blocks cannot rescale. */
struct mote_conv_block {
    struct mote_block block; /* of channels / 2 pairs; `patch` is left to the caller */
    int32_t channels;
    /* All outputs of the two pixels of the patch. */
    void (*pair)(const struct mote_conv_block *b, int8_t *first, int8_t *second);
    /* All outputs of one pixel, widened as mote_block_widen_vector does: sooner done than a pair.
     * NULL if the layer does not allow it. */
    void (*single)(const struct mote_conv_block *b, const int16_t *x, int8_t *out);
    int32_t n_others;
    int32_t others[MOTE_CONV_OTHERS];
    const int16_t *constants; /* of packed layers: see conv_packed.h; NULL: none */
};

/* Fills in *b; `multipliers` as mote_conv_multipliers has them. Returns 0 if the layer cannot be
 * computed so. */
int mote_conv_block_of(struct mote_conv_block *b, const struct mote_call *c,
                       const int32_t *multipliers, int32_t taps);

/* The same for mote_block_strip_s8 and mote_block_pair_s8, without channels that are left over. */
int mote_conv_strip_block_of(struct mote_block *k, const struct mote_call *c,
                             const int32_t *multipliers, int32_t taps);

/* The kernels: return 0, having done nothing, if the layer is not for them. */
int mote_conv_2d_strips_s8(const struct mote_call *c, const int32_t *multipliers);
int mote_conv_2d_blocks_s8(const struct mote_call *c, const int32_t *multipliers);
int mote_depthwise_conv_2d_blocks_s8(const struct mote_call *c, const int32_t *multipliers);
int mote_depthwise_conv_2d_taps_s8(const struct mote_call *c, const int32_t *multipliers);
int mote_depthwise_conv_2d_3x3_s8(const struct mote_call *c, const int32_t *multipliers);

#endif
