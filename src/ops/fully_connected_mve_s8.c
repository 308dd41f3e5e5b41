/* SPDX-License-Identifier: Apache-2.0 */
/* FULLY_CONNECTED for int8 with MVE (simd/mve.h). fully_connected.c has the same written for
 * reading. */
#include "../simd/mve.h"
#include "fully_connected.h"

#if MOTE_SIMD_MVE

enum { UNITS = 32 }; /* outputs whose sums are on the stack */

/* Fills in *e but for what belongs to each unit; returns 0 if outputs cannot be ended so. */
static int ending_of(struct mote_mve_ending *e, const struct mote_call *c)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t shift = (int32_t)a->scale[1];
    e->zero = mote_high_half(a->zeros);
    e->min = mote_low_half(a->bounds);
    e->max = mote_high_half(a->bounds);
    if (a->scale[2]) {
        e->multiplier = mote_extra(c, MOTE_FULLY_CONNECTED_MULTIPLIERS);
        e->right = (const int8_t *)(e->multiplier + a->units);
        return mote_mve_can_end(e->multiplier, e->right, a->units);
    }
    e->multiplier = (const int32_t *)&a->scale[0];
    e->right = NULL;
    e->shift = shift;
    return shift < 0 || a->scale[0] == 0;
}

int mote_fully_connected_mve_s8(const struct mote_call *c)
{
    static const uint32_t none[UNITS] = {0};
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const uint32_t *bias = mote_in_optional(c, 2);
    const int32_t depth = a->depth, offset = -mote_low_half(a->zeros);
    const int8_t *in = mote_in(c, 0);
    int8_t *out = mote_out(c, 0);
    struct mote_mve_ending e;
    if (!ending_of(&e, c)) return 0;
    for (int32_t b = a->batches; b > 0; b--, in += depth) {
        const int8_t *filter = mote_in(c, 1);
        struct mote_mve_ending part = e;
        for (int32_t o = 0, n; o < a->units; o += n, filter += n * depth, out += n) {
            uint32_t sums[UNITS];
            n = a->units - o < UNITS ? a->units - o : UNITS;
            mote_mve_vector_s8(sums, bias ? bias + o : none, in, filter, depth, depth, n, offset);
            mote_mve_end_s8(out, sums, n, &part);
            if (!part.right) continue;
            part.multiplier += n;
            part.right += n;
        }
    }
    return 1;
}

void mote_fully_connected_add_mve(uint32_t *sums, const struct mote_fully_connected_args *a,
                                  const int8_t *x, const int8_t *filter, int32_t n)
{
    mote_mve_vector_s8(sums, sums, x, filter, a->depth, n, a->units, -mote_low_half(a->zeros));
}

#endif
