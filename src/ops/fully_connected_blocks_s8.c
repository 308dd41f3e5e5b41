/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FULLY_CONNECTED for int8 in blocks (simd/blocks.h): the input is widened in parts on the stack,
 * each for many outputs. fully_connected.c has the same written for reading.
 */
#include "../base/inline.h"
#include "../simd/sparse.h"
#include "fully_connected.h"

/* Most elements that are widened as a whole: 512 bytes of stack. Of larger inputs so many at a
 * time, with the sums of so many outputs: 720 bytes. */
enum { ROW = 256, PART = 224, UNITS = 66 };
/* At a time where more stands on the stack. */
enum { LEAST = 160 };
/* Words for what is not 0 of an input: 720 bytes, too. */
enum { LIST = 180 };
_Static_assert((int)ROW <= (int)MOTE_SPARSE_N_MAX, "more than lists count");

/* sums[o] += row o times x, n > 0 elements, a multiple of 8; one unit or more. */
static void add(uint32_t *sums, const int16_t *x, const int8_t *filter, int32_t step, int32_t n,
                int32_t units)
{
    if (units >= 2) mote_block_vector_s8(sums, x, filter, step, n, units / 2);
    if (units & 1) { /* the odd last one twice */
        uint32_t two[2] = {sums[units - 1], 0};
        mote_block_vector_s8(two, x, filter + (units - 1) * step, 0, n, 1);
        sums[units - 1] = two[0];
    }
}

int mote_fully_connected_block(uint32_t *sums, const struct mote_fully_connected_args *a,
                               const int8_t *x, const int8_t *filter, int32_t n, int32_t units)
{
    const int32_t depth = a->depth, offset = -mote_low_half(a->zeros);
    int16_t part[LEAST];
    if (((uintptr_t)filter | (uint32_t)depth) & 3 || n % 4 || n < 8) return 0;
    do {
        const int32_t now = n < LEAST ? n & ~7 : LEAST;
        mote_block_widen_vector(part, x, now, offset);
        add(sums, part, filter, depth, now, units);
        x += now;
        filter += now;
        n -= now;
    } while (n >= 8);
    if (n == 0) return 1;
    for (int32_t o = 0; o < units; o++, filter += depth)
        for (int32_t i = 0; i < n; i++) sums[o] += (uint32_t)((x[i] + offset) * filter[i]);
    return 1;
}

/* The sums of n outputs over the whole input. */
static void add_all(uint32_t *sums, const struct mote_fully_connected_args *a, const int8_t *in,
                    const int8_t *filter, int32_t n)
{
    const int32_t offset = -mote_low_half(a->zeros);
    if (mote_fully_connected_block(sums, a, in, filter, a->depth, n)) return;
    for (const uint32_t *last = sums + n; sums < last; sums++)
        for (int32_t i = 0; i < a->depth; i++) *sums += (uint32_t)((in[i] + offset) * *filter++);
}

/* Outputs from rows of weights at once. */
MOTE_APART void rows(struct mote_block_outputs *p, const int8_t *in, int32_t n, int32_t offset)
{
    int16_t x[ROW];
    p->x = x;
    mote_block_widen_vector(x, in, n, offset);
    mote_block_outputs_s8(p);
}

/* May zeros be worth a look? There are many behind a ReLU only, which leaves none below them. */
static inline int worth_lists(int32_t depth, int32_t units, int32_t offset)
{
    return MOTE_SPARSE && units >= MOTE_SPARSE_UNITS_MIN && offset == 128 &&
           depth >= MOTE_SPARSE_N_MIN;
}

/* Outputs from lists of what is not zero; returns 0, having done nothing, if that is too much. */
MOTE_APART int lists(const struct mote_block_outputs *p, const int8_t *in)
{
    uint32_t list[LIST];
    struct mote_sparse s;
    s.list = list;
    if (!mote_sparse_lists(&s, LIST, in, p->n, p->units)) return 0;
    mote_sparse_outputs_s8(p, &s);
    return 1;
}

/* Three rows at a time, what is over in pairs. */
struct split {
    int32_t pairs, triples;
};

static inline struct split split_of(int32_t units)
{
    const int32_t pairs = 2 * units % 3;
    return (struct split){pairs, (units - 2 * pairs) / 3};
}

/* add for PART elements and two units or more. MVE does without: it has kernels of its own for such
 * layers. */
static inline void add_part(uint32_t *sums, const int16_t *x, const int8_t *filter, int32_t step,
                            struct split s)
{
    if (s.pairs) mote_block_vector_s8(sums, x, filter, step, PART, s.pairs);
    if (s.triples)
        mote_block_triples_s8(sums + 2 * s.pairs, x, filter + 2 * s.pairs * step, step, PART,
                              s.triples);
}

/* The same of a larger input: what lies before its last part is summed up first. */
MOTE_APART void parts(const struct mote_block_outputs *all, const int8_t *in, int32_t offset)
{
    const int32_t step = all->step, before = (step - 1) / PART * PART;
    struct mote_block_outputs p = *all;
    int32_t sums[UNITS + MOTE_BLOCK_OUTPUTS_MIN - 1];
    int16_t x[PART];
    p.x = x;
    p.bias = sums;
    p.n = step - before;
    for (int32_t o = 0; o < all->units; o += p.units) {
        const int8_t *const f = all->f + o * step;
        struct split s;
        p.units = all->units - o;
        if (p.units >= UNITS + MOTE_BLOCK_OUTPUTS_MIN) p.units = UNITS;
        s = split_of(p.units);
        for (int32_t k = 0; k < p.units; k++) sums[k] = all->bias[o + k];
        for (int32_t i = 0; i < before; i += PART) {
            mote_block_widen_vector(x, in + i, PART, offset);
            if (MOTE_SIMD_MVE)
                add((uint32_t *)sums, x, f + i, step, PART, p.units);
            else
                add_part((uint32_t *)sums, x, f + i, step, s);
        }
        mote_block_widen_vector(x, in + before, p.n, offset);
        p.f = f + before;
        p.out = all->out + o;
        mote_block_outputs_s8(&p);
    }
}

/* One output or two. */
MOTE_APART void couple(const struct mote_block_outputs *p, const int8_t *in, int32_t offset)
{
    const int32_t other = p->units - 1, step = other * p->step, whole = p->n & ~7;
    uint32_t sums[2] = {(uint32_t)p->bias[0], (uint32_t)p->bias[other]};
    for (int32_t i = whole; i < p->n; i++) {
        sums[0] += (uint32_t)((in[i] + offset) * p->f[i]);
        sums[1] += (uint32_t)((in[i] + offset) * p->f[i + step]);
    }
    for (int32_t i = 0, now; i < whole; i += now) {
        int16_t x[ROW];
        now = whole - i < ROW ? whole - i : ROW;
        mote_block_widen_vector(x, in + i, now, offset);
        mote_block_vector_s8(sums, x, p->f + i, step, now, 1);
    }
    for (int32_t o = other; o >= 0; o--)
        p->out[o] =
            (int8_t)mote_rescale_s8(sums[o], p->multiplier, p->right, p->twice_zero, -128, 127);
}

int mote_fully_connected_blocks_s8(const struct mote_call *c)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int few = a->depth < 8 || a->depth * a->units <= 16;
    const int8_t *in = mote_in(c, 0);
    struct mote_block_outputs p;
    p.f = mote_in(c, 1);
    if (!few && ((uintptr_t)p.f | (uint32_t)a->depth) & 3) return 0;
    p.bias = mote_in_optional(c, 2);
    p.right = mote_right_of_shift((int32_t)a->scale[1]);
    p.units = a->units;
    if (a->scale[2] || !p.bias || a->bounds != mote_halves(-128, 127) ||
        (uint32_t)p.right > MOTE_BLOCK_OUTPUTS_RIGHT_MAX) {
        mote_fully_connected_any_s8(c, add_all);
        return 1;
    }
    p.out = mote_out(c, 0);
    p.multiplier = (int32_t)a->scale[0];
    p.twice_zero = 2 * mote_high_half(a->zeros) + 1;
    p.step = p.n = a->depth;
    for (int32_t left = a->batches;;) {
        const int32_t offset = -mote_low_half(a->zeros);
        if (few)
            mote_block_few_s8(&p, in, offset);
        else if (a->units < MOTE_BLOCK_OUTPUTS_MIN)
            couple(&p, in, offset);
        else if (a->depth > ROW)
            parts(&p, in, offset);
        else if (!worth_lists(a->depth, a->units, offset) || !lists(&p, in))
            rows(&p, in, a->depth, offset);
        if (--left == 0) return 1;
        in += a->depth;
        p.out += a->units;
    }
}
