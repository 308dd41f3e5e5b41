/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What CONV_2D and DEPTHWISE_CONV_2D share where activations are float and weights int8 (or int4):
 * each image is quantised while the network runs, by the range of its own numbers, so that all of
 * it has to be there first. Its rows are quantised when a window first reaches them, and kept as
 * long as windows do.
 */
#ifndef MOTE_OPS_CONV_HYBRID_H
#define MOTE_OPS_CONV_HYBRID_H

#include "../base/dynamic.h"
#include "conv.h"
#include "hybrid.h"

/* Of the args: zeros (low half): inputs are quantised asymmetrically; zeros (high half), bit 0:
 * weights have 4 bits; bit 2: each channel has a scale of its own; kinds: where the filter's scales
 * are. */
int mote_prep_conv_hybrid(struct mote_prep *p, const struct mote_conv_form *form,
                          struct mote_conv_args *a, struct mote_tensor *in,
                          struct mote_tensor *filter, struct mote_tensor *out);

static inline int mote_conv_four_bits(const struct mote_conv_args *a)
{
    return mote_high_half(a->zeros) & 1;
}

/* prepare of the two operators. */
int mote_prep_conv_2d_hybrid(struct mote_prep *p, void *words);
int mote_prep_depthwise_conv_2d_hybrid(struct mote_prep *p, void *words);

struct mote_conv_hybrid {
    const struct mote_conv_args *a;
    const void *filter;
    const float *bias;
    const uint8_t *scales;
    struct mote_rows rows; /* quantised ones: scratch 0 */
    struct mote_dynamic how;
    int32_t done; /* rows of this image that are quantised, or that no window reads */
};

void mote_conv_hybrid_begin(const struct mote_call *c, struct mote_conv_hybrid *h);

/* Sees to it that the quantised rows hold all that the pixel's window covers. */
void mote_conv_hybrid_rows(struct mote_conv_hybrid *h, const struct mote_pixel *p);

/* Ends output o. */
float mote_conv_hybrid_end(const struct mote_conv_hybrid *h, uint32_t acc, int32_t o);

#endif
