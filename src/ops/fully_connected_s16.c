/* SPDX-License-Identifier: Apache-2.0 */
/* FULLY_CONNECTED for int16 (simd/wide.h). fully_connected.c has the same written for reading. */
#include "../simd/wide.h"
#include "fully_connected.h"
#include "readable.h"

#if MOTE_WIDE

static void load(struct mote_wide *w, const void *job, int32_t first, int32_t n)
{
    const int16_t *const *in = job;
    mote_wide_load(w, *in + first, NULL, n);
}

int mote_fully_connected_s16(const struct mote_call *c)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t multiplier = (int32_t)a->scale[0];
    const int8_t right = (int8_t)mote_right_of_shift((int32_t)a->scale[1]);
    const int16_t *in = mote_in(c, 0);
    int16_t *out[MOTE_WIDE_PIXELS];
    struct mote_wide_layer l;
    l.load = load;
    l.filter = mote_in(c, 1);
    l.taps = a->depth;
    l.bias = mote_in_optional(c, 2);
    l.multiplier = &multiplier;
    l.right = &right;
    l.each = a->scale[2] != 0;
    if (l.each) {
        l.multiplier = mote_extra(c, MOTE_FULLY_CONNECTED_MULTIPLIERS);
        l.right = (const int8_t *)(l.multiplier + a->units);
    }
    l.wide = (int32_t)a->wide;
    l.min = mote_low_half(a->bounds);
    l.max = mote_high_half(a->bounds);
    if (a->depth < MOTE_WIDE_TAPS_MIN) return mote_fully_connected_ref_s16(c);
    for (int p = 0; p < MOTE_WIDE_PIXELS; p++) out[p] = mote_out(c, 0);
    for (int32_t b = a->batches; b > 0; b--, in += a->depth) {
        mote_wide_outputs(&l, &in, 0, a->units, out);
        for (int p = 0; p < MOTE_WIDE_PIXELS; p++) out[p] += a->units;
    }
    return 0;
}

#endif
