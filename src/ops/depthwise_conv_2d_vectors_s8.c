/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DEPTHWISE_CONV_2D for int8 with vectors (simd/vectors.h): for each output row, taps above each
 * other are brought together in units, of all columns, with what lies outside the image; a unit
 * serves all the columns of the filter. depthwise_conv_2d.c has the same written for reading.
 */
#include "conv_vectors.h"

#if MOTE_SIMD_VECTORS

#include "../base/mem.h"

enum { WEIGHTS = 4096, UNITS = 8192 }; /* buffers on the stack */

struct layer {
    const struct mote_conv_args *a;
    const struct mote_vectors *k;
    struct mote_rows in, out;
    const int8_t *filter;
    int32_t end, height, columns; /* of the filter */
    int32_t rows, groups;         /* of a unit; units above each other */
    int32_t channels;             /* at a time */
    int32_t at_once;              /* output columns at a time */
    uint8_t outside;
    int32_t fold; /* pixels of a vector, if several: see fold */
    struct mote_vectors_block folded;
};

/* Input columns that n pixels read. */
static int32_t columns_of(const struct layer *l, int32_t n)
{
    const struct mote_axis *x = &l->a->s.x;
    return (n - 1) * mote_axis_stride(x) + (l->columns - 1) * mote_axis_dilation(x) + 1;
}

/* Weights of channels from o on. */
static void block_of(struct mote_vectors_block *b, const struct layer *l, const struct mote_call *c,
                     int32_t o, uint8_t *weights, int32_t *room)
{
    const struct mote_vectors_form form = {0, 0};
    const int32_t step = l->a->s.out_channels, left = step - o;
    const int32_t channels = left < l->channels ? left : l->channels;
    const int32_t lanes = l->k->lanes, padded = (channels + lanes - 1) / lanes * lanes;
    const int32_t *bias = mote_in_optional(c, 2);
    mote_vectors_block_of(b, c, o, channels, padded, room);
    b->weights = weights;
    for (int32_t g = 0; g < l->groups; g++) {
        for (int32_t column = 0; column < l->columns; column++, weights += 4 * padded) {
            const int8_t *of[4];
            for (int32_t i = 0; i < l->rows; i++) {
                const int32_t y = g * l->rows + i;
                of[i] = y < l->height ? l->filter + (y * l->columns + column) * step + o : NULL;
            }
            l->k->interleave(weights, of, channels, &form);
        }
    }
    l->k->finish(b, bias ? bias + o : NULL, l->groups * l->columns, 4 * padded,
                 mote_conv_offset(l->a));
}

/* As many pixels as fill a vector, where a few channels do not: all they end with, and their
 * weights, are repeated. Returns how many. */
static int32_t fold(struct mote_vectors_block *b, const struct layer *l,
                    const struct mote_vectors_block *one, uint8_t *weights)
{
    const int32_t channels = one->channels, lanes = l->k->lanes;
    int32_t *const ends[4] = {one->bias, one->multiplier, one->addend, one->shift};
    if (mote_axis_stride(&l->a->s.x) != 1 || channels >= lanes || lanes % channels ||
        one->inexact || channels != l->a->s.out_channels)
        return 1;
    *b = *one;
    b->channels = lanes;
    for (int32_t k = channels; k < lanes; k++)
        for (int i = 0; i < 4; i++) ends[i][k] = ends[i][k - channels];
    for (int32_t n = l->groups * l->columns; n > 0; n--, weights += 4 * lanes)
        for (int32_t k = channels; k < lanes; k++)
            memcpy(weights + 4 * k, weights + 4 * (k - channels), 4);
    return lanes / channels;
}

/* Units of `count` columns from `at` on, some of which may lie outside; of[i]: rows, NULL outside.
 */
static void stage(const struct layer *l, uint8_t *to, const int8_t *const *of, int32_t at,
                  int32_t count, int32_t channels)
{
    const struct mote_vectors_form form = {1, mote_conv_offset(l->a)};
    const int32_t pixel = l->a->s.in_channels, left = at < 0 ? -at : 0;
    int32_t inside = l->a->s.x.in - at - left, n = channels, times;
    const int8_t *from[4];
    if (inside > count - left) inside = count - left;
    if (inside < 0) inside = 0;
    times = inside;
    if (channels == pixel) { /* neighbours in memory */
        n = inside * pixel;
        times = n > 0;
    }
    for (int32_t i = 0; i < l->rows; i++) from[i] = of[i] ? of[i] + (at + left) * pixel : NULL;
    memset(to, l->outside, 4 * (uint32_t)(left * channels));
    to += 4 * left * channels;
    for (; times > 0; times--, to += 4 * n) {
        l->k->interleave(to, from, n, &form);
        for (int32_t i = 0; i < l->rows; i++)
            if (from[i]) from[i] += pixel;
    }
    memset(to, l->outside, 4 * (uint32_t)((count - left - inside) * channels));
}

/* Pixels of a row, as many as fill a vector at a time. */
static void run(const struct layer *l, const struct mote_vectors_block *b,
                struct mote_vectors_pixels *p)
{
    struct mote_vectors_pixels many = *p, rest = *p;
    if (l->fold == 1) {
        l->k->depthwise(b, p);
        return;
    }
    many.n = p->n / l->fold;
    many.step *= l->fold;
    many.out_step *= l->fold;
    rest.n = p->n % l->fold;
    rest.in += (p->n - rest.n) * p->step;
    rest.out += (p->n - rest.n) * p->out_step;
    l->k->depthwise(&l->folded, &many);
    l->k->depthwise(b, &rest);
}

/* Output pixels x to x + n - 1 of all rows. */
static void columns(const struct layer *l, const struct mote_call *c,
                    const struct mote_vectors_block *b, int32_t o, int32_t x, int32_t n,
                    uint8_t *units)
{
    const struct mote_conv_args *a = l->a;
    const struct mote_axis *y = &a->s.y;
    const int32_t count = columns_of(l, n), at = mote_axis_tap(&a->s.x, x, 0);
    int32_t out_y = c->y0, image = 0;
    struct mote_vectors_pixels p;
    memset(&p, 0, sizeof p);
    p.n = n;
    p.step = mote_axis_stride(&a->s.x) * b->channels * 4;
    p.out_step = a->s.out_channels;
    p.in = units;
    p.groups = l->groups;
    p.columns = l->columns;
    p.group_step = count * b->channels * 4;
    p.column_step = mote_axis_dilation(&a->s.x) * b->channels * 4;
    for (int32_t row = c->y0; row < l->end; row++, out_y++) {
        if (out_y == y->out) { /* the next batch */
            out_y = 0;
            image += y->in;
        }
        for (int32_t g = 0; g < l->groups; g++) {
            const int8_t *of[4];
            for (int32_t i = 0; i < l->rows; i++) {
                const int32_t tap = g * l->rows + i, in_y = mote_axis_tap(y, out_y, tap);
                of[i] = tap < l->height && in_y >= 0 && in_y < y->in
                            ? (const int8_t *)mote_row(&l->in, image + in_y) + o
                            : NULL;
            }
            stage(l, units + g * p.group_step, of, at, count, b->channels);
        }
        p.out = (int8_t *)mote_row(&l->out, row) + x * a->s.out_channels + o;
        run(l, b, &p);
    }
}

/* As many channels and columns at a time as there is room for. */
static int fit(struct layer *l)
{
    const struct mote_axis *x = &l->a->s.x;
    l->channels =
        l->a->s.out_channels < MOTE_VECTORS_CHANNELS ? l->a->s.out_channels : MOTE_VECTORS_CHANNELS;
    for (;; l->channels = l->channels / 2 & ~15) {
        const int32_t unit = 4 * l->channels, whole = (l->channels + 15) & ~15;
        const int32_t most = UNITS / (l->groups * unit); /* input columns */
        if (l->channels == 0) return 0;
        if (4 * whole * l->groups * l->columns > WEIGHTS || most < columns_of(l, 1)) continue;
        l->at_once = 1 + (most - columns_of(l, 1)) / mote_axis_stride(x);
        if (l->at_once > x->out) l->at_once = x->out;
        return 1;
    }
}

int mote_depthwise_conv_2d_vectors_s8(const struct mote_call *c, const struct mote_vectors *k)
{
    struct mote_conv_args lying;
    const struct mote_conv_args *a = mote_vectors_lying(&lying, c);
    const struct mote_axis *x = &a->s.x;
    _Alignas(64) uint8_t weights[WEIGHTS + MOTE_VECTORS_PADDING],
        units[UNITS + MOTE_VECTORS_PADDING];
    _Alignas(64) int32_t room[4 * MOTE_VECTORS_CHANNELS];
    struct mote_vectors_block b;
    struct layer l;
    if (!k) return 0;
    if (a->depth != 1) return mote_conv_2d_turned_vectors_s8(c, k);
    l.a = a;
    l.k = k;
    l.in = mote_rows_of(c, 0, (uint32_t)(x->in * a->s.in_channels));
    l.out = mote_rows_of(c, c->n_in, (uint32_t)(x->out * a->s.out_channels));
    l.filter = mote_in(c, 1);
    l.end = a->s.all_rows ? a->s.all_rows : c->y1;
    l.height = mote_axis_filter(&a->s.y);
    l.columns = mote_axis_filter(x);
    l.rows = 4 / k->element;
    l.groups = (l.height + l.rows - 1) / l.rows;
    l.outside = (uint8_t)(k->element == 1 ? k->raised - mote_conv_offset(a) : 0);
    if (!fit(&l)) return 0;
    for (int32_t o = 0; o < a->s.out_channels; o += b.channels) {
        block_of(&b, &l, c, o, weights, room);
        l.fold = fold(&l.folded, &l, &b, weights);
        for (int32_t i = 0; i < x->out; i += l.at_once)
            columns(&l, c, &b, o, i, x->out - i < l.at_once ? x->out - i : l.at_once, units);
    }
    return 1;
}

#endif
