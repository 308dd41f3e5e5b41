/* SPDX-License-Identifier: Apache-2.0 */
/* Layers of wide.h from the args of convolutions. */
#ifndef MOTE_OPS_CONV_WIDE_H
#define MOTE_OPS_CONV_WIDE_H

#include "../simd/wide.h"
#include "conv.h"

/* All of a layer but taps and load. */
static inline void mote_conv_wide_layer(struct mote_wide_layer *l, const struct mote_call *c)
{
    const struct mote_conv_args *a = (const void *)c->args;
    l->filter = mote_in(c, 1);
    l->bias = mote_in_optional(c, 2);
    l->multiplier = mote_conv_multipliers(c, 1);
    l->right = mote_conv_rights(a, l->multiplier);
    l->each = 1;
    l->wide = mote_conv_bias_type(a) != MOTE_INT32;
    l->min = a->min;
    l->max = a->max;
}

#endif
