/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TRANSPOSE_CONV: the gradient of CONV_2D. Each input element is spread over a window of the
 * output; seen from the output:
 *     output[b, y, x, o] = activation(bias[o] + sum over input row i, column j and channel k of
 *         input[b, i, j, k] * filter[o, tap(y, i), tap(x, j), k])
 *     tap(y, i) = y + pad - i * stride, where the filter has such a row
 * Gathered like this no accumulator is kept for each output, and float sums come in the same order
 * as spreading makes them. Input 0 is the output's shape, which the output tensor tells already.
 * Source of the arithmetic: TensorFlow Lite's reference_integer_ops::TransposeConv and
 * reference_ops::TransposeConv.
 */
#include "../base/fixed.h"
#include "../simd/simd.h"
#include "conv.h"

static const struct mote_conv_form form = {
    .bias = {.operand = 3, .wide = MOTE_INT64, .other = MOTE_INT16},
    .input = 2,
    .channel_axis = 0,
    .activation = 3,
};

enum { FIELD_PADDING, FIELD_STRIDE_W, FIELD_STRIDE_H };

#define LONGEST (1 << 28) /* positions stay below this in magnitude */

static int axis(struct mote_prep *p, struct mote_axis *a, int padding, int stride_field)
{
    int e;
    a->stride = mote_option_i32(p, stride_field, 0);
    if ((e = mote_prep_positive(p, -1, a->stride)) != 0) return e;
    if (a->stride >= LONGEST)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, LONGEST, a->stride);
    a->pad = mote_spatial_padding(padding, a->out, a->filter, a->stride, 1);
    return 0;
}

static int prepare(struct mote_prep *p, void *words)
{
    struct mote_conv_args *a = words;
    struct mote_tensor in, filter, out;
    const int padding = mote_option_i8(p, FIELD_PADDING, 0);
    int e;
    if ((e = mote_prep_conv(p, &form, a, &in, &filter, &out)) != 0) return e;
    if ((e = mote_prep_rank(p, 2, &in, 4, 4)) != 0) return e;
    if ((e = mote_prep_dim(p, p->n_in, &out, 0, mote_tensor_dim(&in, 0))) != 0) return e;
    if ((e = mote_prep_dim(p, 1, &filter, 3, mote_tensor_dim(&in, 3))) != 0) return e;
    if (padding != MOTE_PAD_SAME && padding != MOTE_PAD_VALID)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_OPTION, -1, MOTE_PAD_VALID, padding);
    a->s.y.in = mote_tensor_dim(&in, 1);
    a->s.y.out = mote_tensor_dim(&out, 1);
    a->s.x.in = mote_tensor_dim(&in, 2);
    a->s.x.out = mote_tensor_dim(&out, 2);
    a->s.in_channels = a->depth = mote_tensor_dim(&in, 3);
    a->s.out_channels = mote_tensor_dim(&out, 3);
    a->s.all_rows = mote_tensor_dim(&out, 0) * a->s.y.out;
    if ((e = axis(p, &a->s.y, padding, FIELD_STRIDE_H)) != 0) return e;
    if ((e = axis(p, &a->s.x, padding, FIELD_STRIDE_W)) != 0) return e;
    return in.type == MOTE_FLOAT32 ? 0 : mote_prep_multipliers(p, a, a->s.out_channels);
}

/* What one output element sums: `n` times depth products on each axis, `in` and `tap` where they
 * begin; going on by one input element goes back by a stride in the filter. */
struct part {
    int32_t in, tap, n;
};

static void part_of(const struct mote_axis *a, int32_t out, struct part *p)
{
    const int32_t from = out + a->pad;
    int32_t last = from / a->stride;
    p->in = from < a->filter ? 0 : (from - a->filter) / a->stride + 1;
    p->tap = from - p->in * a->stride;
    if (last > a->in - 1) last = a->in - 1;
    p->n = last >= p->in ? last - p->in + 1 : 0;
}

/* One output pixel: where its input and filter begin, in elements. */
struct pixel {
    const struct mote_conv_args *a;
    const void *in, *filter, *bias;
    const int32_t *multiplier;
    void *out;
    struct part y, x;
    int32_t image; /* input elements before this batch */
};

static void pixel_s8(const struct pixel *p)
{
    const struct mote_conv_args *a = p->a;
    const int32_t depth = a->depth, row = a->s.x.filter * depth;
    const int8_t *filter = p->filter, *right = mote_conv_rights(a, p->multiplier);
    int8_t *out = p->out;
    for (int32_t o = 0; o < a->s.out_channels; o++, filter += a->s.y.filter * row) {
        uint32_t acc = p->bias ? (uint32_t)((const int32_t *)p->bias)[o] : 0u;
        for (int32_t i = 0; i < p->y.n; i++) {
            const int8_t *in =
                (const int8_t *)p->in + p->image + ((p->y.in + i) * a->s.x.in + p->x.in) * depth;
            const int8_t *f = filter + (p->y.tap - i * a->s.y.stride) * row + p->x.tap * depth;
            for (int32_t k = 0; k < p->x.n; k++, in += depth, f -= a->s.x.stride * depth)
                for (int32_t d = 0; d < depth; d++) acc += (uint32_t)((in[d] + a->offset) * f[d]);
        }
        out[o] = (int8_t)mote_rescale_s8(acc, p->multiplier[o], right[o], 2 * a->zero + 1, a->min,
                                         a->max);
    }
}

static void pixel_s16(const struct pixel *p)
{
    const struct mote_conv_args *a = p->a;
    const int32_t depth = a->depth, row = a->s.x.filter * depth;
    const int8_t *filter = p->filter, *right = mote_conv_rights(a, p->multiplier);
    int16_t *out = p->out;
    for (int32_t o = 0; o < a->s.out_channels; o++, filter += a->s.y.filter * row) {
        int64_t acc = 0;
        for (int32_t i = 0; i < p->y.n; i++) {
            const int16_t *in =
                (const int16_t *)p->in + p->image + ((p->y.in + i) * a->s.x.in + p->x.in) * depth;
            const int8_t *f = filter + (p->y.tap - i * a->s.y.stride) * row + p->x.tap * depth;
            for (int32_t k = 0; k < p->x.n; k++, in += depth, f -= a->s.x.stride * depth)
                for (int32_t d = 0; d < depth; d++) acc += in[d] * f[d];
        }
        out[o] = mote_conv_end_s16(a, acc, p->bias, o, p->multiplier[o], right[o]);
    }
}

static void pixel_f32(const struct pixel *p)
{
    const struct mote_conv_args *a = p->a;
    const int32_t depth = a->depth, row = a->s.x.filter * depth;
    const float *filter = p->filter;
    float *out = p->out;
    for (int32_t o = 0; o < a->s.out_channels; o++, filter += a->s.y.filter * row) {
        float acc = 0;
        for (int32_t i = 0; i < p->y.n; i++) {
            const float *in =
                (const float *)p->in + p->image + ((p->y.in + i) * a->s.x.in + p->x.in) * depth;
            const float *f = filter + (p->y.tap - i * a->s.y.stride) * row + p->x.tap * depth;
            for (int32_t k = 0; k < p->x.n; k++, in += depth, f -= a->s.x.stride * depth)
                for (int32_t d = 0; d < depth; d++) acc += in[d] * f[d];
        }
        if (p->bias) acc += ((const float *)p->bias)[o];
        out[o] = mote_conv_end_f32(a, acc);
    }
}

static int walk(const struct mote_call *c, uint32_t element, void (*each)(const struct pixel *p))
{
    const struct mote_conv_args *a = (const void *)c->args;
    uint8_t *out = mote_out(c, 0);
    struct pixel p;
    int32_t y = 0;
    p.a = a;
    p.in = mote_in(c, 2);
    p.filter = mote_in(c, 1);
    p.bias = mote_in_optional(c, 3);
    p.multiplier = a->in_scale ? mote_conv_multipliers(c, a, 0) : NULL;
    p.image = 0;
    for (int32_t n = a->s.all_rows; n > 0; n--) {
        part_of(&a->s.y, y, &p.y);
        for (int32_t x = 0; x < a->s.x.out; x++) {
            part_of(&a->s.x, x, &p.x);
            p.out = out;
            each(&p);
            out += (uint32_t)a->s.out_channels * element;
        }
        if (++y == a->s.y.out) { /* the next batch */
            y = 0;
            p.image += a->s.y.in * a->s.x.in * a->depth;
        }
    }
    return 0;
}

int mote_transpose_conv_s8(const struct mote_call *c)
{
    return walk(c, 1, pixel_s8);
}

int mote_transpose_conv_s16(const struct mote_call *c)
{
    return walk(c, 2, pixel_s16);
}

int mote_transpose_conv_f32(const struct mote_call *c)
{
    return walk(c, 4, pixel_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_transpose_conv_s8},
    {MOTE_K_S16, mote_transpose_conv_s16},
    {MOTE_K_F32, mote_transpose_conv_f32},
    {0, NULL},
};
static const struct mote_kernel kernels_s8[] = {{MOTE_K_S8, mote_transpose_conv_s8}, {0, NULL}};
static const struct mote_kernel kernels_s16[] = {{MOTE_K_S16, mote_transpose_conv_s16}, {0, NULL}};
static const struct mote_kernel kernels_f32[] = {{MOTE_K_F32, mote_transpose_conv_f32}, {0, NULL}};

const struct mote_op mote_op_transpose_conv = {
    .code = 67,
    .args_words = sizeof(struct mote_conv_args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
const struct mote_op mote_op_transpose_conv_s8 = {
    .code = 67,
    .args_words = sizeof(struct mote_conv_args) / 4,
    .kernels = kernels_s8,
    .prepare = prepare,
};
const struct mote_op mote_op_transpose_conv_s16 = {
    .code = 67,
    .args_words = sizeof(struct mote_conv_args) / 4,
    .kernels = kernels_s16,
    .prepare = prepare,
};
const struct mote_op mote_op_transpose_conv_f32 = {
    .code = 67,
    .args_words = sizeof(struct mote_conv_args) / 4,
    .kernels = kernels_f32,
    .prepare = prepare,
};
