/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CUMSUM along a constant axis
 *     output[k] = input[0] + ... + input[k]       exclusive: without input[k]; reverse: from the
 * other end float32; int8: terms are (input - zero point) 2^19, wrapping at 32 bits, and the sum
 * starts at -zero point 2^19 rather than 0, as in TensorFlow Lite Micro; 2 input_scale / (2^20
 * output_scale) must be below 1.
 */
#include "../base/fixed.h"
#include "../base/real.h"
#include "shapes.h"

enum field { EXCLUSIVE, REVERSE };

struct args {
    int32_t outer, size, inner;
    int32_t exclusive, reverse;
    int32_t input_zero, multiplier, shift, output_zero;
};

static int prepare_s8(struct mote_prep *p, struct args *a, const struct mote_tensor *in,
                      const struct mote_tensor *out)
{
    struct mote_real twice, scaled;
    int e;
    if ((e = mote_prep_quant(p, 0, in)) != 0) return e;
    if ((e = mote_prep_quant(p, 2, out)) != 0) return e;
    twice = mote_real_from_float(mote_tensor_scale_bits(in, 0));
    twice.e += 1;
    scaled = mote_real_from_float(mote_tensor_scale_bits(out, 0));
    scaled.e += 20;
    mote_real_multiplier(mote_real_div(twice, scaled, MOTE_AS_DOUBLE), &a->multiplier, &a->shift);
    if (a->shift > 0) return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 2, 0, a->shift);
    a->input_zero = mote_tensor_zero_point(in);
    a->output_zero = mote_tensor_zero_point(out);
    return 0;
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, t;
    int e, axis;
    if ((e = mote_prep_arity(p, 2, 2, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_shape_constants(p, 1, 1, &t)) != 0) return e;
    if ((e = mote_shape_axis(p, 1, mote_tensor_int(&t, 0), in.rank, &axis)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &t)) != 0) return e;
    if ((e = mote_prep_type(p, 2, &t, in.type)) != 0) return e;
    if ((e = mote_prep_same_shape(p, 2, &t, &in)) != 0) return e;
    if (in.type == MOTE_INT8 && (e = prepare_s8(p, a, &in, &t)) != 0) return e;
    a->exclusive = mote_option_i8(p, EXCLUSIVE, 0) != 0;
    a->reverse = mote_option_i8(p, REVERSE, 0) != 0;
    if (in.elements == 0) return 0;
    a->outer = mote_shape_product(&in, 0, axis);
    a->size = mote_tensor_dim(&in, axis);
    a->inner = mote_shape_product(&in, axis + 1, in.rank);
    return 0;
}

/* Where the line begins that has `k` lines before it; *step leads to its next element. */
static int32_t line(const struct args *a, int32_t k, int32_t *step)
{
    const int32_t first = k / a->inner * a->size * a->inner + k % a->inner;
    *step = a->reverse ? -a->inner : a->inner;
    return a->reverse ? first + (a->size - 1) * a->inner : first;
}

int mote_cumsum_f32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const float *in = mote_in(c, 0);
    float *out = mote_out(c, 0);
    for (int32_t k = 0; k < a->outer * a->inner; k++) {
        int32_t step, at = line(a, k, &step);
        float sum = 0;
        for (int32_t i = 0; i < a->size; i++, at += step) {
            const float before = sum;
            sum += in[at];
            out[at] = a->exclusive ? before : sum;
        }
    }
    return 0;
}

int mote_cumsum_i32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const uint32_t *in = mote_in(c, 0);
    uint32_t *out = mote_out(c, 0);
    for (int32_t k = 0; k < a->outer * a->inner; k++) {
        int32_t step, at = line(a, k, &step);
        uint32_t sum = 0;
        for (int32_t i = 0; i < a->size; i++, at += step) {
            const uint32_t before = sum;
            sum += in[at];
            out[at] = a->exclusive ? before : sum;
        }
    }
    return 0;
}

int mote_cumsum_i64(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const uint64_t *in = mote_in(c, 0);
    uint64_t *out = mote_out(c, 0);
    for (int32_t k = 0; k < a->outer * a->inner; k++) {
        int32_t step, at = line(a, k, &step);
        uint64_t sum = 0;
        for (int32_t i = 0; i < a->size; i++, at += step) {
            const uint64_t before = sum;
            sum += in[at];
            out[at] = a->exclusive ? before : sum;
        }
    }
    return 0;
}

int mote_cumsum_s8(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const int8_t *in = mote_in(c, 0);
    int8_t *out = mote_out(c, 0);
    for (int32_t k = 0; k < a->outer * a->inner; k++) {
        int32_t step, at = line(a, k, &step);
        uint32_t sum = (uint32_t)-a->input_zero << 19;
        for (int32_t i = 0; i < a->size; i++, at += step) {
            const uint32_t before = sum;
            int32_t x;
            sum += (uint32_t)(in[at] - a->input_zero) << 19;
            x = mote_requant((int32_t)(a->exclusive ? before : sum), a->multiplier, a->shift);
            out[at] = (int8_t)(mote_clamp(x, -128 - a->output_zero, 127 - a->output_zero) +
                               a->output_zero);
        }
    }
    return 0;
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_F32, mote_cumsum_f32},
    {MOTE_K_S8, mote_cumsum_s8},
    {MOTE_K_I32, mote_cumsum_i32},
    {MOTE_K_I64, mote_cumsum_i64},
    {0, NULL},
};
static const struct mote_kernel kernels_s8[] = {{MOTE_K_S8, mote_cumsum_s8}, {0, NULL}};
static const struct mote_kernel kernels_f32[] = {{MOTE_K_F32, mote_cumsum_f32}, {0, NULL}};

enum { CODE = 128, ARGS_WORDS = sizeof(struct args) / 4 };

const struct mote_op mote_op_cumsum = {
    .code = CODE, .args_words = ARGS_WORDS, .kernels = kernels, .prepare = prepare};
const struct mote_op mote_op_cumsum_s8 = {
    .code = CODE, .args_words = ARGS_WORDS, .kernels = kernels_s8, .prepare = prepare};
const struct mote_op mote_op_cumsum_f32 = {
    .code = CODE, .args_words = ARGS_WORDS, .kernels = kernels_f32, .prepare = prepare};
