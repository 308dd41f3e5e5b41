/* SPDX-License-Identifier: Apache-2.0 */
/* What the pools over H and W share. */
#ifndef MOTE_OPS_POOL_H
#define MOTE_OPS_POOL_H

#include "spatial.h"

struct mote_pool_args {
    struct mote_spatial s;
    int32_t min, max; /* of the output; float bits */
};

/* All of prepare: input and output of one type and quantisation, any type that the operator has a
 * kernel for. */
int mote_prep_pool(struct mote_prep *p, void *args);

/* First of the pixel's window in window row i, channel 0, for elements of `bytes`. */
static inline const void *mote_pool_row(const struct mote_pixel *p, int32_t i, uint32_t bytes)
{
    const uint8_t *row = mote_row(&p->in, p->image + p->y.at + i);
    return row + (uint32_t)(p->x.at * p->s->in_channels) * bytes;
}

/* activation(x) with the bounds prepared. */
float mote_pool_end_f32(const struct mote_pixel *p, float x);

#endif
