/* SPDX-License-Identifier: Apache-2.0 */
#include "real.h"

/* m * 2^e plus a little (sticky: something below was cut off), rounded to `bits`, halves to even.
 */
static struct mote_real normalise(uint64_t m, int32_t e, int sticky, int bits)
{
    struct mote_real r = {0, 0};
    if (m == 0) return r;
    while (!(m >> 32)) {
        m <<= 32;
        e -= 32;
    }
    while (!(m >> 63)) {
        m <<= 1;
        e--;
    }
    if (bits < 64) {
        const uint64_t unit = (uint64_t)1 << (64 - bits);
        const uint64_t rest = m & (unit - 1), half = unit >> 1;
        m -= rest;
        if (rest > half || (rest == half && (sticky || (m & unit)))) {
            m += unit;
            if (m == 0) {
                m = (uint64_t)1 << 63;
                e++;
            }
        }
    }
    r.m = m;
    r.e = e;
    return r;
}

struct mote_real mote_real_from_float(uint32_t bits)
{
    const int32_t exponent = (int32_t)(bits >> 23 & 255u);
    const uint32_t fraction = bits & 0x7fffffu;
    if (exponent == 0) return normalise(fraction, -149, 0, 64);
    return normalise(fraction | 0x800000u, exponent - 150, 0, 64);
}

struct mote_real mote_real_from_int(uint64_t n)
{
    return normalise(n, 0, 0, 64);
}

struct mote_real mote_real_mul(struct mote_real a, struct mote_real b, int bits)
{
    const uint64_t ah = a.m >> 32, al = a.m & 0xffffffffu, bh = b.m >> 32, bl = b.m & 0xffffffffu;
    const uint64_t low = al * bl, mid1 = ah * bl, mid2 = al * bh;
    const uint64_t mid = (low >> 32) + (mid1 & 0xffffffffu) + (mid2 & 0xffffffffu);
    const uint64_t high = ah * bh + (mid1 >> 32) + (mid2 >> 32) + (mid >> 32);
    const uint64_t rest = mid << 32 | (low & 0xffffffffu);
    /* The product of two normalised numbers has its top bit at 127 or 126: shift it in from below.
     */
    if (high >> 63) return normalise(high, a.e + b.e + 64, rest != 0, bits);
    return normalise(high << 1 | rest >> 63, a.e + b.e + 63, (rest << 1) != 0, bits);
}

struct mote_real mote_real_div(struct mote_real a, struct mote_real b, int bits)
{
    /* Bit by bit. Halving both keeps the doubled rest inside 64 bits; the lowest bit is free, for
     * no number here has more than 63 significant ones. */
    const uint64_t divisor = b.m >> 1;
    uint64_t rest = a.m >> 1, quotient = 0;
    for (int i = 0; i < 64; i++) {
        quotient <<= 1;
        if (rest >= divisor) {
            rest -= divisor;
            quotient |= 1u;
        }
        rest <<= 1;
    }
    return normalise(quotient, a.e - b.e - 63, rest != 0, bits);
}

int mote_real_less(struct mote_real a, struct mote_real b)
{
    if (a.m == 0 || b.m == 0) return a.m == 0 && b.m != 0;
    return a.e != b.e ? a.e < b.e : a.m < b.m;
}

/* Sum or difference of a >= b. The smaller one is shifted right until the exponents meet; one bit
 * of room is kept at each end. */
static struct mote_real combine(struct mote_real a, struct mote_real b, int subtract, int bits)
{
    const int32_t gap = a.e - b.e;
    const uint64_t large = a.m >> 1;
    uint64_t small = 0;
    int sticky = b.m != 0;
    if (b.m == 0) return normalise(a.m, a.e, 0, bits);
    if (gap < 62) {
        small = (b.m >> 1) >> gap;
        sticky = (small << gap << 1) != b.m;
    }
    /* Cut-off bits make the true difference a little smaller than large - small. */
    if (subtract) return normalise(large - small - (uint64_t)sticky, a.e + 1, sticky, bits);
    return normalise(large + small, a.e + 1, sticky, bits);
}

struct mote_real mote_real_add(struct mote_real a, struct mote_real b, int bits)
{
    return mote_real_less(a, b) ? combine(b, a, 0, bits) : combine(a, b, 0, bits);
}

struct mote_real mote_real_diff(struct mote_real a, struct mote_real b, int bits)
{
    return mote_real_less(a, b) ? combine(b, a, 1, bits) : combine(a, b, 1, bits);
}

int64_t mote_real_floor(struct mote_real a)
{
    if (a.m == 0 || a.e <= -64) return 0;
    if (a.e > -2) return (int64_t)1 << 62;
    return (int64_t)(a.m >> -a.e);
}

int64_t mote_real_round(struct mote_real a)
{
    if (a.m == 0 || a.e < -64) return 0;
    if (a.e == -64) return 1;
    if (a.e > -2) return (int64_t)1 << 62;
    return (int64_t)((a.m >> -a.e) + (a.m >> (-a.e - 1) & 1u));
}

void mote_real_multiplier(struct mote_real a, int32_t *multiplier, int32_t *shift)
{
    /* Halves away from zero at 31 bits; adding half first could overflow 64 bits, so cut first. */
    const uint32_t q = (uint32_t)(a.m >> 33) + (uint32_t)(a.m >> 32 & 1u);
    int32_t s = a.e + 64;
    *multiplier = (int32_t)(q >> 31 ? q >> 1 : q);
    s += (int32_t)(q >> 31);
    if (a.m == 0 || s < -31) {
        *multiplier = 0;
        s = 0;
    }
    *shift = s > 31 ? 31 : s;
}
