/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FULLY_CONNECTED for int8 for CPUs that multiply one number at a time (simd/plain.h): the input is
 * widened in parts on the stack, each for many outputs. fully_connected.c has the same written for
 * reading.
 */
#include "../base/inline.h"
#include "../simd/plain.h"
#include "fully_connected.h"

#if MOTE_SIMD_PLAIN

/* Most elements that are widened as a whole: 512 bytes of stack. Of larger inputs so many at a
 * time, with the sums of so many outputs: about as much stack. */
enum { ROW = 128, PART = MOTE_SIMD_ARMV7M ? 96 : 64, UNITS = MOTE_SIMD_ARMV6M ? 48 : 64 };

void mote_fully_connected_plain_sums(uint32_t *sums, const uint32_t *start,
                                     const struct mote_fully_connected_args *a, const int8_t *x,
                                     const int8_t *filter, int32_t n, int32_t units)
{
    const int32_t depth = a->depth, offset = -mote_low_half(a->zeros);
    for (int32_t now; n > 0; n -= now, x += now, filter += now, start = sums) {
        int32_t part[MOTE_PLAIN_WORDS];
        now = n < MOTE_PLAIN_WORDS ? n : MOTE_PLAIN_WORDS;
        mote_plain_widen(part, x, now, offset);
        mote_plain_vector_s8(sums, start, part, filter, depth, now, units);
    }
}

/* The sums of n outputs over the whole input. */
static void add_all(uint32_t *sums, const struct mote_fully_connected_args *a, const int8_t *in,
                    const int8_t *filter, int32_t n)
{
    mote_fully_connected_plain_sums(sums, sums, a, in, filter, a->depth, n);
}

/* Outputs from rows of weights at once. */
MOTE_APART void rows(struct mote_plain_outputs *p, const int8_t *in, int32_t offset)
{
    int32_t x[ROW];
    p->x = x;
    mote_plain_widen(x, in, p->n, offset);
    mote_plain_outputs_s8(p);
}

/* The same of a larger input: what lies before its last part is summed up first. */
MOTE_APART void parts(struct mote_plain_outputs *p, const int8_t *in, int32_t offset)
{
    const struct mote_plain_outputs all = *p;
    const int32_t before = (all.step - 1) / PART * PART;
    int32_t x[PART], sums[UNITS];
    p->x = x;
    for (int32_t left = all.units; left > 0; left -= p->units) {
        int32_t o = all.units - left;
        p->units = left < UNITS ? left & -MOTE_PLAIN_OUTPUTS_MIN : UNITS;
        if (p->units == 0) { /* those that are left with the ones before them */
            p->units = MOTE_PLAIN_OUTPUTS_MIN;
            o = all.units - MOTE_PLAIN_OUTPUTS_MIN;
        }
        p->bias = all.bias + o;
        p->f = all.f + o * all.step;
        p->out = sums;
        p->multiplier = 0;
        p->n = PART;
        for (int32_t i = 0; i < before; i += PART, p->bias = sums, p->f += PART) {
            mote_plain_widen(x, in + i, PART, offset);
            mote_plain_outputs_s8(p);
        }
        p->out = (int8_t *)all.out + o;
        p->multiplier = all.multiplier;
        p->n = all.step - before;
        mote_plain_widen(x, in + before, p->n, offset);
        mote_plain_outputs_s8(p);
    }
    *p = all;
}

/* Outputs that are too few to be worth a widened input. */
enum { FEW = 4 };

MOTE_APART void few(struct mote_plain_outputs *p, const int8_t *in, int32_t offset)
{
    const int8_t *f = p->f, *const fours = in + (p->n & ~3), *const last = in + p->n;
    uint32_t sums[FEW];
    for (int32_t o = 0; o < p->units; o++) {
        const int8_t *x = in;
        uint32_t sum = (uint32_t)p->bias[o];
        for (; x != fours && !MOTE_SIMD_ARMV6M; x += 4, f += 4) {
            sum += (uint32_t)((x[0] + offset) * f[0]);
            sum += (uint32_t)((x[1] + offset) * f[1]);
            sum += (uint32_t)((x[2] + offset) * f[2]);
            sum += (uint32_t)((x[3] + offset) * f[3]);
        }
        for (; x != last; x++) sum += (uint32_t)((*x + offset) * *f++);
        sums[o] = sum;
    }
    mote_plain_end_s8(p->out, sums, p->units, p->multiplier, p->right, p->twice_zero);
}

void mote_fully_connected_plain_s8(const struct mote_call *c)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int8_t *in = mote_in(c, 0);
    struct mote_plain_outputs p;
    p.bias = mote_in_optional(c, 2);
    p.right = mote_right_of_shift((int32_t)a->scale[1]);
    p.units = a->units;
    if (a->scale[2] || !p.bias || a->bounds != mote_halves(-128, 127) ||
        (uint32_t)p.right > MOTE_PLAIN_OUTPUTS_RIGHT_MAX ||
        (p.units < MOTE_PLAIN_OUTPUTS_MIN && p.units >= FEW)) {
        mote_fully_connected_any_s8(c, add_all);
        return;
    }
    p.out = mote_out(c, 0);
    p.multiplier = (int32_t)a->scale[0];
    p.twice_zero = 2 * mote_high_half(a->zeros) + 1;
    p.step = p.n = a->depth;
    p.f = mote_in(c, 1);
    for (int32_t left = a->batches;;) {
        const int32_t offset = -mote_low_half(a->zeros);
        if (a->units < FEW)
            few(&p, in, offset);
        else if (a->depth <= ROW)
            rows(&p, in, offset);
        else
            parts(&p, in, offset);
        if (--left == 0) return;
        in += a->depth;
        p.out = (int8_t *)p.out + a->units;
    }
}

#endif
