/* SPDX-License-Identifier: Apache-2.0 */
#include "softmax.h"
#include "fixed.h"
#include "fixed_math.h"

/* exp of a difference to the maximum, Q0.31; 0 for what does not count. */
static int32_t exp_of(const struct mote_softmax *s, int32_t diff)
{
    if (diff < s->diff_min) return 0;
    return mote_exp_fixed(mote_high_mul(mote_shift_left(diff, s->shift), s->multiplier), 5);
}

/* What the sum of a vector leaves behind. */
struct sum {
    int32_t max;
    int32_t reciprocal; /* Q0.31, to be divided by 2^exponent */
    int exponent;
};

static struct sum sum_up(const struct mote_softmax *s, const int8_t *in)
{
    uint64_t total = 0; /* Q12.19 */
    struct sum r;
    r.max = INT8_MIN;
    for (int32_t i = 0; i < s->depth; i++)
        if (in[i] > r.max) r.max = in[i];
    for (int32_t i = 0; i < s->depth; i++) total += (uint32_t)mote_rounding_shift(exp_of(s, in[i] - r.max), 12);
    r.reciprocal = mote_reciprocal(total > UINT32_MAX ? UINT32_MAX : (uint32_t)total, 12, &r.exponent);
    return r;
}

/* exp(diff) / sum in steps of 2^-bits; at most 2^bits. */
static uint32_t share(const struct mote_softmax *s, const struct sum *r, int32_t x, int bits)
{
    const int exponent = r->exponent + 31 - bits;
    if (exponent > 31) return 0; /* a sum of 512 and more leaves less than half a step of 2^-8 */
    return (uint32_t)mote_rounding_shift(mote_high_mul(r->reciprocal, exp_of(s, x - r->max)), exponent);
}

void mote_vector_softmax_s8(const struct mote_softmax *s, const int8_t *in, int8_t *out)
{
    const struct sum r = sum_up(s, in);
    for (int32_t i = 0; i < s->depth; i++) {
        const uint32_t q = share(s, &r, in[i], 8);
        out[i] = (int8_t)((int32_t)(q > 255 ? 255 : q) - 128);
    }
}

void mote_vector_softmax_s8_s16(const struct mote_softmax *s, const int8_t *in, int16_t *out)
{
    const struct sum r = sum_up(s, in);
    for (int32_t i = 0; i < s->depth; i++) {
        const uint32_t q = share(s, &r, in[i], 16);
        out[i] = (int16_t)((int32_t)(q > 65535 ? 65535 : q) - 32768);
    }
}
