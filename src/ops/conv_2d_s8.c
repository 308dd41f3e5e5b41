/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CONV_2D for int8, the quick one: the patch a pixel reads is gathered once, widened to int16 with
 * the offset added, so that what remains are dot products of neighbouring elements. Two pixels and
 * two filters at a time use every load twice. conv_2d.c has the same written for reading.
 */
#include "../base/inline.h"
#include "../simd/simd.h"
#include "conv.h"
#include "conv_blocks.h"
#include "conv_mve.h"
#include "conv_plain.h"
#include "conv_vectors.h"

struct job {
    const struct mote_conv_args *a;
    const int8_t *filter;
    const int32_t *bias, *multiplier;
    const int8_t *right;
    int16_t *patch;
    int32_t taps, groups;
    int32_t twice_zero, min, max;
    int8_t *first; /* the pixel whose patch waits for a second one; NULL if none */
};

/* One output of one or two pixels. */
static inline void output(const struct job *j, int32_t o, uint32_t acc, uint32_t acc_second,
                          int8_t *first, int8_t *second)
{
    const int32_t multiplier = j->multiplier[o], right = j->right[o];
    const uint32_t bias = j->bias ? (uint32_t)j->bias[o] : 0u;
    first[o] =
        (int8_t)mote_rescale_s8(acc + bias, multiplier, right, j->twice_zero, j->min, j->max);
    if (second)
        second[o] = (int8_t)mote_rescale_s8(acc_second + bias, multiplier, right, j->twice_zero,
                                            j->min, j->max);
}

/* The inner loops are functions of their own, called through a pointer: no optimisation for size
 * can then squeeze them in among the variables of `channels` and out of registers. */
static void dot_pair(const struct job *j, const int8_t *f, const int8_t *g, uint32_t acc[4])
{
    mote_dot_2x2_s8(j->patch, j->patch + j->taps, f, g, j->taps, acc);
}

static void dot_single(const struct job *j, const int8_t *f, const int8_t *g, uint32_t acc[4])
{
    mote_dot_1x2_s8(j->patch, f, g, j->taps, acc);
}

/* Outputs [o, end) of one or two pixels. An odd last one is paired with itself. */
static void channels(const struct job *j, int32_t o, int32_t end, int8_t *first, int8_t *second)
{
    void (*dot)(const struct job *, const int8_t *, const int8_t *, uint32_t *) =
        second ? dot_pair : dot_single;
    const int8_t *f = j->filter + o * j->taps;
    for (; o < end; o += 2, f += 2 * j->taps) {
        const int32_t next = o + 1 < end ? o + 1 : o;
        uint32_t acc[4] = {0, 0, 0, 0};
        dot(j, f, f + (next - o) * j->taps, acc);
        output(j, o, acc[0], acc[2], first, second);
        output(j, next, acc[1], acc[3], first, second);
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

/* The kernel for this machine. Returns 0, having done nothing, if there is none for the layer. */
static int by_machine(const struct mote_call *c)
{
    const int32_t *multipliers = mote_conv_multipliers(c, 1);
#if MOTE_SIMD_VECTORS
    if (mote_conv_2d_vectors_s8(c, mote_vectors_best())) return 1;
#endif
    if (MOTE_SIMD_MVE && mote_conv_2d_mve_s8(c, multipliers)) return 1;
    if (MOTE_SIMD_PLAIN) return mote_conv_2d_plain_s8(c, multipliers);
    if (MOTE_SIMD_STRIPS && mote_conv_2d_strips_s8(c, multipliers)) return 1;
    return MOTE_FAST && mote_conv_2d_blocks_s8(c, multipliers);
}

/* Any layer. Small code has no other kernel that it would have to stay apart from. */
#if MOTE_FAST
MOTE_APART
#else
static
#endif
int general(const struct mote_call *c)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const int32_t *multipliers = mote_conv_multipliers(c, 1);
    struct job j;
    j.a = a;
    j.filter = mote_in(c, 1);
    j.bias = mote_in_optional(c, 2);
    j.multiplier = multipliers;
    j.right = mote_conv_rights(a, j.multiplier);
    j.patch = mote_extra(c, 0);
    j.taps = mote_axis_filter(&a->s.x) * mote_axis_filter(&a->s.y) * a->depth;
    j.groups = a->s.in_channels / a->depth;
    j.twice_zero = 2 * mote_conv_zero(a) + 1;
    j.min = a->min;
    j.max = a->max;
    j.first = NULL;
    mote_spatial_walk(c, 1, pixel, &j);
    if (j.first) channels(&j, 0, a->s.out_channels, j.first, NULL);
    return 0;
}

int mote_conv_2d_s8(const struct mote_call *c)
{
    return by_machine(c) ? 0 : general(c);
}
