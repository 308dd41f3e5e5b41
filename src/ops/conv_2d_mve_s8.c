/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CONV_2D for int8 with MVE (simd/mve.h), for ordinary layers without groups: four pixels at a
 * time, in the order of the output. Channels are taken some at a time, for which the sums of their
 * weights are computed first, and all pixels pass by. conv_2d.c has the same written for reading.
 */
#include "../simd/mve.h"
#include "conv_mve.h"

#if MOTE_SIMD_MVE

#include "conv_gather.h"

enum { PIXELS = 4, CHANNELS = 32 }; /* of which 256 bytes of stack are filled */

struct job {
    struct mote_gather g;
    struct mote_mve_patch patch;
    struct mote_mve_conv k; /* what of it does not depend on the pixels */
    int32_t first;          /* of the channels that are computed */
};

static const int8_t *row_of(const struct mote_gather *g, const struct mote_place *p, int32_t i)
{
    return (const int8_t *)mote_row(&g->in, p->image_y + (p->rows.tap + i) * g->dilation) +
           p->columns.at * g->a->s.in_channels;
}

/* Patch k, zero points where the filter is outside the image. */
static void gather_one(const struct job *j, const struct mote_place *p, int32_t k)
{
    const struct mote_gather *g = &j->g;
    const int32_t channels = g->a->s.in_channels, n = p->columns.n * channels;
    int32_t i = p->rows.tap * g->run + p->columns.tap * channels;
    if (n < g->run || p->rows.n < g->height) mote_mve_fill(&j->patch, k, -mote_conv_offset(g->a));
    for (int32_t row = 0; row < p->rows.n; row++, i += g->run)
        mote_mve_put(&j->patch, k, i, row_of(g, p, row), n);
}

static int inside(const struct mote_gather *g, const struct mote_place *p)
{
    return p->rows.n == g->height && p->columns.n * g->a->s.in_channels == g->run;
}

static void gather(const struct job *j, const struct mote_place *p)
{
    const struct mote_gather *g = &j->g;
    int8_t *to = j->patch.data;
    if (g->run % 16 != 0 || !inside(g, &p[0]) || !inside(g, &p[1]) || !inside(g, &p[2]) ||
        !inside(g, &p[3])) {
        for (int32_t k = 0; k < PIXELS; k++) gather_one(j, &p[k], k);
        return;
    }
    for (int32_t i = 0; i < g->height; i++, to += PIXELS * g->run) {
        const int8_t *from[PIXELS];
        for (int k = 0; k < PIXELS; k++) from[k] = row_of(g, &p[k], i);
        mote_mve_copy_4(to, from, g->run);
    }
}

/* The pixels' outputs, of channels first to first + n - 1. */
static void run(struct job *j, const struct mote_place *p)
{
    struct mote_mve_conv *k = &j->k;
    for (int i = 0; i < PIXELS; i++) k->out[i] = p[i].out + j->first - 1;
    if (k->taps <= MOTE_MVE_FEW)
        mote_mve_conv_few_s8(k);
    else
        mote_mve_conv_s8(k);
}

static void walk(struct job *j, const struct mote_call *c)
{
    const struct mote_conv_args *a = j->g.a;
    const struct mote_axis *y = &a->s.y, *x = &a->s.x;
    const struct mote_rows out = mote_rows_of(c, c->n_in, (uint32_t)(x->out * a->s.out_channels));
    const int32_t end = a->s.all_rows ? a->s.all_rows : c->y1;
    int32_t out_y = c->y0, image = 0, n = 0;
    struct mote_place places[PIXELS];
    for (int32_t row = c->y0; row < end; row++, out_y++) {
        struct mote_span rows;
        int8_t *to = mote_row(&out, row);
        if (out_y == y->out) { /* the next batch */
            out_y = 0;
            image += y->in;
        }
        mote_axis_span(y, out_y, &rows);
        for (int32_t out_x = 0; out_x < x->out; out_x++, to += a->s.out_channels) {
            struct mote_place *p = &places[n];
            p->rows = rows;
            p->image_y = image + mote_axis_tap(y, out_y, 0);
            p->out = to;
            mote_axis_span(x, out_x, &p->columns);
            if (++n < PIXELS) continue;
            gather(j, places);
            run(j, places);
            n = 0;
        }
    }
    if (n == 0) return;
    for (int k = n; k < PIXELS; k++) places[k] = places[n - 1]; /* the last ones once more */
    gather(j, places);
    run(j, places);
}

int mote_conv_mve(const struct mote_call *c, const int32_t *multipliers, const int8_t *filter,
                  int8_t *patch)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const int32_t *bias = mote_in_optional(c, 2);
    const int8_t *rights = mote_conv_rights(a, multipliers);
    const int32_t channels = a->s.out_channels;
    struct mote_mve_end ends[CHANNELS];
    struct job j;
    if (!mote_gather_of(&j.g, c, NULL) || (j.g.taps > MOTE_MVE_FEW && channels < 2) ||
        !mote_mve_can_end(multipliers, rights, channels))
        return 0;
    j.patch.data = patch;
    j.patch.turns = j.g.taps <= MOTE_MVE_FEW ? 0 : j.g.taps / 16;
    j.k.tail = j.g.taps - 16 * j.patch.turns;
    j.k.pitch = j.patch.pitch = (j.k.tail + 3) & ~3;
    j.k.patch = patch;
    j.k.turns = j.patch.turns - 1;
    j.k.taps = j.g.taps;
    j.k.zero = mote_conv_zero(a);
    j.k.min = a->min;
    j.k.max = a->max;
    j.k.ends = ends;
    for (int32_t o = 0, n; o < channels; o += n) {
        n = channels - o < CHANNELS ? channels - o : CHANNELS;
        if (j.g.taps > MOTE_MVE_FEW && n & 1) { /* they go by twos: the last one with another */
            o -= n == 1;
            n = n == 1 ? 2 : n - 1;
        }
        j.first = o;
        j.k.filter = filter + o * j.g.taps;
        j.k.multiplier = multipliers + o;
        j.k.last = ends + n;
        mote_mve_ends(ends, j.k.filter, j.g.taps, mote_conv_offset(a), bias ? bias + o : NULL,
                      rights + o, n);
        walk(&j, c);
    }
    return 1;
}

int mote_conv_2d_mve_s8(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_conv_args *a = (const void *)c->args;
    return a->depth == a->s.in_channels &&
           mote_conv_mve(c, multipliers, mote_in(c, 1), mote_extra(c, 0));
}

#endif
