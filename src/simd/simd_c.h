/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inner loops of the int8 kernels in plain C, right on every machine. Accumulators wrap at 32 bits
 * (unsigned: wrapping is defined), as they do in the reference. The loops are short on purpose:
 * with post-increment loads they cost 2.5 to 5 instructions a multiplication on Cortex-M, and
 * little code.
 */
#ifndef MOTE_SIMD_SIMD_C_H
#define MOTE_SIMD_SIMD_C_H

#include "../base/rescale.h"

/* to[i] = from[i] + offset; offset within [-127, 128]. */
static inline void mote_widen_s8(int16_t *to, const int8_t *from, int32_t n, int32_t offset)
{
    const int8_t *end = from + n;
    while (from != end) *to++ = (int16_t)(*from++ + offset);
}

/* Two pixels with two filters: acc = a.f, a.g, b.f, b.g; n > 0. */
static inline void mote_dot_2x2_s8(const int16_t *a, const int16_t *b, const int8_t *f,
                                   const int8_t *g, int32_t n, uint32_t acc[4])
{
    const int16_t *end = a + n;
    uint32_t af = 0, ag = 0, bf = 0, bg = 0;
    do {
        const int32_t x = *a++, y = *b++, u = *f++, v = *g++;
        af += (uint32_t)(x * u);
        bf += (uint32_t)(y * u);
        ag += (uint32_t)(x * v);
        bg += (uint32_t)(y * v);
    } while (a != end);
    acc[0] = af;
    acc[1] = ag;
    acc[2] = bf;
    acc[3] = bg;
}

/* One pixel with two filters: acc = a.f, a.g; n > 0. */
static inline void mote_dot_1x2_s8(const int16_t *a, const int8_t *f, const int8_t *g, int32_t n,
                                   uint32_t acc[2])
{
    const int16_t *end = a + n;
    uint32_t af = 0, ag = 0;
    do {
        const int32_t x = *a++;
        af += (uint32_t)(x * *f++);
        ag += (uint32_t)(x * *g++);
    } while (a != end);
    acc[0] = af;
    acc[1] = ag;
}

/* One int8 vector, offset added, with four rows of weights `step` apart: acc[k] = sum (x[i] +
 * offset)
 * * f[k * step + i]; n > 0. */
static inline void mote_dot_1x4_s8(const int8_t *x, int32_t offset, const int8_t *f, int32_t step,
                                   int32_t n, uint32_t acc[4])
{
    const int8_t *end = x + n, *f1 = f + step, *f2 = f1 + step, *f3 = f2 + step;
    uint32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    do {
        const int32_t v = *x++ + offset;
        s0 += (uint32_t)(v * *f++);
        s1 += (uint32_t)(v * *f1++);
        s2 += (uint32_t)(v * *f2++);
        s3 += (uint32_t)(v * *f3++);
    } while (x != end);
    acc[0] = s0;
    acc[1] = s1;
    acc[2] = s2;
    acc[3] = s3;
}

/* One pixel with four neighbouring columns of a matrix whose rows are `step` apart: acc[k] = sum
 * a[i] * f[i * step + k]; n > 0. */
static inline void mote_dot_columns_s8(const int16_t *a, const int8_t *f, int32_t step, int32_t n,
                                       uint32_t acc[4])
{
    const int16_t *end = a + n;
    uint32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    do {
        const int32_t v = *a++;
        s0 += (uint32_t)(v * f[0]);
        s1 += (uint32_t)(v * f[1]);
        s2 += (uint32_t)(v * f[2]);
        s3 += (uint32_t)(v * f[3]);
        f += step;
    } while (a != end);
    acc[0] = s0;
    acc[1] = s1;
    acc[2] = s2;
    acc[3] = s3;
}

/* Four channels element by element over n > 0 taps:
 *     acc[k] += (x[i * x_step + k] + offset) * f[i * f_step + k] */
static inline void mote_mac_channels_s8(uint32_t acc[4], const int8_t *x, int32_t x_step,
                                        const int8_t *f, int32_t f_step, int32_t n, int32_t offset)
{
    const int8_t *end = x + n * x_step;
    do {
        acc[0] += (uint32_t)((x[0] + offset) * f[0]);
        acc[1] += (uint32_t)((x[1] + offset) * f[1]);
        acc[2] += (uint32_t)((x[2] + offset) * f[2]);
        acc[3] += (uint32_t)((x[3] + offset) * f[3]);
        x += x_step;
        f += f_step;
    } while (x != end);
}

/*
 * The end of every int8 output; multiplier >= 0, right = -2 - shift, twice_zero = 2 * zero + 1:
 *     clamp(mote_requant(acc, multiplier, shift) + zero, min, max)
 * With e = -shift >= 2 both roundings of requant come down to one product and two shifts:
 *     q = acc * multiplier + 2^30
 *     y = floor(q / 2^31)
 *     result = floor((floor((y - (y < 0)) / 2^(e-1)) + 1) / 2)
 * Subtracting the 1 before dividing means q - 2^31, and only bits from 32 on matter after that. It
 * may be subtracted by the sign of acc: where acc < 0 and yet y = 0 both ways give 0.
 */
static inline int32_t mote_rescale_s8(uint32_t acc, int32_t multiplier, int32_t right,
                                      int32_t twice_zero, int32_t min, int32_t max)
{
    int32_t y;
    if (right >= 0) {
        const uint32_t sign = acc >> 31 ? UINT32_MAX : 0u;
        const uint64_t half =
            (uint64_t)sign << 32 | ((acc & 0x80000000u) ^ 0x40000000u); /* 2^30 or 2^30 - 2^31 */
        y = (int32_t)(((int64_t)(int32_t)acc * multiplier + (int64_t)half) >> 32);
        y = ((y >> right) + twice_zero) >> 1;
    } else {
        y = mote_rescale_any(acc, multiplier, right, twice_zero);
    }
    if (y < min) y = min;
    return y > max ? max : y;
}

#endif
