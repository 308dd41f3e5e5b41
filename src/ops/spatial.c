/* SPDX-License-Identifier: Apache-2.0 */
#include "spatial.h"

enum { FIELD_PADDING, FIELD_STRIDE_W, FIELD_STRIDE_H };

#define LONGEST (1 << 28) /* positions stay below this in magnitude */

int32_t mote_spatial_padding(int padding, int32_t size, int32_t filter, int32_t stride,
                             int32_t dilation)
{
    const int32_t windows = (size - 1) / stride + 1;
    const int64_t total =
        (int64_t)(windows - 1) * stride + (int64_t)(filter - 1) * dilation + 1 - size;
    return padding == MOTE_PAD_SAME && total > 0 ? (int32_t)(total / 2) : 0;
}

static int axis(struct mote_prep *p, struct mote_axis *a, int padding, int stride_field)
{
    int e;
    a->stride = mote_option_i32(p, stride_field, 0);
    if ((e = mote_prep_positive(p, -1, a->stride)) != 0) return e;
    if ((e = mote_prep_positive(p, -1, a->filter)) != 0) return e;
    if ((e = mote_prep_positive(p, -1, a->dilation)) != 0) return e;
    if (a->filter == 1) a->dilation = 1; /* has no meaning then */
    if ((int64_t)(a->filter - 1) * a->dilation >= LONGEST)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_RANGE, -1, LONGEST, a->dilation);
    a->pad = mote_spatial_padding(padding, a->in, a->filter, a->stride, a->dilation);
    if (a->out > (a->in - 1) / a->stride + 1)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, p->n_in, (a->in - 1) / a->stride + 1,
                              a->out);
    return 0;
}

int mote_prep_spatial(struct mote_prep *p, struct mote_spatial *s, const struct mote_tensor *in,
                      const struct mote_tensor *out)
{
    const int padding = mote_option_i8(p, FIELD_PADDING, 0);
    int e;
    if ((e = mote_prep_rank(p, 0, in, 4, 4)) != 0) return e;
    if ((e = mote_prep_rank(p, p->n_in, out, 4, 4)) != 0) return e;
    if (in->elements == 0) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 0, 1, 0);
    if (out->elements == 0) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, p->n_in, 1, 0);
    if ((e = mote_prep_dim(p, p->n_in, out, 0, mote_tensor_dim(in, 0))) != 0) return e;
    if (padding != MOTE_PAD_SAME && padding != MOTE_PAD_VALID)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_OPTION, -1, MOTE_PAD_VALID, padding);
    s->y.in = mote_tensor_dim(in, 1);
    s->y.out = mote_tensor_dim(out, 1);
    s->x.in = mote_tensor_dim(in, 2);
    s->x.out = mote_tensor_dim(out, 2);
    s->in_channels = mote_tensor_dim(in, 3);
    s->out_channels = mote_tensor_dim(out, 3);
    if ((e = axis(p, &s->y, padding, FIELD_STRIDE_H)) != 0) return e;
    if ((e = axis(p, &s->x, padding, FIELD_STRIDE_W)) != 0) return e;
    if (mote_tensor_has_rows(out)) mote_prep_rows(p, s->y.out);
    if (p->rows == 1) s->all_rows = mote_tensor_dim(out, 0) * s->y.out;
    return 0;
}

void mote_spatial_reach(const void *args, int32_t y, int32_t *first, int32_t *last)
{
    const struct mote_axis *a = &((const struct mote_spatial *)args)->y;
    *first = y * a->stride - a->pad;
    *last = *first + (a->filter - 1) * a->dilation;
}

void mote_axis_span(const struct mote_axis *a, int32_t out, struct mote_span *s)
{
    const int32_t origin = out * a->stride - a->pad;
    int32_t skip = origin < 0 ? -origin : 0, reach = a->in - origin; /* > 0 */
    if (a->dilation > 1) {                                           /* from positions to taps */
        skip = (skip + a->dilation - 1) / a->dilation;
        reach = (reach + a->dilation - 1) / a->dilation;
    }
    if (reach > a->filter) reach = a->filter;
    s->tap = skip;
    s->n = reach > skip ? reach - skip : 0;
    s->at = origin + skip * a->dilation;
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
