/* SPDX-License-Identifier: Apache-2.0 */
/* How the patches of convolutions in blocks are filled (simd/blocks.h): from all channels of the
 * input, filters without horizontal dilation. */
#ifndef MOTE_OPS_CONV_GATHER_H
#define MOTE_OPS_CONV_GATHER_H

#include "conv_blocks.h"

struct mote_gather {
    const struct mote_conv_args *a;
    struct mote_rows in;
    int16_t *patch;
    int8_t *stage; /* a pixel's bytes one after another; only where `run` is no whole groups */
    int32_t run;   /* elements in a row of the filter */
    int32_t height, taps, dilation;
};

/* What the pixels of an output row share. */
struct mote_line {
    int32_t image_y;       /* the filter's first row, padding counted */
    struct mote_span rows; /* of the filter that lie inside the image */
    const int8_t *in;      /* the first of them */
    int32_t before;        /* how many of them come before the end of a ring, if there is one */
};

/* Where a pixel's inputs are, and where its outputs go. */
struct mote_place {
    const struct mote_line *line;
    struct mote_span columns;
    int8_t *out;
};

/* Fills in *g for a call; the patch takes mote_block_bytes(taps), with the stage behind it.
 * Returns 0 if the layer is not for it. */
int mote_gather_of(struct mote_gather *g, const struct mote_call *c, int16_t *patch);

/* Computes the pixels of the call by two and two; an odd last one comes twice. */
void mote_gather_walk(const struct mote_gather *g, const struct mote_call *c,
                      const struct mote_conv_block *b);

#endif
