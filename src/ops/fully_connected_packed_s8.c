/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FULLY_CONNECTED for int8 with packed weights (simd/packed.h): the kernel of compiled models only,
 * for layers that packing.c picks. fully_connected.c has the same written for reading.
 */
#include "../simd/packed.h"
#include "fully_connected.h"

/* Elements widened, and outputs that are summed up for them: 384 bytes of stack. */
enum { PART = 128, UNITS = 32 };

static void add(const struct mote_call *c, const int8_t *x, int32_t o, int32_t n, uint32_t *sums)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t depth = a->depth;
    const int8_t *filter = (const int8_t *)mote_in(c, 1) + o * depth;
    int16_t part[PART];
    for (int32_t i = 0; i < depth; i += PART) {
        const int32_t now = depth - i < PART ? depth - i : PART;
        mote_block_widen_vector(part, x + i, now, -mote_low_half(a->zeros));
        mote_packed_vector_s8(sums, part, filter + 2 * i, 2 * depth, now, n / 2);
    }
}

int mote_fully_connected_s8_packed(const struct mote_call *c)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t *bias = mote_in_optional(c, 2);
    const int8_t *in = mote_in(c, 0);
    int8_t *out = mote_out(c, 0);
    for (int32_t b = a->batches; b > 0; b--, in += a->depth) {
        for (int32_t o = 0, n; o < a->units; o += n, out += n) {
            uint32_t sums[UNITS];
            int small = a->depth <= MOTE_BLOCK_TAPS_MAX;
            n = a->units - o < UNITS ? a->units - o : UNITS;
            for (int32_t k = 0; k < n; k++) {
                sums[k] = bias ? (uint32_t)bias[o + k] : 0;
                small &= mote_block_bias_small((int32_t)sums[k]);
            }
            add(c, in, o, n, sums);
            mote_fully_connected_block_end(c, sums, o, n, small, out);
        }
    }
    return 0;
}
