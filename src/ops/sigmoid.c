/* SPDX-License-Identifier: Apache-2.0 */
#include "sigmoid.h"
#include "../base/fixed.h"
#include "../base/fixed_math.h"
#include "../base/lookup.h"
#include "../base/real.h"

static int prepare_s8(struct mote_prep *p, struct mote_sigmoid_args *a,
                      const struct mote_tensor *in, const struct mote_tensor *out, int exponent,
                      int zero)
{
    struct mote_real scale = mote_real_from_float(mote_tensor_scale_bits(out, 0)), error;
    if (mote_tensor_zero_point(out) != zero)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, zero,
                              mote_tensor_zero_point(out));
    scale.e -= exponent;
    error = mote_real_diff(scale, mote_real_from_int(1), MOTE_AS_DOUBLE);
    if (mote_real_floor(mote_real_mul(error, mote_real_from_int(100), MOTE_AS_DOUBLE)) > 0)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, exponent, -1);
    scale = mote_real_from_float(mote_tensor_scale_bits(in, 0));
    scale.e += 27;
    mote_real_multiplier(scale, &a->multiplier, &a->shift);
    a->radius = mote_input_radius(4, a->shift);
    a->zero = mote_tensor_zero_point(in);
    return 0;
}

static int prepare_s16(struct mote_prep *p, struct mote_sigmoid_args *a,
                       const struct mote_tensor *in, const struct mote_tensor *out, int max_left)
{
    if (mote_tensor_zero_point(in))
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 0, 0,
                              mote_tensor_zero_point(in));
    if (mote_tensor_zero_point(out))
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, 0,
                              mote_tensor_zero_point(out));
    if (!mote_scale_is_power(mote_tensor_scale_bits(out, 0), -15))
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, -15, -1);
    if (mote_sigmoid_scale(mote_tensor_scale_bits(in, 0), max_left, &a->multiplier, &a->shift))
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 0, -1, -1);
    return 0;
}

int mote_sigmoid_prepare(struct mote_prep *p, struct mote_sigmoid_args *a, int exponent_s8,
                         int zero_s8, int max_left, mote_unary_run_fn *run_s8)
{
    struct mote_tensor in, out;
    int e;
    if ((e = mote_unary_prepare(p, &a->unary, &in, &out)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_type(p, 1, &out, in.type)) != 0) return e;
    if (in.type == MOTE_FLOAT32) return 0;
    if ((e = mote_prep_quant(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_quant(p, 1, &out)) != 0) return e;
    if (in.type == MOTE_INT16) return prepare_s16(p, a, &in, &out, max_left);
    if ((e = prepare_s8(p, a, &in, &out, exponent_s8, zero_s8)) != 0) return e;
    return mote_unary_tabulate(p, &a->unary, &in, run_s8);
}

int32_t mote_sigmoid_q4(const struct mote_sigmoid_args *a, int32_t x)
{
    return mote_requant(x - a->zero, a->multiplier, a->shift);
}
