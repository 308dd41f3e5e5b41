/* SPDX-License-Identifier: Apache-2.0 */
#include "addsub.h"
#include "fixed.h"
#include "real.h"

int mote_addsub_scale(struct mote_addsub *a, uint32_t scale_x, uint32_t scale_y, uint32_t scale_out, int left, int bits)
{
    const struct mote_real x = mote_real_from_float(scale_x);
    const struct mote_real y = mote_real_from_float(scale_y);
    struct mote_real twice_max = mote_real_less(x, y) ? y : x;
    struct mote_real out = mote_real_from_float(scale_out);
    twice_max.e++;
    out.e += left;
    mote_real_multiplier(mote_real_div(x, twice_max, bits), &a->multiplier_x, &a->right_x);
    mote_real_multiplier(mote_real_div(y, twice_max, bits), &a->multiplier_y, &a->right_y);
    mote_real_multiplier(mote_real_div(twice_max, out, bits), &a->multiplier_out, &a->right_out);
    if (a->right_out > 0) return -1; /* inputs have at most one half: never above 0 */
    a->right_x = -a->right_x;
    a->right_y = -a->right_y;
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
    r.half = e ? (int32_t)(1u << (e - 1)) : 0;
    r.negative = e ? -1 : 0;
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

/*
 * x and y are input values * 2^(left + 1), so at most 2^31 in size. Scaled they are at most half of that at `left`, 2^29,
 * and so the sum is below 2^30 (-2^30 at the lowest) and can be doubled.
 */
struct scaling {
    int32_t multiplier_x, multiplier_y, multiplier_out, sign, offset, min, max;
    struct rounding x, y, out;
};

static inline struct scaling scaling_of(const struct mote_addsub *a)
{
    struct scaling k;
    k.multiplier_x = a->multiplier_x;
    k.multiplier_y = a->multiplier_y;
    k.multiplier_out = a->multiplier_out;
    k.sign = a->sign;
    k.offset = a->offset_out;
    k.min = a->min;
    k.max = a->max;
    k.x = rounding_by(a->right_x);
    k.y = rounding_by(a->right_y);
    k.out = rounding_by(a->right_out);
    return k;
}

static inline int32_t combine(const struct scaling *k, int32_t x, int32_t y)
{
    const int32_t sum = round_by(mul_twice(x, k->multiplier_x), k->x) + k->sign * round_by(mul_twice(y, k->multiplier_y), k->y);
    return mote_clamp(round_by(mul_twice(sum * 2, k->multiplier_out), k->out) + k->offset, k->min, k->max);
}

void mote_addsub_s8(const struct mote_addsub *a, const struct mote_stretch *s)
{
    const struct scaling k = scaling_of(a);
    const int32_t offset_x = a->offset_x, offset_y = a->offset_y;
    const int8_t *x = s->x, *y = s->y;
    int8_t *out = s->out;
    for (int8_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = (int8_t)combine(&k, *x * (1 << 21) + offset_x, *y * (1 << 21) + offset_y);
}

void mote_addsub_s16(const struct mote_addsub *a, const struct mote_stretch *s)
{
    const struct scaling k = scaling_of(a);
    const int16_t *x = s->x, *y = s->y;
    int16_t *out = s->out;
    for (int16_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = (int16_t)combine(&k, *x * (1 << 16), *y * (1 << 16));
}
