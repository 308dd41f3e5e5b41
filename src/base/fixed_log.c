/* SPDX-License-Identifier: Apache-2.0 */
#include "fixed_log.h"
#include "bits.h"
#include "fixed.h"
#include "fixed_math.h"

/* Q0.31 */
enum {
    LOG_2 = 1488522236,
    ROOT_OF_HALF = 1518500250,
    FOURTH_ROOT_OF_HALF = 1805811301,
    ALPHA_N = 117049297,  /* 11 / 240 * 2^(1/4) */
    ALPHA_D = 127690142,  /* 1 / 20 * 2^(1/4) */
    ALPHA_I = 1057819769, /* 2 / 2^(1/4) - 2^(1/4) */
    ALPHA_F = 638450708   /* 1 / 4 * 2^(1/4) */
};

enum { QUARTER_Q6 = 1 << 23 };

/*
 * x = r * 2^power with r between 2^(-1/2) and 1, once from x itself and once from x * 2^(-1/2):
 * the better of the two, then a rational function of r around 2^(-1/4).
 */
int32_t mote_log_q12(int32_t x)
{
    const int zeros_a = 32 - mote_bit_width((uint32_t)x);
    const int32_t b = mote_high_mul(x, ROOT_OF_HALF);
    const int headroom_b = 31 - mote_bit_width((uint32_t)b);
    /* b has a bit less than x at most: x * 2^headroom_b may leave int32 */
    const int64_t wide_b = (int64_t)x << headroom_b;
    const int32_t r_b = wide_b > INT32_MAX ? INT32_MAX : (int32_t)wide_b;
    const int64_t wide_a =
        (int64_t)mote_high_mul(mote_shift_left(x, zeros_a - 1), ROOT_OF_HALF) * 2;
    const int32_t r_a = wide_a > INT32_MAX ? INT32_MAX : (int32_t)wide_a;
    const int32_t power_a = (12 - zeros_a) * (1 << 25) + QUARTER_Q6; /* Q6.25 */
    const int32_t power_b = (12 - headroom_b) * (1 << 25) - QUARTER_Q6;
    const int32_t r = r_a < r_b ? r_a : r_b;
    const int32_t power = power_a > power_b ? power_a : power_b;
    /* half the sum, halves away from zero; both are positive */
    const int32_t p = (int32_t)(((int64_t)r + FOURTH_ROOT_OF_HALF + 1) / 2);
    const int32_t q = 2 * (r - FOURTH_ROOT_OF_HALF);
    const int32_t square = mote_high_mul(q, q);
    const int32_t numerator =
        mote_high_mul(q, r) + mote_high_mul(mote_high_mul(q, square), ALPHA_N);
    const int32_t denominator =
        mote_high_mul(p, ALPHA_I + q + mote_high_mul(ALPHA_D, square)) + mote_high_mul(ALPHA_F, q);
    const int32_t sum =
        mote_high_mul(power, LOG_2) +
        mote_high_mul(mote_rounding_shift(numerator, 6), mote_one_over_one_plus(denominator));
    /* Q6.25 to Q5.26 */
    if (sum > INT32_MAX / 2) return INT32_MAX;
    return sum < -(INT32_MAX / 2) ? INT32_MIN : 2 * sum;
}
