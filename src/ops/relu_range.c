/* SPDX-License-Identifier: Apache-2.0 */
#include "relu_range.h"
#include "../base/fixed.h"
#include "../base/real.h"

int mote_relu_range_prepare(struct mote_prep *p, struct mote_relu_range *a, int low)
{
    const uint32_t one = 0x3f800000u; /* 1.0 */
    struct mote_tensor in, out;
    int32_t unit;
    int e;
    if ((e = mote_unary_prepare_typed(p, &a->unary, &in, &out)) != 0) return e;
    if (in.type == MOTE_FLOAT32) return 0;
    a->zero_in = mote_tensor_zero_point(&in);
    a->zero_out = mote_tensor_zero_point(&out);
    unit = mote_round_quotient(one, mote_tensor_scale_bits(&out, 0));
    if (unit < 0 || unit > 255) unit = 255; /* beyond the type */
    a->max = mote_clamp(a->zero_out + unit, -128, 127);
    a->min = mote_clamp(a->zero_out + low * unit, -128, 127);
    mote_real_multiplier(mote_real_div(mote_real_from_float(mote_tensor_scale_bits(&in, 0)),
                                       mote_real_from_float(mote_tensor_scale_bits(&out, 0)),
                                       MOTE_AS_FLOAT),
                         &a->multiplier, &a->shift);
    return 0;
}

static void run_s8(const void *args, const void *in, void *out, int32_t n)
{
    const struct mote_relu_range a = *(const struct mote_relu_range *)args;
    const int8_t *x = in;
    int8_t *r = out;
    for (int32_t i = 0; i < n; i++) {
        const uint32_t scaled = (uint32_t)mote_requant(x[i] - a.zero_in, a.multiplier, a.shift);
        r[i] = (int8_t)mote_clamp((int32_t)(scaled + (uint32_t)a.zero_out), a.min, a.max);
    }
}

int mote_relu_range_eval_s8(const struct mote_call *c)
{
    return mote_unary_eval(c, 1, 1, run_s8);
}
