/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FULLY_CONNECTED for int8, the quick one: four outputs at a time, so that each input is loaded,
 * and its offset added, once for four multiplications. Outputs left over go one by one.
 * fully_connected.c has the same written for reading. The consuming kernel takes a flattened map
 * row by row and keeps the sums.
 */
#include "../simd/plain.h"
#include "../simd/simd.h"
#include "../simd/vectors.h"
#include "fully_connected.h"

/* What ends the outputs of the quick kernel. */
struct ending {
    int32_t multiplier[4], right[4];
    int32_t twice_zero, min, max;
};

static inline int8_t end(const struct ending *e, int k, uint32_t acc)
{
    return (int8_t)mote_rescale_s8(acc, e->multiplier[k], e->right[k], e->twice_zero, e->min,
                                   e->max);
}

static void load_channels(const struct mote_call *c, int32_t o, int32_t n, struct ending *e)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t *multipliers = mote_extra(c, MOTE_FULLY_CONNECTED_MULTIPLIERS);
    const int8_t *right = (const int8_t *)(multipliers + a->units);
    for (int32_t k = 0; k < n; k++) {
        e->multiplier[k] = multipliers[o + k];
        e->right[k] = right[o + k];
    }
}

/* Layers of a few units feel a call that hands back a struct, and compilers see two callers. */
#if defined(__GNUC__)
__attribute__((always_inline))
#endif
/* How outputs end, if all channels end alike. */
static inline struct ending
ending_of(const struct mote_fully_connected_args *a)
{
    struct ending e;
    e.twice_zero = 2 * mote_high_half(a->zeros) + 1;
    e.min = mote_low_half(a->bounds);
    e.max = mote_high_half(a->bounds);
    for (int k = 0; k < 4; k++) {
        e.multiplier[k] = (int32_t)a->scale[0];
        e.right[k] = mote_right_of_shift((int32_t)a->scale[1]);
    }
    return e;
}

/* The quick kernels are not to stand on its stack. */
#if defined(__GNUC__) && MOTE_FAST
__attribute__((noinline))
#endif
static int
small(const struct mote_call *c)
{
    static const int32_t none[4] = {0, 0, 0, 0};
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t depth = a->depth, offset = -mote_low_half(a->zeros), units = a->units;
    const uint32_t per_channel = a->scale[2];
    const int32_t *const biases = mote_in_optional(c, 2);
    const int32_t bias_step = biases ? 1 : 0;
    const int8_t *in = mote_in(c, 0);
    int8_t *out = mote_out(c, 0);
    struct ending e = ending_of(a);
    for (int32_t b = a->batches; b > 0; b--, in += depth) {
        const int32_t *bias = biases ? biases : none;
        const int8_t *row = mote_in(c, 1);
        int32_t left = units;
        for (; left >= 4; left -= 4, row += 4 * depth, out += 4, bias += 4 * bias_step) {
            uint32_t acc[4];
            if (per_channel) load_channels(c, units - left, 4, &e);
            mote_dot_1x4_s8(in, offset, row, depth, depth, acc);
            out[0] = end(&e, 0, acc[0] + (uint32_t)bias[0]);
            out[1] = end(&e, 1, acc[1] + (uint32_t)bias[1]);
            out[2] = end(&e, 2, acc[2] + (uint32_t)bias[2]);
            out[3] = end(&e, 3, acc[3] + (uint32_t)bias[3]);
        }
        for (; left > 0; left--, bias += bias_step) {
            uint32_t acc = (uint32_t)*bias;
            if (per_channel) load_channels(c, units - left, 1, &e);
            for (int32_t i = 0; i < depth; i++) acc += (uint32_t)((in[i] + offset) * *row++);
            *out++ = end(&e, 0, acc);
        }
    }
    return 0;
}

/* The kernel for this machine. Returns 0, having done nothing, if there is none for the layer. */
static int by_machine(const struct mote_call *c)
{
#if MOTE_SIMD_VECTORS
    if (mote_fully_connected_vectors_s8(c, mote_vectors_best())) return 1;
#endif
    if (MOTE_SIMD_MVE && mote_fully_connected_mve_s8(c)) return 1;
    if (MOTE_SIMD_PLAIN) {
        mote_fully_connected_plain_s8(c);
        return 1;
    }
    return MOTE_FAST && mote_fully_connected_blocks_s8(c);
}

int mote_fully_connected_s8(const struct mote_call *c)
{
    return by_machine(c) ? 0 : small(c);
}

/* sums[o] += one row of the map with its part of filter row o. */
static void add_row(const struct mote_fully_connected_args *a, const int8_t *x,
                    const int8_t *filter, int32_t n, uint32_t *sums)
{
    const int32_t depth = a->depth, offset = -mote_low_half(a->zeros);
    int32_t left = a->units;
    if (MOTE_SIMD_PLAIN) {
        mote_fully_connected_plain_sums(sums, sums, a, x, filter, n, left);
        return;
    }
    if (MOTE_SIMD_MVE) {
        mote_fully_connected_add_mve(sums, a, x, filter, n);
        return;
    }
    if (MOTE_FAST && mote_fully_connected_block(sums, a, x, filter, n, left)) return;
    for (; left >= 4; left -= 4, filter += 4 * depth, sums += 4) {
        uint32_t acc[4];
        mote_dot_1x4_s8(x, offset, filter, depth, n, acc);
        for (int k = 0; k < 4; k++) sums[k] += acc[k];
    }
    for (; left > 0; left--, filter += depth, sums++)
        for (int32_t i = 0; i < n; i++) *sums += (uint32_t)((x[i] + offset) * filter[i]);
}

static void begin_all(const struct mote_call *c, uint32_t *sums)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t *bias = mote_in_optional(c, 2);
    for (int32_t o = 0; o < a->units; o++) sums[o] = bias ? (uint32_t)bias[o] : 0;
}

static void end_all(const struct mote_call *c, const uint32_t *sums)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    int8_t *out = mote_out(c, 0);
    struct ending e = ending_of(a);
    for (int32_t o = 0; o < a->units; o++) {
        if (a->scale[2]) load_channels(c, o, 1, &e);
        out[o] = end(&e, 0, sums[o]);
    }
}

int mote_fully_connected_s8_consume(const struct mote_call *c)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t part = a->depth / c->in_rows;
    const int8_t *filter = (const int8_t *)mote_in(c, 1) + c->y0 * part;
    const struct mote_rows in = mote_rows_of(c, 0, (uint32_t)part);
    uint32_t *sums = mote_extra(c, mote_fully_connected_sums(a));
    if (c->y0 == 0) begin_all(c, sums);
    for (int32_t y = c->y0; y < c->y1; y++, filter += part)
        add_row(a, mote_row(&in, y), filter, part, sums);
    if (c->y1 == c->in_rows) end_all(c, sums);
    return 0;
}
