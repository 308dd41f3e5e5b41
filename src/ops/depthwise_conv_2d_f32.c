/* SPDX-License-Identifier: Apache-2.0 */
/* Depthwise convolutions for floats (simd/floats.h). depthwise_conv_2d.c has the same written for
 * reading. */
#include "conv_floats.h"
#include "conv_taps.h"
#include "readable.h"

#if MOTE_FLOATS

enum { CHANNELS = 32 }; /* at a time: sums on the stack */

struct job {
    struct mote_floats_ends ends;
    struct mote_taps taps;
    const float *filter;
};

static void pixel(struct mote_pixel *p)
{
    struct job *j = p->job;
    const int32_t channels = p->s->out_channels;
    float *out = p->out;
    mote_conv_taps_of(&j->taps, p, sizeof(float), sizeof(float), j->filter);
    for (int32_t o = 0, n; o < channels; o += n) {
        float sums[CHANNELS];
        n = channels - o < CHANNELS ? channels - o : CHANNELS;
        mote_floats_depthwise(sums, &j->taps, o, n);
        for (int32_t k = 0; k < n; k++) *out++ = mote_floats_end(&j->ends, o + k, sums[k]);
    }
}

int mote_depthwise_conv_2d_f32(const struct mote_call *c)
{
    const struct mote_conv_args *a = (const void *)c->args;
    struct job j;
    if (mote_axis_filter(&a->s.y) > MOTE_TAPS_ROWS) return mote_depthwise_conv_2d_ref_f32(c);
    j.ends = mote_conv_floats_ends(c);
    j.filter = mote_in(c, 1);
    mote_conv_taps_begin(&j.taps, a);
    mote_spatial_walk(c, 4, pixel, &j);
    return 0;
}

#endif
