/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CONV_2D
 *     output[b, y, x, o] = activation(bias[o] + sum over tap (i, j) and channel k of
 *         filter[o, i, j, k] * input[b, at(y, i), at(x, j), group(o) * depth + k])
 *     at(y, i) = y * stride - pad + i * dilation; outside the image there are zeros
 * The filter's depth divides the input's channels: each of the groups of outputs reads its own part
 * of them. Source of the arithmetic: TensorFlow Lite's reference_integer_ops::ConvPerChannel and
 * reference_ops::Conv.
 */
#include "../base/fixed.h"
#include "../base/weights.h"
#include "conv_hybrid.h"
#include "readable.h"

static const struct mote_conv_form form = {
    .bias = {.operand = 2, .wide = MOTE_INT64, .other = MOTE_INT32, .option = 6},
    .input = 0,
    .channel_axis = 0,
    .activation = 3,
    .dilation = 4,
};

static int prepare(struct mote_prep *p, void *words)
{
    struct mote_conv_args *a = words;
    struct mote_tensor in, filter, out;
    uint32_t taps;
    int32_t groups;
    int e;
    if ((e = mote_prep_conv(p, &form, a, &in, &filter, &out)) != 0) return e;
    if ((e = mote_prep_spatial(p, &a->s, &in, &out)) != 0) return e;
    a->depth = mote_tensor_dim(&filter, 3);
    groups = a->s.in_channels / a->depth;
    if (groups * a->depth != a->s.in_channels)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 1, a->s.in_channels, a->depth);
    if (a->s.out_channels % groups != 0)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 1, groups, a->s.out_channels);
    if (in.type == MOTE_FLOAT32) return 0;
    /* int16 patches of two pixels, in whole groups of four (simd/blocks.h), and where rows of taps
     * are none room for a pixel's bytes; groups of channels have patches of one pixel. */
    taps = (uint32_t)mote_axis_filter(&a->s.y) * (uint32_t)mote_axis_filter(&a->s.x) *
           (uint32_t)a->depth;
    taps = ((taps + 3) & ~3u) * (groups > 1 ? 2 : mote_axis_filter(&a->s.x) * a->depth & 3 ? 5 : 4);
    if ((e = mote_prep_patch(p, in.type == MOTE_INT8 ? taps : 0)) != 0) return e;
    return mote_prep_multipliers(p, a, a->s.out_channels);
}

/* What the kernels below carry from pixel to pixel. */
struct job {
    const struct mote_conv_args *a;
    const void *filter, *bias;
    const int32_t *multiplier;
};

static struct job job_of(const struct mote_call *c, int integers)
{
    struct job j;
    j.a = (const void *)c->args;
    j.filter = mote_in(c, 1);
    j.bias = mote_in_optional(c, 2);
    j.multiplier = integers ? mote_conv_multipliers(c, 1) : NULL;
    return j;
}

/* Where the filter of output o begins, and its first input channel. */
static uint32_t filter_of(const struct mote_conv_args *a, int32_t o, int32_t *channel)
{
    const int32_t groups = a->s.in_channels / a->depth;
    *channel = o / (a->s.out_channels / groups) * a->depth;
    return (uint32_t)(o * mote_axis_filter(&a->s.y) * mote_axis_filter(&a->s.x) * a->depth);
}

/* Reference for int8 activations: weights of 8 or 4 bits, every tap checked. */
static void pixel_ref(struct mote_pixel *p, int four_bits)
{
    const struct job *j = p->job;
    const struct mote_conv_args *a = j->a;
    const struct mote_axis *y = &a->s.y, *x = &a->s.x;
    const int32_t channels = a->s.out_channels;
    const int8_t *right = mote_conv_rights(a, j->multiplier);
    int8_t *out = p->out;
    for (int32_t o = 0; o < channels; o++) {
        int32_t acc = j->bias ? ((const int32_t *)j->bias)[o] : 0, channel;
        uint32_t f = filter_of(a, o, &channel);
        for (int32_t i = 0; i < mote_axis_filter(y); i++) {
            for (int32_t k = 0; k < mote_axis_filter(x); k++, f += (uint32_t)a->depth) {
                const int32_t in_y = mote_axis_tap(y, p->out_y, i);
                const int32_t in_x = mote_axis_tap(x, p->out_x, k);
                const int8_t *in;
                if (in_y < 0 || in_y >= y->in || in_x < 0 || in_x >= x->in) continue;
                in = (const int8_t *)mote_row(&p->in, p->image + in_y) + in_x * a->s.in_channels +
                     channel;
                for (int32_t d = 0; d < a->depth; d++) {
                    const uint32_t n = f + (uint32_t)d;
                    const int32_t w =
                        four_bits ? mote_weight_s4(j->filter, n) : ((const int8_t *)j->filter)[n];
                    acc = (int32_t)((uint32_t)acc + (uint32_t)(w * (in[d] + mote_conv_offset(a))));
                }
            }
        }
        acc = mote_requant(acc, j->multiplier[o], -2 - right[o]);
        acc = (int32_t)((uint32_t)acc + (uint32_t)mote_conv_zero(a));
        out[o] = (int8_t)mote_clamp(acc, a->min, a->max);
    }
}

static void pixel_ref_s8(struct mote_pixel *p)
{
    pixel_ref(p, 0);
}

static void pixel_s4(struct mote_pixel *p)
{
    pixel_ref(p, 1);
}

static void pixel_s16(struct mote_pixel *p)
{
    const struct job *j = p->job;
    const struct mote_conv_args *a = j->a;
    const int32_t channels = a->s.out_channels, row = mote_axis_filter(&a->s.x) * a->depth;
    const int32_t y_dilation = mote_axis_dilation(&a->s.y);
    const int32_t x_step = mote_axis_dilation(&a->s.x) * a->s.in_channels;
    const int8_t *right = mote_conv_rights(a, j->multiplier);
    int16_t *out = p->out;
    for (int32_t o = 0; o < channels; o++) {
        int32_t channel;
        const int8_t *filter = (const int8_t *)j->filter + filter_of(a, o, &channel);
        int64_t acc = 0;
        for (int32_t i = 0; i < p->y.n; i++) {
            const int16_t *in = mote_row(&p->in, p->image + p->y.at + i * y_dilation);
            const int8_t *f = filter + (p->y.tap + i) * row + p->x.tap * a->depth;
            in += p->x.at * a->s.in_channels + channel;
            for (int32_t k = 0; k < p->x.n; k++, f += a->depth, in += x_step)
                for (int32_t d = 0; d < a->depth; d++) acc += f[d] * in[d];
        }
        out[o] = mote_conv_end_s16(a, acc, j->bias, o, j->multiplier[o], right[o]);
    }
}

static void pixel_f32(struct mote_pixel *p)
{
    const struct job *j = p->job;
    const struct mote_conv_args *a = j->a;
    const int32_t row = mote_axis_filter(&a->s.x) * a->depth;
    const int32_t y_dilation = mote_axis_dilation(&a->s.y);
    const int32_t x_step = mote_axis_dilation(&a->s.x) * a->s.in_channels;
    float *out = p->out;
    for (int32_t o = 0; o < a->s.out_channels; o++) {
        int32_t channel;
        const float *filter = (const float *)j->filter + filter_of(a, o, &channel);
        float acc = 0;
        for (int32_t i = 0; i < p->y.n; i++) {
            const float *in = mote_row(&p->in, p->image + p->y.at + i * y_dilation);
            const float *f = filter + (p->y.tap + i) * row + p->x.tap * a->depth;
            in += p->x.at * a->s.in_channels + channel;
            for (int32_t k = 0; k < p->x.n; k++, f += a->depth, in += x_step)
                for (int32_t d = 0; d < a->depth; d++) acc += in[d] * f[d];
        }
        out[o] = mote_conv_end_f32(a, acc + (j->bias ? ((const float *)j->bias)[o] : 0));
    }
}

int mote_conv_2d_ref_s8(const struct mote_call *c)
{
    struct job j = job_of(c, 1);
    mote_spatial_walk(c, 1, pixel_ref_s8, &j);
    return 0;
}

int mote_conv_2d_s4(const struct mote_call *c)
{
    struct job j = job_of(c, 1);
    mote_spatial_walk(c, 1, pixel_s4, &j);
    return 0;
}

int mote_conv_2d_ref_s16(const struct mote_call *c)
{
    struct job j = job_of(c, 1);
    mote_spatial_walk(c, 2, pixel_s16, &j);
    return 0;
}

int mote_conv_2d_ref_f32(const struct mote_call *c)
{
    struct job j = job_of(c, 0);
    mote_spatial_walk(c, 4, pixel_f32, &j);
    return 0;
}

int mote_conv_2d_s8(const struct mote_call *c); /* conv_2d_s8.c */
int mote_conv_2d_hybrid(const struct mote_call *c);

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_conv_2d_s8},         {MOTE_K_S4, mote_conv_2d_s4},
    {MOTE_K_S16, mote_conv_2d_s16},       {MOTE_K_F32, mote_conv_2d_f32},
    {MOTE_K_HYBRID, mote_conv_2d_hybrid}, {0, NULL},
};
static const struct mote_kernel kernels_ref[] = {{MOTE_K_S8, mote_conv_2d_ref_s8}, {0, NULL}};
static const struct mote_kernel kernels_s8[] = {{MOTE_K_S8, mote_conv_2d_s8}, {0, NULL}};
static const struct mote_kernel kernels_s16[] = {{MOTE_K_S16, mote_conv_2d_s16}, {0, NULL}};
static const struct mote_kernel kernels_f32[] = {{MOTE_K_F32, mote_conv_2d_f32}, {0, NULL}};

static int prepare_any(struct mote_prep *p, void *words)
{
    return mote_prep_is_hybrid(p) ? mote_prep_conv_2d_hybrid(p, words) : prepare(p, words);
}

const struct mote_op mote_op_conv_2d = {
    .code = 3,
    .args_words = sizeof(struct mote_conv_args) / 4,
    .kernels = kernels,
    .prepare = prepare_any,
    .reach = mote_spatial_reach,
    .begin_words = sizeof(struct mote_scales) / 4,
    .begin = mote_conv_begin,
};
const struct mote_op mote_op_conv_2d_s8 = {
    .code = 3,
    .args_words = sizeof(struct mote_conv_args) / 4,
    .kernels = kernels_s8,
    .prepare = prepare,
    .reach = mote_spatial_reach,
    .begin_words = sizeof(struct mote_scales) / 4,
    .begin = mote_conv_begin,
};
const struct mote_op mote_op_conv_2d_s16 = {
    .code = 3,
    .args_words = sizeof(struct mote_conv_args) / 4,
    .kernels = kernels_s16,
    .prepare = prepare,
    .reach = mote_spatial_reach,
    .begin_words = sizeof(struct mote_scales) / 4,
    .begin = mote_conv_begin,
};
const struct mote_op mote_op_conv_2d_f32 = {
    .code = 3,
    .args_words = sizeof(struct mote_conv_args) / 4,
    .kernels = kernels_f32,
    .prepare = prepare,
    .reach = mote_spatial_reach,
};
/* The int8 kernel written for reading: what the quick one is held against. */
const struct mote_op mote_op_conv_2d_ref = {
    .code = 3,
    .args_words = sizeof(struct mote_conv_args) / 4,
    .kernels = kernels_ref,
    .prepare = prepare,
    .reach = mote_spatial_reach,
    .begin_words = sizeof(struct mote_scales) / 4,
    .begin = mote_conv_begin,
};
