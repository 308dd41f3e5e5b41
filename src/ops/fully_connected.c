/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FULLY_CONNECTED
 *     output[b, o] = activation(bias[o] + sum over i of filter[o, i] * input[b, i])
 * The input is taken as rows of as many elements as the filter has columns, whatever its shape.
 * Source of the arithmetic: TensorFlow Lite's reference_integer_ops::FullyConnected(PerChannel),
 * reference_ops::FullyConnected.
 */
#include "../base/bytes.h"
#include "../base/mem.h"
#include "../base/real.h"
#include "../base/rescale.h"
#include "../base/weights.h"
#include "fully_connected.h"
#include "hybrid.h"
#include "readable.h"
#include "weighted.h"

enum { FIELD_ACTIVATION, FIELD_FORMAT };

static const struct mote_bias_form bias_form = {
    .operand = 2, .wide = MOTE_INT64, .other = MOTE_INT32, .option = 4};

static int prepare(struct mote_prep *p, void *words)
{
    struct mote_fully_connected_args *a = words;
    struct mote_tensor in, filter, out;
    const int format = mote_option_i8(p, FIELD_FORMAT, 0);
    uint32_t in_scale, filter_scale, out_scale;
    int32_t min, max, bias_type, multiplier, shift;
    int e, quantised;
    if ((e = mote_prep_arity(p, 2, 3, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_input(p, 1, &filter)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_prep_weighted(p, 0, &in, &filter, &out)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, &filter, 2, MOTE_MAX_DIMS)) != 0) return e;
    if ((e = mote_prep_rank(p, p->n_in, &out, 1, MOTE_MAX_DIMS)) != 0) return e;
    if (format != 0) return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, 1, 0, format);
    a->depth = mote_tensor_dim(&filter, filter.rank - 1);
    a->units = mote_tensor_dim(&filter, filter.rank - 2);
    if ((e = mote_prep_dim(p, p->n_in, &out, out.rank - 1, a->units)) != 0) return e;
    a->batches = (int32_t)out.elements / a->units;
    if ((int64_t)a->depth * a->units != filter.elements ||
        (int64_t)a->depth * a->batches != in.elements)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 0, a->depth, (int32_t)in.elements);
    quantised = in.type != MOTE_FLOAT32;
    if (quantised && (e = mote_prep_weighted_quant(p, 0, &in, &filter, filter.rank - 2, &out)) != 0)
        return e;
    if ((e = mote_prep_activation(p, FIELD_ACTIVATION, &out, &min, &max)) != 0) return e;
    a->zeros = mote_halves(mote_tensor_zero_point(&in), mote_tensor_zero_point(&out));
    a->bounds = mote_halves(min, max);
    in_scale = mote_tensor_scale_bits(&in, 0);
    out_scale = mote_tensor_scale_bits(&out, 0);
    if ((e = mote_prep_bias(p, &bias_form, in.type, a->units, &out, &bias_type)) != 0)
        return e; /* from here `out` is the bias */
    a->wide = bias_type == MOTE_INT64;
    a->scale[0] = (uint32_t)min;
    a->scale[1] = (uint32_t)max;
    if (!quantised) return 0;
    if (filter.n_scales > 1 && (e = mote_prep_scratch(p, 5 * (uint32_t)a->units)) != 0) return e;
    /* A map that is much larger than the output is worth taking row by row. */
    if (in.type == MOTE_INT8 && a->batches == 1 && a->depth >= 128 && a->depth / 8 > a->units &&
        (e = mote_prep_consume(p, 0, 4 * (uint32_t)a->units)) != 0)
        return e;
    if (filter.n_scales > 1) {
        a->scale[0] = mote_prep_model_ref(p, filter.scales);
        a->scale[1] = in_scale;
        a->scale[2] = out_scale;
        return a->wide ? mote_prep_wide(p, in_scale, filter.scales, 4, a->units, out_scale) : 0;
    }
    filter_scale = mote_rd32(filter.scales);
    if (out.type != MOTE_NO_TYPE &&
        !mote_bias_scale_fits(in_scale, filter_scale, mote_tensor_scale_bits(&out, 0), out_scale))
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_QUANT, 2, -1, -1);
    mote_layer_multiplier(in_scale, filter_scale, out_scale, &multiplier, &shift);
    a->scale[0] = (uint32_t)multiplier;
    a->scale[1] = (uint32_t)shift;
    return a->wide && shift > 7 ? mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, 7, shift)
                                : 0;
}

static void begin(const struct mote_call *c)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    if (!MOTE_SMALL && !a->scale[2]) return; /* mote_weighted_begin would find out, later */
    mote_weighted_begin(c, (const void *)a->scale, 4, a->units, MOTE_FULLY_CONNECTED_MULTIPLIERS);
}

/* The rescale of output o. */
static void rescale_of(const struct mote_call *c, int32_t o, int32_t *multiplier, int32_t *shift)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    *multiplier = (int32_t)a->scale[0];
    *shift = (int32_t)a->scale[1];
    if (a->scale[2]) {
        const int32_t *multipliers = mote_extra(c, MOTE_FULLY_CONNECTED_MULTIPLIERS);
        *multiplier = multipliers[o];
        *shift = -2 - ((const int8_t *)(multipliers + a->units))[o];
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
                const int32_t w =
                    four_bits ? mote_weight_s4((const uint8_t *)filter, f) : filter[f];
                acc += (uint32_t)(w * (in[i] - mote_low_half(a->zeros)));
            }
            rescale_of(c, o, &multiplier, &shift);
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

int mote_fully_connected_ref_s16(const struct mote_call *c)
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
            for (int32_t i = 0; i < a->depth; i++)
                acc += (uint64_t)(int64_t)(*f++ * (in[i] - mote_low_half(a->zeros)));
            rescale_of(c, o, &multiplier, &shift);
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

int mote_fully_connected_ref_f32(const struct mote_call *c)
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
int mote_fully_connected_s8_consume(const struct mote_call *c);
int mote_fully_connected_hybrid(const struct mote_call *c);

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_fully_connected_s8},         {MOTE_K_S4, mote_fully_connected_s4},
    {MOTE_K_S16, mote_fully_connected_s16},       {MOTE_K_F32, mote_fully_connected_f32},
    {MOTE_K_HYBRID, mote_fully_connected_hybrid}, {0, NULL},
};
static const struct mote_kernel kernels_s8[] = {{MOTE_K_S8, mote_fully_connected_s8}, {0, NULL}};
static const struct mote_kernel kernels_s16[] = {{MOTE_K_S16, mote_fully_connected_s16}, {0, NULL}};
static const struct mote_kernel kernels_f32[] = {{MOTE_K_F32, mote_fully_connected_f32}, {0, NULL}};
static const struct mote_kernel kernels_ref[] = {{MOTE_K_S8, mote_fully_connected_ref_s8},
                                                 {0, NULL}};

static const struct mote_kernel consume[] = {{MOTE_K_S8, mote_fully_connected_s8_consume},
                                             {0, NULL}};

static int prepare_any(struct mote_prep *p, void *words)
{
    return mote_prep_is_hybrid(p) ? mote_prep_fully_connected_hybrid(p, words) : prepare(p, words);
}

const struct mote_op mote_op_fully_connected = {
    .code = 9,
    .args_words = sizeof(struct mote_fully_connected_args) / 4,
    .kernels = kernels,
    .prepare = prepare_any,
    .consume = consume,
    .begin = begin,
};
const struct mote_op mote_op_fully_connected_s8 = {
    .code = 9,
    .args_words = sizeof(struct mote_fully_connected_args) / 4,
    .kernels = kernels_s8,
    .prepare = prepare,
    .begin = begin,
};
/* The same with the kernel that takes rows as they come: name it beside mote_streaming. */
const struct mote_op mote_op_fully_connected_s8_rows = {
    .code = 9,
    .args_words = sizeof(struct mote_fully_connected_args) / 4,
    .kernels = kernels_s8,
    .prepare = prepare,
    .consume = consume,
    .begin = begin,
};
const struct mote_op mote_op_fully_connected_s16 = {
    .code = 9,
    .args_words = sizeof(struct mote_fully_connected_args) / 4,
    .kernels = kernels_s16,
    .prepare = prepare,
    .begin = begin,
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
    .begin = begin,
};
