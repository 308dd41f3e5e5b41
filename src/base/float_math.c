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

/* (exp(x) - 1 - x) / x^2 for |x| <= ln(2) / 2 */
static float exp_tail(float x)
{
    static const float c[] = {1.9875691500e-4f, 1.3981999507e-3f, 8.3334519073e-3f,
                              4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f};
    return polynomial(c, 6, x);
}

float mote_expf(float x)
{
    float turns, r;
    int32_t n;
    if (x != x) return x;
    if (x > 88.7228394f) return mote_f32_of(INF_BITS);
    if (x < -103.972084f) return 0.0f;
    n = (int32_t)(x * 1.44269504f + (x < 0.0f ? -0.5f : 0.5f));
    turns = (float)n;
    x = (x - turns * ln2_high) - turns * ln2_low;
    r = exp_tail(x) * (x * x) + x + 1.0f;
    /* Two factors reach denormal results, and 2^128. */
    if (n > 127) return r * 2.0f * power_of_2(n - 1);
    if (n < -126) return r * power_of_2(n + 64) * power_of_2(-64);
    return r * power_of_2(n);
}

float mote_expm1f(float x)
{
    if (x < -0.346f || x > 0.346f || x != x) return mote_expf(x) - 1.0f;
    return exp_tail(x) * (x * x) + x;
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

float mote_floorf(float x)
{
    float r;
    if (!(x < 8388608.0f && x > -8388608.0f)) return x; /* whole, infinite or NaN */
    r = (float)(int32_t)x;
    if (r > x) r -= 1.0f;
    return mote_f32_of(mote_f32_bits(r) | (mote_f32_bits(x) & 0x80000000u)); /* keeps -0 */
}

float mote_ceilf(float x)
{
    return -mote_floorf(-x);
}

/* Mantissa and exponent of a finite number other than 0: |x| = m * 2^e, m of 24 bits. */
static uint32_t split(uint32_t bits, int32_t *e)
{
    uint32_t m = bits & 0x7fffffu;
    *e = (int32_t)(bits >> 23 & 255u) - 150;
    if (*e > -150) return m | 0x800000u;
    for (*e = -149; !(m & 0x800000u); --*e) m <<= 1;
    return m;
}

float mote_fmodf(float x, float y)
{
    const uint32_t bits = mote_f32_bits(x) & INT32_MAX, by = mote_f32_bits(y) & INT32_MAX;
    int32_t e, e_y;
    uint32_t m, divisor;
    if (bits >= INF_BITS || by > INF_BITS || by == 0) return mote_f32_of(NAN_BITS);
    if (bits < by) return x;
    m = split(bits, &e);
    divisor = split(by, &e_y);
    for (m %= divisor; e > e_y && m; e--) m = (m << 1) % divisor;
    /* m * 2^e_y, exact: it is no finer than y */
    if (m == 0) return mote_f32_of(mote_f32_bits(x) & 0x80000000u);
    for (e = e_y; !(m & 0x800000u); e--) m <<= 1;
    if (e < -149) {
        m >>= -149 - e;
        e = -150; /* a denormal's exponent field is 0 */
    } else {
        m &= 0x7fffffu;
    }
    return mote_f32_of((mote_f32_bits(x) & 0x80000000u) | (uint32_t)(e + 150) << 23 | m);
}

/*
 * |x| = (4 n + quadrant + f) * pi / 2 with -1/2 <= f < 1/2: f as 2^-64ths. Exact but for the last
 * bits: the mantissa is multiplied by those 96 bits of 2 / pi that matter, which begin where a
 * product with 2^e is a multiple of four.
 */
static int64_t turn(uint32_t bits, unsigned *quadrant)
{
    /* 2 / pi, 32 bits a word, behind a word of zeros */
    static const uint32_t two_over_pi[] = {0,           0xa2f9836eu, 0x4e441529u, 0xfc2757d1u,
                                           0xf534ddc0u, 0xdb629599u, 0x3c439041u, 0xfe5163abu};
    int32_t e;
    const uint64_t m = split(bits, &e);
    /* The product is wanted modulo 4: bits of 2 / pi of weight 2^(2 - e) and above do not count.
     * `from` counts bits from the start of the table, whose first one weighs 2^31. */
    const uint32_t from = (uint32_t)(e + 30), word = from >> 5, by = from & 31u;
    uint32_t part[3];
    uint64_t high;
    for (uint32_t i = 0; i < 3; i++) {
        part[i] = two_over_pi[word + i] << by;
        if (by) part[i] |= two_over_pi[word + i + 1] >> (32 - by);
    }
    /* the upper 64 of 96 bits, modulo 2^64, weighing 4 to 2^-61 */
    high = (m * part[0] << 32) + m * part[1] + (m * part[2] >> 32);
    high += (uint64_t)1 << 61; /* to the nearest quadrant */
    *quadrant = (unsigned)(high >> 62);
    return (int64_t)((high << 2) - ((uint64_t)1 << 63));
}

/* sin(|x| + quadrants * pi / 2) */
static float sine(float x, unsigned quadrants)
{
    static const float c_sin[] = {-1.9515295891e-4f, 8.3321608736e-3f, -1.6666654611e-1f};
    static const float c_cos[] = {2.443315711809948e-5f, -1.388731625493765e-3f,
                                  4.166664568298827e-2f};
    const uint32_t bits = mote_f32_bits(x) & INT32_MAX;
    float r = mote_f32_of(bits), square;
    if (bits >= INF_BITS) return mote_f32_of(NAN_BITS);
    if (bits > 0x3f490fdau) { /* pi / 4 */
        unsigned quadrant;
        int64_t f = turn(bits, &quadrant);
        uint64_t size = f < 0 ? 0u - (uint64_t)f : (uint64_t)f;
        int32_t e = -64;
        while (size && !(size >> 63)) {
            size <<= 1;
            e--;
        }
        /* times pi / 2, as 32 bits of 1.57..; then 32 bits of 63 weigh 2^(e + 33) */
        size = (size >> 32) * 0xc90fdaa2u >> 32;
        r = (float)(uint32_t)size * power_of_2(e + 33);
        if (f < 0) r = -r;
        quadrants += quadrant;
    }
    square = r * r;
    if (quadrants & 1u)
        r = polynomial(c_cos, 3, square) * (square * square) - 0.5f * square + 1.0f;
    else
        r = polynomial(c_sin, 3, square) * square * r + r;
    return quadrants & 2u ? -r : r;
}

float mote_sinf(float x)
{
    const float r = sine(x, 0);
    return mote_f32_bits(x) >> 31 ? -r : r;
}

float mote_cosf(float x)
{
    return sine(x, 1);
}

float mote_erfcf(float x)
{
    static const float c[] = {7.853861353153693e-5f, -8.010193625184903e-4f,
                              5.188327685732524e-3f, -2.685381193529856e-2f,
                              1.128358514861418e-1f, -3.761262582423300e-1f,
                              1.128379165726710f};
    static const float c_middle[] = {
        2.326819970068386e-2f,  -1.387039388740657e-1f, 3.687424674597105e-1f,
        -5.824733027278666e-1f, 6.210004621745983e-1f,  -4.944515323274145e-1f,
        3.404879937665872e-1f,  -2.741127028184656e-1f, 5.638259427386472e-1f};
    static const float c_far[] = {-1.047766399936249e1f,  1.297719955372516e1f,
                                  -7.495518717768503f,    2.921019019210786f,
                                  -1.015265279202700f,    4.218463358204948e-1f,
                                  -2.820767439740514e-1f, 5.641895067754075e-1f};
    const float size = x < 0.0f ? -x : x;
    float r, q, high;
    if (size < 1.0f) return 1.0f - x * polynomial(c, 7, x * x);
    if (x != x) return x;
    if (size > 10.5f) return x < 0.0f ? 2.0f : 0.0f;
    q = 1.0f / size;
    r = q * (size < 2.0f ? polynomial(c_middle, 9, q * q) : polynomial(c_far, 8, q * q));
    /* exp(-size^2) of a square in two parts: its rounding error counts as much as its size */
    high = mote_f32_of(mote_f32_bits(size) & 0xfffff000u);
    r *= mote_expf(-high * high) * mote_expf(-(size - high) * (size + high));
    return x < 0.0f ? 2.0f - r : r;
}
