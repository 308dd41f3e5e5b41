/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inner loops of the int8 kernels in plain C, right on every machine. Accumulators wrap at 32 bits (unsigned: wrapping is
 * defined), as they do in the reference. The loops are short on purpose: with post-increment loads they cost 2.5 to 5 instructions a
 * multiplication on Cortex-M, and little code.
 */
#ifndef MOTE_SIMD_SIMD_C_H
#define MOTE_SIMD_SIMD_C_H

#include <stdint.h>

/* to[i] = from[i] + offset; offset within [-127, 128]. */
static inline void mote_widen_s8(int16_t *to, const int8_t *from, int32_t n, int32_t offset)
{
    const int8_t *end = from + n;
    while (from != end) *to++ = (int16_t)(*from++ + offset);
}

/* Two pixels with two filters: acc = a.f, a.g, b.f, b.g; n > 0. */
static inline void mote_dot_2x2_s8(const int16_t *a, const int16_t *b, const int8_t *f, const int8_t *g, int32_t n,
                                   uint32_t acc[4])
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
static inline void mote_dot_1x2_s8(const int16_t *a, const int8_t *f, const int8_t *g, int32_t n, uint32_t acc[2])
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

/* One int8 vector, offset added, with four rows of weights: acc[k] = sum (x[i] + offset) * f[k][i]; n > 0. */
static inline void mote_dot_1x4_s8(const int8_t *x, int32_t offset, const int8_t *const f[4], int32_t n, uint32_t acc[4])
{
    const int8_t *end = x + n, *f0 = f[0], *f1 = f[1], *f2 = f[2], *f3 = f[3];
    uint32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    do {
        const int32_t v = *x++ + offset;
        s0 += (uint32_t)(v * *f0++);
        s1 += (uint32_t)(v * *f1++);
        s2 += (uint32_t)(v * *f2++);
        s3 += (uint32_t)(v * *f3++);
    } while (x != end);
    acc[0] = s0;
    acc[1] = s1;
    acc[2] = s2;
    acc[3] = s3;
}

/* One pixel with four neighbouring columns of a matrix whose rows are `step` apart: acc[k] = sum a[i] * f[i * step + k]; n > 0. */
static inline void mote_dot_columns_s8(const int16_t *a, const int8_t *f, int32_t step, int32_t n, uint32_t acc[4])
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

/* Four channels element by element over n taps: acc[k] += (x[i * x_step + k] + offset) * f[i * f_step + k]. */
static inline void mote_mac_channels_s8(uint32_t acc[4], const int8_t *x, int32_t x_step, const int8_t *f, int32_t f_step,
                                        int32_t n, int32_t offset)
{
    uint32_t s0 = acc[0], s1 = acc[1], s2 = acc[2], s3 = acc[3];
    for (; n > 0; n--) {
        s0 += (uint32_t)((x[0] + offset) * f[0]);
        s1 += (uint32_t)((x[1] + offset) * f[1]);
        s2 += (uint32_t)((x[2] + offset) * f[2]);
        s3 += (uint32_t)((x[3] + offset) * f[3]);
        x += x_step;
        f += f_step;
    }
    acc[0] = s0;
    acc[1] = s1;
    acc[2] = s2;
    acc[3] = s3;
}

/*
 * clamp(requant(acc + bias) + zero): what ends every int8 output. Equals mote_requant for multipliers >= 0 (then nothing saturates).
 * The half-away-from-zero shift by e = -shift > 0 is floor(floor((y - (y < 0)) / 2^(e-1)) + 1) / 2), which cannot
 * overflow; ~shift is e - 1. Sums wrap as they do in the reference.
 */
static inline int32_t mote_rescale_s8(uint32_t acc, int32_t multiplier, int32_t shift, int32_t zero, int32_t min, int32_t max)
{
    const int32_t x = (int32_t)(acc << (shift > 0 ? shift : 0));
    int32_t y = (int32_t)(((int64_t)x * multiplier + (1 << 30)) >> 31);
    if (shift < 0) y = (((y + (y >> 31)) >> ~shift) + 1) >> 1;
    y = (int32_t)((uint32_t)y + (uint32_t)zero);
    if (y < min) y = min;
    return y > max ? max : y;
}

#endif
