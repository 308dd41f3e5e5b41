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
    int32_t step;                   /* bytes between columns of the filter */
    int8_t outside[MOTE_MVE_LANES]; /* zero points */
};

/* Where the taps of a row of the filter are: *tap and those behind it, a step from each other. */
static uint32_t *set_taps(const struct job *j, uint32_t *tap, uint32_t at)
{
    for (int32_t n = mote_axis_filter(&j->a->s.x); n > 0; n--, at += (uint32_t)j->step)
        *tap++ = at;
    return tap;
}

/* The block for another part of the filter. */
static void set_rows(struct job *j, const struct mote_span *y)
{
    const int32_t width = mote_axis_filter(&j->a->s.x), channels = j->channels.channels;
    const uint32_t pitch = (uint32_t)mote_axis_dilation(&j->a->s.y) * j->in.row_bytes;
    struct mote_mve_channels part = j->channels;
    uint32_t *tap = j->block.taps;
    part.filter += y->tap * width * channels;
    part.taps = y->n * width;
    mote_mve_depthwise_begin(&j->block, &part, j->o);
    for (int32_t i = 0; i < y->n; i++) tap = set_taps(j, tap, (uint32_t)i * pitch);
    j->y.tap = y->tap;
    j->y.n = y->n;
}

/* Rows of a ring are not always the same distance apart. */
static void set_ring(struct job *j, const struct mote_span *y, int32_t image)
{
    const uint8_t *first = mote_row(&j->in, image + y->at);
    uint32_t *tap = j->block.taps;
    for (int32_t i = 0; i < y->n; i++) {
        const uint8_t *row = mote_row(&j->in, image + y->at + i * mote_axis_dilation(&j->a->s.y));
        tap = set_taps(j, tap, (uint32_t)(row - first));
    }
}

/* Output i of a row, some columns of whose filter are outside the image, not all; `in` is the
 * address of the first column. */
static void edge(struct job *j, int32_t i, uint32_t in, int8_t *out)
{
    const struct mote_axis *x = &j->a->s.x;
    const int32_t width = mote_axis_filter(x), all = j->y.n * width;
    uint32_t *taps = j->block.taps;
    struct mote_span inside;
    mote_axis_span(x, i, &inside);
    for (int32_t k = 0; k < width; k++) {
        if (k == inside.tap) k += inside.n;
        for (int32_t n = k; n < all && k < width; n += width)
            taps[n] = (uint32_t)(uintptr_t)j->outside - in;
    }
    mote_mve_depthwise_s8(&j->block, in, out, 1);
    for (int32_t k = 0; k < width; k++) {
        const uint32_t from_inside = (uint32_t)((k - inside.tap) * j->step);
        for (int32_t n = 0; n < all; n += width) taps[n + k] = taps[n + inside.tap] + from_inside;
    }
}

static void row(struct job *j, const struct mote_span *y, int32_t image, int8_t *out)
{
    const struct mote_axis *x = &j->a->s.x;
    const int32_t channels = j->channels.channels;
    uint32_t in = (uint32_t)(uintptr_t)mote_row(&j->in, image + y->at);
    if (y->tap != j->y.tap || y->n != j->y.n) set_rows(j, y);
    if (j->in.ring) set_ring(j, y, image);
    in += (uint32_t)(j->o - mote_axis_pad(x) * channels);
    out += j->o;
    for (int32_t i = 0; i < x->out;) {
        int32_t n = 1;
        if (i >= j->first && i <= j->last) {
            n = j->last + 1 - i;
            mote_mve_depthwise_s8(&j->block, in, out, n);
        } else {
            edge(j, i, in, out);
        }
        i += n;
        in += (uint32_t)(n * j->block.in_step);
        out += n * channels;
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
        (mote_axis_dilation(x) > 1 && mote_axis_pad(x)) || /* all columns may be outside */
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
    j.step = mote_axis_dilation(x) * channels;
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
