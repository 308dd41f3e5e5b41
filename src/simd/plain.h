/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kernels for CPUs that multiply one number at a time. Convolutions take two pixels at once all the
 * same: element i of both lies in one word,
 *     x = a + b * 2^16
 * with inputs as they are (what the offset adds is in the bias). The sum of two products x * w is
 * still two numbers side by side, each within [-32512, 32768]. With
 *     p = MOTE_PLAIN_START + x * w + x' * w'      (START = 2^15 - 1 - 2^16)
 * the lower number is within [0, 65535] and the upper one fits 16 bits, so that p >> 16 is the
 * upper one less 1. Adding up p, modulo 2^32, and p >> 16 gives both sums exactly: high = sum of (p
 * >> 16)                  = b.w - turns total = sum of p                         = a.w + (2^15 - 1)
 * * turns + 2^16 * high That is one multiplication for two products, and three additions for four.
 */
#ifndef MOTE_SIMD_PLAIN_H
#define MOTE_SIMD_PLAIN_H

#include "simd.h"

#define MOTE_PLAIN_START 0xffff7fffu

/* Two pixels and their filters; assembly knows the order. */
struct mote_plain_pair {
    const uint32_t *patch; /* taps words */
    const int8_t *filter;  /* [channels][taps], or [taps][channels] */
    int32_t taps;          /* > 0 */
    const int32_t *bias;   /* what the offset adds included */
    const int32_t *multiplier;
    const int8_t *right; /* see base/rescale.h; 0 to MOTE_PLAIN_RIGHT_MAX */
    int32_t twice_zero;
    int32_t channels; /* MOTE_PLAIN_CHANNELS or more */
    int32_t exact;    /* there may be sums beyond 2^30; of interest to Cortex-M0 only */
    int32_t step;     /* bytes from tap to tap of the filter: 1, or its channels, 2 or more */
};

/* How many words kernels may have on the stack at a time: chips with a Cortex-M0 are small. */
#if MOTE_SIMD_ARMV6M
enum { MOTE_PLAIN_WORDS = 32 };
#else
enum { MOTE_PLAIN_WORDS = 64 };
#endif

/* Fewest channels that mote_plain_pair_s8 takes. */
#if MOTE_SIMD_ARMV7M
enum { MOTE_PLAIN_CHANNELS = 2 };
#else
enum { MOTE_PLAIN_CHANNELS = 4 };
#endif

/* The largest `right` that kernels take. For RISC-V sums must be within 2^29, too; where something
 * is beyond, the output means nothing. */
#if MOTE_SIMD_RV32
enum { MOTE_PLAIN_RIGHT_MAX = 19 };
#else
enum { MOTE_PLAIN_RIGHT_MAX = 127 };
#endif

/* All outputs of both pixels, clamped to int8. */
void mote_plain_pair_s8(const struct mote_plain_pair *p, int8_t *first, int8_t *second);

/* Rows of pixels in memory: `rows` times n elements, `pitch` bytes from row to row. */
struct mote_plain_rows {
    int32_t n, rows, pitch;
};

/* to[i] = a[i] + b[i] * 2^16, for rows one after another. */
void mote_plain_pack(uint32_t *to, const int8_t *a, const int8_t *b, struct mote_plain_rows r);

/* Of n weights, n < 2^24. */
int32_t mote_plain_sum(const int8_t *f, int32_t n);

/* to[i] = x[i] + offset */
void mote_plain_widen(int32_t *to, const int8_t *from, int32_t n, int32_t offset);

/* sums[k] = start[k] + x times row k, for rows that are `step` bytes apart; `start` may be sums. */
void mote_plain_vector_s8(uint32_t *sums, const uint32_t *start, const int32_t *x, const int8_t *f,
                          int32_t step, int32_t n, int32_t rows);

/* Outputs from rows of weights; all share a multiplier, any sum will do. Assembly knows the order.
 */
struct mote_plain_outputs {
    const int32_t *bias;
    void *out;          /* int8_t; of sums uint32_t, which may be those at `bias` */
    int32_t units;      /* MOTE_PLAIN_OUTPUTS_MIN or more; of sums a multiple of it */
    int32_t multiplier; /* 0: sums are wanted */
    int32_t right;      /* 0 to MOTE_PLAIN_OUTPUTS_RIGHT_MAX; see base/rescale.h */
    int32_t twice_zero;
    int32_t step;    /* bytes from row to row */
    const int8_t *f; /* the rows */
    const int32_t *x;
    int32_t n; /* elements of x and of the rows; > 0 */
};

#if MOTE_SIMD_RV32
enum { MOTE_PLAIN_OUTPUTS_MIN = 8 };
#else
enum { MOTE_PLAIN_OUTPUTS_MIN = 4 };
#endif
enum { MOTE_PLAIN_OUTPUTS_RIGHT_MAX = 20 };

void mote_plain_outputs_s8(const struct mote_plain_outputs *p);

/* Ends n > 0 sums that share a multiplier; right >= 0. */
void mote_plain_end_s8(int8_t *out, const uint32_t *sums, int32_t n, int32_t multiplier,
                       int32_t right, int32_t twice_zero);

/* floor((a * m + 2^31) / 2^32), m >= 0: by halves where products have 32 bits. */
static inline int32_t mote_plain_high(int32_t a, int32_t m)
{
#if MOTE_SIMD_ARMV6M
    const int32_t a_high = a >> 16, a_low = (int32_t)((uint32_t)a & 0xffffu);
    const int32_t m_high = m >> 16, m_low = (int32_t)((uint32_t)m & 0xffffu);
    const int32_t middle = a_high * m_low + (int32_t)((uint32_t)a_low * (uint32_t)m_low >> 16);
    const uint32_t low = (uint32_t)(a_low * m_high) + ((uint32_t)middle & 0xffffu) + 0x8000u;
    return a_high * m_high + (middle >> 16) + (int32_t)(low >> 16);
#else
    const int64_t product = (int64_t)a * m;
    return (int32_t)(product >> 32) + (int32_t)((uint32_t)product >> 31);
#endif
}

#endif
