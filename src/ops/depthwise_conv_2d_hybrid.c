/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DEPTHWISE_CONV_2D with float activations and int8 or int4 weights:
 *     output[.., o] = activation(bias[o] + scale[o] * s * sum of filter * (q - zero))
 * where the image is q, s, zero: quantised asymmetrically when it is there (base/dynamic.h). Source
 * of the arithmetic: TensorFlow Lite's DepthwiseConvHybridPerChannel.
 */
#include "../base/weights.h"
#include "../simd/simd.h"
#include "conv_hybrid.h"

static const struct mote_conv_form form = {
    .bias = {.operand = 2, .wide = MOTE_INT64, .other = MOTE_INT64},
    .input = 0,
    .channel_axis = 3,
    .activation = 4,
    .dilation = 5,
};

enum { FIELD_DEPTH_MULTIPLIER = 3 };

int mote_prep_depthwise_conv_2d_hybrid(struct mote_prep *p, void *words)
{
    struct mote_conv_args *a = words;
    struct mote_tensor in, filter, out;
    const int32_t depth = mote_option_i32(p, FIELD_DEPTH_MULTIPLIER, 0);
    int e;
    if ((e = mote_prep_conv_hybrid(p, &form, a, &in, &filter, &out)) != 0) return e;
    if ((e = mote_prep_dim(p, 1, &filter, 0, 1)) != 0) return e;
    a->depth = a->s.out_channels / a->s.in_channels;
    if (a->depth * a->s.in_channels != a->s.out_channels)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 1, a->s.in_channels,
                              a->s.out_channels);
    if (depth == a->depth) return 0;
    return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_OPTION, -1, a->depth, depth);
}

/* Sums of outputs o and on, n of them: 4 if each input channel has one and weights have 8 bits,
 * else 1. */
static void sums(const struct mote_conv_hybrid *h, const struct mote_pixel *p, int32_t o, int32_t n,
                 uint32_t acc[4])
{
    const struct mote_conv_args *a = h->a;
    const int32_t channels = a->s.out_channels, width = mote_axis_filter(&a->s.x);
    const int32_t x_step = mote_axis_dilation(&a->s.x) * a->s.in_channels;
    for (int k = 0; k < 4; k++) acc[k] = 0;
    for (int32_t i = 0; i < p->y.n && p->x.n > 0; i++) {
        const int8_t *in = mote_row(&h->rows, p->y.at + i * mote_axis_dilation(&a->s.y));
        int32_t f = ((p->y.tap + i) * width + p->x.tap) * channels + o;
        in += p->x.at * a->s.in_channels + o / a->depth;
        if (n == 4) {
            mote_mac_channels_s8(acc, in, x_step, (const int8_t *)h->filter + f, channels, p->x.n,
                                 -h->how.zero);
            continue;
        }
        for (int32_t k = 0; k < p->x.n; k++, f += channels, in += x_step) {
            const int32_t w = mote_conv_four_bits(a) ? mote_weight_s4(h->filter, (uint32_t)f)
                                                     : ((const int8_t *)h->filter)[f];
            acc[0] += (uint32_t)(w * (*in - h->how.zero));
        }
    }
}

static void pixel(struct mote_pixel *p)
{
    struct mote_conv_hybrid *h = p->job;
    const int32_t channels = h->a->s.out_channels;
    const int32_t most = h->a->depth == 1 && !mote_conv_four_bits(h->a) ? 4 : 1;
    float *out = p->out;
    mote_conv_hybrid_rows(h, p);
    for (int32_t o = 0, n; o < channels; o += n) {
        uint32_t acc[4];
        n = channels - o < most ? 1 : most;
        sums(h, p, o, n, acc);
        for (int32_t k = 0; k < n; k++) out[o + k] = mote_conv_hybrid_end(h, acc[k], o + k);
    }
}

int mote_depthwise_conv_2d_hybrid(const struct mote_call *c)
{
    struct mote_conv_hybrid h;
    mote_conv_hybrid_begin(c, &h);
    mote_spatial_walk(c, 4, pixel, &h);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_HYBRID, mote_depthwise_conv_2d_hybrid},
                                             {0, NULL}};

const struct mote_op mote_op_depthwise_conv_2d_hybrid = {
    .code = 4,
    .args_words = sizeof(struct mote_conv_args) / 4,
    .kernels = kernels,
    .prepare = mote_prep_depthwise_conv_2d_hybrid,
};
