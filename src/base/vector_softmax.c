/* SPDX-License-Identifier: Apache-2.0 */
#include "vector_softmax.h"
#include "fixed.h"
#include "fixed_math.h"

/* Exponentials that are kept between the two passes, for the first elements; the others are
 * computed twice. */
enum { KEPT = 16 };

/* What the first pass over a vector leaves behind. */
struct sum {
    const struct mote_softmax *softmax;
    int32_t kept[KEPT];
    int32_t max;
    int32_t reciprocal; /* times exp and shifted right: the share */
    int shift;
};

/* exp of a difference to the maximum, Q0.31; 0 for what does not count. */
static int32_t exp_of(const struct sum *r, int32_t x)
{
    const struct mote_softmax *s = r->softmax;
    const int32_t diff = x - r->max;
    if (diff < s->diff_min) return 0;
    return mote_exp_fixed(mote_mul_q31(mote_shift_left(diff, s->shift), s->multiplier), 5);
}

/* Shares are wanted in steps of 2^-bits. */
static void sum_up(struct sum *r, const struct mote_softmax *s, const int8_t *in, int bits)
{
    uint64_t total = 0; /* Q12.19 */
    int32_t max = INT8_MIN;
    int exponent;
    r->softmax = s;
    for (int32_t i = 0; i < s->depth; i++)
        if (in[i] > max) max = in[i];
    r->max = max;
    for (int32_t i = 0; i < s->depth; i++) {
        const int32_t e = exp_of(r, in[i]);
        if (i < KEPT) r->kept[i] = e;
        total += ((uint32_t)e + (1u << 11)) >> 12;
    }
    r->reciprocal = mote_reciprocal(total >> 32 ? UINT32_MAX : (uint32_t)total, 12, &exponent);
    r->shift = exponent + 31 - bits;
    if (r->shift > 31) { /* a sum of 512 and more leaves less than half a step of 2^-8 */
        r->reciprocal = 0;
        r->shift = 31;
    }
}

/* exp / sum of element i = x in steps of 2^-bits; at most 2^bits. */
static int32_t share(const struct sum *r, int32_t i, int32_t x)
{
    const int32_t e = i < KEPT ? r->kept[i] : exp_of(r, x);
    /* No operand is negative, and the shift is 15 at least: the maximum alone makes the sum 1. */
    const uint32_t half = 1u << (r->shift - 1);
    return (int32_t)(((uint32_t)mote_mul_q31(r->reciprocal, e) + half) >> r->shift);
}

void mote_vector_softmax_s8(const struct mote_softmax *s, const int8_t *in, int8_t *out)
{
    struct sum r;
    sum_up(&r, s, in, 8);
    for (int32_t i = 0; i < s->depth; i++)
        out[i] = (int8_t)(mote_clamp(share(&r, i, in[i]), 0, 255) - 128);
}

void mote_vector_softmax_s8_s16(const struct mote_softmax *s, const int8_t *in, int16_t *out)
{
    struct sum r;
    sum_up(&r, s, in, 16);
    for (int32_t i = 0; i < s->depth; i++)
        out[i] = (int16_t)(mote_clamp(share(&r, i, in[i]), 0, 65535) - 32768);
}
