/* SPDX-License-Identifier: Apache-2.0 */
#include "lookup.h"
#include "real.h"

/* log2 of a positive scale, rounded to *exponent. Returns 0 if that is off by 0.001 or more. */
static int scale_power(uint32_t scale, int *exponent)
{
    const struct mote_real s = mote_real_from_float(scale);
    const uint32_t top = (uint32_t)(s.m >> 32);    /* 2^31 .. 2^32 - 1 for one octave */
    *exponent = s.e + 63 + (top >= 3037000500u);   /* sqrt(2) */
    return top < 2148972684u || top > 4291991628u; /* 2^0.001, 2^0.999 */
}

int mote_scale_is_power(uint32_t scale, int exponent)
{
    int nearest;
    return scale_power(scale, &nearest) && nearest == exponent;
}

int mote_sigmoid_scale(uint32_t scale, int max_left, int32_t *multiplier, int32_t *shift)
{
    struct mote_real m;
    int exponent;
    *shift = 0;
    if (scale_power(scale, &exponent) && exponent >= -12 && exponent <= max_left - 12) {
        *multiplier = 3 << (exponent + 12);
        return 0;
    }
    m = mote_real_mul(mote_real_from_float(scale), mote_real_from_int(3 * 4096), MOTE_AS_DOUBLE);
    /* As large as 15 bits take. Twice m is no integer above 32766 that ends this loop by a hair:
     * 32767 / 3 is none. */
    for (;;) {
        m.e++;
        if (mote_real_floor(m) > 32766 || *shift > 30) break;
        ++*shift;
    }
    m.e--;
    *multiplier = (int32_t)mote_real_floor(m);
    return mote_real_floor(m) > 32767 ? -1 : 0;
}

/* Both interpolate in 65536 * sigmoid, tanh(x) being 2 sigmoid(2x) - 1; negative x by symmetry. */
int16_t mote_lookup_logistic(int32_t x)
{
    const uint32_t size = x < 0 ? 0u - (uint32_t)x : (uint32_t)x;
    const uint32_t i = size >> 9;
    uint32_t r = 0x7fffu << 10;
    if (i < 255) {
        const uint16_t *point = mote_lookup_sigmoid + i;
        r = ((uint32_t)point[0] << 9) + (size & 511u) * ((uint32_t)point[1] - point[0]);
    }
    r = x >= 0 ? r + (1u << 9) : (1u << 25) - r + (1u << 9) - 1u;
    return (int16_t)(r >> 10);
}

int16_t mote_lookup_tanh(int32_t x)
{
    const uint32_t size = x < 0 ? 0u - (uint32_t)x : (uint32_t)x;
    const uint32_t i = size >> 8;
    int32_t r = 0xffff << 8;
    if (i < 255) {
        const uint16_t *point = mote_lookup_sigmoid + i;
        r = (int32_t)(((uint32_t)point[0] << 8) + (size & 255u) * ((uint32_t)point[1] - point[0]));
    }
    r = x >= 0 ? r - (1 << 23) + (1 << 7) : -r + (1 << 23) + (1 << 7) - 1;
    return (int16_t)(r >> 8);
}
