/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exp, logistic, tanh and reciprocal in 32-bit fixed point, to the bit what gemmlowp's fixedpoint.h
 * computes. Qm.n means m integer bits besides the sign and n = 31 - m fraction bits.
 */
#ifndef MOTE_BASE_FIXED_MATH_H
#define MOTE_BASE_FIXED_MATH_H

#include <stdint.h>

/* floor(a * b / 2^31 + 1/2): mote_high_mul where not both are INT32_MIN. */
static inline int32_t mote_mul_q31(int32_t a, int32_t b)
{
    return (int32_t)(((int64_t)a * b + (1 << 30)) >> 31);
}

/* exp(x) as Q0.31 for x <= 0 given with `integer_bits` (1 to 5) integer bits. */
int32_t mote_exp_fixed(int32_t x, int integer_bits);

/* logistic and tanh as Q0.31 of x as Q4.27. */
int32_t mote_logistic_q4(int32_t x);
int32_t mote_tanh_q4(int32_t x);

/* 1 / (1 + x) and (1 - x) / (1 + x), all Q0.31, 0 <= x < 1. */
int32_t mote_one_over_one_plus(int32_t x);
int32_t mote_one_minus_over_one_plus(int32_t x);

/* 1 / x for x > 0 with `integer_digits` bits before the binary point: the result, Q0.31 in (1/2,
 * 1], has to be divided by 2^*exponent. */
int32_t mote_reciprocal(uint32_t x, int integer_digits, int *exponent);

/* Largest difference that an operator may scale to Qm: floor((2^m - 1) * 2^(31 - m) / 2^left), held
 * at INT32_MAX. */
int32_t mote_input_radius(int integer_bits, int left);

#endif
