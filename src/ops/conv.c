/* SPDX-License-Identifier: Apache-2.0 */
#include "conv.h"
#include "../base/bytes.h"
#include "../base/mem.h"
#include "../base/real.h"
#include "../simd/blocks.h"

/* See MOTE_CONV_EASY; `bias` of as many int32 as there are channels. */
static int is_easy(const struct mote_conv_args *a, const struct mote_tensor *filter,
                   const uint8_t *bias, int32_t channels)
{
    uint32_t largest = 0;
    int32_t multiplier, shift, easy = 1;
    for (uint32_t i = 0; i < filter->n_scales; i++) {
        const uint32_t scale = mote_rd32(filter->scales + 4 * i); /* positive: in order as bits */
        if (scale > largest) largest = scale;
    }
    mote_channel_multiplier(a->scales.in, largest, a->scales.out, &multiplier, &shift);
    for (; channels > 0; channels--, bias += 4) easy &= mote_block_bias_small(mote_rd32s(bias));
    return easy && mote_right_of_shift(shift) >= 0;
}

int mote_prep_conv(struct mote_prep *p, const struct mote_conv_form *form, struct mote_conv_args *a,
                   struct mote_tensor *in, struct mote_tensor *filter, struct mote_tensor *out)
{
    const int n = form->bias.operand; /* the bias is the last input, and may be missing */
    int32_t channels, bias_type, easy = 0;
    const uint8_t *bias;
    int e;
    if ((e = mote_prep_arity(p, n, n + 1, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, form->input, in)) != 0) return e;
    if ((e = mote_prep_input(p, 1, filter)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, filter, 4, 4)) != 0) return e;
    channels = mote_tensor_dim(filter, form->channel_axis);
    if ((e = mote_prep_bias(p, &form->bias, in->type, channels, out, &bias_type)) != 0) return e;
    bias = out->type == MOTE_NO_TYPE ? NULL : out->data;
    if ((e = mote_prep_output(p, 0, out)) != 0) return e;
    if ((e = mote_prep_weighted(p, form->input, in, filter, out)) != 0) return e;
    if ((e = mote_prep_rank(p, form->input, in, 4, 4)) != 0) return e;
    if ((e = mote_prep_rank(p, p->n_in, out, 4, 4)) != 0) return e;
    if ((e = mote_prep_dim(p, p->n_in, out, 3, channels)) != 0) return e;
    if (in->type != MOTE_FLOAT32) {
        if ((e = mote_prep_weighted_quant(p, form->input, in, filter, form->channel_axis, out)) !=
            0)
            return e;
        a->zeros = mote_halves(-mote_tensor_zero_point(in), mote_tensor_zero_point(out));
        if (in->type == MOTE_INT16 && a->zeros != 0) /* TensorFlow Lite would ignore these */
            return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, form->input, 0,
                                  mote_conv_offset(a) | mote_conv_zero(a));
        a->scales.in = mote_tensor_scale_bits(in, 0);
        a->scales.out = mote_tensor_scale_bits(out, 0);
        a->scales.filter = mote_prep_model_ref(p, filter->scales);
        if (!MOTE_SMALL && in->type == MOTE_INT8 && bias) easy = is_easy(a, filter, bias, channels);
    }
    a->kinds = mote_halves(bias_type, (filter->n_scales > 1 ? 4 : 0) | (easy ? MOTE_CONV_EASY : 0));
    a->s.y.window = (uint32_t)mote_tensor_dim(filter, 1);
    a->s.x.window = (uint32_t)mote_tensor_dim(filter, 2);
    a->s.x.step = (uint32_t)mote_option_i32(p, form->dilation, 1);
    a->s.y.step = (uint32_t)mote_option_i32(p, form->dilation + 1, 1);
    return mote_prep_activation(p, form->activation, out, &a->min, &a->max);
}

int mote_prep_multipliers(struct mote_prep *p, struct mote_conv_args *a, int32_t channels)
{
    const uint8_t *scale = p->model->data + mote_ref_offset(a->scales.filter);
    int e;
    if (a->scales.in == 0) return 0; /* float */
    if (mote_conv_bias_type(a) != MOTE_INT32 &&
        (e = mote_prep_wide(p, a->scales.in, scale, mote_conv_scales_step(a), channels,
                            a->scales.out)) != 0)
        return e;
    return mote_prep_scratch(p, 5 * (uint32_t)channels);
}

static void begin(const struct mote_call *c, int extra)
{
    const struct mote_conv_args *a = (const void *)c->args;
    mote_weighted_begin(c, &a->scales, mote_conv_scales_step(a), a->s.out_channels, extra);
}

void mote_conv_begin(const struct mote_call *c)
{
    begin(c, 1);
}

void mote_transpose_conv_begin(const struct mote_call *c)
{
    begin(c, 0);
}

void mote_conv_turn(int8_t *to, const int8_t *from, int32_t taps, int32_t channels)
{
    for (int32_t o = 0; o < channels; o++) {
        const int8_t *f = from + o;
        for (int32_t n = taps; n > 0; n--, f += channels) *to++ = *f;
    }
}

void mote_conv_gather(const struct mote_pixel *p, const struct mote_conv_args *a, int32_t depth,
                      int32_t channel, int16_t *to)
{
    /* The args are read where they are wanted: the loops have no registers to spare. */
    const struct mote_axis *y = &a->s.y, *x = &a->s.x;
    const int32_t width = mote_axis_filter(x), row = width * depth;
    int32_t run = depth, runs = p->x.n;
    if (depth == a->s.in_channels && mote_axis_dilation(x) == 1) { /* neighbours in memory */
        run *= runs;
        runs = 1;
    }
    if (p->y.n < mote_axis_filter(y) || p->x.n < width)
        memset(to, 0, 2 * (uint32_t)(mote_axis_filter(y) * row));
    to += (p->y.tap * width + p->x.tap) * depth;
    for (int32_t i = 0; i < p->y.n; i++, to += row) {
        const int8_t *from = mote_row(&p->in, p->image + p->y.at + i * mote_axis_dilation(y));
        from += p->x.at * a->s.in_channels + channel;
        for (int32_t k = 0; k < runs; k++) {
            mote_widen_s8(to + k * depth, from, run, mote_conv_offset(a));
            from += mote_axis_dilation(x) * a->s.in_channels;
        }
    }
}

int16_t mote_conv_end_s16(const struct mote_conv_args *a, int64_t acc, const void *bias,
                          int32_t channel, int32_t multiplier, int32_t right)
{
    const int32_t shift = -2 - right;
    int32_t r;
    const int32_t bias_type = mote_conv_bias_type(a);
    if (bias_type == MOTE_INT32) {
        const uint32_t low = (uint32_t)(uint64_t)acc; /* a 32-bit accumulator wraps */
        r = mote_requant((int32_t)(low + (bias ? (uint32_t)((const int32_t *)bias)[channel] : 0u)),
                         multiplier, shift);
    } else {
        uint64_t sum = (uint64_t)acc;
        if (bias)
            sum += (uint64_t)(bias_type == MOTE_INT16 ? ((const int16_t *)bias)[channel]
                                                      : ((const int64_t *)bias)[channel]);
        r = mote_requant_i64((int64_t)sum, multiplier, shift);
    }
    return (int16_t)mote_clamp(r, a->min, a->max);
}

float mote_conv_end_f32(const struct mote_conv_args *a, float acc)
{
    float min, max;
    memcpy(&min, &a->min, sizeof min);
    memcpy(&max, &a->max, sizeof max);
    if (acc < min) acc = min;
    return acc > max ? max : acc;
}
