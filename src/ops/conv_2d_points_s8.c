/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CONV_2D for int8 whose pixels are their own patches (1x1), several at a time (simd/blocks.h).
 * Their patch takes what scratch there is for two and room on the stack. conv_2d.c has the same
 * written for reading.
 */
#include "conv_blocks.h"

enum { ROOM = 400 };

/* How many pixels at a time; more than two, or none. */
static int32_t lay_out(struct mote_block_wide *w, int16_t *patch, int16_t *room, int32_t taps)
{
    for (int32_t pixels = MOTE_BLOCK_WIDEST; pixels > 2; pixels--) {
        const int32_t each = 2 * pixels, all = taps * each;
        w->rest = room;
        w->first = room;
        w->split = taps;
        if (all <= ROOM) return pixels;
        w->first = patch;
        w->split = (int32_t)mote_block_bytes((uint32_t)taps) / each & ~7;
        if (all - w->split * each <= ROOM) return pixels;
    }
    return 0;
}

/* Widens pixels k and those behind it, of n. */
static void fill(const struct mote_block_wide *w, const int8_t *from, struct mote_block_rows *r,
                 int32_t offset, int32_t k, int32_t n)
{
    const int32_t all = r->n;
    if (w->split < all) {
        r->n = all - w->split;
        mote_block_widen_some(w->rest + 2 * k, from + w->split, r, offset, n);
        r->n = w->split;
    }
    mote_block_widen_some(w->first + 2 * k, from, r, offset, n);
    r->n = all;
}

static void run(const struct mote_block *b, const struct mote_block_wide *w, int8_t *const *ends,
                int32_t n)
{
    if (n > 2)
        mote_block_wide_s8(b, w, ends, n);
    else
        mote_block_pair_s8(b, ends[0] - 2 * b->pairs, ends[1] - 2 * b->pairs);
}

int mote_conv_2d_points_s8(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const struct mote_axis *y = &a->s.y;
    const int32_t depth = a->depth, channels = a->s.out_channels, width = a->s.x.out;
    const int32_t end = a->s.all_rows ? a->s.all_rows : c->y1;
    int32_t left = (end - c->y0) * width, n = 0, k = 0; /* k of n pixels, of all that are left */
    int32_t out_y = c->y0, image = 0, most;
    struct mote_block_rows some = {depth, 0, mote_axis_stride(&a->s.x) * depth};
    struct mote_block b;
    struct mote_block_wide wide;
    int8_t *ends[MOTE_BLOCK_WIDEST];
    int16_t room[ROOM / 2];
    if (depth != a->s.in_channels || mote_axis_filter(&a->s.x) != 1 || mote_axis_filter(y) != 1 ||
        left == 1 || !mote_conv_wide_block_of(&b, c, multipliers, depth) ||
        (most = lay_out(&wide, mote_extra(c, 0), room, depth)) == 0)
        return 0;
    b.patch = mote_extra(c, 0);
    for (int32_t row = c->y0; row < end; row++, out_y++) {
        const struct mote_rows ins = mote_rows_of(c, 0, (uint32_t)(a->s.x.in * depth));
        const struct mote_rows outs = mote_rows_of(c, c->n_in, (uint32_t)(width * channels));
        const int8_t *in;
        int8_t *to = mote_row(&outs, row);
        if (out_y == y->out) { /* the next batch */
            out_y = 0;
            image += y->in;
        }
        in = mote_row(&ins, image + mote_axis_tap(y, out_y, 0));
        for (int32_t x = 0; x < width; x += some.rows, in += some.rows * some.pitch) {
            if (k == 0) {
                n = left < most ? left : most;
                if (left - n == 1) n--; /* none remains alone */
                if (n == 2) wide.first = mote_extra(c, 0), wide.split = depth;
            }
            some.rows = n - k < width - x ? n - k : width - x;
            fill(&wide, in, &some, mote_conv_offset(a), k, n);
            for (const int32_t last = k + some.rows; k < last; k++) ends[k] = to += channels;
            if (k < n) continue;
            run(&b, &wide, ends, n);
            left -= n;
            k = 0;
        }
    }
    return 1;
}
