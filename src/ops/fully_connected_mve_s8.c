/* SPDX-License-Identifier: Apache-2.0 */
/* FULLY_CONNECTED for int8 with MVE (simd/mve.h). fully_connected.c has the same written for
 * reading. */
#include "../simd/mve.h"
#include "fully_connected.h"

#if MOTE_SIMD_MVE

enum { UNITS = 32 }; /* outputs whose sums are on the stack */

/* With multipliers for each output. */
static int each(const struct mote_call *c, struct mote_mve_vector *v, int8_t *out)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t *multipliers = mote_extra(c, MOTE_FULLY_CONNECTED_MULTIPLIERS);
    const int8_t *rights = (const int8_t *)(multipliers + a->units);
    const uint32_t *bias = v->from;
    const int8_t *filter = v->rows;
    if (!mote_mve_can_end(multipliers, rights, a->units)) return 0;
    for (int32_t b = a->batches; b > 0; b--, v->x += a->depth) {
        for (int32_t o = 0, n; o < a->units; o += n, out += n) {
            uint32_t sums[UNITS];
            n = a->units - o < UNITS ? a->units - o : UNITS;
            v->rows = filter + o * a->depth;
            v->from = bias ? bias + o : NULL;
            v->count = n;
            mote_mve_vector_sums(v, sums);
            mote_mve_end_s8(out, sums, n, multipliers + o, rights + o, v);
        }
    }
    return 1;
}

int mote_fully_connected_mve_s8(const struct mote_call *c)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t depth = a->depth;
    int8_t *out = mote_out(c, 0);
    struct mote_mve_vector v;
    v.x = mote_in(c, 0);
    v.rows = mote_in(c, 1);
    v.from = mote_in_optional(c, 2);
    v.step = v.n = depth;
    v.offset = -mote_low_half(a->zeros);
    v.count = a->units;
    v.zero = mote_high_half(a->zeros);
    v.min = mote_low_half(a->bounds);
    v.max = mote_high_half(a->bounds);
    if (a->scale[2]) return each(c, &v, out);
    v.multiplier = (int32_t)a->scale[0];
    v.shift = (int32_t)a->scale[1];
    if (v.multiplier == 0) v.shift = -1;
    if (v.shift >= 0) return 0;
    for (int32_t b = a->batches; b > 0; b--, v.x += depth, out += v.count)
        mote_mve_vector_s8(&v, out);
    return 1;
}

void mote_fully_connected_add_mve(uint32_t *sums, const struct mote_fully_connected_args *a,
                                  const int8_t *x, const int8_t *filter, int32_t n)
{
    struct mote_mve_vector v;
    v.x = x;
    v.rows = filter;
    v.step = a->depth;
    v.n = n;
    v.offset = -mote_low_half(a->zeros);
    v.count = a->units;
    v.from = sums;
    mote_mve_vector_sums(&v, sums);
}

#endif
