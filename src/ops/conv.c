/* SPDX-License-Identifier: Apache-2.0 */
#include "conv.h"
#include "../base/bytes.h"
#include "../base/mem.h"
#include "../base/quant.h"
#include "../base/real.h"
#include "../simd/simd.h"

static int refuse_type(struct mote_prep *p, int operand, int expected, int got)
{
    return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_TYPE, operand, expected, got);
}

/* Type and size of the bias, which t is filled with; *type says the accumulator, too, so there is one without bias. */
static int check_bias(struct mote_prep *p, const struct mote_conv_form *form, int activations, int32_t channels,
                      struct mote_tensor *t, int32_t *type)
{
    const int wide = form->bias_s16[0], other = form->bias_s16[1];
    int e;
    t->type = MOTE_NO_TYPE;
    if (p->n_in > form->bias && (e = mote_prep_input(p, form->bias, t)) != 0) return e;
    *type = t->type;
    if (t->type == MOTE_NO_TYPE) {
        *type = wide;
        if (form->bias_field && mote_option_i8(p, form->bias_field, MOTE_FLOAT32) == MOTE_INT32) *type = MOTE_INT32;
        if (activations != MOTE_INT16) *type = MOTE_INT32;
        return 0;
    }
    if (activations == MOTE_INT16) {
        if (t->type != wide && t->type != other) return refuse_type(p, form->bias, wide, t->type);
    } else if ((e = mote_prep_type(p, form->bias, t, activations == MOTE_FLOAT32 ? MOTE_FLOAT32 : MOTE_INT32)) != 0) {
        return e;
    }
    if (t->elements != (uint32_t)channels)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, form->bias, channels, (int32_t)t->elements);
    return 0;
}

/* Scales and zero points; a->offset, zero, min and max are for the activation to come. */
static int check_quant(struct mote_prep *p, const struct mote_conv_form *form, struct mote_conv_args *a,
                       const struct mote_tensor *in, const struct mote_tensor *filter, const struct mote_tensor *out)
{
    int e;
    if ((e = mote_prep_quant(p, form->input, in)) != 0) return e;
    if ((e = mote_prep_quant(p, p->n_in, out)) != 0) return e;
    if ((e = mote_prep_channel_quant(p, 1, filter, form->channel_axis)) != 0) return e;
    for (uint32_t i = 0; i < filter->n_zero_points; i++) /* weights are symmetric; TensorFlow Lite would ignore these */
        if (mote_rd64(filter->zero_points + 8 * i) != 0)
            return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, 0, (int32_t)mote_rd32(filter->zero_points + 8 * i));
    a->offset = -mote_tensor_zero_point(in);
    a->zero = mote_tensor_zero_point(out);
    if (in->type == MOTE_INT16 && (a->offset | a->zero) != 0)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, a->offset ? form->input : p->n_in, 0, a->offset | a->zero);
    a->in_scale = mote_tensor_scale_bits(in, 0);
    a->out_scale = mote_tensor_scale_bits(out, 0);
    a->scales = mote_prep_model_ref(p, filter->scales);
    a->scales_step = filter->n_scales > 1 ? 4 : 0;
    return 0;
}

static int check_activation(struct mote_prep *p, const struct mote_conv_form *form, struct mote_conv_args *a, int type)
{
    const int activation = mote_option_i8(p, form->activation, 0);
    const int32_t high = type == MOTE_INT16 ? 32767 : 127;
    int e;
    if (type == MOTE_FLOAT32)
        e = mote_activation_range_f32(activation, (uint32_t *)&a->min, (uint32_t *)&a->max);
    else
        e = mote_activation_range(activation, a->out_scale, a->zero, -high - 1, high, &a->min, &a->max);
    return e ? mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, MOTE_ACT_RELU6, activation) : 0;
}

int mote_prep_conv(struct mote_prep *p, const struct mote_conv_form *form, struct mote_conv_args *a, struct mote_tensor *in,
                   struct mote_tensor *filter, struct mote_tensor *out)
{
    int e, weights;
    if ((e = mote_prep_arity(p, form->bias, form->bias + 1, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, form->input, in)) != 0) return e;
    if ((e = mote_prep_input(p, 1, filter)) != 0) return e;
    weights = in->type == MOTE_FLOAT32 ? MOTE_FLOAT32 : MOTE_INT8;
    if (in->type == MOTE_INT8 && filter->type == MOTE_INT4) weights = MOTE_INT4;
    if ((e = mote_prep_kernel(p, weights == MOTE_INT4 ? MOTE_K_S4 : in->type)) != 0) return e;
    if ((e = mote_prep_type(p, 1, filter, weights)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, filter, 4, 4)) != 0) return e;
    if (filter->elements == 0) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 1, 1, 0);
    if ((e = check_bias(p, form, in->type, mote_tensor_dim(filter, form->channel_axis), out, &a->bias_type)) != 0) return e;
    if ((e = mote_prep_output(p, 0, out)) != 0) return e;
    if ((e = mote_prep_type(p, p->n_in, out, in->type)) != 0) return e;
    if ((e = mote_prep_rank(p, p->n_in, out, 4, 4)) != 0) return e;
    if ((e = mote_prep_dim(p, p->n_in, out, 3, mote_tensor_dim(filter, form->channel_axis))) != 0) return e;
    if (in->type != MOTE_FLOAT32 && (e = check_quant(p, form, a, in, filter, out)) != 0) return e;
    if ((e = check_activation(p, form, a, in->type)) != 0) return e;
    a->s.y.filter = mote_tensor_dim(filter, 1);
    a->s.x.filter = mote_tensor_dim(filter, 2);
    a->s.x.dilation = form->dilation ? mote_option_i32(p, form->dilation, 1) : 1;
    a->s.y.dilation = form->dilation ? mote_option_i32(p, form->dilation + 1, 1) : 1;
    return 0;
}

static void derive(const struct mote_conv_args *a, const uint8_t *scale, int32_t channels, int32_t *multiplier)
{
    int8_t *right = (int8_t *)(multiplier + channels);
    for (int32_t i = 0; i < channels; i++) {
        int32_t shift;
        mote_channel_multiplier(a->in_scale, mote_rd32(scale), a->out_scale, &multiplier[i], &shift);
        right[i] = (int8_t)mote_right_of_shift(shift);
        scale += a->scales_step;
    }
}

int mote_prep_multipliers(struct mote_prep *p, struct mote_conv_args *a, int32_t channels)
{
    const uint8_t *scale = p->model->data + mote_ref_offset(a->scales);
    void *table;
    int e;
    a->multipliers = MOTE_REF_NONE;
    if (a->in_scale == 0) return 0; /* float */
    if (a->bias_type != MOTE_INT32) /* 64-bit accumulators are shifted by 15 - shift */
        for (int32_t i = 0; i < channels; i++) {
            int32_t multiplier, shift;
            mote_channel_multiplier(a->in_scale, mote_rd32(scale + i * a->scales_step), a->out_scale, &multiplier, &shift);
            if (shift > 7) return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, 7, shift);
        }
    if (!p->compiling) return mote_prep_scratch(p, 5 * (uint32_t)channels);
    if ((e = mote_prep_table(p, 5 * (uint32_t)channels, &table, &a->multipliers)) != 0) return e;
    derive(a, scale, channels, table);
    return 0;
}

const int32_t *mote_conv_multipliers(const struct mote_call *c, const struct mote_conv_args *a, int extra)
{
    if (a->multipliers != MOTE_REF_NONE) return mote_at(c, a->multipliers);
    if (c->y0 == 0) derive(a, mote_at(c, a->scales), a->s.out_channels, mote_extra(c, extra));
    return mote_extra(c, extra);
}

void mote_conv_gather(const struct mote_pixel *p, const struct mote_conv_args *a, int32_t depth, int32_t channel, int16_t *to)
{
    const struct mote_axis *y = &a->s.y, *x = &a->s.x;
    const int32_t row = x->filter * depth;
    int32_t run = depth, runs = p->x.n;
    if (depth == a->s.in_channels && x->dilation == 1) { /* neighbours in memory */
        run *= runs;
        runs = 1;
    }
    if (p->y.n < y->filter || p->x.n < x->filter) memset(to, 0, 2 * (uint32_t)(y->filter * row));
    to += (p->y.tap * x->filter + p->x.tap) * depth;
    for (int32_t i = 0; i < p->y.n; i++, to += row) {
        const int8_t *from = mote_row(&p->in, p->image + p->y.at + i * y->dilation);
        from += p->x.at * a->s.in_channels + channel;
        for (int32_t k = 0; k < runs; k++) {
            mote_widen_s8(to + k * depth, from, run, a->offset);
            from += x->dilation * a->s.in_channels;
        }
    }
}

int16_t mote_conv_end_s16(const struct mote_conv_args *a, int64_t acc, const void *bias, int32_t channel, int32_t multiplier,
                          int32_t right)
{
    const int32_t shift = -2 - right;
    int32_t r;
    if (a->bias_type == MOTE_INT32) {
        const uint32_t low = (uint32_t)(uint64_t)acc; /* a 32-bit accumulator wraps */
        r = mote_requant((int32_t)(low + (bias ? (uint32_t)((const int32_t *)bias)[channel] : 0u)), multiplier, shift);
    } else {
        uint64_t sum = (uint64_t)acc;
        if (bias) sum += (uint64_t)(a->bias_type == MOTE_INT16 ? ((const int16_t *)bias)[channel] : ((const int64_t *)bias)[channel]);
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
