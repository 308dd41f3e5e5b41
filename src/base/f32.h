/* SPDX-License-Identifier: Apache-2.0 */
/* Floats as words of args, and the fused activation of float operators. */
#ifndef MOTE_BASE_F32_H
#define MOTE_BASE_F32_H

#include <stdint.h>

static inline float mote_f32_of(uint32_t bits)
{
    union {
        uint32_t bits;
        float value;
    } u;
    u.bits = bits;
    return u.value;
}

static inline uint32_t mote_f32_bits(float value)
{
    union {
        uint32_t bits;
        float value;
    } u;
    u.value = value;
    return u.bits;
}

/* NaN stays NaN, as with std::min(std::max(x, low), high). */
static inline float mote_f32_clamp(float x, float low, float high)
{
    if (x < low) x = low;
    return high < x ? high : x;
}

#endif
