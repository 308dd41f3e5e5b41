/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CONV_2D for int8, the quick one: the patch a pixel reads is gathered once, widened to int16 with the offset added, so that what
 * remains are dot products of neighbouring elements. Two pixels and two filters at a time use every load twice.
 * conv_2d.c has the same written for reading.
 */
#include "../simd/simd.h"
#include "conv.h"

struct job {
    const struct mote_conv_args *a;
    const int8_t *filter;
    const int32_t *bias, *multiplier;
    int16_t *patch;
    int32_t taps, groups;
    int8_t *first; /* the pixel whose patch waits for a second one; NULL if none */
};

/* Outputs [o, end) of one or two pixels. */
static void channels(const struct job *j, int32_t o, int32_t end, int8_t *first, int8_t *second)
{
    const struct mote_conv_args *a = j->a;
    const int8_t *shift = (const int8_t *)(j->multiplier + a->s.out_channels);
    const int8_t *f = j->filter + o * j->taps;
    uint32_t acc[4];
    for (; o < end; o += 2, f += 2 * j->taps) {
        const int last = o + 1 == end;
        const int8_t *g = last ? f : f + j->taps;
        if (second)
            mote_dot_2x2_s8(j->patch, j->patch + j->taps, f, g, j->taps, acc);
        else
            mote_dot_1x2_s8(j->patch, f, g, j->taps, acc);
        for (int32_t k = 0; k < 2 - last; k++) {
            const int32_t n = o + k, multiplier = j->multiplier[n], s = shift[n];
            const uint32_t bias = j->bias ? (uint32_t)j->bias[n] : 0u;
            first[n] = (int8_t)mote_rescale_s8(acc[k] + bias, multiplier, s, a->zero, a->min, a->max);
            if (second)
                second[n] = (int8_t)mote_rescale_s8(acc[2 + k] + bias, multiplier, s, a->zero, a->min, a->max);
        }
    }
}

static void pixel(struct mote_pixel *p)
{
    struct job *j = p->job;
    const int32_t outputs = j->a->s.out_channels / j->groups;
    if (j->groups > 1) {
        for (int32_t g = 0; g < j->groups; g++) {
            mote_conv_gather(p, j->a, j->a->depth, g * j->a->depth, j->patch);
            channels(j, g * outputs, (g + 1) * outputs, p->out, NULL);
        }
        return;
    }
    mote_conv_gather(p, j->a, j->a->depth, 0, j->first ? j->patch + j->taps : j->patch);
    if (j->first) {
        channels(j, 0, outputs, j->first, p->out);
        j->first = NULL;
    } else {
        j->first = p->out;
    }
}

int mote_conv_2d_s8(const struct mote_call *c)
{
    const struct mote_conv_args *a = (const void *)c->args;
    struct job j;
    j.a = a;
    j.filter = mote_in(c, 1);
    j.bias = mote_in_optional(c, 2);
    j.multiplier = mote_conv_multipliers(c, a, 1);
    j.patch = mote_extra(c, 0);
    j.taps = a->s.y.filter * a->s.x.filter * a->depth;
    j.groups = a->s.in_channels / a->depth;
    j.first = NULL;
    mote_spatial_walk(c, 1, pixel, &j);
    if (j.first) channels(&j, 0, a->s.out_channels, j.first, NULL);
    return 0;
}
