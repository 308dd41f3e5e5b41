/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FULLY_CONNECTED for int8 with packed weights (simd/packed.h): the kernel of compiled models only,
 * for layers that packing.c picks. fully_connected.c has the same written for reading.
 */
#include "../simd/packed.h"
#include "fully_connected.h"

/* Elements widened, and outputs that are summed up for them: 640 bytes of stack. */
enum { PART = MOTE_PACKED_PART, UNITS = 32 };

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

/* Outputs from o on, an even number but at the very end, from sums over all parts of the input. */
static void outputs(const struct mote_call *c, const int8_t *in, int32_t o, int8_t *out)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t twice_zero = 2 * mote_high_half(a->zeros) + 1;
    const int32_t depth = a->depth, taps = mote_packed_taps(depth);
    const int32_t *bias = mote_in_optional(c, 2);
    const int32_t *multipliers =
        a->scale[2] ? mote_extra(c, MOTE_FULLY_CONNECTED_MULTIPLIERS) : NULL;
    for (int32_t n; o < a->units; o += n) {
        const int8_t *filter = (const int8_t *)mote_in(c, 1) + o * taps;
        uint32_t sums[UNITS];
        int16_t part[PART];
        n = a->units - o < UNITS ? a->units - o : UNITS;
        sums[(n - 1) | 1] = 0; /* beside an odd last one */
        for (int32_t k = 0; k < n; k++) sums[k] = bias ? (uint32_t)bias[o + k] : 0;
        for (int32_t i = 0; i < depth; i += PART, filter += 2 * PART) {
            const int32_t now = depth - i < PART ? depth - i : PART;
            widen(part, in + i, now, -mote_low_half(a->zeros));
            mote_packed_vector_s8(sums, part, filter, 2 * taps, mote_packed_taps(now), (n + 1) / 2);
        }
        if (multipliers)
            mote_block_ends_s8(out + o, sums, n, multipliers + o,
                               (const int8_t *)(multipliers + a->units) + o, twice_zero);
        else
            mote_block_end_s8(out + o, sums, n, (int32_t)a->scale[0],
                              mote_right_of_shift((int32_t)a->scale[1]), twice_zero);
    }
}

/* Pairs of outputs, where the whole input is one part and all share a multiplier. Returns how many
 * outputs that were. */
static int32_t pairs(const struct mote_call *c, const int8_t *in, int8_t *out)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    struct mote_packed_outputs p;
    int16_t x[PART];
    p.bias = mote_in_optional(c, 2);
    p.right = mote_right_of_shift((int32_t)a->scale[1]);
    p.pairs = a->units / 2;
    if (a->scale[2] || !p.bias || (uint32_t)p.right > MOTE_BLOCK_OUTPUTS_RIGHT_MAX ||
        p.pairs == 0 || a->depth > PART)
        return 0;
    widen(x, in, a->depth, -mote_low_half(a->zeros));
    p.x = x;
    p.taps = mote_packed_taps(a->depth);
    p.f = mote_in(c, 1);
    p.multiplier = (int32_t)a->scale[0];
    p.twice_zero = 2 * mote_high_half(a->zeros) + 1;
    p.out = out;
    mote_packed_outputs_s8(&p);
    return 2 * p.pairs;
}

int mote_fully_connected_s8_packed(const struct mote_call *c)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int8_t *in = mote_in(c, 0);
    int8_t *out = mote_out(c, 0);
    for (int32_t b = a->batches; b > 0; b--, in += a->depth, out += a->units) {
        const int32_t done = pairs(c, in, out);
        if (done < a->units) outputs(c, in, done, out);
    }
    return 0;
}
