/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DEPTHWISE_CONV_2D for int8 with MVE (simd/mve.h), channels by sixteens. Pixels that have the same
 * taps inside the image are done together: those of the corners and edges, and all others.
 * Several outputs of a single channel are an ordinary convolution once the filter is turned.
 * depthwise_conv_2d.c has the same written for reading.
 */
#include "../base/inline.h"
#include "../simd/mve.h"
#include "conv_mve.h"

#if MOTE_SIMD_MVE

/* Outputs of an axis that have all taps inside the image: from the first to the last one, or none.
 */
struct middle {
    int32_t first, last;
};

enum { CHANNELS = 64 }; /* whose sums are on the stack */

struct job {
    const struct mote_conv_args *a;
    struct mote_rows in, out;
    struct mote_mve_depthwise block;
    struct middle y, x;
    const int8_t *filter, *right;
    const int32_t *bias, *multiplier;
    int32_t channels;
    int32_t first_column; /* of the filter, in `taps`; -1: nothing is there */
    struct mote_mve_tap taps[MOTE_MVE_TAPS];
    int32_t folded; /* the bias holds what is added to inputs, and no weight is -128 */
};

/* Rows of the output that have the same taps inside the image, one behind the other. */
struct band {
    int32_t row, lines;    /* the first one */
    int32_t image;         /* row of the input where its image begins */
    struct mote_span rows; /* of the filter inside the image */
};

static struct middle middle_of(const struct mote_axis *a)
{
    const int32_t stride = mote_axis_stride(a), pad = mote_axis_pad(a);
    const int32_t room = a->in - 1 - (mote_axis_filter(a) - 1) * mote_axis_dilation(a) + pad;
    struct middle m;
    m.first = (pad + stride - 1) / stride;
    m.last = room < 0 ? -1 : room / stride;
    if (m.last >= a->out) m.last = a->out - 1;
    return m;
}

/* How many outputs from i on are alike. */
static int32_t alike(const struct middle *m, int32_t i)
{
    return i < m->first || i > m->last ? 1 : m->last + 1 - i;
}

/* The taps of a band's rows, column by column, which begin anew behind the last. */
static void list_taps(struct job *j, const struct band *b, int32_t first_column)
{
    const struct mote_conv_args *a = j->a;
    const int32_t channels = j->channels, width = mote_axis_filter(&a->s.x);
    const int32_t step = mote_axis_dilation(&a->s.x) * channels,
                  row_bytes = (int32_t)j->in.row_bytes;
    const int32_t ring = (int32_t)j->in.ring, y = b->image + b->rows.at;
    const int32_t start = ring ? y % ring * row_bytes : 0, bytes = ring ? ring * row_bytes : 0;
    const int32_t pitch = mote_axis_dilation(&a->s.y) * row_bytes;
    struct mote_mve_tap *tap = j->taps;
    j->first_column = first_column;
    for (int32_t k = first_column, n = width; n > 0; n--, k = k + 1 == width ? 0 : k + 1) {
        int32_t filter = (b->rows.tap * width + k) * channels, in = k * step;
        const int32_t end = ring ? bytes - start + in : INT32_MAX;
        for (int32_t i = b->rows.n; i > 0; i--, filter += width * channels, tap++) {
            tap->in = in;
            tap->filter = filter;
            in += pitch;
            if (in >= end) in -= bytes;
        }
    }
}

/* Those of columns inside the image, and all others. */
static void set_taps(struct job *j, const struct band *b, const struct mote_span *x, int least)
{
    struct mote_mve_depthwise *d = &j->block;
    const int32_t rows = b->rows.n, behind = x->tap + x->n, width = mote_axis_filter(&j->a->s.x);
    const int32_t first = x->tap > 0 && behind < width ? behind : 0; /* they are to be neighbours */
    const int32_t inside = first ? width - x->n : x->tap;
    if (j->first_column != first) list_taps(j, b, first);
    d->taps = j->taps + inside * rows;
    d->outside_taps = j->taps + (inside ? 0 : x->n * rows);
    d->outside = rows * (width - x->n);
    d->pairs = least ? 0 : rows * x->n / 2;
    d->singles = rows * x->n - 2 * d->pairs;
}

/* The channels that the block holds, from o on, of all pixels of a band. */
static void run(struct job *j, const struct band *b, int32_t o, int least)
{
    const struct mote_axis *x = &j->a->s.x;
    const int32_t channels = j->channels, in_step = mote_axis_stride(x) * channels;
    const int32_t in_pitch = mote_axis_stride(&j->a->s.y) * (int32_t)j->in.row_bytes;
    const int32_t out_pitch = (int32_t)j->out.row_bytes;
    struct mote_mve_depthwise *d = &j->block;
    int8_t *out = (int8_t *)mote_row(&j->out, b->row) + o;
    uint32_t in = (uint32_t)(uintptr_t)mote_row(&j->in, b->image + b->rows.at);
    in += (uint32_t)(o - mote_axis_pad(x) * channels);
    for (int32_t i = 0, n; i < x->out; i += n, in += (uint32_t)(n * in_step), out += n * channels) {
        struct mote_span columns;
        int32_t lines = b->lines;
        n = alike(&j->x, i);
        mote_axis_span(x, i, &columns);
        set_taps(j, b, &columns, least);
        d->in = in;
        d->out = out;
        if (n == 1) { /* down the column */
            d->pixels = lines;
            d->in_step = in_pitch;
            d->out_step = out_pitch;
            mote_mve_depthwise_s8(d);
            continue;
        }
        d->pixels = n;
        d->in_step = in_step;
        d->out_step = channels;
        for (; lines > 0; lines--, d->in += (uint32_t)in_pitch, d->out += out_pitch)
            mote_mve_depthwise_s8(d);
    }
}

/* What sums of n channels from o on begin with. Returns whether there is a -128. */
static int set_bias(const struct job *j, const struct band *b, int32_t o, int32_t n, int32_t *to)
{
    const int32_t width = mote_axis_filter(&j->a->s.x), height = mote_axis_filter(&j->a->s.y);
    const int32_t offset = mote_conv_offset(j->a), below = b->rows.tap + b->rows.n;
    const int32_t *from = j->bias ? j->bias + o : NULL;
    int least = 0;
    for (; n > 0; n -= MOTE_MVE_LANES, o += MOTE_MVE_LANES, to += MOTE_MVE_LANES) {
        const int32_t lanes = n < MOTE_MVE_LANES ? n : MOTE_MVE_LANES;
        struct mote_mve_weights w = {j->filter + o, b->rows.n * width, j->channels, offset};
        if (j->folded) { /* rows outside the image are taken out */
            w.offset = -offset;
            w.taps = b->rows.tap * width;
            mote_mve_depthwise_sums(to, &w, from, lanes);
            w.filter += below * width * w.step;
            w.taps = (height - below) * width;
            mote_mve_depthwise_sums(to, &w, to, lanes);
        } else {
            w.filter += b->rows.tap * width * w.step;
            least |= mote_mve_depthwise_sums(to, &w, from, lanes);
        }
        if (from) from += MOTE_MVE_LANES;
    }
    return least;
}

static void run_band(struct job *j, const struct band *b)
{
    const int32_t whole = j->channels & -MOTE_MVE_LANES, rest = j->channels - whole;
    struct mote_mve_depthwise *d = &j->block;
    int32_t sums[CHANNELS], n;
    j->first_column = -1;
    d->lanes = MOTE_MVE_LANES;
    for (int32_t o = 0; o < whole; o += n) {
        int least = 0;
        n = whole - o;
        if (j->folded && b->rows.n == mote_axis_filter(&j->a->s.y)) {
            d->bias = j->bias + o;
        } else {
            if (n > CHANNELS) n = CHANNELS;
            least = set_bias(j, b, o, n, sums);
            d->bias = sums;
        }
        d->filter = j->filter + o;
        d->multiplier = j->multiplier + o;
        d->right = j->right + o;
        d->groups = n / MOTE_MVE_LANES;
        run(j, b, o, least);
    }
    if (rest) { /* tables that are read beyond their ends are copied */
        int32_t multiplier[MOTE_MVE_LANES];
        int8_t right[MOTE_MVE_LANES];
        mote_mve_pad(multiplier, right, j->multiplier + whole, j->right + whole, rest);
        d->bias = sums;
        d->filter = j->filter + whole;
        d->multiplier = multiplier;
        d->right = right;
        d->groups = 1;
        d->lanes = rest;
        run(j, b, whole, set_bias(j, b, whole, rest, sums));
    }
}

/* Rows from row y on up to the end of a ring, which come one behind the other; where the first
 * `span` of them go around it, none do. */
static int32_t rows_to_end(const struct mote_rows *r, int32_t y, int32_t span)
{
    const int32_t ring = (int32_t)r->ring, left = ring ? ring - y % ring : INT32_MAX;
    return left < span ? 0 : left;
}

/* How many rows from the band's first on can do as that does. */
static int32_t lines_of(const struct job *j, const struct band *b, int32_t out_y)
{
    const struct mote_axis *y = &j->a->s.y;
    const int32_t span = (b->rows.n - 1) * mote_axis_dilation(y) + 1;
    const int32_t in = rows_to_end(&j->in, b->image + b->rows.at, span);
    const int32_t out = rows_to_end(&j->out, b->row, 1);
    int32_t lines = alike(&j->y, out_y), most;
    if (lines == 1 || in == 0) return 1;
    most = (in - span) / mote_axis_stride(y) + 1;
    if (most < lines) lines = most;
    return out < lines ? out : lines;
}

static void walk(struct job *j, const struct mote_call *c)
{
    const struct mote_axis *y = &j->a->s.y;
    const int32_t end = j->a->s.all_rows ? j->a->s.all_rows : c->y1;
    int32_t out_y = c->y0;
    struct band b;
    b.image = 0;
    for (b.row = c->y0; b.row < end; b.row += b.lines, out_y += b.lines) {
        if (out_y == y->out) { /* the next batch */
            out_y = 0;
            b.image += y->in;
        }
        mote_axis_span(y, out_y, &b.rows);
        b.lines = b.row + 1 < end ? lines_of(j, &b, out_y) : 1;
        if (b.lines > end - b.row) b.lines = end - b.row;
        run_band(j, &b);
    }
}

static int each(const struct mote_call *c, const int32_t *multipliers, int folded)
{
    const struct mote_conv_args *a = (const void *)c->args;
    struct job j;
    j.a = a;
    j.folded = folded;
    j.filter = mote_in(c, 1);
    j.bias = mote_in_optional(c, 2);
    j.multiplier = multipliers;
    j.right = mote_conv_rights(a, multipliers);
    j.channels = a->s.out_channels;
    if (mote_axis_filter(&a->s.y) * mote_axis_filter(&a->s.x) > MOTE_MVE_TAPS ||
        (!mote_conv_easy(a) && !mote_mve_can_end(multipliers, j.right, j.channels)))
        return 0;
    j.in = mote_rows_of(c, 0, (uint32_t)(a->s.x.in * j.channels));
    j.out = mote_rows_of(c, c->n_in, (uint32_t)(a->s.x.out * j.channels));
    j.y = middle_of(&a->s.y);
    j.x = middle_of(&a->s.x);
    j.block.zero = mote_conv_zero(a);
    j.block.min = a->min;
    j.block.max = a->max;
    j.block.nothing = -mote_conv_offset(a);
    walk(&j, c);
    return 1;
}

enum { TURNED = 640 }; /* bytes of filter on the stack */

/* Several outputs of a single channel, in a compiled model: there is no scratch for the filter. */
MOTE_APART int several_packed(const struct mote_call *c, const int32_t *multipliers, int32_t taps)
{
    const struct mote_conv_args *a = (const void *)c->args;
    int8_t filter[TURNED];
    if (taps > TURNED / a->depth) return 0;
    mote_mve_turn(filter, mote_in(c, 1), taps, a->depth);
    return mote_conv_mve(c, multipliers, filter, mote_extra(c, 0), 0);
}

/* The same with the filter in scratch, behind the patches, turned once an invoke. */
static int several(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const int32_t taps = mote_axis_filter(&a->s.y) * mote_axis_filter(&a->s.x);
    int8_t *patch = mote_extra(c, 0), *filter = patch + 4 * ((taps + 3) & ~3);
    if (a->depth > MOTE_MVE_TURNED_MAX) return 0;
    if (mote_conv_packed(a)) return several_packed(c, multipliers, taps);
    if (c->y0 == 0) mote_mve_turn(filter, mote_in(c, 1), taps, a->depth);
    return mote_conv_mve(c, multipliers, filter, patch, 0);
}

int mote_depthwise_conv_2d_mve_s8_folded(const struct mote_call *c, const int32_t *multipliers)
{
    return each(c, multipliers, 1);
}

int mote_depthwise_conv_2d_mve_s8(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_conv_args *a = (const void *)c->args;
    if (a->depth == 1) return each(c, multipliers, 0);
    return a->s.in_channels == 1 && several(c, multipliers);
}

#endif
