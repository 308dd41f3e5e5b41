/* SPDX-License-Identifier: Apache-2.0 */
#include "bits.h"
#include "signal.h"

/* The running maximum of magnitudes as a 16-bit variable has it, where INT16_MIN occurs: its
 * magnitude wraps to itself, so that the last one starts the maximum anew, below every number. */
static int32_t wrapping_max(const int16_t *in, int count)
{
    int32_t max = INT16_MIN;
    int i = count;
    while (in[i - 1] != INT16_MIN) i--;
    for (; i < count; i++) {
        const int32_t x = in[i];
        if (x > max)
            max = x;
        else if (-x > max)
            max = -x;
    }
    return max;
}

static inline uint32_t magnitude(int32_t x)
{
    return (uint32_t)(x < 0 ? -x : x);
}

int mote_auto_scale(const int16_t *in, int count, int16_t *out)
{
    const int fours = count & ~3; /* by four, which takes a third off these long short loops */
    uint32_t bits = 0;            /* as wide as the largest magnitude */
    int i;
    for (i = 0; i < fours; i += 4) {
        bits |=
            magnitude(in[i]) | magnitude(in[i + 1]) | magnitude(in[i + 2]) | magnitude(in[i + 3]);
    }
    for (; i < count; i++) bits |= magnitude(in[i]);
    if (bits > INT16_MAX) {
        const int32_t max = wrapping_max(in, count);
        bits = max > 0 ? (uint32_t)max : 0;
    }

    const int shift = bits ? 15 - mote_bit_width(bits) : 0;
    for (i = 0; i < fours; i += 4) {
        out[i] = (int16_t)((uint32_t)in[i] << shift);
        out[i + 1] = (int16_t)((uint32_t)in[i + 1] << shift);
        out[i + 2] = (int16_t)((uint32_t)in[i + 2] << shift);
        out[i + 3] = (int16_t)((uint32_t)in[i + 3] << shift);
    }
    for (; i < count; i++) out[i] = (int16_t)((uint32_t)in[i] << shift);
    return shift;
}
