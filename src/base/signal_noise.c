/* SPDX-License-Identifier: Apache-2.0 */
#include "signal.h"

void mote_subtract_noise(const struct mote_noise *how, const uint32_t *in, int channels,
                         uint32_t *noise, uint32_t *out)
{
    const int bits = how->bits, smoothing_bits = how->smoothing_bits;
    for (int i = 0; i < channels; i++) {
        const uint32_t level = in[i] << smoothing_bits;
        uint32_t estimate = (uint32_t)(((uint64_t)level * how->smoothing[i & 1] +
                                        (uint64_t)noise[i] * how->one_minus_smoothing[i & 1]) >>
                                       bits);
        const uint32_t least = (uint32_t)(((uint64_t)in[i] * how->min_remaining) >> bits);
        const uint32_t taken = estimate < level ? estimate : level;
        const uint32_t left = (level - taken) >> smoothing_bits;
        noise[i] = how->clamping ? taken : estimate;
        out[i] = left > least ? left : least;
    }
}
