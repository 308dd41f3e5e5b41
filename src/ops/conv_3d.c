/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CONV_3D, float
 *     output[b, z, y, x, o] = activation(bias[o] + sum over tap (i, j, k) and channel c of
 *         filter[i, j, k, c, o] * input[b, at(z, i), at(y, j), at(x, k), c])
 *     at(z, i) = z * stride - pad + i * dilation; outside the volume there are zeros
 * Computed slice by slice of dimension 1 (frames of a film, say), which are its rows. Source of the
 * arithmetic: TensorFlow Lite's reference_ops::Conv3D.
 */
#include "../base/f32.h"
#include "spatial.h"
#include "weighted.h"

enum { FIELD_PADDING, FIELD_STRIDE_D, FIELD_STRIDE_W, FIELD_STRIDE_H, FIELD_ACTIVATION };
enum { FIELD_DILATION_D = 5, FIELD_DILATION_W, FIELD_DILATION_H };
enum { Z, Y, X, AXES };

struct args {
    struct mote_axis axis[AXES];
    int32_t in_channels, out_channels;
    int32_t min, max;   /* float bits */
    int32_t all_slices; /* 0: slices are computed as they are called for; else how many there are in
                           all batches */
};

static const struct mote_bias_form bias_form = {
    .operand = 2, .wide = MOTE_INT64, .other = MOTE_INT32};

static int prepare_axis(struct mote_prep *p, struct mote_axis *a, int dim, int padding)
{
    static const uint8_t strides[] = {FIELD_STRIDE_D, FIELD_STRIDE_H, FIELD_STRIDE_W};
    static const uint8_t dilations[] = {FIELD_DILATION_D, FIELD_DILATION_H, FIELD_DILATION_W};
    const int32_t stride = mote_option_i32(p, strides[dim], 0), filter = (int32_t)a->window;
    const int32_t dilation = mote_option_i32(p, dilations[dim], 1);
    int32_t left = a->in - 1; /* from the first window to the last, at most */
    int e;
    a->step = (uint32_t)dilation;
    if ((e = mote_prep_axis(p, a, padding, strides[dim])) != 0) return e;
    if (padding == MOTE_PAD_VALID) left -= (filter - 1) * dilation;
    if (left >= 0 && a->out == left / stride + 1) return 0;
    return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, p->n_in,
                          left < 0 ? 0 : left / stride + 1, a->out);
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, filter, out;
    const int padding = mote_option_i8(p, FIELD_PADDING, 0);
    int32_t bias_type;
    int e;
    if ((e = mote_prep_arity(p, 2, 3, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_input(p, 1, &filter)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, &filter, 5, 5)) != 0) return e;
    a->out_channels = mote_tensor_dim(&filter, 4);
    if ((e = mote_prep_bias(p, &bias_form, in.type, a->out_channels, &out, &bias_type)) != 0)
        return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_prep_weighted(p, 0, &in, &filter, &out)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 5, 5)) != 0) return e;
    if ((e = mote_prep_rank(p, p->n_in, &out, 5, 5)) != 0) return e;
    if ((e = mote_prep_dim(p, p->n_in, &out, 4, a->out_channels)) != 0) return e;
    if ((e = mote_prep_dim(p, p->n_in, &out, 0, mote_tensor_dim(&in, 0))) != 0) return e;
    a->in_channels = mote_tensor_dim(&in, 4);
    if ((e = mote_prep_dim(p, 1, &filter, 3, a->in_channels)) != 0) return e;
    if (padding != MOTE_PAD_SAME && padding != MOTE_PAD_VALID)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_OPTION, -1, MOTE_PAD_VALID, padding);
    for (int i = 0; i < AXES; i++) {
        a->axis[i].in = mote_tensor_dim(&in, i + 1);
        a->axis[i].out = mote_tensor_dim(&out, i + 1);
        a->axis[i].window = (uint32_t)mote_tensor_dim(&filter, i);
        if ((e = prepare_axis(p, &a->axis[i], i, padding)) != 0) return e;
    }
    if (mote_tensor_has_rows(&out)) mote_prep_rows(p, a->axis[Z].out);
    if (p->rows == 1) a->all_slices = mote_tensor_dim(&out, 0) * a->axis[Z].out;
    return mote_prep_activation(p, FIELD_ACTIVATION, &out, &a->min, &a->max);
}

void mote_conv_3d_reach(const void *words, int32_t z, int32_t *first, int32_t *last)
{
    const struct mote_axis *a = &((const struct args *)words)->axis[Z];
    *first = mote_axis_tap(a, z, 0);
    *last = mote_axis_tap(a, z, mote_axis_filter(a) - 1);
}

/* Where a window lies, and what it reads. */
struct window {
    const struct args *a;
    const struct mote_rows *in;
    const float *filter;
    int32_t volume; /* slice of the input where the batch's volume starts */
    struct mote_span span[AXES];
};

static float sum(const struct window *w, int32_t o)
{
    const struct args *a = w->a;
    const struct mote_axis *y = &a->axis[Y], *x = &a->axis[X];
    const struct mote_span *s = w->span;
    const int32_t step = mote_axis_dilation(x) * a->in_channels;
    const int32_t tap = a->in_channels * a->out_channels;
    float total = 0.0f;
    for (int32_t i = 0; i < s[Z].n; i++) {
        const float *slice =
            mote_row(w->in, w->volume + s[Z].at + i * mote_axis_dilation(&a->axis[Z]));
        for (int32_t j = 0; j < s[Y].n; j++) {
            const int32_t row = ((s[Z].tap + i) * mote_axis_filter(y) + s[Y].tap + j);
            const float *f = w->filter + (row * mote_axis_filter(x) + s[X].tap) * tap + o;
            const float *in =
                slice + ((s[Y].at + j * mote_axis_dilation(y)) * x->in + s[X].at) * a->in_channels;
            for (int32_t k = 0; k < s[X].n; k++, in += step)
                for (int32_t c = 0; c < a->in_channels; c++, f += a->out_channels)
                    total += in[c] * *f;
        }
    }
    return total;
}

int mote_conv_3d_f32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const struct mote_axis *z = &a->axis[Z], *y = &a->axis[Y], *x = &a->axis[X];
    const float min = mote_f32_of((uint32_t)a->min), max = mote_f32_of((uint32_t)a->max);
    const float *bias = mote_in_optional(c, 2);
    const struct mote_rows in =
        mote_rows_of(c, 0, 4 * (uint32_t)(y->in * x->in) * (uint32_t)a->in_channels);
    const struct mote_rows out =
        mote_rows_of(c, c->n_in, 4 * (uint32_t)(y->out * x->out) * (uint32_t)a->out_channels);
    const int32_t end = a->all_slices ? a->all_slices : c->y1;
    struct window w = {.a = a, .in = &in, .filter = mote_in(c, 1)};
    for (int32_t slice = c->y0; slice < end; slice++) {
        float *to = mote_row(&out, slice);
        w.volume = slice / z->out * z->in;
        mote_axis_span(z, slice % z->out, &w.span[Z]);
        for (int32_t i = 0; i < y->out; i++) {
            mote_axis_span(y, i, &w.span[Y]);
            for (int32_t j = 0; j < x->out; j++) {
                mote_axis_span(x, j, &w.span[X]);
                for (int32_t o = 0; o < a->out_channels; o++)
                    *to++ = mote_f32_clamp(sum(&w, o) + (bias ? bias[o] : 0.0f), min, max);
            }
        }
    }
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_F32, mote_conv_3d_f32}, {0, NULL}};

const struct mote_op mote_op_conv_3d = {
    .code = 132,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
    .reach = mote_conv_3d_reach,
};
