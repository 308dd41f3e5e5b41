/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Depthwise convolutions for int16 (simd/wide.h), for filters of so many taps that sums fit 32
 * bits. depthwise_conv_2d.c has the same written for reading.
 */
#include "conv_taps.h"
#include "conv_wide.h"
#include "readable.h"

#if MOTE_WIDE

enum { CHANNELS = 32 }; /* at a time: sums on the stack */

struct job {
    struct mote_wide_layer layer;
    struct mote_taps taps;
    const struct mote_conv_args *a;
};

static void pixel(struct mote_pixel *p)
{
    struct job *j = p->job;
    const struct mote_conv_args *a = j->a;
    struct mote_taps *t = &j->taps;
    const int32_t channels = a->s.out_channels;
    int16_t *out = p->out;
    mote_conv_taps_of(t, p, sizeof(int16_t), 1, j->layer.filter);
    for (int32_t o = 0, n; o < channels; o += n, out += n) {
        int32_t sums[CHANNELS];
        n = channels - o < CHANNELS ? channels - o : CHANNELS;
        mote_wide_depthwise(sums, t, o, n);
        mote_wide_end(&j->layer, o, n, NULL, sums, 1, &out);
    }
}

int mote_depthwise_conv_2d_s16(const struct mote_call *c)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const int32_t width = mote_axis_filter(&a->s.x), height = mote_axis_filter(&a->s.y);
    struct job j;
    if (height > MOTE_TAPS_ROWS || width > MOTE_WIDE_EXACT / height)
        return mote_depthwise_conv_2d_ref_s16(c);
    mote_conv_wide_layer(&j.layer, c);
    j.a = a;
    mote_conv_taps_begin(&j.taps, a);
    mote_spatial_walk(c, 2, pixel, &j);
    return 0;
}

#endif
