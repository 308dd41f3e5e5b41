/* SPDX-License-Identifier: Apache-2.0 */
/* FULLY_CONNECTED for int8 with vectors (simd/vectors.h): rows of weights are taken as they lie.
 * fully_connected.c has the same written for reading. */
#include "../base/rescale.h"
#include "../simd/vectors.h"
#include "fully_connected.h"

#if MOTE_SIMD_VECTORS

#include "../base/mem.h"

enum { LEAST_WEIGHTS = 64 };
enum { STAGE = 8192, UNITS = 64, VECTOR = 64 }; /* bytes of an input; outputs at a time */

/* What ends outputs [o, o + UNITS) of the layer. */
struct ends {
    struct mote_vectors_block block;
    int32_t room[4 * UNITS], multipliers[UNITS];
    int8_t rights[UNITS];
};

static void begin(struct ends *e, const struct mote_call *c, const struct mote_vectors *k)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    memset(&e->block, 0, sizeof e->block);
    e->block.zero = mote_high_half(a->zeros);
    e->block.min = mote_low_half(a->bounds);
    e->block.max = mote_high_half(a->bounds);
    e->block.padded = UNITS / k->lanes * k->lanes;
    e->block.bias = e->room;
    e->block.multiplier = e->room + UNITS;
    e->block.addend = e->room + 2 * UNITS;
    e->block.shift = e->room + 3 * UNITS;
    e->block.layer_multiplier = e->multipliers;
    e->block.layer_right = e->rights;
    for (int i = 0; i < UNITS && a->scale[2] == 0; i++) {
        e->multipliers[i] = (int32_t)a->scale[0];
        e->rights[i] = (int8_t)mote_right_of_shift((int32_t)a->scale[1]);
    }
}

/* Outputs from o on; returns how many. */
static int32_t outputs(struct ends *e, const struct mote_call *c, const struct mote_vectors *k,
                       int32_t o)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t *bias = mote_in_optional(c, 2);
    const int32_t n = a->units - o < UNITS ? a->units - o : UNITS;
    e->block.channels = n;
    memset(e->block.exact, 0, sizeof e->block.exact);
    if (a->scale[2]) {
        const int32_t *multipliers = mote_extra(c, MOTE_FULLY_CONNECTED_MULTIPLIERS);
        e->block.layer_multiplier = multipliers + o;
        e->block.layer_right = (const int8_t *)(multipliers + a->units) + o;
    }
    k->finish(&e->block, bias ? bias + o : NULL, (a->depth * k->element + 3) / 4, 0, 0);
    return n;
}

int mote_fully_connected_vectors_s8(const struct mote_call *c, const struct mote_vectors *k)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t depth = a->depth, offset = -mote_low_half(a->zeros);
    _Alignas(VECTOR) uint8_t x[STAGE + VECTOR];
    struct ends e;
    if (!k || depth * k->element > STAGE) return 0;
    if (a->units * depth < LEAST_WEIGHTS) return 0; /* sooner done than prepared for */
    begin(&e, c, k);
    for (int32_t b = 0; b < a->batches; b++) {
        const int8_t *filter = mote_in(c, 1);
        int8_t *out = (int8_t *)mote_out(c, 0) + b * a->units;
        k->stage(x, (const int8_t *)mote_in(c, 0) + b * depth, depth, offset);
        memset(x + depth * k->element, 0, VECTOR);
        for (int32_t o = 0, n; o < a->units; o += n) {
            n = outputs(&e, c, k, o);
            k->fully_connected(&e.block, x, filter + o * depth, depth, offset, out + o);
        }
    }
    return 1;
}

#endif
