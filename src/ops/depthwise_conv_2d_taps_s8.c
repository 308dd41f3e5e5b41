/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DEPTHWISE_CONV_2D for int8 with one output for each input channel and any filter, four channels
 * at a time (simd/blocks.h). depthwise_conv_2d.c has the same written for reading.
 */
#include "conv_blocks.h"

struct job {
    struct mote_block_taps taps;
    const struct mote_conv_args *a;
};

/* One run of n taps, from tap `tap` of `axis` rows on. */
static void add_run(struct mote_block_taps *t, int32_t in, int32_t filter, int32_t n)
{
    t->run[t->runs].in = in;
    t->run[t->runs].filter = filter;
    t->run[t->runs].n = n;
    t->runs++;
}

static void pixel(struct mote_pixel *p)
{
    struct job *j = p->job;
    struct mote_block_taps *t = &j->taps;
    const struct mote_conv_args *a = j->a;
    const int32_t channels = a->s.out_channels, width = mote_axis_filter(&a->s.x);
    const int32_t filter_row = width * channels;
    t->runs = 0;
    t->in = (const int8_t *)p->in.data + p->x.at * channels;
    t->filter_step = channels;
    t->in_step = mote_axis_dilation(&a->s.x) * channels;
    for (int32_t i = 0; i < p->y.n; i++) {
        const int32_t y = p->image + p->y.at + i * mote_axis_dilation(&a->s.y);
        const int32_t in = (int32_t)((const uint8_t *)mote_row(&p->in, y) - p->in.data);
        const int32_t filter = (p->y.tap + i) * filter_row + p->x.tap * channels;
        const int32_t n = t->runs - 1,
                      pitch = mote_axis_dilation(&a->s.y) * (int32_t)p->in.row_bytes;
        if (p->x.n == 1 && n >= 0 && in == t->run[n].in + t->run[n].n * pitch)
            t->run[n].n++; /* goes on down the column */
        else if (p->x.n > 0)
            add_run(t, in, filter, p->x.n);
    }
    if (p->x.n == 1) {
        t->filter_step = filter_row;
        t->in_step = mote_axis_dilation(&a->s.y) * (int32_t)p->in.row_bytes;
    }
    mote_block_taps_s8(t, 0, channels, p->out);
}

int mote_depthwise_conv_2d_taps_s8(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_conv_args *a = (const void *)c->args;
    struct job j;
    struct mote_block_taps *t = &j.taps;
    j.a = a;
    t->filter = mote_in(c, 1);
    t->bias = mote_in_optional(c, 2);
    t->multiplier = multipliers;
    t->right = mote_conv_rights(a, multipliers);
    t->offset = mote_conv_offset(a);
    t->twice_zero = 2 * mote_conv_zero(a) + 1;
    if (a->depth != 1 || a->s.out_channels % 4 != 0 || !t->bias || a->max - a->min != 255 ||
        mote_axis_filter(&a->s.y) > MOTE_BLOCK_RUNS ||
        mote_axis_filter(&a->s.y) * mote_axis_filter(&a->s.x) > MOTE_BLOCK_TAPS_MAX)
        return 0;
    for (int32_t o = 0; o < a->s.out_channels && !mote_conv_easy(a); o++) {
        if (!mote_block_bias_small(t->bias[o]) || (t->right[o] < 0 && multipliers[o])) return 0;
    }
    mote_spatial_walk(c, 1, pixel, &j);
    return 1;
}
