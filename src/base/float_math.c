/* SPDX-License-Identifier: Apache-2.0 */
/* Polynomials: minimax, from S. L. Moshier's Cephes library (single precision), rewritten. */
#include "float_math.h"
#include "f32.h"

#define INF_BITS 0x7f800000u
#define NAN_BITS 0x7fc00000u

/* ln 2 in two parts; the first has few enough bits for its product with an exponent to be exact. */
static const float ln2_high = 0.693359375f, ln2_low = -2.12194440e-4f;

/* c[0] * x^(n-1) + .. + c[n-1] */
static float polynomial(const float *c, int n, float x)
{
    float r = c[0];
    for (int i = 1; i < n; i++) r = r * x + c[i];
    return r;
}

/* 2^e for -126 <= e <= 127 */
static float power_of_2(int32_t e)
{
    return mote_f32_of((uint32_t)(e + 127) << 23);
}

float mote_expf(float x)
{
    static const float c[] = {1.9875691500e-4f, 1.3981999507e-3f, 8.3334519073e-3f,
                              4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f};
    float turns, r;
    int32_t n;
    if (x != x) return x;
    if (x > 88.7228394f) return mote_f32_of(INF_BITS);
    if (x < -103.972084f) return 0.0f;
    n = (int32_t)(x * 1.44269504f + (x < 0.0f ? -0.5f : 0.5f));
    turns = (float)n;
    x = (x - turns * ln2_high) - turns * ln2_low;
    r = polynomial(c, 6, x) * (x * x) + x + 1.0f;
    /* Two factors reach denormal results, and 2^128. */
    if (n > 127) return r * 2.0f * power_of_2(n - 1);
    if (n < -126) return r * power_of_2(n + 64) * power_of_2(-64);
    return r * power_of_2(n);
}

float mote_tanhf(float x)
{
    static const float c[] = {-5.70498872745e-3f, 2.06390887954e-2f, -5.37397155531e-2f,
                              1.33314422036e-1f, -3.33332819422e-1f};
    const float size = x < 0.0f ? -x : x;
    float r;
    if (size < 0.625f) return polynomial(c, 5, x * x) * (x * x) * x + x;
    if (size > 9.1f) return x < 0.0f ? -1.0f : 1.0f;
    r = 1.0f - 2.0f / (mote_expf(2.0f * size) + 1.0f);
    return x < 0.0f ? -r : r;
}

float mote_logf(float x)
{
    static const float c[] = {7.0376836292e-2f,  -1.1514610310e-1f, 1.1676998740e-1f,
                              -1.2420140846e-1f, 1.4249322787e-1f,  -1.6668057665e-1f,
                              2.0000714765e-1f,  -2.4999993993e-1f, 3.3333331174e-1f};
    uint32_t bits;
    int32_t exponent = 0;
    float e, square, r;
    if (x != x || x < 0.0f) return mote_f32_of(NAN_BITS);
    if (x == 0.0f) return mote_f32_of(0x80000000u | INF_BITS);
    bits = mote_f32_bits(x);
    if (bits == INF_BITS) return x;
    if (bits < 0x00800000u) { /* denormal */
        bits = mote_f32_bits(x * 8388608.0f);
        exponent = -23;
    }
    /* x = 2^exponent * (1 + r), sqrt(1/2) <= 1 + r < sqrt(2) */
    exponent += (int32_t)(bits - 0x3f3504f3u) >> 23;
    bits = ((bits - 0x3f3504f3u) & 0x7fffffu) + 0x3f3504f3u;
    r = mote_f32_of(bits) - 1.0f;
    e = (float)exponent;
    square = r * r;
    x = polynomial(c, 9, r) * r * square + e * ln2_low - 0.5f * square;
    return r + x + e * ln2_high;
}

float mote_sqrtf(float x)
{
    uint32_t bits = mote_f32_bits(x), rest, root = 0;
    int32_t exponent;
    if (x != x || x < 0.0f) return mote_f32_of(NAN_BITS);
    if (x == 0.0f || bits == INF_BITS) return x;
    exponent = (int32_t)(bits >> 23);
    bits &= 0x7fffffu;
    if (exponent) {
        bits |= 0x800000u;
    } else { /* denormal */
        for (exponent = 1; !(bits & 0x800000u); exponent--) bits <<= 1;
    }
    /* x = bits * 2^(exponent - 150), to an even exponent; then 25 binary digits of the root, the
     * last for rounding. */
    exponent -= 127;
    if (exponent & 1) bits <<= 1;
    exponent = (exponent - (exponent & 1)) / 2;
    rest = 0;
    for (int i = 0; i < 25; i++) {
        /* two more digits of bits * 2^25 (50 digits in all), bits < 2^25 */
        const int at = 23 - 2 * i;
        rest = rest << 2 | (at >= 0 ? bits >> at & 3u : at == -1 ? (bits << 1 & 3u) : 0u);
        root <<= 1;
        if (rest >= 2 * root + 1u) {
            rest -= 2 * root + 1u;
            root |= 1u;
        }
    }
    /* 2^24 <= root < 2^25. A tie cannot be: a root with 25 digits has a square of 50. */
    root = (root >> 1) + (root & 1u);
    return mote_f32_of(((uint32_t)(exponent + 127) << 23) + (root - 0x800000u));
}
