/* SPDX-License-Identifier: Apache-2.0 */
#include "quant.h"
#include "multiplier.h"

int mote_activation_range(int activation, uint32_t scale, int32_t zero_point, int32_t low,
                          int32_t high, int32_t *min, int32_t *max)
{
    int32_t bound;
    *min = low;
    *max = high;
    if (!mote_float_positive(scale)) return -1;
    if (activation == MOTE_ACT_NONE) return 0;
    if (activation != MOTE_ACT_RELU) {
        if (activation != MOTE_ACT_RELU6 && activation != MOTE_ACT_RELU_N1_TO_1) return -1;
        bound =
            mote_round_quotient(activation == MOTE_ACT_RELU6 ? 0x40c00000u : 0x3f800000u, scale);
        if (bound < 0) return -1;
        if (bound > 1 << 30) bound = 1 << 30; /* beyond any type, and the sums stay in range */
        if (zero_point + bound < high) *max = zero_point + bound;
        if (activation == MOTE_ACT_RELU_N1_TO_1) zero_point -= bound;
    }
    if (zero_point > low) *min = zero_point;
    return 0;
}

int mote_activation_range_f32(int activation, uint32_t *min, uint32_t *max)
{
    *min = 0;
    *max = 0x7f7fffffu; /* the highest finite float */
    switch (activation) {
    case MOTE_ACT_NONE: *min = 0xff7fffffu; break;
    case MOTE_ACT_RELU: break;
    case MOTE_ACT_RELU_N1_TO_1:
        *min = 0xbf800000u;
        *max = 0x3f800000u;
        break;
    case MOTE_ACT_RELU6: *max = 0x40c00000u; break;
    default: return -1;
    }
    return 0;
}
