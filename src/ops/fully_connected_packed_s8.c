/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FULLY_CONNECTED for int8 with packed weights (simd/packed.h): the kernel of compiled models only,
 * for layers that packing.c picks. fully_connected.c has the same written for reading.
 */
#include "../simd/packed.h"
#include "fully_connected.h"

/* Elements widened, and outputs that are summed up for them: 512 bytes of stack. */
enum { PART = 128, UNITS = 64 };

/* Widens n elements, 1 to PART, and fills up a group of four. */
static void widen(int16_t *to, const int8_t *x, int32_t n, int32_t offset)
{
    const int32_t whole = n & ~3;
    int8_t rest[4] = {0, 0, 0, 0};
    if (whole) mote_block_widen_vector(to, x, whole, offset);
    if (whole == n) return;
    for (int32_t i = whole; i < n; i++) rest[i - whole] = x[i];
    mote_block_widen_vector(to + whole, rest, 4, offset);
}

/* Adds filters to the sums of n outputs, or of one more than n where n is odd. */
static void add(const struct mote_fully_connected_args *a, const int8_t *x, const int8_t *filter,
                int32_t n, uint32_t *sums)
{
    const int32_t depth = a->depth, offset = -mote_low_half(a->zeros);
    const int32_t step = 2 * mote_packed_taps(depth);
    int16_t part[PART];
    for (int32_t i = 0; i < depth; i += PART, filter += 2 * PART) {
        const int32_t now = depth - i < PART ? depth - i : PART;
        widen(part, x + i, now, offset);
        mote_packed_vector_s8(sums, part, filter, step, mote_packed_taps(now), (n + 1) / 2);
    }
}

int mote_fully_connected_s8_packed(const struct mote_call *c)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t twice_zero = 2 * mote_high_half(a->zeros) + 1;
    const int32_t *bias = mote_in_optional(c, 2);
    const int32_t *multipliers =
        a->scale[2] ? mote_extra(c, MOTE_FULLY_CONNECTED_MULTIPLIERS) : NULL;
    const int8_t *in = mote_in(c, 0), *rights = (const int8_t *)(multipliers + a->units);
    int8_t *out = mote_out(c, 0);
    for (int32_t b = a->batches; b > 0; b--, in += a->depth) {
        const int8_t *filter = mote_in(c, 1);
        for (int32_t o = 0, n; o < a->units; o += n, out += n) {
            uint32_t sums[UNITS];
            n = a->units - o < UNITS ? a->units - o : UNITS;
            sums[(n - 1) | 1] = 0; /* beside an odd last one */
            for (int32_t k = 0; k < n; k++) sums[k] = bias ? (uint32_t)bias[o + k] : 0;
            add(a, in, filter, n, sums);
            filter += n * mote_packed_taps(a->depth);
            if (multipliers)
                mote_block_ends_s8(out, sums, n, multipliers + o, rights + o, twice_zero);
            else
                mote_block_end_s8(out, sums, n, (int32_t)a->scale[0],
                                  mote_right_of_shift((int32_t)a->scale[1]), twice_zero);
        }
    }
    return 0;
}
