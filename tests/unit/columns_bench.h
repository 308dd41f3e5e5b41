/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels by columns (ops/columns.h) against the ones written for reading. Constants are put into
 * their order here once more, without a model, as the header says it. */
#ifndef MOTE_TESTS_COLUMNS_BENCH_H
#define MOTE_TESTS_COLUMNS_BENCH_H

#include "../../src/base/rescale.h"
#include "../../src/ops/columns.h"
#include "kernel_bench.h"

struct columns_layer {
    const int8_t *filter;       /* [outputs][height][width][depth] */
    const int32_t *bias;        /* NULL: zeros */
    const int32_t *multipliers; /* of each output, or of all */
    const int8_t *rights;       /* the same */
    int same;                   /* they are of all */
    int32_t height, width, depth, outputs, zero;
    uint8_t *constant;
    int32_t *start;
};

static void columns_put_32(uint8_t *to, uint32_t value)
{
    for (int i = 0; i < 4; i++) to[i] = (uint8_t)(value >> 8 * i);
}

/* 1 if columns can end the output; *constant: what it always is if they cannot sum it up, with 0 if
 * it varies. */
static int columns_end(const struct columns_layer *l, int32_t o, int *sums, int32_t *constant)
{
    const int32_t taps = l->height * l->width * l->depth, reach = 255 * 128 * taps;
    const int32_t bias = l->bias ? l->bias[o] : 0;
    const int32_t multiplier = l->multipliers[l->same ? 0 : o], right = l->rights[l->same ? 0 : o];
    int32_t low, high;
    *sums = right >= 0 && right <= MOTE_COLUMNS_RIGHT_MAX && bias < MOTE_COLUMNS_SUM_MAX - reach &&
            bias > reach - MOTE_COLUMNS_SUM_MAX;
    if (*sums) return 1;
    if (l->same || bias > INT32_MAX - reach || bias < reach - INT32_MAX) return 0;
    low = mote_rescale_any((uint32_t)(bias - reach), multiplier, right, 2 * l->zero + 1);
    high = mote_rescale_any((uint32_t)(bias + reach), multiplier, right, 2 * l->zero + 1);
    *constant = low < -128 ? -128 : low > 127 ? 127 : low;
    return low == high;
}

/* Returns 0 if the layer is not for columns. */
static int columns_pack(struct columns_layer *l)
{
    const int32_t row = l->width * l->depth, taps = l->height * row;
    const int32_t width = mote_columns_width(l->outputs), blocks = mote_columns_blocks(l->outputs);
    const int32_t bounds = mote_columns_bounds_bytes(l->height * l->depth);
    const int32_t block = 2 * width * taps, ends = mote_columns_ends_bytes(width);
    const size_t outputs = (size_t)(blocks * width);
    const size_t bytes = (size_t)(bounds + blocks * block + (l->same ? 1 : blocks) * ends);
    int32_t constant = 0;
    int sums;
    if (taps > MOTE_COLUMNS_TAPS_MAX && l->height * l->width > 1) return 0;
    for (int32_t o = 0; o < l->outputs; o++)
        if (!columns_end(l, o, &sums, &constant)) return 0;
    l->constant = memset(malloc(bytes), 0, bytes);
    l->start = memset(malloc(4 * outputs), 0, 4 * outputs);
    for (int32_t o = 0; o < l->outputs; o++) {
        const int32_t k = o % width, n = l->same ? 0 : o, right = l->rights[n];
        uint8_t *end = l->constant + bounds + blocks * block + (l->same ? 0 : o / width * ends);
        columns_end(l, o, &sums, &constant);
        if (sums && l->bias && o & 1) l->start[o] = l->bias[o];
        if (sums && l->bias) /* the even one's is the total */
            l->start[o & ~1] =
                (int32_t)((uint32_t)l->start[o & ~1] + ((uint32_t)l->bias[o] << (o & 1 ? 16 : 0)));
        for (int32_t i = 0; i < taps; i++) {
            const int32_t w = l->filter[o * taps + i], size = w < 0 ? -w : w;
            uint8_t *bound = l->constant + i / row * l->depth + i % l->depth;
            uint8_t *word = l->constant + bounds + o / width * block + i * 2 * width + k / 2 * 4;
            uint32_t both = (uint32_t)(sums ? w : 0);
            if (size > *bound) *bound = (uint8_t)size;
            if (k & 1)
                both = (both << 16) + (word[0] | (uint32_t)word[1] << 8 | (uint32_t)word[2] << 16 |
                                       (uint32_t)word[3] << 24);
            columns_put_32(word, both);
        }
        columns_put_32(end + 4 * k, sums ? (uint32_t)l->multipliers[n] : 0);
        columns_put_32(end + 4 * (width + k), sums
                                                  ? ((uint32_t)(4 * (2 * l->zero + 1)) << right) + 1
                                                  : (uint32_t)constant);
        end[8 * width + k] = (uint8_t)(sums ? right + 3 : 0);
    }
    return 1;
}

/* The call of a kernel with the layer's constants. */
static struct columns_layer columns_now;
static mote_eval *columns_kernel;

static int run_columns(const struct mote_call *c)
{
    return run_with(c, columns_now.constant, columns_now.start, columns_kernel);
}

static void columns_release(void)
{
    free(columns_now.constant);
    free(columns_now.start);
}

/* A convolution, if it is for them. Returns whether it was. */
static int compare_columns(struct bench *b, const struct mote_conv_args *a, int32_t batches,
                           int (*reference)(const struct mote_call *c))
{
    struct columns_layer *l = &columns_now;
    if (a->depth != a->s.in_channels || mote_axis_dilation(&a->s.x) != 1 ||
        mote_axis_filter(&a->s.x) > MOTE_COLUMNS_PARTS_MAX || a->max - a->min != 255)
        return 0;
    mote_conv_begin(&b->c);
    *l = (struct columns_layer){.filter = (const int8_t *)b->operands[FILTER],
                                .multipliers = mote_conv_multipliers(&b->c, 1),
                                .height = mote_axis_filter(&a->s.y),
                                .width = mote_axis_filter(&a->s.x),
                                .depth = a->depth,
                                .outputs = a->s.out_channels,
                                .zero = mote_conv_zero(a)};
    l->bias = b->refs[BIAS] == MOTE_REF_NONE ? NULL : (const void *)b->operands[BIAS];
    l->rights = mote_conv_rights(a, l->multipliers);
    if (!columns_pack(l)) return 0;
    columns_kernel = mote_conv_2d_s8_columns;
    compare(b, a, batches, run_columns, reference);
    columns_release();
    return 1;
}

/* FULLY_CONNECTED; `want` is what it should give. */
static int compare_columns_dense(struct bench *b, const struct mote_fully_connected_args *a,
                                 const uint8_t *want)
{
    struct columns_layer *l = &columns_now;
    const size_t bytes = (size_t)(a->batches * a->units);
    const int32_t multiplier = (int32_t)a->scale[0];
    const int8_t right = (int8_t)mote_right_of_shift((int32_t)a->scale[1]);
    if (a->bounds != mote_halves(-128, 127)) return 0;
    *l = (struct columns_layer){.filter = (const int8_t *)b->operands[FILTER],
                                .height = 1,
                                .width = 1,
                                .depth = a->depth,
                                .outputs = a->units,
                                .zero = mote_high_half(a->zeros),
                                .same = !a->scale[2]};
    l->bias = b->refs[BIAS] == MOTE_REF_NONE ? NULL : (const void *)b->operands[BIAS];
    l->multipliers = l->same ? &multiplier : (const int32_t *)(const void *)b->operands[OUTPUT + 1];
    l->rights = l->same ? &right : (const int8_t *)(l->multipliers + a->units);
    if (!columns_pack(l)) return 0;
    columns_kernel = mote_fully_connected_s8_columns;
    memset(b->operands[OUTPUT], 0x55, bytes);
    run_columns(&b->c);
    CHECK(memcmp(want, b->operands[OUTPUT], bytes) == 0);
    columns_release();
    return 1;
}

#endif
