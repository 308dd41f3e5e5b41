/* SPDX-License-Identifier: Apache-2.0 */
#include "bits.h"
#include "signal.h"

#include "signal_log_table.h"

enum { LN_2 = 45426 }; /* in 1 / 2^16 */

/* log2(x) in 1 / 2^16, x > 0: the mantissa's logarithm is itself plus an interpolated correction.
 */
static uint32_t log_2(uint32_t x)
{
    const int whole = mote_bit_width(x) - 1;
    const uint32_t mantissa = x - (1u << whole);
    const uint32_t fraction = whole < 16 ? mantissa << (16 - whole) : mantissa >> (whole - 16);
    const uint32_t segment = fraction >> 9;
    const int32_t c0 = mote_log_correction[segment], c1 = mote_log_correction[segment + 1];
    const int32_t between = ((c1 - c0) * (int32_t)(fraction & 0x1ff)) >> 16;
    return ((uint32_t)whole << 16) + fraction + (uint32_t)(c0 + between);
}

void mote_logarithm(const uint32_t *in, int channels, uint32_t scale, int correction_bits,
                    int16_t *out)
{
    for (int i = 0; i < channels; i++) {
        const uint32_t x = in[i] << correction_bits;
        uint32_t y = 0;
        if (x > 1) {
            const uint32_t ln = (uint32_t)(((uint64_t)log_2(x) * LN_2 + 0x8000) >> 16);
            y = (scale * ln + 0x8000) >> 16;
        }
        out[i] = (int16_t)(y < INT16_MAX ? y : INT16_MAX);
    }
}
