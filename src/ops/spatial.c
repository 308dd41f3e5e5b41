/* SPDX-License-Identifier: Apache-2.0 */
#include "spatial.h"

enum { FIELD_PADDING, FIELD_STRIDE_W, FIELD_STRIDE_H };

#define MOST 65535 /* a stride; taps of a filter times dilation */

int mote_prep_axis(struct mote_prep *p, struct mote_axis *a, int padding, int stride_field)
{
    const int32_t filter = (int32_t)a->window;
    int32_t dilation = (int32_t)a->step, stride = mote_option_i32(p, stride_field, 0), least, pad;
    int e;
    least = filter < dilation ? filter : dilation;
    if (stride < least) least = stride;
    if ((e = mote_prep_positive(p, -1, least)) != 0) return e;
    if (filter == 1) dilation = 1; /* has no meaning then */
    if (filter > MOST / dilation)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_RANGE, -1, MOST / dilation, filter);
    pad = mote_spatial_padding(padding, a->in, filter, stride, dilation);
    if (a->out == 1) stride = 1; /* likewise */
    if (stride > MOST)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_RANGE, -1, MOST, stride);
    a->window = mote_halves(filter, pad);
    a->step = mote_halves(stride, dilation);
    return 0;
}

int mote_prep_spatial(struct mote_prep *p, struct mote_spatial *s, const struct mote_tensor *in,
                      const struct mote_tensor *out)
{
    const int padding = mote_option_i8(p, FIELD_PADDING, 0);
    int e;
    if ((e = mote_prep_dim(p, p->n_in, out, 0, mote_tensor_dim(in, 0))) != 0) return e;
    if (padding != MOTE_PAD_SAME && padding != MOTE_PAD_VALID)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_OPTION, -1, MOTE_PAD_VALID, padding);
    s->in_channels = mote_tensor_dim(in, 3);
    s->out_channels = mote_tensor_dim(out, 3);
    for (int dim = 1; dim <= 2; dim++) {
        struct mote_axis *a = dim == 1 ? &s->y : &s->x;
        int32_t most;
        a->in = mote_tensor_dim(in, dim);
        a->out = mote_tensor_dim(out, dim);
        if ((e = mote_prep_axis(p, a, padding, FIELD_STRIDE_H + 1 - dim)) != 0) return e;
        most = (a->in - 1) / mote_axis_stride(a) + 1;
        if (a->out > most)
            return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, p->n_in, most, a->out);
    }
    if (mote_tensor_has_rows(out)) mote_prep_rows(p, s->y.out);
    if (p->rows == 1) s->all_rows = mote_tensor_dim(out, 0) * s->y.out;
    return 0;
}

void mote_spatial_reach(const void *args, int32_t y, int32_t *first, int32_t *last)
{
    const struct mote_axis *a = &((const struct mote_spatial *)args)->y;
    *first = y * mote_axis_stride(a) - mote_axis_pad(a);
    *last = *first + (mote_axis_filter(a) - 1) * mote_axis_dilation(a);
}

void mote_axis_span(const struct mote_axis *a, int32_t out, struct mote_span *s)
{
    const int32_t origin = out * mote_axis_stride(a) - mote_axis_pad(a);
    const int32_t filter = mote_axis_filter(a), dilation = mote_axis_dilation(a);
    int32_t skip = origin < 0 ? -origin : 0, reach = a->in - origin; /* > 0 */
    if (dilation > 1) {                                              /* from positions to taps */
        skip = (skip + dilation - 1) / dilation;
        reach = (reach + dilation - 1) / dilation;
    }
    if (reach > filter) reach = filter;
    s->tap = skip;
    s->n = reach > skip ? reach - skip : 0;
    s->at = origin + skip * dilation;
}

void mote_spatial_walk(const struct mote_call *c, uint32_t element,
                       void (*each)(struct mote_pixel *p), void *job)
{
    const struct mote_spatial *s = (const void *)c->args;
    const uint32_t in_row = (uint32_t)s->x.in * (uint32_t)s->in_channels * element;
    const uint32_t out_pixel = (uint32_t)s->out_channels * element;
    const struct mote_rows out = mote_rows_of(c, c->n_in, (uint32_t)s->x.out * out_pixel);
    const int32_t end = s->all_rows ? s->all_rows : c->y1;
    struct mote_pixel p;
    p.s = s;
    p.in = mote_rows_of(c, 0, in_row);
    p.image = 0;
    p.out_y = c->y0;
    p.job = job;
    for (int32_t y = c->y0; y < end; y++, p.out_y++) {
        uint8_t *to = mote_row(&out, y);
        if (p.out_y == s->y.out) { /* the next batch */
            p.out_y = 0;
            p.image += s->y.in;
        }
        mote_axis_span(&s->y, p.out_y, &p.y);
        for (p.out_x = 0; p.out_x < s->x.out; p.out_x++) {
            mote_axis_span(&s->x, p.out_x, &p.x);
            p.out = to;
            each(&p);
            to += out_pixel;
        }
    }
}
