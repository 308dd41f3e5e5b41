/* SPDX-License-Identifier: Apache-2.0 */
#include "conv_hybrid.h"
#include "../base/bytes.h"
#include "../base/f32.h"

enum { SCALES_STEP = 4 }; /* bytes from a channel's scale to the next */

/* As many rows as a window reaches over. */
static int32_t rows_kept(const struct mote_axis *y)
{
    const int32_t rows = (mote_axis_filter(y) - 1) * mote_axis_dilation(y) + 1;
    return rows < y->in ? rows : y->in;
}

/* The int8 kernels' prepare (conv.c) knows nothing of this one, so that it costs them nothing. */
int mote_prep_conv_hybrid(struct mote_prep *p, const struct mote_conv_form *form,
                          struct mote_conv_args *a, struct mote_tensor *in,
                          struct mote_tensor *filter, struct mote_tensor *out)
{
    const int n = form->bias.operand;
    int32_t channels, bias_type;
    int e, four_bits;
    if ((e = mote_prep_arity(p, n, n + 1, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, in)) != 0) return e;
    if ((e = mote_prep_input(p, 1, filter)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, in, 4, 4)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, filter, 4, 4)) != 0) return e;
    channels = mote_tensor_dim(filter, form->channel_axis);
    if ((e = mote_prep_bias(p, &form->bias, MOTE_FLOAT32, channels, out, &bias_type)) != 0)
        return e;
    if ((e = mote_prep_output(p, 0, out)) != 0) return e;
    if ((e = mote_prep_hybrid(p, in, filter, out, &four_bits)) != 0) return e;
    if ((e = mote_prep_rank(p, p->n_in, out, 4, 4)) != 0) return e;
    if ((e = mote_prep_dim(p, p->n_in, out, 3, channels)) != 0) return e;
    if ((e = mote_prep_hybrid_scales(p, 1, filter, form->channel_axis, &a->kinds)) != 0) return e;
    a->zeros = mote_halves(1, four_bits | (filter->n_scales > 1 ? SCALES_STEP : 0));
    a->s.y.window = (uint32_t)mote_tensor_dim(filter, 1);
    a->s.x.window = (uint32_t)mote_tensor_dim(filter, 2);
    a->s.x.step = (uint32_t)mote_option_i32(p, form->dilation, 1);
    a->s.y.step = (uint32_t)mote_option_i32(p, form->dilation + 1, 1);
    if ((e = mote_prep_activation(p, form->activation, out, &a->min, &a->max)) != 0) return e;
    if ((e = mote_prep_spatial(p, &a->s, in, out)) != 0) return e;
    p->rows = 1; /* the range of the input is known when all of it is there */
    p->row_inputs = 0;
    a->s.all_rows = mote_tensor_dim(out, 0) * a->s.y.out;
    /* A row has been quantised when the output's row of that number is due: see below. */
    if (mote_axis_stride(&a->s.y) == 1 && a->s.y.out == a->s.y.in && a->s.x.out == a->s.x.in &&
        a->s.out_channels == a->s.in_channels)
        mote_prep_in_place(p, 0);
    return mote_prep_scratch(p, (uint32_t)rows_kept(&a->s.y) * (uint32_t)a->s.x.in *
                                    (uint32_t)a->s.in_channels);
}

void mote_conv_hybrid_begin(const struct mote_call *c, struct mote_conv_hybrid *h)
{
    const struct mote_conv_args *a = (const void *)c->args;
    h->a = a;
    h->filter = mote_in(c, 1);
    h->bias = mote_in_optional(c, 2);
    h->scales = mote_at(c, a->kinds);
    h->rows.data = mote_extra(c, 0);
    h->rows.row_bytes = (uint32_t)a->s.x.in * (uint32_t)a->s.in_channels;
    h->rows.ring = (uint32_t)rows_kept(&a->s.y);
    h->done = 0;
}

void mote_conv_hybrid_rows(struct mote_conv_hybrid *h, const struct mote_pixel *p)
{
    const struct mote_axis *y = &h->a->s.y;
    const int32_t elements = (int32_t)h->rows.row_bytes;
    int32_t end = p->y.n > 0 ? p->y.at + (p->y.n - 1) * mote_axis_dilation(y) + 1 : 0;
    if (p->out_x != 0) return;
    if (p->out_y == 0) {
        struct mote_range range = {0, 0};
        for (int32_t i = 0; i < y->in; i++)
            mote_range_extend(&range, mote_row(&p->in, p->image + i), elements);
        mote_dynamic_choose(&range, mote_low_half(h->a->zeros), &h->how);
        h->done = 0;
    }
    /* The output may be written over the input: this row of it now. */
    if (mote_axis_stride(y) == 1 && end <= p->out_y && p->out_y < y->in) end = p->out_y + 1;
    /* No window from here on reads above this one's first tap, be that inside or not. */
    if (h->done < mote_axis_tap(y, p->out_y, 0)) h->done = mote_axis_tap(y, p->out_y, 0);
    for (; h->done < end; h->done++)
        mote_dynamic_quantize(&h->how, mote_row(&p->in, p->image + h->done), elements,
                              mote_row(&h->rows, h->done));
}

float mote_conv_hybrid_end(const struct mote_conv_hybrid *h, uint32_t acc, int32_t o)
{
    const uint8_t *scale = h->scales + (mote_high_half(h->a->zeros) & SCALES_STEP) * o;
    const float sum = (float)(int32_t)acc * (mote_f32_of(mote_rd32(scale)) * h->how.scale);
    return mote_conv_end_f32(h->a, sum + (h->bias ? h->bias[o] : 0.0f));
}
