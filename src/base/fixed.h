/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fixed-point requantisation, bit for bit as TensorFlow Lite computes it (double rounding):
 *     requant(x) = round_half_away(round_half_up(x * 2^left * multiplier / 2^31) / 2^right)
 * with multiplier in [2^30, 2^31) and shift = left - right.
 */
#ifndef MOTE_BASE_FIXED_H
#define MOTE_BASE_FIXED_H

#include <stdint.h>

/* floor((a * b + 2^30) / 2^31): gemmlowp's SaturatingRoundingDoublingHighMul, which rounds halves
 * up for either sign. Only a = b = INT32_MIN would saturate. */
static inline int32_t mote_high_mul(int32_t a, int32_t b)
{
    if (a == INT32_MIN && b == INT32_MIN) return INT32_MAX;
    return (int32_t)(((int64_t)a * b + (1 << 30)) >> 31);
}

/* x / 2^e, halves away from zero; 0 <= e <= 31. */
static inline int32_t mote_rounding_shift(int32_t x, int e)
{
    const int32_t mask = (int32_t)((1u << e) - 1u);
    const int32_t rest = x & mask;
    const int32_t half = (mask >> 1) + (x < 0);
    return (x >> e) + (rest > half);
}

/* x * 2^e, wrapping; 0 <= e <= 31. */
static inline int32_t mote_shift_left(int32_t x, int e)
{
    return (int32_t)((uint32_t)x << e);
}

static inline int32_t mote_requant(int32_t x, int32_t multiplier, int shift)
{
    const int left = shift > 0 ? shift : 0;
    const int right = shift > 0 ? 0 : -shift;
    return mote_rounding_shift(mote_high_mul(mote_shift_left(x, left), multiplier), right);
}

/* For 64-bit accumulators of int16 activations: the multiplier is cut to 16 bits and rounding is
 * single (half up). */
static inline int32_t mote_requant_i64(int64_t x, int32_t multiplier, int shift)
{
    const int32_t reduced = multiplier < 0x7fff0000 ? (multiplier + (1 << 15)) >> 16 : 0x7fff;
    const int total = 15 - shift;
    const uint64_t product =
        (uint64_t)x * (uint64_t)(int64_t)reduced + ((uint64_t)1 << (total - 1));
    return (int32_t)((int64_t)product >> total);
}

static inline int32_t mote_clamp(int32_t x, int32_t low, int32_t high)
{
    if (x < low) x = low;
    return x > high ? high : x;
}

#endif
