/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SOFTMAX, along the last dimension: output = exp(beta * input) / sum of exp(beta * input).
 *     float32                as it stands
 *     int8 to int8 or int16  in 32-bit fixed point
 *     int16                  by interpolation in tables
 */
#include "../base/vector_softmax.h"
#include "../base/fixed_math.h"
#include "../base/real.h"
#include "elementwise.h"

struct args {
    struct mote_unary unary;
    struct mote_softmax vector;
};

/* The kernels know one output quantisation for each type; a scale may be off by a thousandth where
 * TensorFlow Lite has it so. */
static int check_output(struct mote_prep *p, const struct mote_tensor *out, int exponent,
                        int32_t zero, int exact)
{
    struct mote_real scale = mote_real_from_float(mote_tensor_scale_bits(out, 0));
    int e;
    if ((e = mote_prep_quant(p, 1, out)) != 0) return e;
    if (mote_tensor_zero_point(out) != zero)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, zero,
                              mote_tensor_zero_point(out));
    scale.e -= exponent;
    scale = mote_real_diff(scale, mote_real_from_int(1), MOTE_AS_DOUBLE);
    if (exact ? scale.m != 0
              : mote_real_floor(mote_real_mul(scale, mote_real_from_int(1000), MOTE_AS_DOUBLE)) > 0)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, exponent, -1);
    return 0;
}

/* beta * scale * 2^26, held below 2^31 */
static int scale_s8(struct mote_softmax *s, struct mote_real beta_scale)
{
    beta_scale.e += 26;
    if (mote_real_floor(beta_scale) >= INT32_MAX) {
        s->multiplier = INT32_MAX;
        s->shift = 31;
    } else {
        /* Not above 1: differences would vanish. */
        if (!mote_real_less(mote_real_from_int(1), beta_scale)) return -1;
        mote_real_multiplier(beta_scale, &s->multiplier, &s->shift);
    }
    s->diff_min = -mote_input_radius(5, s->shift);
    return 0;
}

/* beta * scale / (10 / 65535), rounded as doubles */
static int scale_s16(struct mote_softmax *s, struct mote_real beta_scale)
{
    const struct mote_real unit =
        mote_real_div(mote_real_from_int(10), mote_real_from_int(65535), MOTE_AS_DOUBLE);
    mote_real_multiplier(mote_real_div(beta_scale, unit, MOTE_AS_DOUBLE), &s->multiplier,
                         &s->shift);
    /* Input differences have 16 bits and are at most shifted to the top. */
    return s->depth > 65536 || s->shift > 15 ? -1 : 0;
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    struct mote_real beta_scale;
    const uint32_t beta = mote_option_f32(p, 0, 0);
    int e;
    if ((e = mote_unary_prepare(p, &a->unary, &in, &out)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 1, MOTE_MAX_DIMS)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type == MOTE_INT8 && out.type == MOTE_INT16 ? MOTE_K_S8_S16
                                                                                : in.type)) != 0)
        return e;
    a->vector.depth = mote_tensor_dim(&in, in.rank - 1);
    a->vector.beta = beta;
    if (in.type == MOTE_FLOAT32) {
        if ((beta & INT32_MAX) >= 0x7f800000u) /* infinity or NaN */
            return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, -1, (int32_t)beta);
        return mote_prep_type(p, 1, &out, MOTE_FLOAT32);
    }
    if (beta && !mote_float_positive(beta))
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, -1, (int32_t)beta);
    if ((e = mote_prep_quant(p, 0, &in)) != 0) return e;
    beta_scale =
        mote_real_mul(mote_real_from_float(beta),
                      mote_real_from_float(mote_tensor_scale_bits(&in, 0)), MOTE_AS_DOUBLE);
    if (in.type == MOTE_INT16) {
        if ((e = mote_prep_type(p, 1, &out, MOTE_INT16)) != 0) return e;
        if ((e = check_output(p, &out, -15, 0, 0)) != 0) return e;
        if (mote_tensor_zero_point(&in))
            return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 0, 0,
                                  mote_tensor_zero_point(&in));
        e = scale_s16(&a->vector, beta_scale);
    } else {
        if (out.type == MOTE_INT16) {
            e = check_output(p, &out, -16, -32768, 0);
        } else {
            if ((e = mote_prep_type(p, 1, &out, MOTE_INT8)) != 0) return e;
            e = check_output(p, &out, -8, -128, 1);
        }
        if (e) return e;
        e = scale_s8(&a->vector, beta_scale);
    }
    return e ? mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_RANGE, 0, -1, a->vector.depth) : 0;
}

static void run_s8(const void *args, const void *in, void *out, int32_t n)
{
    const struct mote_softmax *s = &((const struct args *)args)->vector;
    const int8_t *x = in;
    int8_t *r = out;
    for (int32_t i = 0; i < n; i += s->depth) mote_vector_softmax_s8(s, x + i, r + i);
}

int mote_softmax_s8(const struct mote_call *c)
{
    return mote_unary_eval(c, 1, 1, run_s8);
}

static void run_s8_s16(const void *args, const void *in, void *out, int32_t n)
{
    const struct mote_softmax *s = &((const struct args *)args)->vector;
    const int8_t *x = in;
    int16_t *r = out;
    for (int32_t i = 0; i < n; i += s->depth) mote_vector_softmax_s8_s16(s, x + i, r + i);
}

int mote_softmax_s8_s16(const struct mote_call *c)
{
    return mote_unary_eval(c, 1, 2, run_s8_s16);
}

static void run_s16(const void *args, const void *in, void *out, int32_t n)
{
    const struct mote_softmax *s = &((const struct args *)args)->vector;
    const int16_t *x = in;
    int16_t *r = out;
    for (int32_t i = 0; i < n; i += s->depth) mote_vector_softmax_s16(s, x + i, r + i);
}

int mote_softmax_s16(const struct mote_call *c)
{
    return mote_unary_eval(c, 2, 2, run_s16);
}

static void run_f32(const void *args, const void *in, void *out, int32_t n)
{
    const struct mote_softmax *s = &((const struct args *)args)->vector;
    const float *x = in;
    float *r = out;
    for (int32_t i = 0; i < n; i += s->depth) mote_vector_softmax_f32(s, x + i, r + i);
}

int mote_softmax_f32(const struct mote_call *c)
{
    return mote_unary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_softmax_s8},
    {MOTE_K_S8_S16, mote_softmax_s8_s16},
    {MOTE_K_S16, mote_softmax_s16},
    {MOTE_K_F32, mote_softmax_f32},
    {0, NULL},
};

const struct mote_op mote_op_softmax = {
    .code = 25,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};

static const struct mote_kernel kernel_s8[] = {{MOTE_K_S8, mote_softmax_s8}, {0, NULL}};

const struct mote_op mote_op_softmax_s8 = {
    .code = 25,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_s8,
    .prepare = prepare,
};

static const struct mote_kernel kernel_s16[] = {{MOTE_K_S16, mote_softmax_s16}, {0, NULL}};

const struct mote_op mote_op_softmax_s16 = {
    .code = 25,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_s16,
    .prepare = prepare,
};

static const struct mote_kernel kernel_f32[] = {{MOTE_K_F32, mote_softmax_f32}, {0, NULL}};

const struct mote_op mote_op_softmax_f32 = {
    .code = 25,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_f32,
    .prepare = prepare,
};
