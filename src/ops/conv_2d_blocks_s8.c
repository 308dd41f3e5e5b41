/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CONV_2D for int8 in blocks of two pixels by two channels (simd/blocks.h), for layers that allow
 * it: ordinary ones, without groups. Pixels are taken in pairs in the order of the output.
 * conv_2d.c has the same written for reading.
 */
#include "conv_gather.h"

/* 1x1: a pixel is its own patch. */
static void walk_points(const struct mote_call *c, const struct mote_gather *g,
                        const struct mote_conv_block *b)
{
    const struct mote_conv_args *a = g->a;
    const int32_t depth = a->depth, channels = a->s.out_channels, width = a->s.x.out;
    const int32_t offset = mote_conv_offset(a), step = mote_axis_stride(&a->s.x) * depth;
    const int32_t end = a->s.all_rows ? a->s.all_rows : c->y1;
    const struct mote_rows out = mote_rows_of(c, c->n_in, (uint32_t)(width * channels));
    const struct mote_block_rows point = {depth, 1, 0};
    const int8_t *waiting = NULL;
    int8_t *waiting_out = NULL;
    int32_t out_y = c->y0, image = 0;
    for (int32_t row = c->y0; row < end; row++, out_y++) {
        const int8_t *in;
        int8_t *to = mote_row(&out, row);
        if (out_y == a->s.y.out) { /* the next batch */
            out_y = 0;
            image += a->s.y.in;
        }
        in = mote_row(&g->in, image + mote_axis_tap(&a->s.y, out_y, 0));
        for (int32_t n = width; n > 0; n--, in += step, to += channels) {
            if (!waiting) {
                waiting = in;
                waiting_out = to;
                continue;
            }
            mote_block_widen_pair(g->patch, waiting, in, point, offset);
            mote_conv_block_run(b, waiting_out, to);
            waiting = NULL;
        }
    }
    if (!waiting) return;
    if (b->single) {
        mote_block_widen_vector(g->patch, waiting, depth, offset);
        mote_conv_block_single(b, g->patch, waiting_out);
        return;
    }
    mote_block_widen_pair(g->patch, waiting, waiting, point, offset);
    mote_conv_block_run(b, waiting_out, waiting_out);
}

int mote_conv_2d_blocks_s8(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_conv_args *a = (const void *)c->args;
    struct mote_conv_block b;
    struct mote_gather g;
    if (a->depth != a->s.in_channels || !mote_gather_of(&g, c, mote_extra(c, 0)) ||
        !mote_conv_block_of(&b, c, multipliers, g.taps))
        return 0;
    b.block.patch = g.patch;
    if (g.taps == a->depth && g.taps % 4 == 0)
        walk_points(c, &g, &b);
    else
        mote_gather_walk(&g, c, &b);
    return 1;
}
