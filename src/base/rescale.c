/* SPDX-License-Identifier: Apache-2.0 */
#include "rescale.h"
#include "real.h"

int32_t mote_rescale_any(uint32_t acc, int32_t multiplier, int32_t right, int32_t twice_zero)
{
    const int32_t y = mote_requant((int32_t)acc, multiplier, -2 - right);
    return (int32_t)((uint32_t)y + (uint32_t)(twice_zero >> 1)); /* wraps as in the reference */
}

void mote_layer_multiplier(uint32_t input, uint32_t filter, uint32_t output, int32_t *multiplier,
                           int32_t *shift)
{
    const struct mote_real product =
        mote_real_mul(mote_real_from_float(input), mote_real_from_float(filter), MOTE_AS_FLOAT);
    mote_real_multiplier(mote_real_div(product, mote_real_from_float(output), MOTE_AS_DOUBLE),
                         multiplier, shift);
}

int mote_bias_scale_fits(uint32_t input, uint32_t filter, uint32_t bias, uint32_t output)
{
    static const struct mote_real most = {0xa3d70a3d70a3d800u, -69}; /* 0.02 */
    struct mote_real r =
        mote_real_mul(mote_real_from_float(input), mote_real_from_float(filter), MOTE_AS_DOUBLE);
    r = mote_real_diff(r, mote_real_from_float(bias), MOTE_AS_DOUBLE);
    return !mote_real_less(most, mote_real_div(r, mote_real_from_float(output), MOTE_AS_DOUBLE));
}
