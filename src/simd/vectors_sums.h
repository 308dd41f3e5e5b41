/* SPDX-License-Identifier: Apache-2.0 */
/* ADD, for vectors_kernels.h: in the terms of a level, like all there. */

/* Prepares round(x * multiplier / 2^32 / 2^e) + zero of x + 2^31; the shift is the caller's. */
MOTE_ALWAYS_INLINE struct ends uniform_ends(uint32_t multiplier, int32_t e, int32_t zero)
{
    const vec addend = set((1 << (e - 1)) + zero * (1 << e) - 1);
    const vec factor = set((int32_t)multiplier);
    const vec start = shift_wide_left(shift_wide_right(factor, 32), 31);
    const struct ends ends = {factor, factor, subtract_wide(addend_of(addend), start),
                              subtract_wide(odd_addend_of(addend), start), set(0)};
    return ends;
}

/* scaled_sum as base/scaled_sum.c has it. */
struct exact_sum {
    struct ends in, out;
    vec offset, fine_offset;
    int32_t right, right_out;
    struct bounds bounds;
};

static struct exact_sum exact_sum_of(const struct mote_scaled_sum *a)
{
    struct exact_sum k;
    k.in = uniform_ends((uint32_t)a->multiplier, a->right, 0);
    k.out = uniform_ends(2 * (uint32_t)a->multiplier_out, a->right_out, a->offset_out);
    k.offset = set((int32_t)((uint32_t)a->offset + START));
    k.fine_offset = set((int32_t)((uint32_t)a->fine_offset + START));
    k.right = a->right;
    k.right_out = a->right_out;
    k.bounds = bounds_of(a->min, a->max);
    return k;
}

/* Four vectors' worth of elements. */
MOTE_APART void sum_exactly(const struct exact_sum *k, const int8_t *coarse, const int8_t *fine,
                            int8_t *out)
{
    vec sums[4];
    UNROLL for (int i = 0; i < 4; i++)
    {
        vec sum = add(shift_left(widen_lanes(fine + i * LANES), 21), k->fine_offset);
        sum = shift_all_right(subtract(high_product(sum, &k->in), sign(sum)), k->right);
        sum = add(add(shift_left(widen_lanes(coarse + i * LANES), 19), k->offset), sum);
        sums[i] = shift_all_right(subtract(high_product(sum, &k->out), sign(sum)), k->right_out);
    }
    store(out, narrow(sums[0], sums[1], sums[2], sums[3], &k->bounds));
}

/*
 * The same where it can be had with less: a * coarse + b * fine + c in one rounding. Factors have
 * two digits, the upper of 256 units and the lower of 2^-7; a unit is 2^-s. With 28 bits for the
 * factors this is wrong by 6 units at most, and the roundings of the exact sum make up for 10 (they
 * are of 4 units each): where no whole number lies within MARGIN, both come to the same.
 */
enum { MARGIN = 32 };

struct quick_sum {
    vec upper, lower; /* of coarse and fine in turn, 16 bits each */
    vec start;        /* c, one half and MARGIN */
    vec fraction;     /* what is 0 next to a whole number */
    int32_t s;
    struct bounds bounds;
};

/* Digits of both factors, of 15 bits. */
MOTE_ALWAYS_INLINE vec pair(int32_t coarse, int32_t fine)
{
    return set((coarse & 0x7fff) | (fine & 0x7fff) << 16);
}

static struct quick_sum quick_sum_of(const struct mote_scaled_sum *a)
{
    const int32_t coarse = a->multiplier_out >> 3; /* the greater of both */
    const int64_t both_multipliers = (int64_t)a->multiplier * a->multiplier_out;
    const int32_t fine = (int32_t)(both_multipliers >> (33 + a->right));
    const int64_t zeros =
        (int64_t)(a->offset / (1 << 19)) * coarse + (int64_t)(a->fine_offset / (1 << 21)) * fine;
    const int32_t s = a->right_out + 2;
    struct quick_sum q;
    q.upper = pair(coarse >> 15, fine >> 15);
    q.lower = pair(coarse, fine);
    q.start = set((int32_t)((uint32_t)(zeros >> 7) + ((uint32_t)a->offset_out << s) +
                            (1u << (s - 1)) + MARGIN));
    q.fraction = set((1 << s) - 2 * MARGIN);
    q.s = s;
    q.bounds = bounds_of(a->min, a->max);
    return q;
}

/* Four vectors' worth of elements; returns 0 if some are in doubt. */
MOTE_ALWAYS_INLINE int sum_quickly(const struct quick_sum *q, const int8_t *coarse,
                                   const int8_t *fine, vec *bytes)
{
    const vec x = load(coarse), y = load(fine), pairs[2] = {mix_low(x, y), mix_high(x, y)};
    vec sums[4], least = q->fraction;
    UNROLL for (int i = 0; i < 4; i++)
    {
        const vec p = pairs[i / 2]; /* bytes become words of 256 times as much */
        const vec words = i % 2 ? mix_high(set(0), p) : mix_low(set(0), p);
        const vec low = shift_all_right(dot_words(set(0), words, q->lower), 15);
        const vec sum = dot_words(add(low, q->start), words, q->upper);
        least = lesser(least, both(sum, q->fraction));
        sums[i] = shift_all_right(sum, q->s);
    }
    *bytes = narrow_mixed(sums[0], sums[1], sums[2], sums[3], &q->bounds);
    return signs(subtract(least, set(1))) == 0;
}

static int scaled_sum(const struct mote_scaled_sum *a, const int8_t *coarse, const int8_t *fine,
                      int8_t *out, int32_t n)
{
    enum { GROUP = 4 * LANES };
    int8_t few[3][GROUP] = {{0}};
    struct exact_sum exact;
    struct quick_sum quick;
    int32_t patience = 0;
    if (a->sign != 1 || a->factor != 1 << 19 || a->right < 1 || a->right > MOTE_VECTORS_SHIFT_MAX ||
        a->right_out < 1 || a->right_out > MOTE_VECTORS_SHIFT_MAX)
        return 0;
    exact = exact_sum_of(a);
    quick = quick_sum_of(a);
    /* Sums of more bits do not fit, with fewer much of a whole is margin. Scales like 1, 1 and 2
     * have doubts without end. */
    if (a->right_out >= 15 && a->right_out <= 20) patience = 2 + n / (8 * GROUP);
    for (; n > 0; n -= GROUP, coarse += GROUP, fine += GROUP, out += GROUP) {
        const int8_t *x = coarse, *y = fine;
        int8_t *to = out;
        vec bytes;
        if (n < GROUP) {
            memcpy(few[0], coarse, (uint32_t)n);
            memcpy(few[1], fine, (uint32_t)n);
            x = few[0];
            y = few[1];
            to = few[2];
        }
        if (patience > 0 && sum_quickly(&quick, x, y, &bytes)) {
            store(to, bytes);
        } else {
            sum_exactly(&exact, x, y, to);
            patience--;
        }
        if (n < GROUP) memcpy(out, to, (uint32_t)n);
    }
    return 1;
}
