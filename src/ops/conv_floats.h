/* SPDX-License-Identifier: Apache-2.0 */
/* Ends of floats.h from the args of convolutions. */
#ifndef MOTE_OPS_CONV_FLOATS_H
#define MOTE_OPS_CONV_FLOATS_H

#include "../base/mem.h"
#include "../simd/floats.h"
#include "conv.h"

static inline struct mote_floats_ends mote_conv_floats_ends(const struct mote_call *c)
{
    const struct mote_conv_args *a = (const void *)c->args;
    struct mote_floats_ends e;
    e.bias = mote_in_optional(c, 2);
    memcpy(&e.min, &a->min, sizeof e.min);
    memcpy(&e.max, &a->max, sizeof e.max);
    return e;
}

#endif
