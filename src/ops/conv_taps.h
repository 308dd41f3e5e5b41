/* SPDX-License-Identifier: Apache-2.0 */
/* The taps of a depthwise layer (simd/taps.h). */
#ifndef MOTE_OPS_CONV_TAPS_H
#define MOTE_OPS_CONV_TAPS_H

#include "../simd/taps.h"
#include "conv.h"

/* What is the same for all pixels. */
static inline void mote_conv_taps_begin(struct mote_taps *t, const struct mote_conv_args *a)
{
    t->in_step = mote_axis_dilation(&a->s.x) * a->s.in_channels;
    t->step = a->s.out_channels;
    t->pitch = mote_axis_filter(&a->s.x) * a->s.out_channels;
    t->depth = a->depth;
}

/* Those of a pixel; inputs and weights of so many bytes. The filter is at most MOTE_TAPS_ROWS high.
 */
static inline void mote_conv_taps_of(struct mote_taps *t, const struct mote_pixel *p, int32_t input,
                                     int32_t weight, const void *filter)
{
    const int32_t dilation = mote_axis_dilation(&p->s->y);
    const int32_t before = p->x.at * p->s->in_channels * input;
    for (int32_t i = 0; i < p->y.n; i++)
        t->rows[i] = (const uint8_t *)mote_row(&p->in, p->image + p->y.at + i * dilation) + before;
    t->n_rows = p->y.n;
    t->n = p->x.n;
    t->filter = (const uint8_t *)filter + (p->y.tap * t->pitch + p->x.tap * t->step) * weight;
}

#endif
