/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HARD_SWISH: output = input * min(max(input + 3, 0), 6) / 6.
 *     float32   as it stands
 *     int8      in 16-bit fixed point: (input - zero_point_in) * 128, brought to the output's scale
 * times 2^right_out, multiplied by the middle factor as Q0.15
 */
#include "../base/f32.h"
#include "../base/fixed.h"
#include "../base/real.h"
#include "unary.h"

struct args {
    struct mote_unary unary;
    int32_t zero_in, zero_out;           /* int8 from here */
    int32_t multiplier_out, right_out;   /* Q0.15; input * 128 to output */
    int32_t multiplier_relu, shift_relu; /* Q0.15; input * 128 to 3 / 32768 */
};

/* A multiplier of 31 bits cut to 15. */
static int32_t cut(int32_t multiplier)
{
    return multiplier >= INT32_MAX - (1 << 15) ? INT16_MAX : (multiplier + (1 << 15)) >> 16;
}

static void run_s8(const void *args, const void *in, void *out, int32_t n);

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    struct mote_real fine;
    const int e = mote_unary_prepare_typed(p, &a->unary, &in, &out);
    if (e || in.type == MOTE_FLOAT32) return e;
    a->zero_in = mote_tensor_zero_point(&in);
    a->zero_out = mote_tensor_zero_point(&out);
    fine = mote_real_from_float(mote_tensor_scale_bits(&in, 0));
    fine.e -= 7;
    mote_real_multiplier(
        mote_real_div(fine, mote_real_from_float(mote_tensor_scale_bits(&out, 0)), MOTE_AS_FLOAT),
        &a->multiplier_out, &a->right_out);
    fine.e += 15;
    mote_real_multiplier(mote_real_div(fine, mote_real_from_int(3), MOTE_AS_FLOAT),
                         &a->multiplier_relu, &a->shift_relu);
    a->multiplier_out = cut(a->multiplier_out);
    a->multiplier_relu = cut(a->multiplier_relu);
    a->right_out = -a->right_out;
    /* Beyond 15 an int16 has no bits left to shift. */
    if (a->right_out < 0 || a->right_out > 15)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, -1, -1);
    if (a->shift_relu < -15)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 0, -1, -1);
    return mote_unary_tabulate(p, &a->unary, &in, run_s8);
}

/* x * 2^e of 16-bit numbers, saturating; e >= 0. */
static int32_t shift_left(int32_t x, int e)
{
    if (e > 15) e = 15; /* saturates all but 0 */
    return mote_clamp(x * (1 << e), INT16_MIN, INT16_MAX);
}

/* a * b / 2^15, halves up; neither is -32768 along with the other. */
static int32_t high_mul(int32_t a, int32_t b)
{
    return (a * b + (1 << 14)) >> 15;
}

static int32_t value(const struct args *a, int32_t x)
{
    const int32_t fine = (x - a->zero_in) * 128;
    const int32_t scaled = high_mul(fine, a->multiplier_out);
    int32_t factor = fine;
    if (a->shift_relu > 0) factor = shift_left(factor, a->shift_relu - 1);
    factor = high_mul(factor, a->multiplier_relu);
    if (a->shift_relu > 0) factor = shift_left(factor, 1);
    if (a->shift_relu < 0) factor = mote_rounding_shift(factor, -a->shift_relu);
    factor = (factor + (1 << 15)) >> 1; /* -1 .. 1 to 0 .. 1 */
    /* This product is cut towards zero, to undo the bias of the roundings before. */
    return mote_rounding_shift(factor * scaled / (1 << 15), a->right_out) + a->zero_out;
}

static void run_s8(const void *args, const void *in, void *out, int32_t n)
{
    const struct args a = *(const struct args *)args;
    const int8_t *x = in;
    int8_t *r = out;
    for (int32_t i = 0; i < n; i++) r[i] = (int8_t)mote_clamp(value(&a, x[i]), -128, 127);
}

int mote_hard_swish_s8(const struct mote_call *c)
{
    return mote_unary_eval_s8(c, run_s8);
}

static void run_f32(const void *args, const void *in, void *out, int32_t n)
{
    const float *x = in;
    float *r = out;
    (void)args;
    for (int32_t i = 0; i < n; i++) r[i] = x[i] * mote_f32_clamp(x[i] + 3.0f, 0.0f, 6.0f) / 6.0f;
}

int mote_hard_swish_f32(const struct mote_call *c)
{
    return mote_unary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_hard_swish_s8}, {MOTE_K_F32, mote_hard_swish_f32}, {0, NULL}};

const struct mote_op mote_op_hard_swish = {
    .code = 117,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};

static const struct mote_kernel kernel_s8[] = {{MOTE_K_S8, mote_hard_swish_s8}, {0, NULL}};

const struct mote_op mote_op_hard_swish_s8 = {
    .code = 117,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_s8,
    .prepare = prepare,
};
