/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CONV_2D for int8, more than two pixels at a time (simd/blocks.h): those that are their own
 * patches (1x1), and those whose filters have rows of whole groups. The patch takes what scratch
 * there is for two and room on the stack, as much as the deepest kernels need anyway. conv_2d.c has
 * the same written for reading.
 */
#include "../base/inline.h"
#include "conv_blocks.h"

enum { POINTS_ROOM = 400, WINDOWS_ROOM = 256 };

/* How many pixels at a time, at least `least`, or 0. Runs of `unit` taps are not divided; if there
 * are several, both parts have some. */
static int32_t lay_out(struct mote_block_strip *w, int16_t *patch, int16_t *room, int32_t bytes,
                       int32_t taps, int32_t unit, int32_t least)
{
    const int32_t room_for_two = (int32_t)mote_block_bytes((uint32_t)taps);
    if (2 * least * taps - room_for_two > bytes) return 0; /* the usual reason, found soon */
    for (int32_t pixels = MOTE_BLOCK_WIDEST; pixels >= least; pixels--) {
        const int32_t each = 2 * pixels, all = taps * each;
        w->rest = room;
        w->first = room;
        w->split = taps;
        if (all <= bytes) return pixels;
        w->first = patch;
        w->split = room_for_two / (each * unit) * unit;
        if (w->split > 0 && w->split % 8 == 0 && all - w->split * each <= bytes) return pixels;
    }
    return 0;
}

/* Widens pixels k and those behind it, of n. */
MOTE_APART void fill_points(const struct mote_block_strip *w, const int8_t *from,
                            struct mote_block_some *s, int32_t offset, int32_t k, int32_t n)
{
    const int32_t all = s->n;
    if (w->split < all) {
        s->n = all - w->split;
        mote_block_widen_some(w->rest + 2 * k, from + w->split, s, offset, n);
        s->n = w->split;
    }
    mote_block_widen_some(w->first + 2 * k, from, s, offset, n);
    s->n = all;
}

/* How many of the pixels that are left come next: the last ones in even parts, so that none remains
 * alone. */
static int32_t next(int32_t left, int32_t most)
{
    if (left <= most) return left;
    return left < 2 * most ? (left + 1) / 2 : most;
}

static void run(const struct mote_block *b, const struct mote_block_strip *w, int8_t *const *ends,
                int32_t n)
{
    if (n > 2)
        mote_block_strip_s8(b, w, ends, n);
    else
        mote_block_pair_s8(b, ends[0] - 2 * b->pairs, ends[1] - 2 * b->pairs);
}

/* Row y of an operand. */
/* Pixels that are their own patches. */
MOTE_APART int points(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const struct mote_axis *y = &a->s.y;
    const int32_t depth = a->depth, channels = a->s.out_channels, width = a->s.x.out;
    const int32_t end = a->s.all_rows ? a->s.all_rows : c->y1;
    int32_t left = (end - c->y0) * width; /* pixels */
    int32_t n = 0, k = 0;                 /* k of n of them */
    int32_t out_y = c->y0, image = 0, most;
    struct mote_block_some some = {depth, 0, mote_axis_stride(&a->s.x) * depth, 2};
    struct mote_block b;
    struct mote_block_strip strip;
    struct mote_rows rows, out;
    int8_t *ends[MOTE_BLOCK_WIDEST];
    int16_t room[POINTS_ROOM / 2];
    if (depth != a->s.in_channels || left == 1 ||
        (most = lay_out(&strip, mote_extra(c, 0), room, POINTS_ROOM, depth, 8, 3)) == 0 ||
        !mote_conv_strip_block_of(&b, c, multipliers, depth))
        return 0;
    b.patch = mote_extra(c, 0);
    rows = mote_rows_of(c, 0, (uint32_t)(a->s.x.in * depth));
    out = mote_rows_of(c, c->n_in, (uint32_t)(width * channels));
    for (int32_t row = c->y0; row < end; row++, out_y++) {
        int8_t *to = mote_row(&out, row);
        const int8_t *in;
        if (out_y == y->out) { /* the next batch */
            out_y = 0;
            image += y->in;
        }
        in = mote_row(&rows, image + mote_axis_tap(y, out_y, 0));
        for (int32_t x = 0; x < width; x += some.rows, in += some.rows * some.pitch) {
            if (k == 0) {
                n = next(left, most);
                if (n == 2) strip.first = mote_extra(c, 0), strip.split = depth;
            }
            some.rows = n - k < width - x ? n - k : width - x;
            fill_points(&strip, in, &some, mote_conv_offset(a), k, n);
            for (const int32_t last = k + some.rows; k < last; k++) ends[k] = to += channels;
            if (k < n) continue;
            run(&b, &strip, ends, n);
            left -= n;
            k = 0;
        }
    }
    return 1;
}

/* What the pixels of a layer share. */
struct windows {
    const struct mote_conv_args *a;
    struct mote_rows in;
    struct mote_block_strip strip;
    int32_t run, height; /* taps in a row of the filter, rows */
    int32_t offset;
    struct mote_span rows; /* of the output row */
    int32_t first;         /* input row of the first of them */
};

/* Row i of the filter, for pixel k of n. */
static int16_t *row_of_patch(const struct windows *g, int32_t i, int32_t k, int32_t n)
{
    const int32_t tap = i * g->run, split = g->strip.split;
    return (tap < split ? g->strip.first + tap * n : g->strip.rest + (tap - split) * n) + 2 * k;
}

static void clear(int16_t *to, int32_t taps, int32_t n)
{
    for (; taps > 0; taps -= 4, to += 4 * n) to[0] = to[1] = to[2 * n] = to[2 * n + 1] = 0;
}

static void fill_window(const struct windows *g, int32_t out_x, int32_t k, int32_t n)
{
    const int32_t channels = g->a->s.in_channels, ring = (int32_t)g->in.ring;
    const int32_t tap = g->rows.tap, end = tap + g->rows.n;
    const struct mote_axis *x = &g->a->s.x;
    struct mote_span columns = {mote_axis_tap(x, out_x, 0), 0, mote_axis_filter(x)};
    int32_t i = 0;
    if (columns.at < 0 || columns.at + columns.n > x->in) mote_axis_span(x, out_x, &columns);
    for (; i < tap; i++) clear(row_of_patch(g, i, k, n), g->run, n);
    while (i < end) {
        const int32_t in_y = g->first + i - tap;
        const int8_t *from = (const int8_t *)mote_row(&g->in, in_y) + columns.at * channels;
        int16_t *to = row_of_patch(g, i, k, n);
        struct mote_block_some s = {g->run, 1, (int32_t)g->in.row_bytes, g->run * n};
        if (columns.n * channels == g->run) {
            const int32_t split = g->strip.split / g->run;
            s.rows = end - i;
            if (i < split && split - i < s.rows) s.rows = split - i;
            if (ring && ring - in_y % ring < s.rows) s.rows = ring - in_y % ring;
            mote_block_widen_some(to, from, &s, g->offset, n);
        } else {
            clear(to, g->run, n);
            for (int32_t e = columns.tap * channels; e < (columns.tap + columns.n) * channels; e++)
                to[mote_block_strip_place(e, n)] = (int16_t)(*from++ + g->offset);
        }
        i += s.rows;
    }
    for (; i < g->height; i++) clear(row_of_patch(g, i, k, n), g->run, n);
}

/* Filters with rows of whole groups. */
MOTE_APART int windows(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const struct mote_axis *y = &a->s.y;
    const int32_t channels = a->s.out_channels, width = a->s.x.out;
    int32_t left = ((a->s.all_rows ? a->s.all_rows : c->y1) - c->y0) * width, n = 0, k = 0;
    int32_t out_y = c->y0, image = 0, most;
    struct windows g;
    struct mote_rows out;
    struct mote_block b;
    int8_t *ends[MOTE_BLOCK_WIDEST];
    int16_t room[WINDOWS_ROOM / 2];
    g.run = mote_axis_filter(&a->s.x) * a->depth;
    g.height = mote_axis_filter(y);
    if (a->depth != a->s.in_channels || g.run % 4 || mote_axis_dilation(y) != 1 ||
        mote_axis_dilation(&a->s.x) != 1 || channels < 16 || left == 1 ||
        (most = lay_out(&g.strip, mote_extra(c, 0), room, WINDOWS_ROOM, g.run * g.height, g.run,
                        4)) == 0 ||
        !mote_conv_strip_block_of(&b, c, multipliers, g.run * g.height))
        return 0;
    g.a = a;
    g.in = mote_rows_of(c, 0, (uint32_t)(a->s.x.in * a->s.in_channels));
    g.offset = mote_conv_offset(a);
    out = mote_rows_of(c, c->n_in, (uint32_t)(width * channels));
    b.patch = mote_extra(c, 0);
    for (int32_t row = c->y0; left > 0; row++, out_y++) {
        int8_t *to = mote_row(&out, row);
        if (out_y == y->out) { /* the next batch */
            out_y = 0;
            image += y->in;
        }
        mote_axis_span(y, out_y, &g.rows);
        g.first = image + g.rows.at;
        for (int32_t x = 0; x < width; x++) {
            if (k == 0) {
                n = next(left, most);
                if (n == 2) g.strip.first = mote_extra(c, 0), g.strip.split = b.taps;
            }
            fill_window(&g, x, k, n);
            ends[k++] = to += channels;
            if (k < n) continue;
            run(&b, &g.strip, ends, n);
            left -= n;
            k = 0;
        }
    }
    return 1;
}

int mote_conv_2d_strips_s8(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_spatial *s = &((const struct mote_conv_args *)(const void *)c->args)->s;
    const int point = mote_axis_filter(&s->x) == 1 && mote_axis_filter(&s->y) == 1;
    return point ? points(c, multipliers) : windows(c, multipliers);
}
