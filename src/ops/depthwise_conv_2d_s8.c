/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DEPTHWISE_CONV_2D for int8, the quick one. Four channels at a time, over the taps that lie inside
 * the image: no tap is ever checked, at the edges there are just fewer. With several outputs for
 * each input channel (the first layer of many nets has one channel) the channel's patch is gathered
 * as a convolution does, and four outputs take it at a time. depthwise_conv_2d.c has the same
 * written for reading.
 */
#include "../simd/simd.h"
#include "conv.h"
#include "conv_blocks.h"
#include "conv_mve.h"
#include "conv_plain.h"
#include "conv_vectors.h"

struct job {
    const struct mote_conv_args *a;
    const int8_t *filter;
    const int32_t *bias, *multiplier;
    int16_t *patch;
};

/* Accumulators of outputs o to o + n - 1 become outputs. What the loop reads is copied first: its
 * byte stores might alias anything. */
static void finish(const struct job *j, const uint32_t *acc, int32_t o, int32_t n, int8_t *out)
{
    const struct mote_conv_args *a = j->a;
    const int32_t twice_zero = 2 * mote_conv_zero(a) + 1, min = a->min, max = a->max, end = o + n;
    const int32_t *multipliers = j->multiplier, *biases = j->bias;
    const int8_t *rights = mote_conv_rights(a, multipliers);
    for (; o < end; o++) {
        const uint32_t bias = biases ? (uint32_t)biases[o] : 0u;
        out[o] =
            (int8_t)mote_rescale_s8(*acc++ + bias, multipliers[o], rights[o], twice_zero, min, max);
    }
}

/* Outputs left over when there are not four, one by one from `o` on. */
static void rest(const struct mote_pixel *p, int32_t o, int32_t outputs)
{
    const struct job *j = p->job;
    const struct mote_conv_args *a = j->a;
    const int32_t channels = a->s.out_channels;
    for (; outputs > 0; outputs--, o++) {
        uint32_t acc = 0;
        for (int32_t i = 0; i < p->y.n; i++) {
            const int8_t *in =
                mote_row(&p->in, p->image + p->y.at + i * mote_axis_dilation(&a->s.y));
            const int8_t *f =
                j->filter + ((p->y.tap + i) * mote_axis_filter(&a->s.x) + p->x.tap) * channels + o;
            in += p->x.at * a->s.in_channels + o / a->depth;
            for (int32_t k = 0; k < p->x.n;
                 k++, f += channels, in += mote_axis_dilation(&a->s.x) * a->s.in_channels)
                acc += (uint32_t)(*f * (*in + mote_conv_offset(a)));
        }
        finish(j, &acc, o, 1, p->out);
    }
}

/* One output for each input channel. */
static void pixel_single(struct mote_pixel *p)
{
    const struct job *j = p->job;
    const struct mote_conv_args *a = j->a;
    const int32_t channels = a->s.out_channels, offset = mote_conv_offset(a), taps = p->x.n,
                  rows = taps > 0 ? p->y.n : 0;
    const int32_t x_step = mote_axis_dilation(&a->s.x) * channels;
    const int32_t width = mote_axis_filter(&a->s.x);
    const int8_t *in = (const int8_t *)p->in.data + p->x.at * channels;
    const int8_t *f = j->filter + (p->y.tap * width + p->x.tap) * channels;
    const uint32_t first = (uint32_t)((uint8_t *)mote_row(&p->in, p->image + p->y.at) - p->in.data);
    const uint32_t step = (uint32_t)mote_axis_dilation(&a->s.y) * p->in.row_bytes;
    const uint32_t wrap = p->in.ring ? p->in.ring * p->in.row_bytes : UINT32_MAX;
    int32_t o = 0;
    for (; o + 4 <= channels; o += 4, in += 4, f += 4) {
        uint32_t acc[4] = {0, 0, 0, 0}, sums[4];
        const int8_t *w = f;
        uint32_t row = first;
        for (int32_t i = rows; i > 0; i--) {
            mote_mac_channels_s8(acc, in + row, x_step, w, channels, taps, offset);
            w += width * channels;
            row += step;
            if (row >= wrap) row -= wrap;
        }
        for (int k = 0; k < 4; k++) sums[k] = acc[k];
        finish(j, sums, o, 4, p->out);
    }
    rest(p, o, channels - o);
}

/* Several outputs for each input channel. */
static void pixel_multiple(struct mote_pixel *p)
{
    const struct job *j = p->job;
    const struct mote_conv_args *a = j->a;
    const int32_t taps = mote_axis_filter(&a->s.y) * mote_axis_filter(&a->s.x);
    for (int32_t channel = 0; channel < a->s.in_channels; channel++) {
        int32_t o = channel * a->depth, left = a->depth;
        if (left >= 4) mote_conv_gather(p, a, 1, channel, j->patch);
        for (; left >= 4; left -= 4, o += 4) {
            uint32_t acc[4];
            mote_dot_columns_s8(j->patch, j->filter + o, a->s.out_channels, taps, acc);
            finish(j, acc, o, 4, p->out);
        }
        rest(p, o, left);
    }
}

/* The kernel for this machine. Returns 0, having done nothing, if there is none for the layer. */
static int by_machine(const struct mote_call *c, const int32_t *multipliers)
{
#if MOTE_SIMD_VECTORS
    if (mote_depthwise_conv_2d_vectors_s8(c, mote_vectors_best())) return 1;
#endif
    if (MOTE_SIMD_MVE && mote_depthwise_conv_2d_mve_s8(c, multipliers)) return 1;
    if (!MOTE_FAST) return 0;
    return mote_depthwise_conv_2d_3x3_s8(c, multipliers) ||
#if MOTE_PLAIN_LINES && MOTE_PLAIN_IMAGES
           mote_depthwise_conv_2d_line_s8(c, multipliers) ||
           mote_depthwise_conv_2d_image_s8(c, multipliers, 0) ||
#endif
           (MOTE_SIMD_PLAIN ? mote_depthwise_conv_2d_plain_s8(c, multipliers)
                            : mote_depthwise_conv_2d_blocks_s8(c, multipliers)) ||
           mote_depthwise_conv_2d_taps_s8(c, multipliers);
}

int mote_depthwise_conv_2d_s8(const struct mote_call *c)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const int32_t *multipliers = mote_conv_multipliers(c, 1);
    struct job j;
    if (by_machine(c, multipliers)) return 0;
    j.a = a;
    j.filter = mote_in(c, 1);
    j.bias = mote_in_optional(c, 2);
    j.multiplier = multipliers;
    j.patch = mote_extra(c, 0);
    mote_spatial_walk(c, 1, a->depth == 1 ? pixel_single : pixel_multiple, &j);
    return 0;
}
