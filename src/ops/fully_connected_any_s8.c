/* SPDX-License-Identifier: Apache-2.0 */
/* FULLY_CONNECTED for int8, the layers that kernels of whole outputs leave over: sums by whatever
 * adds them up, ended one by one. */
#include "../simd/plain.h"
#include "fully_connected.h"

void mote_fully_connected_any_s8(const struct mote_call *c, mote_fully_connected_add *add)
{
    enum { UNITS = 32 };
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t min = mote_low_half(a->bounds), max = mote_high_half(a->bounds);
    const int32_t twice_zero = 2 * mote_high_half(a->zeros) + 1;
    const int32_t depth = a->depth, units = a->units, per_channel = a->scale[2] != 0;
    const int32_t *multiplier = (const int32_t *)a->scale, *bias = mote_in_optional(c, 2);
    const int8_t shared = (int8_t)mote_right_of_shift((int32_t)a->scale[1]), *right = &shared;
    const int plain = MOTE_SIMD_PLAIN && !per_channel && shared >= 0 && max - min == 255;
    const int8_t *in = mote_in(c, 0);
    int8_t *out = mote_out(c, 0);
    if (per_channel) {
        multiplier = mote_extra(c, MOTE_FULLY_CONNECTED_MULTIPLIERS);
        right = (const int8_t *)(multiplier + units);
    }
    for (int32_t b = a->batches; b > 0; b--, in += depth) {
        const int8_t *filter = mote_in(c, 1);
        for (int32_t o = 0, n; o < units; o += n, filter += n * depth) {
            uint32_t sums[UNITS];
            n = units - o < UNITS ? units - o : UNITS;
            for (int32_t k = 0; k < n; k++) sums[k] = bias ? (uint32_t)bias[o + k] : 0;
            add(sums, a, in, filter, n);
            if (plain) {
                mote_plain_end_s8(out, sums, n, *multiplier, shared, twice_zero);
                out += n;
                continue;
            }
            for (int32_t k = 0; k < n; k++) {
                const int32_t m = per_channel ? o + k : 0;
                *out++ =
                    (int8_t)mote_rescale_s8(sums[k], multiplier[m], right[m], twice_zero, min, max);
            }
        }
    }
}
