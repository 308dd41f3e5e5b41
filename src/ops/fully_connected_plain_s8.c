/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FULLY_CONNECTED for int8 for CPUs that multiply one number at a time (simd/plain.h): the input is
 * widened in parts on the stack, each for many outputs. fully_connected.c has the same written for
 * reading.
 */
#include "../simd/plain.h"
#include "fully_connected.h"

#if MOTE_SIMD_PLAIN

#if defined(__GNUC__)
#define NOINLINE __attribute__((noinline))
#else
#define NOINLINE
#endif

/* Elements widened, and outputs that are summed up for them: up to 384 bytes of stack. */
enum { PART = MOTE_PLAIN_WORDS, UNITS = 32 };

void mote_fully_connected_plain_sums(uint32_t *sums, const uint32_t *start,
                                     const struct mote_fully_connected_args *a, const int8_t *x,
                                     const int8_t *filter, int32_t n, int32_t units)
{
    const int32_t depth = a->depth, offset = -mote_low_half(a->zeros);
    for (int32_t now; n > 0; n -= now, x += now, filter += now, start = sums) {
        int32_t part[PART];
        now = n < PART ? n : PART;
        mote_plain_widen(part, x, now, offset);
        mote_plain_vector_s8(sums, start, part, filter, depth, now, units);
    }
}

/* Inputs that are too few to be worth widening. */
enum { FEW = 4 };

static void few(uint32_t *sums, const uint32_t *start, const struct mote_fully_connected_args *a,
                const int8_t *x, const int8_t *filter, int32_t n)
{
    const int32_t depth = a->depth, offset = -mote_low_half(a->zeros);
    for (int32_t i = 0; i < depth; i++, filter++, start = sums) {
        const int32_t v = x[i] + offset;
        const int8_t *f = filter;
        const uint32_t *from = start;
        uint32_t *sum = sums, *const last = sums + n;
        for (; sum != last; f += depth) *sum++ = *from++ + (uint32_t)(v * *f);
    }
}

/* Outputs o to o + n - 1. What does not change stays in registers: hence two loops. */
static void end(const struct mote_call *c, const uint32_t *sums, int32_t o, int32_t n, int8_t *out)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t min = mote_low_half(a->bounds), max = mote_high_half(a->bounds);
    const int32_t twice_zero = 2 * mote_high_half(a->zeros) + 1;
    const uint32_t *const last = sums + n;
    if (a->scale[2] == 0) {
        const int32_t multiplier = (int32_t)a->scale[0];
        const int32_t right = mote_right_of_shift((int32_t)a->scale[1]);
        if (right >= 0 && max - min == 255) {
            mote_plain_end_s8(out, sums, n, multiplier, right, twice_zero);
            return;
        }
        while (sums != last)
            *out++ = (int8_t)mote_rescale_s8(*sums++, multiplier, right, twice_zero, min, max);
    } else {
        const int32_t *multiplier = mote_extra(c, MOTE_FULLY_CONNECTED_MULTIPLIERS);
        const int8_t *right = (const int8_t *)(multiplier + a->units) + o;
        multiplier += o;
        while (sums != last)
            *out++ =
                (int8_t)mote_rescale_s8(*sums++, *multiplier++, *right++, twice_zero, min, max);
    }
}

/* Layers of a few units feel every variable that finds no register: hence a function for those
 * that need no loops. */
static NOINLINE void small(const struct mote_call *c)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const uint32_t *start = mote_in_optional(c, 2);
    uint32_t sums[UNITS];
    if (a->depth < FEW) {
        few(sums, start, a, mote_in(c, 0), mote_in(c, 1), a->units);
    } else {
        int32_t x[PART];
        mote_plain_widen(x, mote_in(c, 0), a->depth, -mote_low_half(a->zeros));
        mote_plain_vector_s8(sums, start, x, mote_in(c, 1), a->depth, a->depth, a->units);
    }
    end(c, sums, 0, a->units, mote_out(c, 0));
}

static NOINLINE void large(const struct mote_call *c)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t *bias = mote_in_optional(c, 2);
    const int32_t depth = a->depth, units = a->units;
    const int8_t *in = mote_in(c, 0);
    int8_t *out = mote_out(c, 0);
    for (int32_t b = a->batches; b > 0; b--, in += depth) {
        const int8_t *filter = mote_in(c, 1);
        for (int32_t o = 0, n; o < units; o += n, filter += n * depth, out += n) {
            uint32_t sums[UNITS];
            const uint32_t *start = sums;
            n = units - o < UNITS ? units - o : UNITS;
            if (bias)
                start = (const uint32_t *)bias + o;
            else
                for (int32_t k = 0; k < n; k++) sums[k] = 0;
            mote_fully_connected_plain_sums(sums, start, a, in, filter, depth, n);
            end(c, sums, o, n, out);
        }
    }
}

int mote_fully_connected_plain_s8(const struct mote_call *c)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    if (a->batches == 1 && a->units <= UNITS && a->depth <= PART && mote_in_optional(c, 2))
        small(c);
    else
        large(c);
    return 1;
}

#endif
