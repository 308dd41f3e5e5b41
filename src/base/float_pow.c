/* SPDX-License-Identifier: Apache-2.0 */
/*
 * x^y = 2^(y log2 x). The logarithm is needed to some ten bits more than a float holds, for it is
 * multiplied by up to 150 before its fraction counts: so all of it is fixed point, of 32 bits and
 * more, and only the result is a float.
 */
#include "f32.h"
#include "float_math.h"

#define INF_BITS 0x7f800000u
#define NAN_BITS 0x7fc00000u

static uint32_t high_mul(uint32_t a, uint32_t b)
{
    return (uint32_t)((uint64_t)a * b >> 32);
}

/* A positive number m * 2^e, or 0. */
struct wide {
    uint64_t m;
    int32_t e;
};

/* m to [2^39, 2^40); bits below are cut off. */
static struct wide normalise(struct wide x)
{
    if (!x.m) return x;
    for (; x.m >> 40; x.m >>= 1) x.e++;
    for (; !(x.m >> 39); x.m <<= 1) x.e--;
    return x;
}

/*
 * |log2(n / d)| for 2/3 < n / d < 3/2 or so, n != d, both below 2^25: with s = |n - d| / (n + d) it
 * is 2 / ln 2 * (s + s^3 / 3 + s^5 / 5 + ..). To 36 bits that count, however near to 1 it is.
 */
static struct wide log2_ratio(uint32_t n, uint32_t d)
{
    static const uint32_t odd[] = {0x13b13b14u, 0x1745d174u, 0x1c71c71cu,
                                   0x24924925u, 0x33333333u, 0x55555555u}; /* 2^32 / 13, 11 .. 3 */
    uint64_t s = 0, factor = 0x2e2a8eca57u; /* 2 / ln 2 as 2^-36ths */
    uint32_t rest = n > d ? n - d : d - n, square = 0, tail = 0;
    struct wide r;
    int32_t e = 0;            /* s * 2^e */
    for (; !(s >> 39); e--) { /* a long division, up to the 40th digit that counts */
        rest <<= 1;
        s <<= 1;
        if (rest >= n + d) {
            rest -= n + d;
            s |= 1u;
        }
    }
    /* as 2^-32ths; s is below 0.172, so that e is -42 at most */
    if (e > -56) square = high_mul((uint32_t)(s >> 8), (uint32_t)(s >> 8)) >> -(2 * e + 80);
    for (int i = 0; i < 6; i++) tail = high_mul(square, odd[i] + tail);
    factor += factor * tail >> 32; /* tail is below 2^26 */
    r.m = (s >> 14) * factor + ((s & 0x3fffu) * factor >> 14);
    r.e = e - 22;
    return r;
}

/* |log2 of the positive finite float|, and its sign. */
static struct wide log2_of(uint32_t bits, int *negative)
{
    const uint32_t one = 1u << 23;
    uint32_t m = bits & (one - 1);
    int32_t e = (int32_t)(bits >> 23) - 127;
    struct wide r = {0, -54};
    if (e > -127)
        m |= one;
    else
        for (e = -126; !(m & one); e--) m <<= 1;
    if (m > 0xb504f3u) { /* beyond sqrt(2): seen from the next power of two */
        e++;
        if (m != 2 * one) r = log2_ratio(m, 2 * one);
        *negative = e <= 0;
    } else {
        if (m != one) r = log2_ratio(m, one);
        *negative = e < 0;
    }
    if (e) { /* |e| and what comes to it or goes from it, as 2^-54ths */
        const int same = (m <= 0xb504f3u) == (e > 0);
        const uint64_t whole = (uint64_t)(uint32_t)(e < 0 ? -e : e) << 54;
        const uint64_t part = r.m >> (-54 - r.e);
        r.m = same ? whole + part : whole - part;
        r.e = -54;
    }
    return normalise(r);
}

/* 2^p for p = (whole << 32) + fraction, as 2^-32ths; -160 <= whole < 128 */
static float exp2_of(int32_t whole, uint32_t fraction)
{
    /* (ln 2)^k / k! for k = 11 .. 1, as 2^-32ths */
    static const uint32_t c[] = {0x2u,       0x1eu,       0x1b5u,     0x162cu,
                                 0xffe6u,    0xa1849u,    0x576200u,  0x276556eu,
                                 0xe35846cu, 0x3d7f7bffu, 0xb17217f8u};
    uint64_t sum = 0;
    float r;
    for (int i = 0; i < 11; i++) sum = c[i] + (sum * fraction >> 32);
    sum = sum * fraction >> 33;
    r = (float)(0x80000000u + (uint32_t)sum); /* 2^31 to 2^32 */
    whole -= 31;
    if (whole < -126) { /* by two factors, for results that are denormal */
        r *= mote_f32_of((uint32_t)(127 - 64) << 23);
        whole += 64;
    }
    return r * mote_f32_of((uint32_t)(whole + 127) << 23);
}

/* x > 0, both finite, y != 0 */
static float power(uint32_t x, uint32_t y)
{
    int negative;
    struct wide p = log2_of(x, &negative);
    uint32_t m = y & 0x7fffffu;
    int32_t e = (int32_t)(y >> 23 & 255u) - 150, shift;
    uint64_t fixed;
    if (e > -150)
        m |= 0x800000u;
    else
        e = -149;
    if (y >> 31) negative = !negative;
    p.m *= m; /* below 2^64 */
    shift = -(p.e + e + 32);
    if (!p.m || shift > 63) return 1.0f;
    /* 2^40 stands for an exponent of 256 */
    if (shift < 0 || (p.m >> shift) >> 40) return negative ? 0.0f : mote_f32_of(INF_BITS);
    fixed = p.m >> shift;
    if (negative) fixed = 0u - fixed;
    if (!negative && fixed >> 32 >= 128) return mote_f32_of(INF_BITS);
    if (negative && (int32_t)(uint32_t)(fixed >> 32) < -160) return 0.0f;
    return exp2_of((int32_t)(uint32_t)(fixed >> 32), (uint32_t)fixed);
}

/* 0: y is no integer; 1: an odd one; 2: an even one. */
static int parity(uint32_t y)
{
    const int32_t e = (int32_t)(y >> 23 & 255u) - 127;
    const uint32_t m = (y & 0x7fffffu) | 0x800000u;
    if (e < 0) return 0;
    if (e > 23) return 2;
    if (m & ((1u << (23 - e)) - 1u)) return 0;
    return m >> (23 - e) & 1u ? 1 : 2;
}

float mote_powf(float x, float y)
{
    const uint32_t bits = mote_f32_bits(x), by = mote_f32_bits(y);
    const uint32_t size = bits & INT32_MAX, size_y = by & INT32_MAX;
    const int kind = size_y ? parity(by) : 2;
    const uint32_t sign = kind == 1 ? bits & 0x80000000u : 0;
    float r;
    if (size_y == 0 || bits == 0x3f800000u) return 1.0f;
    if (x != x || y != y) return mote_f32_of(NAN_BITS);
    if (size_y == INF_BITS) {
        if (size == 0x3f800000u) return 1.0f;
        return mote_f32_of((size > 0x3f800000u) == !(by >> 31) ? INF_BITS : 0);
    }
    if (size == 0 || size == INF_BITS)
        return mote_f32_of(sign | ((size == 0) == (int)(by >> 31) ? INF_BITS : 0));
    if (bits >> 31 && !kind) return mote_f32_of(NAN_BITS);
    r = power(size, by);
    return sign ? -r : r;
}
