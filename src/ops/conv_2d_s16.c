/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Convolutions for int16, where the machine allows two pixels at a time (simd/wide.h). conv_2d.c
 * has the same written for reading.
 */
#include "../base/mem.h"
#include "../simd/wide.h"
#include "conv_wide.h"
#include "readable.h"

#if MOTE_WIDE

struct job {
    struct mote_wide_layer layer;
    const struct mote_conv_args *a;
    int32_t row;     /* elements in a row of the filter */
    int32_t run;     /* of them, neighbours in memory */
    int32_t channel; /* of the input, the first that is read */
    int16_t *stage;  /* MOTE_WIDE_TAPS for each pixel */
    int32_t waiting;
    struct mote_pixel pixels[MOTE_WIDE_PIXELS];
};

/* n elements of a run from `at` on, of which the image has those from `begin` to `end` - 1; the
 * first of these is at `in`. */
static void copy_run(int16_t *to, const int16_t *in, int32_t at, int32_t n, int32_t begin,
                     int32_t end)
{
    const int32_t before = at >= begin ? 0 : begin - at < n ? begin - at : n;
    const int32_t inside = at + n <= end ? n - before : end - at > before ? end - at - before : 0;
    for (int32_t i = 0; i < before; i++) *to++ = 0;
    if (inside > 0) memcpy(to, in + (at + before - begin), 2 * (uint32_t)inside);
    to += inside;
    for (int32_t i = before + inside; i < n; i++) *to++ = 0;
}

/* n elements of row i of the filter, from `at` on. */
static void copy_row(const struct job *j, const struct mote_pixel *p, int32_t i, int32_t at,
                     int32_t n, int16_t *to)
{
    const struct mote_conv_args *a = j->a;
    const int32_t depth = a->depth;
    const int16_t *in;
    if (i < p->y.tap || i >= p->y.tap + p->y.n) {
        memset(to, 0, 2 * (uint32_t)n);
        return;
    }
    in = mote_row(&p->in, p->image + p->y.at + (i - p->y.tap) * mote_axis_dilation(&a->s.y));
    in += p->x.at * a->s.in_channels + j->channel;
    if (j->run == j->row) {
        copy_run(to, in, at, n, p->x.tap * depth, (p->x.tap + p->x.n) * depth);
        return;
    }
    while (n > 0) { /* tap by tap */
        const int32_t tap = at / depth, first = at - tap * depth, left = depth - first;
        const int32_t now = left < n ? left : n, k = tap - p->x.tap;
        const int32_t step = mote_axis_dilation(&a->s.x) * a->s.in_channels;
        if (k >= 0 && k < p->x.n)
            memcpy(to, in + k * step + first, 2 * (uint32_t)now);
        else
            memset(to, 0, 2 * (uint32_t)now);
        to += now;
        at += now;
        n -= now;
    }
}

/* Elements `first` to first + n - 1 of a pixel's patch: where they are, or brought together. */
static const int16_t *part_of(const struct job *j, const struct mote_pixel *p, int32_t first,
                              int32_t n, int16_t *stage)
{
    int16_t *to = stage;
    int32_t i = first ? first / j->row : 0, at = first - i * j->row;
    if (j->run == j->row && n <= j->row - at && p->y.n == mote_axis_filter(&j->a->s.y) &&
        p->x.n == mote_axis_filter(&j->a->s.x)) {
        const int16_t *in =
            mote_row(&p->in, p->image + p->y.at + i * mote_axis_dilation(&j->a->s.y));
        return in + p->x.at * j->a->s.in_channels + j->channel + at;
    }
    for (; n > 0; i++, at = 0) {
        const int32_t now = n < j->row - at ? n : j->row - at;
        copy_row(j, p, i, at, now, to);
        to += now;
        n -= now;
    }
    return stage;
}

static void load(struct mote_wide *w, const void *job, int32_t first, int32_t n)
{
    const struct job *j = job;
    const int16_t *a = part_of(j, &j->pixels[0], first, n, j->stage), *b = NULL;
    if (j->waiting == 2)
        b = part_of(j, &j->pixels[MOTE_WIDE_PIXELS - 1], first, n, j->stage + MOTE_WIDE_TAPS);
    mote_wide_load(w, a, b, n);
}

/* The pixels that have come together. */
static void run(struct job *j)
{
    const struct mote_conv_args *a = j->a;
    const int32_t groups = a->s.in_channels / a->depth, n = a->s.out_channels / groups;
    int16_t stage[MOTE_WIDE_PIXELS * MOTE_WIDE_TAPS];
    int16_t *out[MOTE_WIDE_PIXELS];
    j->stage = stage;
    for (int32_t p = 0; p < MOTE_WIDE_PIXELS; p++) out[p] = j->pixels[p < j->waiting ? p : 0].out;
    for (int32_t g = 0; g < groups; g++) {
        j->channel = g * a->depth;
        mote_wide_outputs(&j->layer, j, g * n, n, out);
        for (int32_t p = 0; p < MOTE_WIDE_PIXELS; p++) out[p] += n;
    }
    j->waiting = 0;
}

static void pixel(struct mote_pixel *p)
{
    struct job *j = p->job;
    j->pixels[j->waiting++] = *p;
    if (j->waiting == MOTE_WIDE_PIXELS) run(j);
}

int mote_conv_2d_s16(const struct mote_call *c)
{
    const struct mote_conv_args *a = (const void *)c->args;
    struct job j;
    j.a = a;
    j.row = mote_axis_filter(&a->s.x) * a->depth;
    j.run = mote_axis_dilation(&a->s.x) == 1 && a->depth == a->s.in_channels ? j.row : a->depth;
    j.waiting = 0;
    mote_conv_wide_layer(&j.layer, c);
    j.layer.load = load;
    j.layer.taps = mote_axis_filter(&a->s.y) * j.row;
    if (j.layer.taps < MOTE_WIDE_TAPS_MIN) return mote_conv_2d_ref_s16(c);
    mote_spatial_walk(c, 2, pixel, &j);
    if (j.waiting) run(&j);
    return 0;
}

#endif
