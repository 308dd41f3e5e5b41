/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FULLY_CONNECTED for int8 in blocks (simd/blocks.h): the input is widened in parts on the stack,
 * each for many outputs. fully_connected.c has the same written for reading.
 */
#include "../simd/blocks.h"
#include "fully_connected.h"

/* Elements widened, and outputs that are summed up for them: 384 bytes of stack. */
enum { PART = 128, UNITS = 32 };

int mote_fully_connected_block(uint32_t *sums, const struct mote_fully_connected_args *a,
                               const int8_t *x, const int8_t *filter, int32_t n, int32_t units)
{
    const int32_t depth = a->depth, offset = -mote_low_half(a->zeros);
    int16_t part[PART];
    if (((uintptr_t)filter | (uint32_t)depth) & 3 || n % 4 || n < 8 || units < 2) return 0;
    while (n >= 8) {
        const int32_t now = n < PART ? n & ~7 : PART;
        mote_block_widen_vector(part, x, now, offset);
        mote_block_vector_s8(sums, part, filter, depth, now, units / 2);
        if (units & 1) { /* the odd last one with the one before it, whose sum is there already */
            uint32_t two[2] = {0, sums[units - 1]};
            mote_block_vector_s8(two, part, filter + (units - 2) * depth, depth, now, 1);
            sums[units - 1] = two[1];
        }
        x += now;
        filter += now;
        n -= now;
    }
    for (int32_t o = 0; o < units; o++, filter += depth) {
        for (int32_t i = 0; i < n; i++) sums[o] += (uint32_t)((x[i] + offset) * filter[i]);
    }
    return 1;
}

/* Outputs o to o + n - 1. */
static void end(const struct mote_call *c, const uint32_t *sums, int32_t o, int32_t n, int small,
                int8_t *out)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t min = mote_low_half(a->bounds), max = mote_high_half(a->bounds);
    const int32_t twice_zero = 2 * mote_high_half(a->zeros) + 1;
    const int32_t right = mote_right_of_shift((int32_t)a->scale[1]);
    const int32_t *multipliers;
    if (a->scale[2] == 0 && small && right >= 0 && max - min == 255) {
        mote_block_end_s8(out, sums, n, (int32_t)a->scale[0], right, twice_zero);
        return;
    }
    multipliers = a->scale[2] ? mote_extra(c, MOTE_FULLY_CONNECTED_MULTIPLIERS) : NULL;
    for (int32_t k = o; k < o + n; k++, out++, sums++)
        *out = (int8_t)mote_rescale_s8(*sums, multipliers ? multipliers[k] : (int32_t)a->scale[0],
                                       multipliers ? ((const int8_t *)(multipliers + a->units))[k]
                                                   : right,
                                       twice_zero, min, max);
}

/* Sums of n outputs element by element: layers of few elements or units are not worth more. */
static void add_few(const struct mote_fully_connected_args *a, const int8_t *in,
                    const int8_t *filter, int32_t n, uint32_t *sums)
{
    const int32_t offset = -mote_low_half(a->zeros);
    const int8_t *const end = in + a->depth;
    for (const uint32_t *last = sums + n; sums < last; sums++) {
        uint32_t sum = *sums;
        const int8_t *x = in;
        do sum += (uint32_t)((*x++ + offset) * *filter++);
        while (x < end);
        *sums = sum;
    }
}

int mote_fully_connected_blocks_s8(const struct mote_call *c)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t *bias = mote_in_optional(c, 2);
    const int8_t *in = mote_in(c, 0), *const first = mote_in(c, 1);
    const int32_t depth = a->depth, units = a->units, few = depth < 8 || units < 2;
    int8_t *out = mote_out(c, 0);
    if (((uintptr_t)first | (uint32_t)depth) & 3 && !few) return 0;
    for (int32_t b = a->batches; b > 0; b--, in += depth) {
        const int8_t *filter = first;
        for (int32_t o = 0, n; o < units; o += n, filter += n * depth, out += n) {
            uint32_t sums[UNITS], large = 0;
            n = units - o < UNITS ? units - o : UNITS;
            if (units - o == UNITS + 1) n--; /* leaves no single one */
            for (int32_t k = 0; k < n; k++) {
                sums[k] = bias ? (uint32_t)bias[o + k] : 0;
                large |= sums[k] + (1u << 29); /* see mote_block_bias_small */
            }
            if (few)
                add_few(a, in, filter, n, sums);
            else
                mote_fully_connected_block(sums, a, in, filter, depth, n);
            end(c, sums, o, n, depth <= MOTE_BLOCK_TAPS_MAX && large >> 30 == 0, out);
        }
    }
    return 1;
}
