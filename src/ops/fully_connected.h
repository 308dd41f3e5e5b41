/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernels of FULLY_CONNECTED are given. */
#ifndef MOTE_OPS_FULLY_CONNECTED_H
#define MOTE_OPS_FULLY_CONNECTED_H

#include "../base/halves.h"
#include "../mote_op.h"

struct mote_fully_connected_args {
    int32_t depth, units, batches;
    uint32_t zeros;  /* zero points of the input (low half) and the output */
    uint32_t bounds; /* least (low half) and greatest output */
    /* How to rescale. Per tensor: multiplier, shift, 0. Per channel: where the filter's scales are,
     * then scales of input and output. Float: least and greatest output. */
    uint32_t scale[3];
    uint32_t wide; /* 16-bit activations: accumulator and bias have 64 bits */
};

/* prepare for float activations and int8 or int4 weights. */
int mote_prep_fully_connected_hybrid(struct mote_prep *p, void *words);

/* The rescale of output o. */
void mote_fully_connected_multiplier(const struct mote_call *c, int32_t o, int32_t *multiplier,
                                     int32_t *shift);

#endif
