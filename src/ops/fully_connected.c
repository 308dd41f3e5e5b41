/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FULLY_CONNECTED
 *     output[b, o] = activation(bias[o] + sum over i of filter[o, i] * input[b, i])
 * The input is taken as rows of as many elements as the filter has columns, whatever its shape.
 * Source of the arithmetic: TensorFlow Lite's reference_integer_ops::FullyConnected(PerChannel), reference_ops::FullyConnected.
 */
#include "../base/bytes.h"
#include "../base/fixed.h"
#include "../base/mem.h"
#include "../base/quant.h"
#include "../base/real.h"
#include "../base/weights.h"
#include "fully_connected.h"

enum { FIELD_ACTIVATION, FIELD_FORMAT, FIELD_BIAS_TYPE = 4 };

static uint32_t halves(int32_t low, int32_t high)
{
    return ((uint32_t)low & 0xffffu) | (uint32_t)high << 16;
}

/* Here TensorFlow Lite rounds input scale * filter scale to float first, and refuses a bias scale that is not about that. */
static int per_tensor(struct mote_prep *p, struct mote_fully_connected_args *a, uint32_t in, uint32_t filter, uint32_t out, const struct mote_tensor *bias)
{
    static const struct mote_real most = {0xa3d70a3d70a3d800u, -69}; /* 0.02 */
    const struct mote_real i = mote_real_from_float(in), f = mote_real_from_float(filter), o = mote_real_from_float(out);
    int32_t multiplier, shift;
    if (bias->type != MOTE_NO_TYPE) {
        const struct mote_real b = mote_real_from_float(mote_tensor_scale_bits(bias, 0));
        const struct mote_real diff = mote_real_diff(mote_real_mul(i, f, MOTE_AS_DOUBLE), b, MOTE_AS_DOUBLE);
        if (mote_real_less(most, mote_real_div(diff, o, MOTE_AS_DOUBLE)))
            return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_QUANT, 2, -1, -1);
    }
    mote_real_multiplier(mote_real_div(mote_real_mul(i, f, MOTE_AS_FLOAT), o, MOTE_AS_DOUBLE), &multiplier, &shift);
    if (a->wide && shift > 7) return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, 7, shift);
    a->scale[0] = (uint32_t)multiplier;
    a->scale[1] = (uint32_t)shift;
    return 0;
}

static int per_channel(struct mote_prep *p, struct mote_fully_connected_args *a, uint32_t in, const struct mote_tensor *filter, uint32_t out)
{
    for (int32_t o = 0; o < a->units && a->wide; o++) {
        int32_t multiplier, shift;
        mote_channel_multiplier(in, mote_rd32(filter->scales + 4 * o), out, &multiplier, &shift);
        if (shift > 7) return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, 7, shift);
    }
    a->scale[0] = mote_prep_model_ref(p, filter->scales);
    a->scale[1] = in;
    a->scale[2] = out;
    return 0;
}

static int prepare_quant(struct mote_prep *p, struct mote_fully_connected_args *a, const struct mote_tensor *in, const struct mote_tensor *filter,
                         const struct mote_tensor *bias, int activation)
{
    const int32_t most = in->type == MOTE_INT16 ? 32767 : 127, in_zero = mote_tensor_zero_point(in);
    const uint32_t in_scale = mote_tensor_scale_bits(in, 0);
    struct mote_tensor out;
    int32_t min, max, zero;
    uint32_t scale;
    int e;
    if ((e = mote_prep_quant(p, 0, in)) != 0) return e;
    if ((e = mote_prep_channel_quant(p, 1, filter, filter->rank - 2)) != 0) return e;
    for (uint32_t i = 0; i < filter->n_zero_points; i++)
        if (mote_rd64(filter->zero_points + 8 * i) != 0)
            return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, 0, (int32_t)mote_rd32(filter->zero_points + 8 * i));
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_prep_quant(p, p->n_in, &out)) != 0) return e;
    scale = mote_tensor_scale_bits(&out, 0);
    zero = mote_tensor_zero_point(&out);
    if (mote_activation_range(activation, scale, zero, -most - 1, most, &min, &max))
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, MOTE_ACT_RELU6, activation);
    a->zeros = halves(in_zero, zero);
    a->bounds = halves(min, max);
    if (filter->n_scales > 1) return per_channel(p, a, in_scale, filter, scale);
    return per_tensor(p, a, in_scale, mote_tensor_scale_bits(filter, 0), scale, bias);
}

static int prepare(struct mote_prep *p, void *words)
{
    struct mote_fully_connected_args *a = words;
    struct mote_tensor in, filter, other; /* output, then bias */
    const int activation = mote_option_i8(p, FIELD_ACTIVATION, 0), format = mote_option_i8(p, FIELD_FORMAT, 0);
    int e, weights, bias = MOTE_INT32;
    if ((e = mote_prep_arity(p, 2, 3, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_input(p, 1, &filter)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &other)) != 0) return e;
    weights = in.type == MOTE_FLOAT32 ? MOTE_FLOAT32 : MOTE_INT8;
    if (in.type == MOTE_INT8 && filter.type == MOTE_INT4) weights = MOTE_INT4;
    if ((e = mote_prep_kernel(p, weights == MOTE_INT4 ? MOTE_K_S4 : in.type)) != 0) return e;
    if ((e = mote_prep_type(p, 1, &filter, weights)) != 0) return e;
    if ((e = mote_prep_type(p, p->n_in, &other, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, &filter, 2, MOTE_MAX_DIMS)) != 0) return e;
    if ((e = mote_prep_rank(p, p->n_in, &other, 1, MOTE_MAX_DIMS)) != 0) return e;
    if (format != 0) return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, 1, 0, format);
    a->depth = mote_tensor_dim(&filter, filter.rank - 1);
    a->units = mote_tensor_dim(&filter, filter.rank - 2);
    if (other.elements == 0 || filter.elements == 0 || filter.elements / (uint32_t)a->depth != (uint32_t)a->units)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 1, 1, (int32_t)filter.elements);
    if ((e = mote_prep_dim(p, p->n_in, &other, other.rank - 1, a->units)) != 0) return e;
    a->batches = (int32_t)other.elements / a->units;
    if (in.elements % (uint32_t)a->depth != 0 || in.elements / (uint32_t)a->depth != (uint32_t)a->batches)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 0, a->depth, (int32_t)in.elements);

    other.type = MOTE_NO_TYPE;
    if (p->n_in > 2 && (e = mote_prep_input(p, 2, &other)) != 0) return e;
    if (in.type == MOTE_FLOAT32) bias = MOTE_FLOAT32;
    if (in.type == MOTE_INT16)
        bias = other.type == MOTE_NO_TYPE ? mote_option_i8(p, FIELD_BIAS_TYPE, MOTE_FLOAT32) : other.type;
    a->wide = in.type == MOTE_INT16 && bias != MOTE_INT32;
    if (other.type != MOTE_NO_TYPE) {
        if ((e = mote_prep_type(p, 2, &other, a->wide ? MOTE_INT64 : bias)) != 0) return e;
        if (other.elements != (uint32_t)a->units)
            return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 2, a->units, (int32_t)other.elements);
    }
    if (in.type != MOTE_FLOAT32) return prepare_quant(p, a, &in, &filter, &other, activation);
    if (mote_activation_range_f32(activation, &a->scale[0], &a->scale[1]))
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, MOTE_ACT_RELU6, activation);
    return 0;
}

void mote_fully_connected_multiplier(const struct mote_call *c, int32_t o, int32_t *multiplier, int32_t *shift)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    *multiplier = (int32_t)a->scale[0];
    *shift = (int32_t)a->scale[1];
    if (a->scale[2]) {
        const uint8_t *scales = mote_at(c, a->scale[0]);
        mote_channel_multiplier(a->scale[1], mote_rd32(scales + 4 * o), a->scale[2], multiplier, shift);
    }
}

/* Reference for int8 activations: weights of 8 or 4 bits. */
static int reference(const struct mote_call *c, int four_bits)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t *bias = mote_in_optional(c, 2);
    const int8_t *in = mote_in(c, 0), *filter = mote_in(c, 1);
    int8_t *out = mote_out(c, 0);
    for (int32_t b = 0; b < a->batches; b++, in += a->depth) {
        uint32_t f = 0;
        for (int32_t o = 0; o < a->units; o++) {
            uint32_t acc = bias ? (uint32_t)bias[o] : 0u;
            int32_t multiplier, shift, y;
            for (int32_t i = 0; i < a->depth; i++, f++) {
                const int32_t w = four_bits ? mote_weight_s4((const uint8_t *)filter, f) : filter[f];
                acc += (uint32_t)(w * (in[i] - mote_low_half(a->zeros)));
            }
            mote_fully_connected_multiplier(c, o, &multiplier, &shift);
            y = mote_requant((int32_t)acc, multiplier, shift);
            y = (int32_t)((uint32_t)y + (uint32_t)mote_high_half(a->zeros));
            *out++ = (int8_t)mote_clamp(y, mote_low_half(a->bounds), mote_high_half(a->bounds));
        }
    }
    return 0;
}

int mote_fully_connected_ref_s8(const struct mote_call *c)
{
    return reference(c, 0);
}

int mote_fully_connected_s4(const struct mote_call *c)
{
    return reference(c, 1);
}

int mote_fully_connected_s16(const struct mote_call *c)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const void *bias = mote_in_optional(c, 2);
    const int16_t *in = mote_in(c, 0);
    int16_t *out = mote_out(c, 0);
    for (int32_t b = 0; b < a->batches; b++, in += a->depth) {
        const int8_t *f = mote_in(c, 1);
        for (int32_t o = 0; o < a->units; o++) {
            uint64_t acc = 0;
            int32_t multiplier, shift, y;
            for (int32_t i = 0; i < a->depth; i++) acc += (uint64_t)(int64_t)(*f++ * (in[i] - mote_low_half(a->zeros)));
            mote_fully_connected_multiplier(c, o, &multiplier, &shift);
            if (a->wide) {
                if (bias) acc += (uint64_t)((const int64_t *)bias)[o];
                y = mote_requant_i64((int64_t)acc, multiplier, shift);
            } else {
                if (bias) acc += (uint64_t)(int64_t)((const int32_t *)bias)[o];
                y = mote_requant((int32_t)(uint32_t)acc, multiplier, shift);
            }
            y = (int32_t)((uint32_t)y + (uint32_t)mote_high_half(a->zeros));
            *out++ = (int16_t)mote_clamp(y, mote_low_half(a->bounds), mote_high_half(a->bounds));
        }
    }
    return 0;
}

int mote_fully_connected_f32(const struct mote_call *c)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const float *bias = mote_in_optional(c, 2), *in = mote_in(c, 0);
    float *out = mote_out(c, 0), min, max;
    memcpy(&min, &a->scale[0], sizeof min);
    memcpy(&max, &a->scale[1], sizeof max);
    for (int32_t b = 0; b < a->batches; b++, in += a->depth) {
        const float *f = mote_in(c, 1);
        for (int32_t o = 0; o < a->units; o++) {
            float y = 0;
            for (int32_t i = 0; i < a->depth; i++) y += in[i] * *f++;
            y += bias ? bias[o] : 0;
            if (y < min) y = min;
            *out++ = y > max ? max : y;
        }
    }
    return 0;
}

int mote_fully_connected_s8(const struct mote_call *c); /* fully_connected_s8.c */

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_fully_connected_s8},   {MOTE_K_S4, mote_fully_connected_s4},
    {MOTE_K_S16, mote_fully_connected_s16}, {MOTE_K_F32, mote_fully_connected_f32}, {0, NULL},
};
static const struct mote_kernel kernels_s8[] = {{MOTE_K_S8, mote_fully_connected_s8}, {0, NULL}};
static const struct mote_kernel kernels_s16[] = {{MOTE_K_S16, mote_fully_connected_s16}, {0, NULL}};
static const struct mote_kernel kernels_f32[] = {{MOTE_K_F32, mote_fully_connected_f32}, {0, NULL}};
static const struct mote_kernel kernels_ref[] = {{MOTE_K_S8, mote_fully_connected_ref_s8}, {0, NULL}};

const struct mote_op mote_op_fully_connected = {
    .code = 9,
    .args_words = sizeof(struct mote_fully_connected_args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
const struct mote_op mote_op_fully_connected_s8 = {
    .code = 9,
    .args_words = sizeof(struct mote_fully_connected_args) / 4,
    .kernels = kernels_s8,
    .prepare = prepare,
};
const struct mote_op mote_op_fully_connected_s16 = {
    .code = 9,
    .args_words = sizeof(struct mote_fully_connected_args) / 4,
    .kernels = kernels_s16,
    .prepare = prepare,
};
const struct mote_op mote_op_fully_connected_f32 = {
    .code = 9,
    .args_words = sizeof(struct mote_fully_connected_args) / 4,
    .kernels = kernels_f32,
    .prepare = prepare,
};
/* The int8 kernel written for reading: what the quick one is held against. */
const struct mote_op mote_op_fully_connected_ref = {
    .code = 9,
    .args_words = sizeof(struct mote_fully_connected_args) / 4,
    .kernels = kernels_ref,
    .prepare = prepare,
};
