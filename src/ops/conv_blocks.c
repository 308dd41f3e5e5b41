/* SPDX-License-Identifier: Apache-2.0 */
#include "conv_blocks.h"

#include "../base/inline.h"

/* The block from channel o on. */
static struct mote_block from(const struct mote_block *k, int32_t o, int32_t pairs)
{
    struct mote_block part = *k;
    part.filter += o * k->taps;
    part.bias += o;
    part.multiplier += o;
    part.right += o;
    part.pairs = pairs;
    return part;
}

static int8_t other(const struct mote_block *k, int32_t o, const int16_t *x)
{
    const int8_t *f = k->filter + o * k->taps;
    uint32_t acc = (uint32_t)k->bias[o];
    for (int32_t i = 0; i < k->taps; i++) acc += (uint32_t)(x[mote_block_place(i)] * f[i]);
    return (int8_t)mote_rescale_s8(acc, k->multiplier[o], k->right[o], k->twice_zero, k->min,
                                   k->max);
}

/* What pairs leave over. */
MOTE_APART void finish_pair(const struct mote_conv_block *b, int8_t *first, int8_t *second)
{
    const struct mote_block *k = &b->block;
    if (b->channels & 1) { /* the odd last channel goes with the one before it, once more */
        const struct mote_block last = from(k, b->channels - 2, 1);
        mote_block_pair_s8(&last, first + b->channels - 2, second + b->channels - 2);
    }
    for (int32_t i = 0; i < b->n_others; i++) {
        const int32_t o = b->others[i];
        first[o] = other(k, o, k->patch);
        second[o] = other(k, o, k->patch + 2);
    }
}

static void run_pair(const struct mote_conv_block *b, int8_t *first, int8_t *second)
{
    mote_block_pair_s8(&b->block, first, second);
    if (b->n_others > 0 || (b->channels & 1)) finish_pair(b, first, second);
}

enum { UNITS = 32 }; /* sums on the stack */

static void run_single(const struct mote_conv_block *b, const int16_t *x, int8_t *out)
{
    const struct mote_block *k = &b->block;
    for (int32_t o = 0, n; o < b->channels; o += n) {
        uint32_t sums[UNITS];
        n = b->channels - o < UNITS ? b->channels - o : UNITS;
        for (int32_t i = 0; i < n; i++) sums[i] = (uint32_t)k->bias[o + i];
        mote_block_vector_s8(sums, x, k->filter + o * k->taps, k->taps, k->taps, n / 2);
        mote_block_ends_s8(out + o, sums, n, k->multiplier + o, k->right + o, k->twice_zero);
    }
}

static void block_of(struct mote_block *k, const struct mote_call *c, const int32_t *multipliers,
                     int32_t taps)
{
    const struct mote_conv_args *a = (const void *)c->args;
    k->filter = mote_in(c, 1);
    k->taps = taps;
    k->bias = mote_in_optional(c, 2);
    k->multiplier = multipliers;
    k->right = mote_conv_rights(a, multipliers);
    k->twice_zero = 2 * mote_conv_zero(a) + 1;
    k->pairs = a->s.out_channels / 2;
    k->min = a->min;
    k->max = a->max;
    k->mode = a->max - a->min != 255 ? MOTE_BLOCK_NARROW : MOTE_BLOCK_SHORT;
}

static int is_beyond(const struct mote_block *k, int32_t o)
{
    return k->right[o] < 0 && k->multiplier[o] != 0;
}

int mote_conv_block_of(struct mote_conv_block *b, const struct mote_call *c,
                       const int32_t *multipliers, int32_t taps)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const int32_t channels = a->s.out_channels;
    struct mote_block *k = &b->block;
    int small = 1; /* biases */
    block_of(k, c, multipliers, taps);
    b->channels = channels;
    b->n_others = 0;
    if (!k->bias || k->pairs == 0 || taps < MOTE_BLOCK_TAPS_MIN || taps > MOTE_BLOCK_TAPS_MAX)
        return 0;
    for (int32_t o = 0; o < channels && !mote_conv_easy(a); o++) {
        small &= mote_block_bias_small(k->bias[o]);
        if (!is_beyond(k, o)) continue;
        if (b->n_others == MOTE_CONV_OTHERS) return 0;
        b->others[b->n_others++] = o;
    }
    if (k->mode == MOTE_BLOCK_SHORT && !small) k->mode = MOTE_BLOCK_EXACT;
    b->pair = run_pair;
    b->single = k->mode == MOTE_BLOCK_SHORT && b->n_others == 0 && taps % 8 == 0 &&
                        channels % 2 == 0 && ((uintptr_t)k->filter & 3) == 0
                    ? run_single
                    : NULL;
    return 1;
}

int mote_conv_strip_block_of(struct mote_block *k, const struct mote_call *c,
                             const int32_t *multipliers, int32_t taps)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const int32_t channels = a->s.out_channels;
    block_of(k, c, multipliers, taps);
    if (!k->bias || channels % 2 || taps % 8 || taps > MOTE_BLOCK_TAPS_MAX ||
        ((uintptr_t)k->filter & 3) || k->mode != MOTE_BLOCK_SHORT)
        return 0;
    for (int32_t o = 0; o < channels && !mote_conv_easy(a); o++) {
        if (!mote_block_bias_small(k->bias[o])) k->mode = MOTE_BLOCK_EXACT;
        if (is_beyond(k, o)) return 0;
    }
    return 1;
}
