/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DEPTHWISE_CONV_2D for int8 with MVE (simd/mve.h), sixteen channels at a time. Pixels that have
 * the same taps inside the image are done together: those of the corners and edges, and all others.
 * Several outputs of a single channel are an ordinary convolution once the filter is turned.
 * depthwise_conv_2d.c has the same written for reading.
 */
#include "../simd/mve.h"
#include "conv_mve.h"

#if MOTE_SIMD_MVE

/* Outputs of an axis that have all taps inside the image: from the first to the last one, or none.
 */
struct middle {
    int32_t first, last;
};

struct job {
    const struct mote_conv_args *a;
    struct mote_rows in, out;
    struct mote_mve_channels channels;
    struct mote_mve_depthwise block;
    struct middle y, x;
    int32_t o;     /* first of the channels that are computed */
    int32_t ring;  /* rows of input or output are not all the same distance apart */
    int32_t alone; /* a row by itself may be computed as such */
    int8_t outside[MOTE_MVE_LANES]; /* zero points */
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

/* The taps that are inside the image. */
static void set_taps(struct job *j, int32_t image, const struct mote_span *y,
                     const struct mote_span *x)
{
    const struct mote_conv_args *a = j->a;
    const int32_t channels = j->channels.channels, width = mote_axis_filter(&a->s.x);
    const int32_t step = mote_axis_dilation(&a->s.x) * channels;
    const uint8_t *first = mote_row(&j->in, image + y->at);
    int32_t n = 0;
    for (int32_t i = 0; i < y->n; i++) {
        const uint8_t *row = mote_row(&j->in, image + y->at + i * mote_axis_dilation(&a->s.y));
        int32_t at = (int32_t)(row - first), filter = (y->tap + i) * width + x->tap;
        for (int32_t k = 0; k < x->n; k++, at += step, filter++, n++) {
            j->block.taps[n].in = at;
            j->block.taps[n].filter = filter * channels;
        }
    }
    mote_mve_depthwise_taps(&j->block, &j->channels, j->o, n);
}

/* Output i of a row by itself, some columns of whose filter are outside the image, not all: these
 * meet zero points. The block holds all columns; `in` is the address of the first one. */
static void edge(struct job *j, int32_t i, uint32_t in, int8_t *out)
{
    const struct mote_axis *x = &j->a->s.x;
    const int32_t width = mote_axis_filter(x), step = j->channels.channels;
    const int32_t outside = (int32_t)((uint32_t)(uintptr_t)j->outside - in);
    const int32_t all = 2 * j->block.pairs + j->block.singles;
    struct mote_mve_tap *taps = j->block.taps;
    struct mote_span inside;
    mote_axis_span(x, i, &inside);
    for (int32_t k = 0; k < width; k++) {
        if ((uint32_t)(k - inside.tap) < (uint32_t)inside.n) continue;
        for (int32_t n = k; n < all; n += width) taps[n].in = outside;
    }
    mote_mve_depthwise_s8(&j->block, in, out, 1);
    for (int32_t k = 0; k < width; k++) { /* as they were */
        const int32_t from_inside = k - inside.tap;
        if ((uint32_t)from_inside < (uint32_t)inside.n) continue;
        for (int32_t n = k; n < all; n += width)
            taps[n].in = taps[n - from_inside].in + from_inside * step;
    }
}

/* A row by itself: its edges are not worth blocks of their own. */
static void run_row(struct job *j, int32_t row, int32_t out_y, int32_t image)
{
    const struct mote_axis *x = &j->a->s.x;
    const int32_t channels = j->channels.channels;
    const struct mote_span all = {0, 0, mote_axis_filter(x)};
    int8_t *out = (int8_t *)mote_row(&j->out, row) + j->o;
    struct mote_span y;
    uint32_t in;
    mote_axis_span(&j->a->s.y, out_y, &y);
    set_taps(j, image, &y, &all);
    in = (uint32_t)(uintptr_t)mote_row(&j->in, image + y.at);
    in += (uint32_t)(j->o - mote_axis_pad(x) * channels);
    j->block.in_step = mote_axis_stride(x) * channels;
    j->block.out_step = channels;
    for (int32_t i = 0, n; i < x->out; i += n, out += n * channels) {
        n = 1;
        if (i < j->x.first || i > j->x.last) {
            edge(j, i, in, out);
        } else {
            n = j->x.last + 1 - i;
            mote_mve_depthwise_s8(&j->block, in, out, n);
        }
        in += (uint32_t)(n * j->block.in_step);
    }
}

/* `rows` rows from `row` on, which is out_y of its image. */
static void run(struct job *j, int32_t row, int32_t out_y, int32_t rows, int32_t image)
{
    const struct mote_conv_args *a = j->a;
    const int32_t channels = j->channels.channels;
    const int32_t in_step = mote_axis_stride(&a->s.x) * channels;
    const int32_t in_pitch = mote_axis_stride(&a->s.y) * (int32_t)j->in.row_bytes;
    const int32_t out_pitch = (int32_t)j->out.row_bytes;
    struct mote_mve_depthwise *block = &j->block;
    struct mote_span y, x;
    mote_axis_span(&a->s.y, out_y, &y);
    for (int32_t i = 0, n; i < a->s.x.out; i += n) {
        int8_t *out = (int8_t *)mote_row(&j->out, row) + i * channels + j->o;
        uint32_t in = (uint32_t)(uintptr_t)mote_row(&j->in, image + y.at);
        int32_t lines = rows;
        n = alike(&j->x, i);
        mote_axis_span(&a->s.x, i, &x);
        set_taps(j, image, &y, &x);
        in += (uint32_t)(x.at * channels + j->o);
        if (n == 1) { /* down the column */
            block->in_step = in_pitch;
            block->out_step = out_pitch;
            mote_mve_depthwise_s8(block, in, out, lines);
            continue;
        }
        block->in_step = in_step;
        block->out_step = channels;
        for (; lines > 0; lines--, in += (uint32_t)in_pitch, out += out_pitch)
            mote_mve_depthwise_s8(block, in, out, n);
    }
}

static void walk(struct job *j, const struct mote_call *c)
{
    const struct mote_axis *y = &j->a->s.y;
    const int32_t end = j->a->s.all_rows ? j->a->s.all_rows : c->y1;
    int32_t out_y = c->y0, image = 0;
    for (int32_t i = c->y0, n; i < end; i += n, out_y += n) {
        if (out_y == y->out) { /* the next batch */
            out_y = 0;
            image += y->in;
        }
        n = j->ring ? 1 : alike(&j->y, out_y);
        if (n > end - i) n = end - i;
        if (n == 1 && j->alone)
            run_row(j, i, out_y, image);
        else
            run(j, i, out_y, n, image);
    }
}

static int each(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const int32_t channels = a->s.out_channels;
    struct job j;
    j.a = a;
    j.channels.filter = mote_in(c, 1);
    j.channels.bias = mote_in_optional(c, 2);
    j.channels.multiplier = multipliers;
    j.channels.right = mote_conv_rights(a, multipliers);
    j.channels.channels = channels;
    j.channels.offset = mote_conv_offset(a);
    if (mote_axis_filter(&a->s.y) * mote_axis_filter(&a->s.x) > MOTE_MVE_TAPS ||
        (!mote_conv_easy(a) && !mote_mve_can_end(multipliers, j.channels.right, channels)))
        return 0;
    j.in = mote_rows_of(c, 0, (uint32_t)(a->s.x.in * channels));
    j.out = mote_rows_of(c, c->n_in, (uint32_t)(a->s.x.out * channels));
    j.ring = j.in.ring || j.out.ring;
    j.y = middle_of(&a->s.y);
    j.x = middle_of(&a->s.x);
    j.alone = mote_axis_dilation(&a->s.x) == 1 && j.x.last > j.x.first;
    for (int i = 0; i < MOTE_MVE_LANES; i++) j.outside[i] = (int8_t)-mote_conv_offset(a);
    j.block.zero = mote_conv_zero(a);
    j.block.min = a->min;
    j.block.max = a->max;
    for (j.o = 0; j.o < channels; j.o += MOTE_MVE_LANES) {
        mote_mve_depthwise_channels(&j.block, &j.channels, j.o);
        walk(&j, c);
    }
    return 1;
}

enum { TURNED = 640 }; /* bytes of filter on the stack */

/* Several outputs of a single channel, in a compiled model: there is no scratch for the filter. */
__attribute__((noinline)) static int several_packed(const struct mote_call *c,
                                                    const int32_t *multipliers, int32_t taps)
{
    const struct mote_conv_args *a = (const void *)c->args;
    int8_t filter[TURNED];
    if (taps > TURNED / a->depth) return 0;
    mote_mve_turn(filter, mote_in(c, 1), taps, a->depth);
    return mote_conv_mve(c, multipliers, filter, mote_extra(c, 0));
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
    return mote_conv_mve(c, multipliers, filter, patch);
}

int mote_depthwise_conv_2d_mve_s8(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_conv_args *a = (const void *)c->args;
    if (a->depth == 1) return each(c, multipliers);
    return a->s.in_channels == 1 && several(c, multipliers);
}

#endif
