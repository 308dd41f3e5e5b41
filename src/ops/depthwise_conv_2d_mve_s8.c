/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DEPTHWISE_CONV_2D for int8 with MVE (simd/mve.h), sixteen channels at a time, pixel by pixel.
 * Rows of the filter outside the image are left out; columns outside meet zero points. Several
 * outputs of a single channel are an ordinary convolution once the filter is turned.
 * depthwise_conv_2d.c has the same written for reading.
 */
#include "../simd/mve.h"
#include "conv_mve.h"

#if MOTE_SIMD_MVE

#include "conv_blocks.h"

struct job {
    const struct mote_conv_args *a;
    struct mote_rows in, out;
    struct mote_mve_channels channels;
    struct mote_mve_depthwise block;
    struct mote_span y;  /* rows of the filter that the block holds */
    int32_t first, last; /* columns of the output whose filter lies inside the image, or none */
    int32_t o;
    int8_t outside[MOTE_MVE_LANES]; /* zero points */
};

/* The block for another part of the filter. */
static void set_rows(struct job *j, const struct mote_span *y)
{
    const int32_t width = mote_axis_filter(&j->a->s.x), channels = j->channels.channels;
    struct mote_mve_channels part = j->channels;
    part.filter += y->tap * width * channels;
    part.taps = y->n * width;
    mote_mve_depthwise_begin(&j->block, &part, j->o);
    j->y.tap = y->tap;
    j->y.n = y->n;
}

/* Pixels of a row, all of which have the columns `x` of the filter inside the image; only one where
 * these are not all. */
static void run(struct job *j, const struct mote_span *y, const struct mote_span *x, int32_t image,
                int8_t *out, int32_t pixels)
{
    const struct mote_conv_args *a = j->a;
    const int32_t width = mote_axis_filter(&a->s.x), channels = j->channels.channels;
    const int8_t *in = (const int8_t *)mote_row(&j->in, image + y->at) + x->at * channels + j->o;
    const uint32_t origin = (uint32_t)(uintptr_t)in;
    const uint32_t outside = (uint32_t)(uintptr_t)j->outside - origin;
    const uint32_t step = (uint32_t)(mote_axis_dilation(&a->s.x) * channels);
    uint32_t *tap = j->block.taps;
    for (int32_t i = 0; i < y->n; i++) {
        const int8_t *row = (const int8_t *)mote_row(
                                &j->in, image + y->at + i * mote_axis_dilation(&a->s.y)) +
                            x->at * channels + j->o;
        uint32_t at = (uint32_t)(uintptr_t)row - origin;
        int32_t k = 0;
        for (; k < x->tap; k++) *tap++ = outside;
        for (; k < x->tap + x->n; k++, at += step) *tap++ = at;
        for (; k < width; k++) *tap++ = outside;
    }
    mote_mve_depthwise_s8(&j->block, in, out + j->o, pixels);
}

static void row(struct job *j, const struct mote_span *y, int32_t image, int8_t *out)
{
    const struct mote_axis *x = &j->a->s.x;
    const int32_t channels = j->channels.channels;
    if (y->tap != j->y.tap || y->n != j->y.n) set_rows(j, y);
    for (int32_t i = 0, n; i < x->out; i += n) {
        struct mote_span columns;
        mote_axis_span(x, i, &columns);
        n = i >= j->first && i <= j->last ? j->last + 1 - i : 1;
        run(j, y, &columns, image, out + i * channels, n);
    }
}

static void walk(struct job *j, const struct mote_call *c)
{
    const struct mote_axis *y = &j->a->s.y;
    const int32_t end = j->a->s.all_rows ? j->a->s.all_rows : c->y1;
    int32_t out_y = c->y0, image = 0;
    for (int32_t i = c->y0; i < end; i++, out_y++) {
        struct mote_span rows;
        if (out_y == y->out) { /* the next batch */
            out_y = 0;
            image += y->in;
        }
        mote_axis_span(y, out_y, &rows);
        row(j, &rows, image, mote_row(&j->out, i));
    }
}

static int each(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const struct mote_axis *x = &a->s.x;
    const int32_t channels = a->s.out_channels, stride = mote_axis_stride(x);
    const int32_t reach = (mote_axis_filter(x) - 1) * mote_axis_dilation(x) - mote_axis_pad(x);
    struct job j;
    j.a = a;
    j.channels.filter = mote_in(c, 1);
    j.channels.bias = mote_in_optional(c, 2);
    j.channels.multiplier = multipliers;
    j.channels.right = mote_conv_rights(a, multipliers);
    j.channels.channels = channels;
    j.channels.offset = mote_conv_offset(a);
    if (mote_axis_filter(&a->s.y) * mote_axis_filter(x) > MOTE_MVE_TAPS ||
        !mote_mve_can_end(multipliers, j.channels.right, channels))
        return 0;
    j.in = mote_rows_of(c, 0, (uint32_t)(x->in * channels));
    j.out = mote_rows_of(c, c->n_in, (uint32_t)(x->out * channels));
    j.first = (mote_axis_pad(x) + stride - 1) / stride;
    j.last = x->in > reach ? (x->in - 1 - reach) / stride : -1;
    if (j.last >= x->out) j.last = x->out - 1;
    j.block.zero = mote_conv_zero(a);
    j.block.min = a->min;
    j.block.max = a->max;
    j.block.in_step = stride * channels;
    j.block.out_step = channels;
    for (int i = 0; i < MOTE_MVE_LANES; i++) j.outside[i] = (int8_t)-mote_conv_offset(a);
    for (j.o = 0; j.o < channels; j.o += MOTE_MVE_LANES) {
        j.y.n = -1;
        walk(&j, c);
    }
    return 1;
}

/* Several outputs of a single channel. Scratch: the patches, then the filter. */
static int several(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const int32_t taps = mote_axis_filter(&a->s.y) * mote_axis_filter(&a->s.x);
    int8_t *patch = mote_extra(c, 0), *filter = patch + 4 * ((taps + 3) & ~3);
    if (c->y0 == 0) mote_conv_turn(filter, mote_in(c, 1), taps, a->depth);
    return mote_conv_mve(c, multipliers, filter, patch);
}

int mote_depthwise_conv_2d_mve_s8(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_conv_args *a = (const void *)c->args;
    if (a->depth == 1) return each(c, multipliers);
    return a->s.in_channels == 1 && several(c, multipliers);
}

#endif
