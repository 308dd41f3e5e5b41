/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CONV_2D for int8, and DEPTHWISE_CONV_2D with several outputs of a single input channel, with
 * packed filters (simd/packed.h): kernels of compiled models only, for layers that packing.c picks.
 * conv_2d.c and depthwise_conv_2d.c have the same written for reading.
 */
#include "conv_packed.h"
#include "conv_gather.h"

/* Outputs that are always the same. */
static void put_constants(const struct mote_conv_block *b, int8_t *out)
{
    const int16_t *x = b->constants;
    for (int32_t n = *x; n > 0; n--) {
        x += 2;
        out[x[0]] = (int8_t)x[1];
    }
}

static void pair(const struct mote_conv_block *b, int8_t *first, int8_t *second)
{
    mote_packed_pair_s8(&b->block, first, second);
    if (!b->constants) return;
    put_constants(b, first);
    put_constants(b, second);
}

enum { UNITS = 32 }; /* sums on the stack */

static void single(const struct mote_conv_block *b, const int16_t *x, int8_t *out)
{
    const struct mote_block *k = &b->block;
    for (int32_t o = 0, n; o < b->channels; o += n) {
        const int8_t *filter = k->filter + o * k->taps;
        uint32_t sums[UNITS];
        n = b->channels - o < UNITS ? b->channels - o : UNITS;
        for (int32_t i = 0; i < n; i++) sums[i] = (uint32_t)k->bias[o + i];
        for (int32_t i = 0; i < k->taps; i += MOTE_PACKED_PART) {
            const int32_t left = k->taps - i;
            mote_packed_vector_s8(sums, x + i, filter + 2 * i, 2 * k->taps,
                                  left < MOTE_PACKED_PART ? left : MOTE_PACKED_PART, n / 2);
        }
        mote_block_ends_s8(out + o, sums, n, k->multiplier + o, k->right + o, k->twice_zero);
    }
    if (b->constants) put_constants(b, out);
}

static int run(const struct mote_call *c)
{
    const struct mote_conv_args *a = (const void *)c->args;
    struct mote_gather g;
    struct mote_conv_block b;
    struct mote_block *k = &b.block;
    mote_gather_of(&g, c, mote_extra(c, 0));
    k->patch = g.patch;
    k->filter = mote_in(c, 1);
    k->taps = g.taps;
    k->bias = mote_in(c, 2);
    k->multiplier = mote_conv_multipliers(c, 1);
    k->right = mote_conv_rights(a, k->multiplier);
    k->twice_zero = 2 * mote_conv_zero(a) + 1;
    b.channels = a->s.out_channels;
    k->pairs = b.channels / 2;
    b.pair = pair;
    b.single = g.taps % 4 == 0 ? single : NULL;
    b.constants = NULL;
    if (!mote_conv_easy(a))
        b.constants = (const void *)(k->filter + b.channels * mote_packed_taps(g.taps));
    mote_gather_walk(&g, c, &b);
    return 0;
}

int mote_conv_2d_s8_packed(const struct mote_call *c)
{
    return run(c);
}

int mote_depthwise_conv_2d_s8_packed(const struct mote_call *c)
{
    return run(c);
}
