/* SPDX-License-Identifier: Apache-2.0 */
#include "quant.h"
#include "real.h"

/* zero_point + round(value / scale), with the float division that TensorFlow Lite makes; value is a small integer. */
static int64_t quantise(int32_t value, uint32_t scale, int32_t zero_point)
{
    const struct mote_real v = mote_real_from_int((uint64_t)(value < 0 ? -value : value));
    const int64_t q = mote_real_round(mote_real_div(v, mote_real_from_float(scale), MOTE_AS_FLOAT));
    return value < 0 ? zero_point - q : zero_point + q;
}

int mote_activation_range(int activation, uint32_t scale, int32_t zero_point, int32_t low, int32_t high, int32_t *min,
                          int32_t *max)
{
    int64_t lowest = low, highest = high;
    if (!mote_float_positive(scale)) return -1;
    switch (activation) {
    case MOTE_ACT_NONE: break;
    case MOTE_ACT_RELU: lowest = zero_point; break;
    case MOTE_ACT_RELU_N1_TO_1:
        lowest = quantise(-1, scale, zero_point);
        highest = quantise(1, scale, zero_point);
        break;
    case MOTE_ACT_RELU6:
        lowest = zero_point;
        highest = quantise(6, scale, zero_point);
        break;
    default: return -1;
    }
    if (lowest < INT32_MIN || highest > INT32_MAX) return -1;
    *min = lowest > low ? (int32_t)lowest : low;
    *max = highest < high ? (int32_t)highest : high;
    return 0;
}

int mote_activation_range_f32(int activation, uint32_t *min, uint32_t *max)
{
    static const struct {
        uint32_t min, max;
    } bounds[] = {
        {0xff7fffffu, 0x7f7fffffu}, /* lowest and highest finite float */
        {0, 0x7f7fffffu},           /* 0 */
        {0xbf800000u, 0x3f800000u}, /* -1, 1 */
        {0, 0x40c00000u},           /* 0, 6 */
    };
    if (activation < 0 || activation > MOTE_ACT_RELU6) return -1;
    *min = bounds[activation].min;
    *max = bounds[activation].max;
    return 0;
}
