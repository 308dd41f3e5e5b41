/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SVDF: a layer of units that look back in time, each by `rank` filters.
 *     state[f] = state[f] shifted by one, then feature[f] . input        (`memory` values a filter)
 *     output[u] = activation(bias[u] + sum over the filters f of unit u of time[f] . state[f])
 * Inputs: input [batch, n], feature weights [filters, n], time weights [filters, memory], bias
 * [units] (may be absent), state [batch, memory * filters]: a variable. float32, or int8 with time
 * weights and state of int8 or int16.
 * Source of the arithmetic: TensorFlow Lite Micro's EvalIntegerSvdfReference,
 * EvalFloatSvdfReference.
 */
#include "../base/f32.h"
#include "../base/fixed.h"
#include "../base/float_math.h"
#include "../base/mem.h"
#include "../base/quant.h"
#include "../base/real.h"
#include "../base/state.h"
#include "recurrent.h"

enum { FIELD_RANK, FIELD_ACTIVATION };
enum { FEATURE = 1, TIME, BIAS, STATE, OUTPUT };
enum { ACT_TANH = 4, ACT_SIGN_BIT = 5 };

struct args {
    int32_t batches, inputs, units, rank, memory;
    int32_t in_zero, state_zero, out_zero;
    int32_t to_state[2], to_output[2]; /* multiplier, shift */
    int32_t activation;                /* float only, as its least and greatest output */
    uint32_t min, max;
};

/* TensorFlow Lite's int8 SVDF has no activation but the bounds of int8: converters quantise the
 * output of RELU so that these are its bounds. What such bounds cannot express is refused. */
static int prepare_activation_s8(struct mote_prep *p, int activation)
{
    if (activation == MOTE_ACT_NONE || activation == MOTE_ACT_RELU) return 0;
    return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, 0, activation);
}

/* Without bounds infinities pass. */
static int prepare_activation_f32(struct mote_prep *p, struct args *a, int activation)
{
    a->activation = activation;
    if (activation == ACT_TANH || activation == ACT_SIGN_BIT) return 0;
    if (mote_activation_range_f32(activation, &a->min, &a->max))
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, 0, activation);
    if (activation == MOTE_ACT_NONE) a->min = 0xff800000u;
    if (activation == MOTE_ACT_NONE || activation == MOTE_ACT_RELU) a->max = 0x7f800000u;
    return 0;
}

static struct mote_real product(uint32_t a, uint32_t b)
{
    return mote_real_mul(mote_real_from_float(a), mote_real_from_float(b), MOTE_AS_FLOAT);
}

/* scale = a * b / c as float arithmetic has it: multiplier and shift. */
static void rescale(uint32_t a, uint32_t b, uint32_t c, int32_t *scale)
{
    mote_real_multiplier(mote_real_div(product(a, b), mote_real_from_float(c), MOTE_AS_FLOAT),
                         &scale[0], &scale[1]);
}

/* A bias must have the scale of the products, within 1e-5. */
static int bias_fits(uint32_t bias, uint32_t state, uint32_t time)
{
    static const struct mote_real tolerance = {0xa7c5ac471b478800u, -80}; /* 1e-5 as double */
    return mote_real_less(
        mote_real_diff(mote_real_from_float(bias), product(state, time), MOTE_AS_DOUBLE),
        tolerance);
}

/* `t` is free to use. */
static int prepare_s8(struct mote_prep *p, struct args *a, struct mote_tensor *t)
{
    uint32_t in, feature, time, state;
    int e;
    if ((e = mote_prep_input(p, 0, t)) != 0 || (e = mote_prep_quant(p, 0, t)) != 0) return e;
    in = mote_tensor_scale_bits(t, 0);
    a->in_zero = mote_tensor_zero_point(t);
    if ((e = mote_prep_input(p, FEATURE, t)) != 0 || (e = mote_prep_symmetric(p, FEATURE, t)) != 0)
        return e;
    feature = mote_tensor_scale_bits(t, 0);
    if ((e = mote_prep_input(p, TIME, t)) != 0 || (e = mote_prep_symmetric(p, TIME, t)) != 0)
        return e;
    time = mote_tensor_scale_bits(t, 0);
    if ((e = mote_prep_input(p, STATE, t)) != 0 || (e = mote_prep_quant(p, STATE, t)) != 0)
        return e;
    state = mote_tensor_scale_bits(t, 0);
    a->state_zero = mote_tensor_zero_point(t);
    if ((e = mote_prep_begin(p, t)) != 0) return e;
    if ((e = mote_prep_input(p, BIAS, t)) != 0) return e;
    if (t->type != MOTE_NO_TYPE && !bias_fits(mote_tensor_scale_bits(t, 0), state, time))
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_QUANT, BIAS, -1, -1);
    if ((e = mote_prep_output(p, 0, t)) != 0 || (e = mote_prep_quant(p, OUTPUT, t)) != 0) return e;
    a->out_zero = mote_tensor_zero_point(t);
    rescale(in, feature, state, a->to_state);
    rescale(state, time, mote_tensor_scale_bits(t, 0), a->to_output);
    return prepare_activation_s8(p, mote_option_i8(p, FIELD_ACTIVATION, 0));
}

/* Dimension `axis` of a matrix; at least 1. */
static int dimension(struct mote_prep *p, int operand, const struct mote_tensor *t, int axis,
                     int32_t *value)
{
    *value = mote_tensor_dim(t, axis);
    return mote_prep_positive(p, operand, *value);
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor t;
    int32_t filters;
    int e, type, time_type;
    if ((e = mote_prep_arity(p, 5, 5, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &t)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &t, 2, 2)) != 0) return e;
    type = t.type;
    if ((e = dimension(p, 0, &t, 0, &a->batches)) != 0) return e;
    if ((e = dimension(p, 0, &t, 1, &a->inputs)) != 0) return e;
    if ((e = mote_prep_input(p, FEATURE, &t)) != 0) return e;
    if ((e = mote_prep_type(p, FEATURE, &t, type)) != 0) return e;
    if ((e = mote_prep_rank(p, FEATURE, &t, 2, 2)) != 0) return e;
    if ((e = dimension(p, FEATURE, &t, 0, &filters)) != 0) return e;
    if ((e = mote_prep_dim(p, FEATURE, &t, 1, a->inputs)) != 0) return e;
    if ((e = mote_prep_input(p, TIME, &t)) != 0) return e;
    time_type = t.type;
    if ((e = mote_prep_kernel(p, type == MOTE_INT8 && time_type == MOTE_INT16 ? MOTE_K_S8_S16
                                                                              : type)) != 0)
        return e;
    if (p->op->kernels[p->kernel].key != MOTE_K_S8_S16 &&
        (e = mote_prep_type(p, TIME, &t, type)) != 0)
        return e;
    if ((e = mote_prep_rank(p, TIME, &t, 2, 2)) != 0) return e;
    if ((e = mote_prep_dim(p, TIME, &t, 0, filters)) != 0) return e;
    if ((e = dimension(p, TIME, &t, 1, &a->memory)) != 0) return e;
    a->rank = mote_option_i32(p, FIELD_RANK, 0);
    if ((e = mote_prep_positive(p, -1, a->rank)) != 0) return e;
    if (filters % a->rank)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_OPTION, FEATURE, filters, a->rank);
    a->units = filters / a->rank;
    if ((e = mote_prep_variable(p, STATE, time_type,
                                (uint64_t)((uint32_t)a->memory * (uint64_t)(uint32_t)filters) *
                                    (uint32_t)a->batches,
                                &t)) != 0)
        return e;
    if ((e = mote_prep_rank(p, STATE, &t, 2, 2)) != 0) return e;
    if ((e = mote_prep_dim(p, STATE, &t, 0, a->batches)) != 0) return e;
    if ((e = mote_prep_input(p, BIAS, &t)) != 0) return e;
    if (t.type != MOTE_NO_TYPE) {
        if ((e = mote_prep_type(p, BIAS, &t, type == MOTE_INT8 ? MOTE_INT32 : type)) != 0) return e;
        if ((e = mote_prep_rank(p, BIAS, &t, 1, 1)) != 0) return e;
        if ((e = mote_prep_dim(p, BIAS, &t, 0, a->units)) != 0) return e;
    }
    if ((e = mote_prep_output(p, 0, &t)) != 0) return e;
    if ((e = mote_prep_type(p, OUTPUT, &t, type)) != 0) return e;
    if ((e = mote_prep_rank(p, OUTPUT, &t, 2, 2)) != 0) return e;
    if ((e = mote_prep_dim(p, OUTPUT, &t, 0, a->batches)) != 0) return e;
    if ((e = mote_prep_dim(p, OUTPUT, &t, 1, a->units)) != 0) return e;
    if (type == MOTE_INT8) return prepare_s8(p, a, &t);
    return prepare_activation_f32(p, a, mote_option_i8(p, FIELD_ACTIVATION, 0));
}

/* What a filter sees of the input now. */
static int32_t newest(const struct args *a, const int8_t *feature, const int8_t *in, int32_t low,
                      int32_t high)
{
    uint32_t sum = 0;
    for (int32_t i = 0; i < a->inputs; i++) sum += (uint32_t)(feature[i] * (in[i] - a->in_zero));
    return a->state_zero +
           mote_clamp(mote_requant((int32_t)sum, a->to_state[0], (int)a->to_state[1]), low, high);
}

/* Each returns a filter's share of its output. Sums wrap. */
static uint32_t advance_s8(const struct args *a, int8_t *state, const int8_t *time,
                           const int8_t *feature, const int8_t *in)
{
    const uint32_t last = (uint32_t)a->memory - 1;
    uint32_t sum = 0;
    memmove(state, state + 1, last);
    state[last] = (int8_t)newest(a, feature, in, INT8_MIN, INT8_MAX);
    for (int32_t i = 0; i < a->memory; i++) sum += (uint32_t)(time[i] * (state[i] - a->state_zero));
    return sum;
}

static uint32_t advance_s16(const struct args *a, int16_t *state, const int16_t *time,
                            const int8_t *feature, const int8_t *in)
{
    const uint32_t last = (uint32_t)a->memory - 1;
    uint32_t sum = 0;
    memmove(state, state + 1, 2 * last);
    state[last] = (int16_t)newest(a, feature, in, INT16_MIN, INT16_MAX);
    for (int32_t i = 0; i < a->memory; i++) sum += (uint32_t)(time[i] * (state[i] - a->state_zero));
    return sum;
}

static int8_t finish(const struct args *a, uint32_t sum)
{
    const int32_t y = mote_requant((int32_t)sum, a->to_output[0], (int)a->to_output[1]);
    return (int8_t)mote_clamp((int32_t)((uint32_t)y + (uint32_t)a->out_zero), INT8_MIN, INT8_MAX);
}

static int run(const struct mote_call *c, int wide)
{
    const struct args *a = (const void *)c->args;
    const int32_t *bias = mote_in_optional(c, BIAS);
    const int8_t *in = mote_in(c, 0);
    int8_t *out = mote_out(c, 0), *state = mote_at(c, c->refs[STATE]);
    const uint32_t row = (uint32_t)a->memory << wide; /* bytes */
    if (!wide && a->state_zero)
        mote_state_begin(mote_extra(c, 0), state,
                         (uint32_t)(a->batches * a->units * a->rank * a->memory), a->state_zero);
    for (int32_t b = 0; b < a->batches; b++, in += a->inputs) {
        const int8_t *feature = mote_in(c, FEATURE), *time = mote_in(c, TIME);
        for (int32_t u = 0; u < a->units; u++) {
            uint32_t sum = bias ? (uint32_t)bias[u] : 0u;
            for (int32_t r = 0; r < a->rank; r++) {
                sum += wide ? advance_s16(a, (void *)state, (const void *)time, feature, in)
                            : advance_s8(a, state, time, feature, in);
                state += row;
                time += row;
                feature += a->inputs;
            }
            *out++ = finish(a, sum);
        }
    }
    return 0;
}

int mote_svdf_s8(const struct mote_call *c)
{
    return run(c, 0);
}

int mote_svdf_s8_s16(const struct mote_call *c)
{
    return run(c, 1);
}

static float activate(const struct args *a, float y)
{
    if (a->activation == ACT_TANH) return mote_tanhf(y);
    if (a->activation == ACT_SIGN_BIT) return (float)(mote_f32_bits(y) >> 31);
    return mote_f32_clamp(y, mote_f32_of(a->min), mote_f32_of(a->max));
}

int mote_svdf_f32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const float *bias = mote_in_optional(c, BIAS), *in = mote_in(c, 0);
    float *out = mote_out(c, 0), *state = mote_at(c, c->refs[STATE]);
    const uint32_t last = (uint32_t)a->memory - 1;
    for (int32_t b = 0; b < a->batches; b++, in += a->inputs) {
        const float *feature = mote_in(c, FEATURE), *time = mote_in(c, TIME);
        for (int32_t u = 0; u < a->units; u++) {
            float y = bias ? bias[u] : 0.0f;
            for (int32_t r = 0; r < a->rank; r++) {
                float sum = 0.0f;
                memmove(state, state + 1, 4 * last);
                for (int32_t i = 0; i < a->inputs; i++) sum += *feature++ * in[i];
                state[last] = sum;
                sum = 0.0f;
                for (int32_t i = 0; i < a->memory; i++) sum += *time++ * *state++;
                y += sum;
            }
            *out++ = activate(a, y);
        }
    }
    return 0;
}

/* s8 and s8_s16: int8 activations with state of int8 and int16. */
static const struct mote_kernel kernels[] = {{MOTE_K_S8, mote_svdf_s8},
                                             {MOTE_K_S8_S16, mote_svdf_s8_s16},
                                             {MOTE_K_F32, mote_svdf_f32},
                                             {0, NULL}};

const struct mote_op mote_op_svdf = {
    .code = 27,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};

static const struct mote_kernel kernels_s8[] = {
    {MOTE_K_S8, mote_svdf_s8}, {MOTE_K_S8_S16, mote_svdf_s8_s16}, {0, NULL}};
static const struct mote_kernel kernels_f32[] = {{MOTE_K_F32, mote_svdf_f32}, {0, NULL}};

const struct mote_op mote_op_svdf_s8 = {
    .code = 27,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels_s8,
    .prepare = prepare,
};
const struct mote_op mote_op_svdf_f32 = {
    .code = 27,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels_f32,
    .prepare = prepare,
};
