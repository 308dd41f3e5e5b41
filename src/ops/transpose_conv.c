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
    .dilation = 250, /* a field that is not there: 1 */
};

enum { FIELD_PADDING, FIELD_STRIDE_W, FIELD_STRIDE_H };

/* Of rows (1) or columns (2). The windows slide over the output. */
static int axis(struct mote_prep *p, struct mote_axis *a, int padding, int dim,
                const struct mote_tensor *in, const struct mote_tensor *out)
{
    int e;
    a->in = mote_tensor_dim(out, dim);
    a->out = mote_tensor_dim(in, dim);
    e = mote_prep_axis(p, a, padding, FIELD_STRIDE_H + 1 - dim);
    a->out = a->in;
    a->in = mote_tensor_dim(in, dim);
    return e;
}

static int prepare(struct mote_prep *p, void *words)
{
    struct mote_conv_args *a = words;
    struct mote_tensor in, filter, out;
    const int padding = mote_option_i8(p, FIELD_PADDING, 0);
    int e;
    if ((e = mote_prep_conv(p, &form, a, &in, &filter, &out)) != 0) return e;
    if ((e = mote_prep_dim(p, p->n_in, &out, 0, mote_tensor_dim(&in, 0))) != 0) return e;
    if ((e = mote_prep_dim(p, 1, &filter, 3, mote_tensor_dim(&in, 3))) != 0) return e;
    if (padding != MOTE_PAD_SAME && padding != MOTE_PAD_VALID)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_OPTION, -1, MOTE_PAD_VALID, padding);
    if ((e = axis(p, &a->s.y, padding, 1, &in, &out)) != 0) return e;
    if ((e = axis(p, &a->s.x, padding, 2, &in, &out)) != 0) return e;
    a->s.in_channels = a->depth = mote_tensor_dim(&in, 3);
    a->s.out_channels = mote_tensor_dim(&out, 3);
    a->s.all_rows = mote_tensor_dim(&out, 0) * a->s.y.out;
    return in.type == MOTE_FLOAT32 ? 0 : mote_prep_multipliers(p, a, a->s.out_channels);
}

/* What one output element sums: `n` times depth products on each axis, `in` and `tap` where they
 * begin; going on by one input element goes back by a stride in the filter. */
struct part {
    int32_t in, tap, n;
};

static void part_of(const struct mote_axis *a, int32_t out, struct part *p)
{
    const int32_t from = out + mote_axis_pad(a), stride = mote_axis_stride(a);
    const int32_t filter = mote_axis_filter(a);
    int32_t last = from / stride;
    p->in = from < filter ? 0 : (from - filter) / stride + 1;
    p->tap = from - p->in * stride;
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
    const int32_t depth = a->depth, row = mote_axis_filter(&a->s.x) * depth;
    const int32_t size = mote_axis_filter(&a->s.y) * row; /* of an output's filter */
    const int32_t y_step = mote_axis_stride(&a->s.y) * row;
    const int32_t x_step = mote_axis_stride(&a->s.x) * depth;
    const int32_t offset = mote_conv_offset(a), twice_zero = 2 * mote_conv_zero(a) + 1;
    const int8_t *filter = p->filter, *right = mote_conv_rights(a, p->multiplier);
    int8_t *out = p->out;
    for (int32_t o = 0; o < a->s.out_channels; o++, filter += size) {
        uint32_t acc = p->bias ? (uint32_t)((const int32_t *)p->bias)[o] : 0u;
        for (int32_t i = 0; i < p->y.n; i++) {
            const int8_t *in =
                (const int8_t *)p->in + p->image + ((p->y.in + i) * a->s.x.in + p->x.in) * depth;
            const int8_t *f = filter + p->y.tap * row - i * y_step + p->x.tap * depth;
            for (int32_t k = 0; k < p->x.n; k++, in += depth, f -= x_step)
                for (int32_t d = 0; d < depth; d++) acc += (uint32_t)((in[d] + offset) * f[d]);
        }
        out[o] =
            (int8_t)mote_rescale_s8(acc, p->multiplier[o], right[o], twice_zero, a->min, a->max);
    }
}

static void pixel_s16(const struct pixel *p)
{
    const struct mote_conv_args *a = p->a;
    const int32_t depth = a->depth, row = mote_axis_filter(&a->s.x) * depth;
    const int32_t size = mote_axis_filter(&a->s.y) * row; /* of an output's filter */
    const int32_t y_step = mote_axis_stride(&a->s.y) * row;
    const int32_t x_step = mote_axis_stride(&a->s.x) * depth;
    const int8_t *filter = p->filter, *right = mote_conv_rights(a, p->multiplier);
    int16_t *out = p->out;
    for (int32_t o = 0; o < a->s.out_channels; o++, filter += size) {
        int64_t acc = 0;
        for (int32_t i = 0; i < p->y.n; i++) {
            const int16_t *in =
                (const int16_t *)p->in + p->image + ((p->y.in + i) * a->s.x.in + p->x.in) * depth;
            const int8_t *f = filter + p->y.tap * row - i * y_step + p->x.tap * depth;
            for (int32_t k = 0; k < p->x.n; k++, in += depth, f -= x_step)
                for (int32_t d = 0; d < depth; d++) acc += in[d] * f[d];
        }
        out[o] = mote_conv_end_s16(a, acc, p->bias, o, p->multiplier[o], right[o]);
    }
}

static void pixel_f32(const struct pixel *p)
{
    const struct mote_conv_args *a = p->a;
    const int32_t depth = a->depth, row = mote_axis_filter(&a->s.x) * depth;
    const int32_t size = mote_axis_filter(&a->s.y) * row; /* of an output's filter */
    const int32_t y_step = mote_axis_stride(&a->s.y) * row;
    const int32_t x_step = mote_axis_stride(&a->s.x) * depth;
    const float *filter = p->filter;
    float *out = p->out;
    for (int32_t o = 0; o < a->s.out_channels; o++, filter += size) {
        float acc = 0;
        for (int32_t i = 0; i < p->y.n; i++) {
            const float *in =
                (const float *)p->in + p->image + ((p->y.in + i) * a->s.x.in + p->x.in) * depth;
            const float *f = filter + p->y.tap * row - i * y_step + p->x.tap * depth;
            for (int32_t k = 0; k < p->x.n; k++, in += depth, f -= x_step)
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
    p.multiplier = a->scales.in ? mote_conv_multipliers(c, 0) : NULL;
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
    .begin = mote_transpose_conv_begin,
};
const struct mote_op mote_op_transpose_conv_s8 = {
    .code = 67,
    .args_words = sizeof(struct mote_conv_args) / 4,
    .kernels = kernels_s8,
    .prepare = prepare,
    .begin = mote_transpose_conv_begin,
};
const struct mote_op mote_op_transpose_conv_s16 = {
    .code = 67,
    .args_words = sizeof(struct mote_conv_args) / 4,
    .kernels = kernels_s16,
    .prepare = prepare,
    .begin = mote_transpose_conv_begin,
};
const struct mote_op mote_op_transpose_conv_f32 = {
    .code = 67,
    .args_words = sizeof(struct mote_conv_args) / 4,
    .kernels = kernels_f32,
    .prepare = prepare,
};
