/* SPDX-License-Identifier: Apache-2.0 */
/* Depthwise sums of int16 by int8, four channels at a time. */
#include "../base/inline.h"
#include "wide.h"

#if MOTE_WIDE

#if MOTE_WIDE_ARMV7EM

struct __attribute__((packed, may_alias)) loose {
    uint32_t w;
};

static inline uint32_t load(const void *p)
{
    return ((const struct loose *)p)->w;
}

/* Adds the product of the low halves, and of that of a with the high one of b. */
static inline int32_t low_low(int32_t sum, uint32_t a, uint32_t b)
{
    __asm__("smlabb %0, %1, %2, %0" : "+r"(sum) : "r"(a), "r"(b));
    return sum;
}

static inline int32_t low_high(int32_t sum, uint32_t a, uint32_t b)
{
    __asm__("smlabt %0, %1, %2, %0" : "+r"(sum) : "r"(a), "r"(b));
    return sum;
}

/* Four weights as pairs 0 2 and 1 3. */
static inline void split(uint32_t w, uint32_t *even, uint32_t *odd)
{
    __asm__("sxtb16 %0, %1" : "=r"(*even) : "r"(w));
    __asm__("sxtb16 %0, %1, ror #8" : "=r"(*odd) : "r"(w));
}

/* Four channels of a tap, all with the same input. */
static inline void add_same(int32_t s[4], const int16_t *x, const int8_t *f)
{
    const uint32_t p = (uint32_t)*x;
    uint32_t even, odd;
    split(load(f), &even, &odd);
    s[0] = low_low(s[0], p, even);
    s[1] = low_low(s[1], p, odd);
    s[2] = low_high(s[2], p, even);
    s[3] = low_high(s[3], p, odd);
}

#else

static inline void add_same(int32_t s[4], const int16_t *x, const int8_t *f)
{
    const int32_t p = *x;
    s[0] += p * f[0];
    s[1] += p * f[1];
    s[2] += p * f[2];
    s[3] += p * f[3];
}

/* Four channels of a tap, each with an input of its own. */
static inline void add_each(int32_t s[4], const int16_t *x, const int8_t *f)
{
    s[0] += x[0] * f[0];
    s[1] += x[1] * f[1];
    s[2] += x[2] * f[2];
    s[3] += x[3] * f[3];
}

#endif

/* Channel o and the three behind it; i is the input channel of the first. */
MOTE_ALWAYS_INLINE void four(int32_t *sums, const struct mote_taps *t, int32_t o, int32_t i,
                             void (*add)(int32_t s[4], const int16_t *x, const int8_t *f))
{
    const int32_t n = t->n, in_step = t->in_step, step = t->step;
    const int8_t *row = (const int8_t *)t->filter + o;
    int32_t s[4] = {0, 0, 0, 0};
    for (int32_t r = 0; r < t->n_rows; r++, row += t->pitch) {
        const int16_t *x = (const int16_t *)t->rows[r] + i;
        const int8_t *f = row, *const end = row + n * step;
        for (; f != end; x += in_step, f += step) add(s, x, f);
    }
    for (int k = 0; k < 4; k++) sums[k] = s[k];
}

#if !MOTE_WIDE_ARMV7EM

void mote_wide_quads(int32_t *sums, const struct mote_taps *t, int32_t o, int32_t quads)
{
    for (; quads > 0; quads--, o += 4, sums += 4) four(sums, t, o, o, add_each);
}

#endif

static int32_t one(const struct mote_taps *t, int32_t o, int32_t i)
{
    const int8_t *row = (const int8_t *)t->filter + o;
    int32_t sum = 0;
    for (int32_t r = 0; r < t->n_rows; r++, row += t->pitch) {
        const int16_t *x = (const int16_t *)t->rows[r] + i;
        const int8_t *f = row;
        for (int32_t k = t->n; k > 0; k--, x += t->in_step, f += t->step) sum += *x * *f;
    }
    return sum;
}

void mote_wide_depthwise(int32_t *sums, const struct mote_taps *t, int32_t o, int32_t n)
{
    struct mote_taps_walk w;
    if (t->depth == 1) {
        const int32_t quads = t->n > 0 ? n / 4 : 0;
        if (quads) mote_wide_quads(sums, t, o, quads);
        for (int32_t k = 4 * quads; k < n; k++) sums[k] = one(t, o + k, o + k);
        return;
    }
    for (mote_taps_first(&w, t->depth, o, n); w.n > 0; mote_taps_next(&w, t->depth)) {
        if (w.now == 1)
            sums[0] = one(t, w.o, w.in);
        else
            four(sums, t, w.o, w.in, add_same);
        sums += w.now;
    }
}

#endif
