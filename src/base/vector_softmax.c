/* SPDX-License-Identifier: Apache-2.0 */
#include "vector_softmax.h"
#include "fixed.h"
#include "fixed_math.h"

/* Exponentials that are kept between the two passes, for the first elements; the others are
 * computed twice. */
enum { KEPT = 16 };

/* What the first pass over a vector leaves behind. */
struct sum {
    int32_t kept[KEPT];
    int32_t max;
    int32_t reciprocal; /* Q0.31, to be divided by 2^exponent */
    int exponent;
};

/* exp of a difference to the maximum, Q0.31; 0 for what does not count. */
static int32_t exp_of(const struct mote_softmax *s, int32_t diff)
{
    if (diff < s->diff_min) return 0;
    return mote_exp_fixed(mote_high_mul(mote_shift_left(diff, s->shift), s->multiplier), 5);
}

static void sum_up(const struct mote_softmax *s, const int8_t *in, struct sum *r)
{
    uint64_t total = 0; /* Q12.19 */
    r->max = INT8_MIN;
    for (int32_t i = 0; i < s->depth; i++)
        if (in[i] > r->max) r->max = in[i];
    for (int32_t i = 0; i < s->depth; i++) {
        const int32_t e = exp_of(s, in[i] - r->max);
        if (i < KEPT) r->kept[i] = e;
        total += (uint32_t)mote_rounding_shift(e, 12);
    }
    r->reciprocal =
        mote_reciprocal(total > UINT32_MAX ? UINT32_MAX : (uint32_t)total, 12, &r->exponent);
}

/* exp / sum of element i in steps of 2^-bits; at most 2^bits. */
static int32_t share(const struct mote_softmax *s, const struct sum *r, int32_t i, int32_t x,
                     int bits)
{
    const int32_t e = i < KEPT ? r->kept[i] : exp_of(s, x - r->max);
    const int exponent = r->exponent + 31 - bits;
    if (exponent > 31) return 0; /* a sum of 512 and more leaves less than half a step of 2^-8 */
    return mote_rounding_shift(mote_high_mul(r->reciprocal, e), exponent);
}

void mote_vector_softmax_s8(const struct mote_softmax *s, const int8_t *in, int8_t *out)
{
    struct sum r;
    sum_up(s, in, &r);
    for (int32_t i = 0; i < s->depth; i++)
        out[i] = (int8_t)(mote_clamp(share(s, &r, i, in[i], 8), 0, 255) - 128);
}

void mote_vector_softmax_s8_s16(const struct mote_softmax *s, const int8_t *in, int16_t *out)
{
    struct sum r;
    sum_up(s, in, &r);
    for (int32_t i = 0; i < s->depth; i++)
        out[i] = (int16_t)(mote_clamp(share(s, &r, i, in[i], 16), 0, 65535) - 32768);
}
