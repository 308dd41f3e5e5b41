/* SPDX-License-Identifier: Apache-2.0 */
#include "fixed_math.h"
#include "bits.h"
#include "fixed.h"

/* mote_mul_q31 for |a| < 2^30: the upper word of a product needs no shift. */
static inline int32_t mul_small(int32_t a, int32_t b)
{
    return (int32_t)(((int64_t)mote_shift_left(a, 1) * b + ((int64_t)1 << 31)) >> 32);
}

/* x * 2^e, saturating. */
static int32_t saturating_shift(int32_t x, int e)
{
    const int32_t limit = (int32_t)((1u << (31 - e)) - 1u);
    if (x > limit) return INT32_MAX;
    if (x < -limit) return INT32_MIN;
    return mote_shift_left(x, e);
}

/* exp(x) of x in [-1/4, 0), Q0.31: Taylor series around -1/8. */
static int32_t exp_quarter(int32_t a)
{
    const int32_t exp_of_minus_eighth = 1895147668, third = 715827883;
    const int32_t x = a + (1 << 28); /* at most 2^28 in size */
    const int32_t x2 = mul_small(x, x);
    const int32_t x3 = mul_small(x2, x);
    const int32_t x4 = mul_small(x2, x2);
    /* x4 and the tail are not negative, x2 being at least 8 |x3|: rounding shifts are plain. */
    const int32_t tail = (mul_small(((x4 + 2) >> 2) + x3, third) + x2 + 1) >> 1;
    return exp_of_minus_eighth + mul_small(x + tail, exp_of_minus_eighth);
}

int32_t mote_exp_fixed(int32_t x, int integer_bits)
{
    /* exp(-2^k) as Q0.32, k = -2 .. 4 */
    static const uint32_t powers[] = {3344923894u, 2605029348u, 1580030168u, 581260616u,
                                      78665070u,   1440802u,    484u};
    const int32_t quarter = (int32_t)(1u << (29 - integer_bits));
    const uint32_t *power = powers;
    uint32_t result;
    int32_t rest;
    uint32_t quarters; /* how many quarters x lies below the one that holds it */
    if (x == 0) return INT32_MAX;
    rest = (x & (quarter - 1)) - quarter;
    result = (uint32_t)exp_quarter(mote_shift_left(rest, integer_bits));
    /* rest - x < 2^integer_bits: at most integer_bits + 2 bits */
    for (quarters = (uint32_t)(rest - x) >> (29 - integer_bits); quarters; quarters >>= 1, power++)
        if (quarters & 1u) result = (uint32_t)(((uint64_t)result * *power + 0x80000000u) >> 32);
    return (int32_t)result;
}

/* 2 / (1 + a) as Q2.29 by Newton's division, 0 <= a < 1 as Q0.31. */
static int32_t newton(int32_t a)
{
    const int32_t half_denominator = (a >> 1) + (1 << 30);
    int32_t x = 1515870810 + mote_mul_q31(half_denominator, -1010580540); /* 48/17 - 32/17 d */
    for (int i = 0; i < 3; i++)
        x += mote_shift_left(mote_mul_q31(x, (1 << 29) - mote_mul_q31(half_denominator, x)), 2);
    return x;
}

int32_t mote_one_over_one_plus(int32_t x)
{
    return saturating_shift(newton(x), 1);
}

int32_t mote_one_minus_over_one_plus(int32_t x)
{
    return saturating_shift(newton(x) - (1 << 29), 2);
}

int32_t mote_logistic_q4(int32_t x)
{
    int32_t positive;
    if (x == 0) return 1 << 30;
    positive = mote_one_over_one_plus(mote_exp_fixed(x > 0 ? -x : x, 4));
    return x > 0 ? positive : INT32_MAX - positive;
}

int32_t mote_tanh_q4(int32_t x)
{
    int32_t t;
    if (x == 0) return 0;
    t = mote_one_minus_over_one_plus(mote_exp_fixed(x > 0 ? -x : x, 5)); /* exp(2x) */
    return x > 0 ? t : -t;
}

int32_t mote_reciprocal(uint32_t x, int integer_digits, int *exponent)
{
    const int zeros = 32 - mote_bit_width(x);
    *exponent = integer_digits - zeros;
    return mote_one_over_one_plus((int32_t)((x << zeros) - 0x80000000u));
}

int32_t mote_input_radius(int integer_bits, int left)
{
    const int32_t whole = INT32_MAX - (int32_t)((1u << (31 - integer_bits)) - 1u);
    if (left < 0) return INT32_MAX; /* whole has more than 30 bits */
    return left > 31 ? 0 : whole >> left;
}
