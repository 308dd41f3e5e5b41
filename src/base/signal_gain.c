/* SPDX-License-Identifier: Apache-2.0 */
#include "bits.h"
#include "signal.h"

enum { SNR_BITS = 12, OUT_BITS = 6 };

/* The gain at x: a parabola over each octave, its argument cut to 10 bits. */
static uint32_t gain_at(const int16_t *gains, uint32_t x)
{
    if (x <= 2) return (uint32_t)(int32_t)gains[x];
    const int width = mote_bit_width(x);
    const int16_t *octave = gains + 4 * width - 6;
    const int32_t fraction =
        (int32_t)((width < 11 ? x << (11 - width) : x >> (width - 11)) & 0x3ff);
    uint32_t y = (uint32_t)((octave[2] * fraction) >> 5); /* unsigned: a table may make it wrap */
    y += (uint32_t)(int32_t)octave[1] << 5;
    y = y * (uint32_t)fraction + (1u << 14);
    return (uint32_t)(int16_t)(((int32_t)y >> 15) + octave[0]);
}

/* x^2 / 4 below 2, x - 1 from there on. */
static uint32_t shrink(uint32_t x)
{
    if (x < 2u << SNR_BITS) return (x * x) >> (2 + 2 * SNR_BITS - OUT_BITS);
    return (x >> (SNR_BITS - OUT_BITS)) - (1u << OUT_BITS);
}

void mote_control_gain(const int16_t *gains, int shift, const uint32_t *in, const uint32_t *noise,
                       int channels, uint32_t *out)
{
    for (int i = 0; i < channels; i++) {
        const uint32_t gain = gain_at(gains, noise[i]);
        out[i] = shrink((uint32_t)(((uint64_t)in[i] * gain) >> shift));
    }
}
