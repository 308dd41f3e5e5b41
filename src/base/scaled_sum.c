/* SPDX-License-Identifier: Apache-2.0 */
#include "scaled_sum.h"
#include "fixed.h"
#include "real.h"

int mote_scaled_sum_prepare(struct mote_scaled_sum *a, const struct mote_scaled_sum_quant *q,
                            int left, int sign, int bits)
{
    const struct mote_real x = mote_real_from_float(q->scale[0]);
    const struct mote_real y = mote_real_from_float(q->scale[1]);
    struct mote_real twice_max, out = mote_real_from_float(q->scale[2]);
    a->swap = mote_real_less(x, y);
    a->sign = a->swap ? 1 : sign;
    a->factor = (a->swap ? sign : 1) * (1 << (left - 1));
    a->offset = -q->zero[a->swap] * a->factor;
    a->fine_offset = -q->zero[!a->swap] * (1 << (left + 1));
    a->offset_out = q->zero[2];
    twice_max = a->swap ? y : x;
    twice_max.e++;
    out.e += left;
    mote_real_multiplier(mote_real_div(a->swap ? x : y, twice_max, bits), &a->multiplier,
                         &a->right);
    mote_real_multiplier(mote_real_div(twice_max, out, bits), &a->multiplier_out, &a->right_out);
    if (a->right_out > 0) return -1;
    a->right = -a->right; /* of one half at most: never to the left */
    a->right_out = -a->right_out;
    return 0;
}

/* Division by 2^e with halves away from zero, prepared for a loop. For |x| + 2^(e - 1) < 2^31. */
struct rounding {
    int32_t half, negative; /* 2^(e - 1) and all ones; both 0 for e = 0 */
    int32_t e;
};

static inline struct rounding rounding_by(int32_t e)
{
    struct rounding r;
    r.half = (int32_t)(1u << e >> 1);
    r.negative = -(e > 0);
    r.e = e;
    return r;
}

static inline int32_t round_by(int32_t x, struct rounding r)
{
    return (x + r.half + ((x >> 31) & r.negative)) >> r.e;
}

/* floor(x * b / 2^31 + 1/2), of 2x: the upper word of a product needs no shift. */
static inline int32_t mul_twice(int32_t twice_x, int32_t b)
{
    return (int32_t)(((int64_t)twice_x * b + ((int64_t)1 << 31)) >> 32);
}

struct scaling {
    int32_t factor, offset, multiplier, sign, multiplier_out, offset_out, min, max;
    struct rounding fine, out;
};

static inline struct scaling scaling_of(const struct mote_scaled_sum *a)
{
    struct scaling k;
    k.factor = a->factor;
    k.offset = a->offset;
    k.multiplier = a->multiplier;
    k.sign = a->sign;
    k.multiplier_out = a->multiplier_out;
    k.offset_out = a->offset_out;
    k.min = a->min;
    k.max = a->max;
    k.fine = rounding_by(a->right);
    k.out = rounding_by(a->right_out);
    return k;
}

/*
 * fine is the input value * 2^(left + 1), at most 2^31 in size. Scaled, either input is at most
 * half of that at `left`, 2^29, and so the sum is below 2^30 (-2^30 at the lowest) and can be
 * doubled.
 */
static inline int32_t combine(const struct scaling *k, int32_t coarse, int32_t fine)
{
    const int32_t sum = coarse * k->factor + k->offset +
                        k->sign * round_by(mul_twice(fine, k->multiplier), k->fine);
    return mote_clamp(round_by(mul_twice(sum * 2, k->multiplier_out), k->out) + k->offset_out,
                      k->min, k->max);
}

void mote_scaled_sum_s8(const struct mote_scaled_sum *a, const struct mote_stretch *s)
{
    const struct scaling k = scaling_of(a);
    const int32_t fine_offset = a->fine_offset;
    const int8_t *coarse = a->swap ? s->y : s->x, *fine = a->swap ? s->x : s->y;
    const int32_t next_coarse = a->swap ? s->dy : s->dx, next_fine = a->swap ? s->dx : s->dy;
    int8_t *out = s->out;
    for (int8_t *end = out + s->n; out < end; coarse += next_coarse, fine += next_fine)
        *out++ = (int8_t)combine(&k, *coarse, *fine * (1 << 21) + fine_offset);
}

void mote_scaled_sum_s16(const struct mote_scaled_sum *a, const struct mote_stretch *s)
{
    const struct scaling k = scaling_of(a);
    const int16_t *coarse = a->swap ? s->y : s->x, *fine = a->swap ? s->x : s->y;
    const int32_t next_coarse = a->swap ? s->dy : s->dx, next_fine = a->swap ? s->dx : s->dy;
    int16_t *out = s->out;
    for (int16_t *end = out + s->n; out < end; coarse += next_coarse, fine += next_fine)
        *out++ = (int16_t)combine(&k, *coarse, *fine * (1 << 16));
}
