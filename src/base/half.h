/* SPDX-License-Identifier: Apache-2.0 */
/* Half-precision floats: 1 bit of sign, 5 of exponent, 10 of mantissa. */
#ifndef MOTE_BASE_HALF_H
#define MOTE_BASE_HALF_H

#include "f32.h"

/* Exact. Moved to the float's places the exponent is too small by 112, which a factor mends, of
 * denormals as well; infinities and NaN come out of that as numbers from 65536 on. */
static inline float mote_f32_of_half(uint16_t half)
{
    const uint32_t sign = (uint32_t)(half & 0x8000u) << 16;
    const uint32_t size = (uint32_t)(half & 0x7fffu) << 13;
    const float magnitude = mote_f32_of(size) * mote_f32_of((uint32_t)(127 + 112) << 23);
    uint32_t bits = mote_f32_bits(magnitude);
    if (magnitude >= 65536.0f) bits |= 0x7f800000u;
    return mote_f32_of(sign | bits);
}

#endif
