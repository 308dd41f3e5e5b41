/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CONV_2D with float activations and int8 or int4 weights, as converters make it that quantise
 * weights only:
 *     output[.., o] = activation(bias[o] + scale[o] * s * sum of filter * (q - zero))
 * where the image is q, s, zero: quantised when it is there (base/dynamic.h), symmetrically where
 * all filters have one scale and there are no groups. Source of the arithmetic: TensorFlow Lite's
 * EvalHybrid and EvalHybridPerChannel of conv.cc.
 */
#include "../base/mem.h"
#include "../base/weights.h"
#include "../simd/simd.h"
#include "conv_hybrid.h"

static const struct mote_conv_form form = {
    .bias = {.operand = 2, .wide = MOTE_INT64, .other = MOTE_INT32, .option = 6},
    .input = 0,
    .channel_axis = 0,
    .activation = 3,
    .dilation = 4,
};

static uint32_t taps_of(const struct mote_conv_args *a)
{
    return (uint32_t)mote_axis_filter(&a->s.y) * (uint32_t)mote_axis_filter(&a->s.x) *
           (uint32_t)a->depth;
}

int mote_prep_conv_2d_hybrid(struct mote_prep *p, void *words)
{
    struct mote_conv_args *a = words;
    struct mote_tensor in, filter, out;
    int32_t groups;
    int e, asymmetric;
    if ((e = mote_prep_conv_hybrid(p, &form, a, &in, &filter, &out)) != 0) return e;
    a->depth = mote_tensor_dim(&filter, 3);
    groups = a->s.in_channels / a->depth;
    if (groups * a->depth != a->s.in_channels || a->s.out_channels % groups != 0)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 1, a->s.in_channels, a->depth);
    asymmetric = groups > 1;
    for (int i = 1; i < filter.n_scales; i++)
        if (mote_tensor_scale_bits(&filter, i) != mote_tensor_scale_bits(&filter, 0))
            asymmetric = 1;
    a->zeros = mote_halves(asymmetric, mote_high_half(a->zeros));
    return mote_prep_scratch(p, 2 * taps_of(a));
}

struct job {
    struct mote_conv_hybrid h;
    int16_t *patch;
    int32_t taps;
};

/* The window, widened, the zero point taken off: zeros outside the image. */
static void gather(const struct job *j, const struct mote_pixel *p, int32_t channel)
{
    const struct mote_conv_args *a = j->h.a;
    const struct mote_axis *y = &a->s.y, *x = &a->s.x;
    const int32_t row = mote_axis_filter(x) * a->depth;
    int16_t *to = j->patch + p->y.tap * row + p->x.tap * a->depth;
    if (p->y.n < mote_axis_filter(y) || p->x.n < mote_axis_filter(x))
        memset(j->patch, 0, 2 * (uint32_t)j->taps);
    for (int32_t i = 0; i < p->y.n; i++, to += row) {
        const int8_t *from = mote_row(&j->h.rows, p->y.at + i * mote_axis_dilation(y));
        from += p->x.at * a->s.in_channels + channel;
        for (int32_t k = 0; k < p->x.n; k++)
            mote_widen_s8(to + k * a->depth, from + k * mote_axis_dilation(x) * a->s.in_channels,
                          a->depth, -j->h.how.zero);
    }
}

static uint32_t dot_s4(const struct job *j, int32_t o)
{
    uint32_t acc = 0, f = (uint32_t)(o * j->taps);
    for (int32_t i = 0; i < j->taps; i++)
        acc += (uint32_t)(j->patch[i] * mote_weight_s4(j->h.filter, f + (uint32_t)i));
    return acc;
}

static void pixel(struct mote_pixel *p)
{
    struct job *j = p->job;
    const struct mote_conv_args *a = j->h.a;
    const int32_t groups = a->s.in_channels / a->depth, outputs = a->s.out_channels / groups;
    float *out = p->out;
    mote_conv_hybrid_rows(&j->h, p);
    for (int32_t o = 0; o < a->s.out_channels; o++) {
        uint32_t acc[2];
        if (o % outputs == 0) gather(j, p, o / outputs * a->depth);
        if (mote_conv_four_bits(a)) {
            acc[0] = dot_s4(j, o);
        } else {
            const int8_t *f = (const int8_t *)j->h.filter + o * j->taps;
            const int two = (o + 1) % outputs != 0;
            mote_dot_1x2_s8(j->patch, f, two ? f + j->taps : f, j->taps, acc);
            if (two) {
                out[o] = mote_conv_hybrid_end(&j->h, acc[0], o);
                acc[0] = acc[1];
                o++;
            }
        }
        out[o] = mote_conv_hybrid_end(&j->h, acc[0], o);
    }
}

int mote_conv_2d_hybrid(const struct mote_call *c)
{
    struct job j;
    mote_conv_hybrid_begin(c, &j.h);
    j.patch = mote_extra(c, 1);
    j.taps = (int32_t)taps_of(j.h.a);
    mote_spatial_walk(c, 4, pixel, &j);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_HYBRID, mote_conv_2d_hybrid}, {0, NULL}};

const struct mote_op mote_op_conv_2d_hybrid = {
    .code = 3,
    .args_words = sizeof(struct mote_conv_args) / 4,
    .kernels = kernels,
    .prepare = mote_prep_conv_2d_hybrid,
};
