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

static int refuse_output(struct mote_prep *p, int32_t zero_point, int32_t zero, int exponent)
{
    if (zero_point == zero) {
        zero = exponent;
        zero_point = -1;
    }
    return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, zero, zero_point);
}

/* The kernels know one output quantisation for each type. */
static int check_output_s8(struct mote_prep *p, const struct mote_tensor *out)
{
    const int32_t zero_point = mote_tensor_zero_point(out);
    const int e = mote_prep_quant(p, 1, out);
    if (e) return e;
    if (zero_point == -128 && mote_tensor_scale_bits(out, 0) == 0x3b800000u /* 1/256 */) return 0;
    return refuse_output(p, zero_point, -128, -8);
}

/* The scale may be off by a thousandth, as TensorFlow Lite has it. */
static int check_output_s16(struct mote_prep *p, const struct mote_tensor *out, int32_t zero,
                            int exponent)
{
    /* Bits of floats: the outermost that 0.001 around 1 takes in. */
    const uint32_t low = 0x3f7fbe77u, high = 0x3f8020c4u;
    const int32_t zero_point = mote_tensor_zero_point(out);
    const uint32_t scaled = mote_tensor_scale_bits(out, 0) - ((uint32_t)exponent << 23);
    const int e = mote_prep_quant(p, 1, out);
    if (e) return e;
    if (zero_point == zero && scaled >= low && scaled <= high) return 0;
    return refuse_output(p, zero_point, zero, exponent);
}

static int refuse_beta(struct mote_prep *p, const struct args *a)
{
    return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, -1, (int32_t)a->vector.beta);
}

static int start(struct mote_prep *p, struct args *a, struct mote_tensor *in,
                 struct mote_tensor *out)
{
    int e;
    if ((e = mote_unary_prepare(p, &a->unary, in, out)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, in, 1, MOTE_MAX_DIMS)) != 0) return e;
    a->vector.depth = mote_tensor_dim(in, in->rank - 1);
    a->vector.beta = mote_option_f32(p, 0, 0);
    return 0;
}

/* Input of int8: beta * scale * 2^26, held below 2^31. */
static int finish_s8(struct mote_prep *p, struct args *a, const struct mote_tensor *in)
{
    struct mote_softmax *s = &a->vector;
    const int e = mote_prep_quant(p, 0, in);
    if (e) return e;
    mote_channel_multiplier(s->beta, mote_tensor_scale_bits(in, 0), 0x32800000u /* 2^-26 */,
                            &s->multiplier, &s->shift);
    s->diff_min = -mote_input_radius(5, s->shift);
    /* Below 1 differences would vanish. */
    return mote_float_positive(s->beta) && s->shift > 0 ? 0 : refuse_beta(p, a);
}

static int prepare_s8(struct mote_prep *p, void *words)
{
    struct mote_tensor in, out;
    int e;
    if ((e = start(p, words, &in, &out)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_type(p, 1, &out, MOTE_INT8)) != 0) return e;
    if ((e = check_output_s8(p, &out)) != 0) return e;
    return finish_s8(p, words, &in);
}

/* Input of int16: beta * scale / (10 / 65535), rounded as doubles. */
static int finish_s16(struct mote_prep *p, struct args *a, const struct mote_tensor *in)
{
    static const struct mote_real unit = {0xa000a000a000a000u, -76}; /* 10 / 65535 as double */
    struct mote_softmax *s = &a->vector;
    struct mote_real scaled;
    int e;
    if ((e = mote_prep_quant(p, 0, in)) != 0) return e;
    if (mote_tensor_zero_point(in))
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 0, 0,
                              mote_tensor_zero_point(in));
    if (s->beta && !mote_float_positive(s->beta)) return refuse_beta(p, a);
    scaled = mote_real_mul(mote_real_from_float(s->beta),
                           mote_real_from_float(mote_tensor_scale_bits(in, 0)), MOTE_AS_DOUBLE);
    mote_real_multiplier(mote_real_div(scaled, unit, MOTE_AS_DOUBLE), &s->multiplier, &s->shift);
    /* Input differences have 16 bits and are at most shifted to the top. */
    if (s->depth <= 65536 && s->shift <= 15) return 0;
    return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_RANGE, 0, -1, s->depth);
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e, wide;
    if ((e = start(p, a, &in, &out)) != 0) return e;
    wide = in.type == MOTE_INT8 && out.type == MOTE_INT16;
    if ((e = mote_prep_kernel(p, wide ? MOTE_K_S8_S16 : in.type)) != 0) return e;
    if (!wide && (e = mote_prep_type(p, 1, &out, in.type)) != 0) return e;
    if (in.type == MOTE_FLOAT32) /* neither infinity nor NaN */
        return (a->vector.beta & INT32_MAX) >= 0x7f800000u ? refuse_beta(p, a) : 0;
    if (in.type == MOTE_INT16) {
        e = check_output_s16(p, &out, 0, -15);
        return e ? e : finish_s16(p, a, &in);
    }
    e = wide ? check_output_s16(p, &out, -32768, -16) : check_output_s8(p, &out);
    return e ? e : finish_s8(p, a, &in);
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
    .prepare = prepare_s8,
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
