/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CONV_2D for int8 with MVE (simd/mve.h), for ordinary layers without groups: four pixels at a
 * time, in the order of the output, but for two or one that are left. Channels are taken some at a
 * time, for which the sums of their weights are computed first, and all pixels pass by. conv_2d.c
 * has the same written for reading.
 */
#include "../base/inline.h"
#include "../simd/mve.h"
#include "conv_mve.h"

#if MOTE_SIMD_MVE

enum {
    PIXELS = 4,
    FEW = 3,      /* pixels that are better done all four at once than by themselves */
    MANY = 8,     /* pixels of 1x1 from which on fours are better than twos */
    CHANNELS = 64 /* whose ends and biases are on the stack, up to 896 bytes */
};

/* Where a pixel's inputs are, and where its outputs go. */
struct place {
    int32_t image_y;   /* the filter's first row, padding counted */
    int32_t image_x;   /* and column, in elements */
    int32_t row, rows; /* of the filter inside the image: the first, and how many */
    int8_t *out;
};

struct job {
    const struct mote_conv_args *a;
    struct mote_rows in;
    struct mote_mve_patch patch;
    struct mote_mve_conv k; /* what of it does not depend on the pixels */
    struct mote_mve_pair pair;
    int32_t first;       /* of the channels that are computed */
    int32_t beyond;      /* image_x from which on a row of the filter is not all inside */
    int32_t points;      /* 1x1: pixels that follow each other may do as patches */
    int32_t all_one_row; /* and all pixels follow each other, inputs and outputs */
};

static int all_columns(const struct job *j, const struct place *p)
{
    return p->image_x >= 0 && p->image_x < j->beyond;
}

static int inside(const struct job *j, const struct place *p)
{
    return p->rows == mote_axis_filter(&j->a->s.y) && all_columns(j, p);
}

/* Do a pixel's rows lie the same distance apart, not around the end of a ring? */
static int together(const struct job *j, const struct place *p)
{
    const int32_t dilation = mote_axis_dilation(&j->a->s.y);
    const uint32_t ring = j->in.ring;
    return !ring || (uint32_t)(p->image_y + p->row * dilation) % ring +
                            (uint32_t)((p->rows - 1) * dilation) <
                        ring;
}

/* Patch k, zero points where the filter is outside the image. */
static void gather_one(const struct job *j, const struct place *p, int32_t k)
{
    const int32_t dilation = mote_axis_dilation(&j->a->s.y), run = j->patch.run;
    const int32_t row_bytes = (int32_t)j->in.row_bytes, room = row_bytes - p->image_x;
    struct mote_mve_rows r = {dilation * row_bytes, p->row, p->rows, 0, room < run ? room : run};
    if (!inside(j, p)) mote_mve_fill(&j->patch, k, -mote_conv_offset(j->a));
    if (p->image_x < 0) {
        r.skip = -p->image_x;
        r.n -= r.skip;
    }
    if (!together(j, p)) r.rows = 1;
    for (; r.first < p->row + p->rows; r.first += r.rows) {
        const int8_t *row = mote_row(&j->in, p->image_y + r.first * dilation);
        mote_mve_put(&j->patch, k, row + p->image_x + r.skip, &r);
    }
}

/* The nearest place from where on all columns are inside. */
static inline int32_t within(const struct job *j, int32_t x)
{
    return x < 0 ? 0 : x < j->beyond ? x : j->beyond - 1;
}

/* Rows of four pixels at a time; pixels that miss columns are copied as the nearest that do not,
 * and then by themselves. */
static void gather(const struct job *j, const struct place *p)
{
    const int32_t dilation = mote_axis_dilation(&j->a->s.y), end = p[0].row + p[0].rows;
    struct mote_mve_rows r = {dilation * (int32_t)j->in.row_bytes, p[0].row, p[0].rows, 0,
                              j->patch.run};
    const int one_line = p[3].image_y == p[0].image_y;
    int alike = j->beyond > 0;
    for (int k = 1; k < PIXELS && !one_line; k++)
        alike &= p[k].row == p[0].row && p[k].rows == p[0].rows;
    if (!alike) {
        for (int32_t k = 0; k < PIXELS; k++) gather_one(j, &p[k], k);
        return;
    }
    if (p[0].rows < mote_axis_filter(&j->a->s.y))
        for (int32_t k = 0; k < PIXELS; k++) mote_mve_fill(&j->patch, k, -mote_conv_offset(j->a));
    if (j->in.ring && !(one_line && together(j, p))) r.rows = 1;
    for (; r.first < end; r.first += r.rows) {
        const int32_t y = r.first * dilation;
        const int8_t *row = mote_row(&j->in, p[0].image_y + y), *from[PIXELS];
        from[0] = row + within(j, p[0].image_x);
        for (int k = 1; k < PIXELS; k++) {
            if (!one_line) row = mote_row(&j->in, p[k].image_y + y);
            from[k] = row + within(j, p[k].image_x);
        }
        mote_mve_put_4(&j->patch, from, &r);
    }
    for (int k = 0; k < PIXELS; k++)
        if (!all_columns(j, &p[k])) gather_one(j, &p[k], k);
}

/* Where four pixels lie in the image as they should in the patch, or NULL. */
static const int8_t *as_they_are(const struct job *j, const struct place *p)
{
    const int8_t *first = (const int8_t *)mote_row(&j->in, p[0].image_y) + p[0].image_x;
    if (p[3].image_y == p[0].image_y) {
        const int32_t x = p[0].image_x, step = j->k.taps;
        return p[1].image_x == x + step && p[3].image_x == x + 3 * step ? first : NULL;
    }
    for (int k = 1; k < PIXELS; k++)
        if ((const int8_t *)mote_row(&j->in, p[k].image_y) + p[k].image_x != first + k * j->k.taps)
            return NULL;
    return first;
}

/* The pixels' outputs, of channels first to first + n - 1. */
static void run(struct job *j, const struct place *p)
{
    struct mote_mve_conv *k = &j->k;
    const int8_t *in = j->points && k->taps <= MOTE_MVE_FEW ? as_they_are(j, p) : NULL;
    if (!in) gather(j, p);
    k->patch = in ? in : j->patch.data;
    k->pitch = in ? k->taps : j->patch.pitch;
    for (int i = 0; i < PIXELS; i++) k->out[i] = p[i].out + j->first;
    if (k->taps <= MOTE_MVE_FEW)
        mote_mve_conv_few_s8(k);
    else
        mote_mve_conv_s8(k);
}

/* One pixel or two as they lie in memory. */
static void run_few(struct mote_mve_pair *p, const int8_t *const in[], int8_t *const out[],
                    int32_t n)
{
    if (n == 2 && p->one.channels >= 4 && p->one.taps >= 16) {
        p->one.patch = in[0];
        p->one.out = out[0];
        p->patch = in[1];
        p->out = out[1];
        mote_mve_pair_s8(p);
        return;
    }
    for (int32_t k = 0; k < n; k++) {
        p->one.patch = in[k];
        p->one.out = out[k];
        mote_mve_single_s8(&p->one);
    }
}

/* What is left of pixels, one or two: their patches follow each other. */
MOTE_APART void run_rest(struct job *j, const struct place *p, int32_t n)
{
    const struct mote_mve_patch all = j->patch;
    const int8_t *in[2];
    int8_t *out[2];
    j->patch.turns = 0;
    j->patch.pitch = j->k.taps;
    for (int32_t k = 0; k < n; k++) {
        out[k] = p[k].out + j->first;
        if (j->points) {
            in[k] = (const int8_t *)mote_row(&j->in, p[k].image_y) + p[k].image_x;
        } else {
            gather_one(j, &p[k], k);
            in[k] = j->patch.data + k * j->patch.pitch;
        }
    }
    j->patch = all;
    run_few(&j->pair, in, out, n);
}

/* Rows of 1x1 in an image: what is streamed has no time to look for anything. */
static void run_points(struct job *j, const struct mote_call *c, int32_t end)
{
    const struct mote_axis *x = &j->a->s.x, *y = &j->a->s.y;
    const int32_t channels = j->a->s.out_channels, step = mote_axis_stride(x) * j->k.taps;
    const struct mote_rows outs = mote_rows_of(c, c->n_in, (uint32_t)(x->out * channels));
    const int8_t *from[PIXELS];
    int32_t n = 0;
    j->k.patch = j->patch.data;
    j->k.pitch = j->patch.pitch;
    for (int32_t row = c->y0; row < end; row++) {
        const int8_t *in = mote_row(&j->in, row * mote_axis_stride(y));
        int8_t *out = (int8_t *)mote_row(&outs, row) + j->first;
        for (int32_t left = x->out; left > 0; left--, in += step, out += channels) {
            from[n] = in;
            j->k.out[n] = out;
            if (++n < PIXELS) continue;
            mote_mve_put_points(&j->patch, from);
            mote_mve_conv_s8(&j->k);
            n = 0;
        }
    }
    if (n < FEW) {
        run_few(&j->pair, from, j->k.out, n);
        return;
    }
    from[n] = from[n - 1]; /* the last one once more */
    j->k.out[n] = j->k.out[n - 1];
    mote_mve_put_points(&j->patch, from);
    mote_mve_conv_s8(&j->k);
}

static void walk(struct job *j, const struct mote_call *c)
{
    const struct mote_conv_args *a = j->a;
    const struct mote_axis *y = &a->s.y, *x = &a->s.x;
    const int32_t channels = a->s.out_channels;
    int32_t step = mote_axis_stride(x) * a->s.in_channels;
    const struct mote_rows out = mote_rows_of(c, c->n_in, (uint32_t)(x->out * channels));
    int32_t end = a->s.all_rows ? a->s.all_rows : c->y1, width = x->out;
    int32_t out_y = c->y0, image = 0, n = 0;
    struct place places[PIXELS];
    if (j->points && j->patch.turns && end <= y->out && !mote_axis_pad(x) && !mote_axis_pad(y)) {
        run_points(j, c, end);
        return;
    }
    if (j->all_one_row) {
        width *= end - c->y0;
        end = c->y0 + 1;
        step = a->s.in_channels; /* strides mean nothing where there is one element */
    }
    for (int32_t row = c->y0; row < end; row++, out_y++) {
        int32_t image_x = -mote_axis_pad(x) * a->s.in_channels;
        struct mote_span rows = {0, 0, 1};
        int8_t *to = mote_row(&out, row);
        if (out_y == y->out) { /* the next batch */
            out_y = 0;
            image += y->in;
        }
        if (!j->points) mote_axis_span(y, out_y, &rows);
        for (int32_t left = width; left > 0; left--, image_x += step, to += channels) {
            struct place *p = &places[n];
            p->image_y = image + mote_axis_tap(y, out_y, 0);
            p->image_x = image_x;
            p->row = rows.tap;
            p->rows = rows.n;
            p->out = to;
            if (++n < PIXELS) continue;
            run(j, places);
            n = 0;
        }
    }
    if (n < FEW) {
        if (n) run_rest(j, places, n);
        return;
    }
    for (int k = n; k < PIXELS; k++) places[k] = places[n - 1]; /* the last ones once more */
    run(j, places);
}

/* Any layer. */
MOTE_APART int by_fours(const struct mote_call *c, const int32_t *multipliers, const int8_t *filter,
                        int8_t *patch, int folded)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const int32_t *bias = mote_in_optional(c, 2);
    const int8_t *rights = mote_conv_rights(a, multipliers);
    const int32_t channels = a->s.out_channels, run = mote_axis_filter(&a->s.x) * a->s.in_channels;
    const int32_t taps = mote_axis_filter(&a->s.y) * run;
    const int32_t pixels = a->s.x.out * ((a->s.all_rows ? a->s.all_rows : c->y1) - c->y0);
    struct mote_mve_end ends[CHANNELS / 2];
    int32_t biases[CHANNELS];
    struct job j;
    j.a = a;
    j.in = mote_rows_of(c, 0, (uint32_t)(a->s.x.in * a->s.in_channels));
    j.beyond = (int32_t)j.in.row_bytes - run + 1;
    j.points = taps == a->s.in_channels;
    j.all_one_row = j.points && !c->rings && a->s.x.in == a->s.x.out && a->s.y.in == a->s.y.out;
    if (j.all_one_row) j.beyond = INT32_MAX;
    j.patch.data = patch;
    j.patch.run = run;
    j.patch.turns = taps <= MOTE_MVE_FEW ? 0 : taps / 16;
    j.k.tail = taps - 16 * j.patch.turns;
    j.patch.pitch = (j.k.tail + 3) & ~3;
    j.k.turns = j.patch.turns - 1;
    j.k.taps = j.pair.one.taps = taps;
    j.k.zero = j.pair.one.zero = mote_conv_zero(a);
    j.k.min = j.pair.one.min = a->min;
    j.k.max = j.pair.one.max = a->max;
    j.k.ends = ends;
    for (int32_t o = 0, n; o < channels; o += n) {
        n = channels - o < CHANNELS ? channels - o : CHANNELS;
        if (n & 1) { /* they go by twos: the last one with another */
            o -= n == 1;
            n = n == 1 ? 2 : n - 1;
        }
        j.first = o;
        j.k.filter = j.pair.one.filter = filter + o * taps;
        j.k.last = j.k.ends + n / 2;
        j.pair.one.channels = n;
        j.pair.one.multiplier = multipliers + o;
        j.pair.one.right = rights + o;
        j.pair.one.bias = folded ? bias + o : biases;
        if (!folded)
            mote_mve_fold(biases, bias ? bias + o : NULL, j.k.filter, taps, mote_conv_offset(a), n);
        if (pixels >= FEW)
            mote_mve_ends(ends, j.pair.one.bias, j.pair.one.multiplier, j.pair.one.right, n);
        walk(&j, c);
    }
    return 1;
}

/* Rows of a few pixels of 1x1 without padding, and of all channels, whose biases are folded: fours
 * would want patches and tables. */
MOTE_APART int by_twos(const struct mote_call *c, const int32_t *multipliers, const int8_t *filter,
                       int32_t end)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const struct mote_axis *x = &a->s.x;
    const int32_t taps = a->s.in_channels, channels = a->s.out_channels;
    const int32_t step = mote_axis_stride(x) * taps;
    const struct mote_rows ins = mote_rows_of(c, 0, (uint32_t)(x->in * taps));
    const struct mote_rows outs = mote_rows_of(c, c->n_in, (uint32_t)(x->out * channels));
    struct mote_mve_pair p = {{NULL, filter, taps, channels, mote_in(c, 2), multipliers,
                               mote_conv_rights(a, multipliers), NULL, mote_conv_zero(a), a->min,
                               a->max},
                              NULL,
                              NULL};
    int one = 0;
    for (int32_t row = c->y0; row < end; row++) {
        const int8_t *in = mote_row(&ins, row * mote_axis_stride(&a->s.y));
        int8_t *out = mote_row(&outs, row);
        for (int32_t left = x->out; left > 0; left--, in += step, out += channels) {
            p.patch = in;
            p.out = out;
            if (one) {
                mote_mve_pair_s8(&p);
            } else {
                p.one.patch = in;
                p.one.out = out;
            }
            one = !one;
        }
    }
    if (one) mote_mve_single_s8(&p.one);
    return 1;
}

int mote_conv_mve(const struct mote_call *c, const int32_t *multipliers, const int8_t *filter,
                  int8_t *patch, int folded)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const struct mote_axis *y = &a->s.y, *x = &a->s.x;
    const int32_t channels = a->s.out_channels, end = a->s.all_rows ? a->s.all_rows : c->y1;
    if (mote_axis_dilation(x) != 1 || channels < 2 ||
        (!mote_conv_easy(a) &&
         !mote_mve_can_end(multipliers, mote_conv_rights(a, multipliers), channels)))
        return 0;
    if (folded && x->out * (end - c->y0) < MANY && y->window == 1 && x->window == 1 &&
        end <= y->out && channels >= 4 && a->s.in_channels > MOTE_MVE_FEW)
        return by_twos(c, multipliers, filter, end);
    return by_fours(c, multipliers, filter, patch, folded);
}

int mote_conv_2d_mve_s8(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_conv_args *a = (const void *)c->args;
    return a->depth == a->s.in_channels &&
           mote_conv_mve(c, multipliers, mote_in(c, 1), mote_extra(c, 0), 0);
}

#endif
