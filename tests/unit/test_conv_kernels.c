/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The quick int8 kernels against the ones written for reading, over random shapes, strides,
 * paddings, dilations, groups, offsets and multipliers: as a whole, row by row, and row by row with
 * input and output in rings, of the fewest rows and of more. Prepared args are made here: no model
 * is needed.
 */
#include "../../src/base/bytes.h"
#include "../../src/base/real.h"
#include "../../src/ops/conv_vectors.h"
#include "../../src/ops/fully_connected.h"
#include "../../src/ops/ops.h"
#include "../../src/ops/conv_folded.h"
#include "../../src/simd/mve.h"
#include "kernel_bench.h"
#if MOTE_COLUMNS
#include "columns_bench.h"
#endif

int mote_conv_2d_s8(const struct mote_call *c);
int mote_conv_2d_ref_s8(const struct mote_call *c);
int mote_depthwise_conv_2d_s8(const struct mote_call *c);
int mote_depthwise_conv_2d_ref_s8(const struct mote_call *c);
int mote_fully_connected_s8(const struct mote_call *c);
int mote_fully_connected_ref_s8(const struct mote_call *c);
int mote_fully_connected_s8_consume(const struct mote_call *c);

#if defined(__x86_64__) || defined(__aarch64__)
enum { LARGE = 100 };
#else
enum { LARGE = 0 }; /* not in the memory, nor in the time, of a microcontroller */
#endif

static void fill(void *data, size_t bytes)
{
    uint8_t *p = data;
    while (bytes--) *p++ = (uint8_t)(random_bits() >> 11);
}

/* Mostly -128. */
static void extremes(void *data, size_t bytes)
{
    uint8_t *p = data;
    while (bytes--) *p++ = pick(0, 3) ? 0x80 : 0x7f;
}

/* Magnitudes up to `most`: any, or close to it. */
static void fill_within(void *data, size_t bytes, int32_t most)
{
    uint8_t *p = data;
    const int32_t least = pick(0, 1) ? 0 : most - most / 16;
    while (bytes--) {
        const int32_t x = pick(least, most);
        *p++ = (uint8_t)(pick(0, 1) ? x : -x);
    }
}

/* Zeros in many places, as pruning leaves them: groups of taps, channels, or all. */
static void make_sparse(uint8_t *weights, size_t bytes)
{
    const int32_t longest = (int32_t)(bytes < 400 ? bytes : 400);
    for (int i = pick(1, 40); i > 0; i--) {
        const size_t n = (size_t)pick(1, longest), at = (size_t)pick(0, (int32_t)(bytes - n));
        memset(weights + at, 0, n);
    }
    if (pick(0, 7) == 0) memset(weights, 0, bytes);
}

/* As behind a ReLU: -128 in many places, in all or in none. */
static void make_rectified(uint8_t *data, size_t bytes)
{
    const int32_t zeros = pick(0, 3) ? pick(30, 100) : 100 * pick(0, 1);
    for (; bytes > 0; bytes--, data++)
        if (pick(1, 100) <= zeros) *data = 0x80;
}

static int tame;   /* multipliers below 1/4, all of int8: what most layers have */
static int halves; /* multipliers are powers of two, weights and biases multiples of 64: many
                      results lie between two integers */

/* Scales of a filter: multipliers from far below one to (seldom) above it. */
static void make_scales(struct bench *b, int32_t channels)
{
    b->scales = malloc(4 * (size_t)channels);
    for (int32_t i = 0; i < channels; i++) {
        double scale = (1 + (halves ? 0 : pick(0, 1000) / 1001.0)) /
                       (1 << pick(tame ? 6 : 0, tame || pick(0, 3) ? 14 : 2));
        uint32_t bits;
        if (pick(0, 40) == 0)
            scale /= 1 << pick(10, 30); /* a channel that training has left dead */
        bits = float_bits(scale);
        for (int k = 0; k < 4; k++) b->scales[4 * i + k] = (uint8_t)(bits >> 8 * k);
    }
}

/* Seldom as large as those of dead channels are. */
static int32_t random_bias(void)
{
    return pick(0, 60) ? pick(-20000, 20000) : (int32_t)random_bits() >> pick(0, 3);
}

static int32_t most_in = 12; /* rows and columns of an image */

static void random_args(struct mote_conv_args *a, int32_t batches)
{
    const int valid = pick(0, 1), full = tame || pick(0, 1);
    random_axis(&a->s.y, valid, 6, most_in);
    random_axis(&a->s.x, valid, 6, most_in);
    a->s.all_rows = batches > 1 || a->s.y.out == 1 ? batches * a->s.y.out : 0;
    a->zeros = mote_halves(pick(0, 3) ? pick(-127, 128) : 128, /* 128: ReLU */
                           pick(0, 2) ? pick(-128, 127) : -128);
    a->min = full ? -128 : pick(-128, 0);
    a->max = full ? 127 : pick(0, 127);
    a->kinds = mote_halves(MOTE_INT32, pick(0, 1) * 4);
    a->scales.filter = mote_ref_make(MOTE_BASE_MODEL, 0);
    a->scales.in = float_bits(1 / 64.0);
    halves = pick(0, 3) == 0;
    a->scales.out = float_bits(halves ? 1 : pick(1, 100) / 100.0);
}

#if MOTE_SIMD_VECTORS
/* The kernels of one level after the other, as if it were the best. A layer that is not for them
 * goes to the general ones. */
static const struct mote_vectors *level;

static int run_level(const struct mote_call *c,
                     int (*kernel)(const struct mote_call *, const struct mote_vectors *),
                     int (*general)(const struct mote_call *c))
{
    return kernel(c, level) ? 0 : general(c);
}

static int conv_2d_level(const struct mote_call *c)
{
    return run_level(c, mote_conv_2d_vectors_s8, mote_conv_2d_s8);
}

static int depthwise_level(const struct mote_call *c)
{
    return run_level(c, mote_depthwise_conv_2d_vectors_s8, mote_depthwise_conv_2d_s8);
}
#endif

/* Constants as compiled models hold them for kernels that take inputs as they are. */
static int8_t *folded_filter;
static int32_t *folded_bias;
static mote_eval *folded_kernel;

static int run_folded(const struct mote_call *c)
{
    return run_with(c, folded_filter, folded_bias, folded_kernel);
}

static void compare_folded(struct bench *b, const struct mote_conv_args *a, int32_t batches,
                           int depthwise)
{
    const int32_t window = mote_axis_filter(&a->s.y) * mote_axis_filter(&a->s.x);
    const int32_t channels = a->s.out_channels, taps = depthwise ? window : window * a->depth;
    const int8_t *filter = (const int8_t *)b->operands[FILTER];
    const int each = depthwise && a->depth == 1;
    int possible = each || a->s.in_channels == (depthwise ? 1 : a->depth);
    for (int32_t i = 0; i < taps * channels; i++) possible &= !each || filter[i] != INT8_MIN;
    if (!possible || taps < 1 || channels < 1) return; /* the latter for gcc, which wonders */
    folded_filter = malloc((uint32_t)(taps * channels));
    folded_bias = malloc(4 * (uint32_t)channels);
    folded_kernel = each        ? mote_depthwise_conv_2d_s8_folded
                    : depthwise ? mote_depthwise_conv_2d_s8_turned
                                : mote_conv_2d_s8_folded;
    for (int32_t o = 0; o < channels; o++) {
        int32_t sum = 0, bias = 0;
        for (int32_t i = 0; i < taps; i++) {
            const int8_t w = filter[depthwise ? i * channels + o : o * taps + i];
            folded_filter[each ? i * channels + o : o * taps + i] = w;
            sum += w;
        }
        if (b->refs[BIAS] != MOTE_REF_NONE) memcpy(&bias, b->operands[BIAS] + 4 * o, 4);
        folded_bias[o] = (int32_t)((uint32_t)bias + (uint32_t)(sum * mote_conv_offset(a)));
    }
    compare(b, a, batches, run_folded,
            depthwise ? mote_depthwise_conv_2d_ref_s8 : mote_conv_2d_ref_s8);
    free(folded_filter);
    free(folded_bias);
}

#if MOTE_COLUMNS
static int by_columns; /* layers that went there, too */
#endif

/* All the quick kernels that this machine has. */
static void compare_all(struct bench *b, const struct mote_conv_args *a, int32_t batches,
                        int depthwise)
{
    int (*const reference)(const struct mote_call *c) =
        depthwise ? mote_depthwise_conv_2d_ref_s8 : mote_conv_2d_ref_s8;
    compare(b, a, batches, depthwise ? mote_depthwise_conv_2d_s8 : mote_conv_2d_s8, reference);
    compare_folded(b, a, batches, depthwise);
#if MOTE_COLUMNS
    if (!depthwise) by_columns += compare_columns(b, a, batches, reference);
#endif
#if MOTE_SIMD_VECTORS
    for (int i = 0; i < MOTE_VECTORS_LEVELS; i++) {
        level = mote_vectors_of((enum mote_vectors_level)i);
        if (level) compare(b, a, batches, depthwise ? depthwise_level : conv_2d_level, reference);
    }
#endif
}

static void allocate(struct bench *b, const struct mote_conv_args *a, int32_t batches,
                     size_t weights, size_t patch)
{
    const size_t in_bytes = (size_t)(batches * a->s.y.in * a->s.x.in * a->s.in_channels);
    const size_t channels = (size_t)a->s.out_channels;
    b->element = 1;
    b->out_bytes = (size_t)(batches * a->s.y.out * a->s.x.out) * channels;
    b->operands[INPUT] = malloc(in_bytes);
    b->operands[FILTER] = malloc(weights);
    b->operands[BIAS] = malloc(4 * channels);
    b->operands[OUTPUT] = malloc(b->out_bytes);
    b->operands[PATCH] = malloc(patch);
    b->operands[MULTIPLIERS] = malloc(5 * channels);
    fill(b->operands[INPUT], in_bytes);
    fill(b->operands[FILTER], weights);
    if (pick(0, 9) == 0) { /* sums as large as they can be */
        extremes(b->operands[INPUT], in_bytes);
        extremes(b->operands[FILTER], weights);
    } else if (pick(0, 1)) { /* as of training; four of 64 are too much for one 16-bit sum */
        if (pick(0, 1)) extremes(b->operands[INPUT], in_bytes);
        fill_within(b->operands[FILTER], weights, pick(0, 1) ? pick(63, 66) : pick(1, 128));
    }
    if (pick(0, 3) == 0) make_sparse(b->operands[FILTER], weights);
    for (size_t i = 0; i < channels; i++) ((int32_t *)(void *)b->operands[BIAS])[i] = random_bias();
    if (!halves) return;
    for (size_t i = 0; i < weights; i++)
        b->operands[FILTER][i] = (uint8_t)((int8_t)b->operands[FILTER][i] / 64 * 64);
    for (size_t i = 0; i < channels; i++) ((int32_t *)(void *)b->operands[BIAS])[i] &= -64;
}

/* A filter of one tap with the strides of the layer. */
static void make_point(struct mote_axis *a)
{
    a->window = mote_halves(1, 0);
    a->out = (a->in - 1) / mote_axis_stride(a) + 1;
}

static void test_conv_2d(int n)
{
    for (int i = 0; i < n; i++) {
        const int32_t groups = pick(0, 5) ? 1 : pick(1, 3), batches = pick(0, 7) ? 1 : 2;
        struct mote_conv_args a = {0};
        struct bench b = {0};
        size_t taps;
        const int point = pick(0, 5) == 0;
        tame = pick(0, 2) == 0;
        random_args(&a, batches);
        a.depth = pick(0, 3) ? pick(1, 9) : 4 * pick(1, 9);
        if (most_in > 12) a.depth = pick(0, 1) ? pick(1, 150) : 8 * pick(1, 12);
        if (point) {
            make_point(&a.s.y);
            make_point(&a.s.x);
            a.s.all_rows = batches > 1 || a.s.y.out == 1 ? batches * a.s.y.out : 0;
            a.depth = pick(0, 2) ? 8 * pick(1, pick(0, 1) ? 8 : 26) : 64;
        }
        a.s.in_channels = groups * a.depth;
        a.s.out_channels = groups * (pick(0, 7) ? pick(1, 6) : pick(7, 70));
        if (tame) a.s.out_channels *= 2;
        if (point && pick(0, 1)) a.s.out_channels = groups * 8 * pick(1, 9);
        if (tame && groups == 1 && !point && pick(0, 1)) { /* few taps, more channels */
            a.depth = a.s.in_channels = pick(0, 1) ? pick(1, 2) : 4 * pick(1, 3);
            a.s.out_channels = 2 * pick(8, 20);
        }
        taps = (size_t)(mote_axis_filter(&a.s.y) * mote_axis_filter(&a.s.x) * a.depth);
        allocate(&b, &a, batches, taps * (size_t)a.s.out_channels,
                 (groups > 1    ? 2
                  : a.depth % 4 ? 5
                                : 4) *
                     ((taps + 3) & ~(size_t)3));
        make_scales(&b, a.s.out_channels);
        set_up(&b, &a, pick(0, 7) != 0);
        compare_all(&b, &a, batches, 0);
        release(&b);
    }
}

/* Down an image that is one wide, or along rows with a filter that is one high. */
static void make_line(struct mote_conv_args *a, int32_t batches)
{
    struct mote_axis *along = &a->s.y;
    random_axis(along, pick(0, 1), 20, 40);
    if (pick(0, 2)) { /* what most are */
        const int32_t filter = pick(0, 1) ? 1 + 2 * pick(1, 3) : mote_axis_filter(along);
        const int32_t pad = pick(0, 1) ? 0 : (filter - 1) / 2;
        along->in = filter + pick(0, 30);
        along->out = pad ? along->in : along->in - filter + 1;
        along->window = mote_halves(filter, pad);
        along->step = mote_halves(1, 1);
    }
    a->s.x = (struct mote_axis){1, 1, mote_halves(1, 0), mote_halves(1, 1)};
    if (pick(0, 2) == 0) {
        a->s.x = a->s.y;
        a->s.y.window = mote_halves(1, 0);
        a->s.y.in = pick(1, 4);
        a->s.y.step = mote_halves(pick(1, 2), 1);
        a->s.y.out = (a->s.y.in - 1) / mote_axis_stride(&a->s.y) + 1;
    }
    a->s.all_rows = batches > 1 || a->s.y.out == 1 ? batches * a->s.y.out : 0;
}

/* 3x3 with strides of 2, what the first layer has over an image of one channel. */
static void make_image(struct mote_conv_args *a, int32_t batches)
{
    struct mote_axis *const axes[2] = {&a->s.y, &a->s.x};
    for (int i = 0; i < 2; i++) {
        const int32_t in = pick(3, i ? 120 : 9), valid = pick(0, 1);
        axes[i]->in = in;
        axes[i]->window = mote_halves(
            3, mote_spatial_padding(valid ? MOTE_PAD_VALID : MOTE_PAD_SAME, in, 3, 2, 1));
        axes[i]->step = mote_halves(2, 1);
        axes[i]->out = valid && pick(0, 3) ? (in - 3) / 2 + 1 : (in - 1) / 2 + 1;
    }
    a->s.all_rows = batches > 1 || a->s.y.out == 1 ? batches * a->s.y.out : 0;
    a->s.in_channels = 1;
    a->depth = pick(1, 9);
}

static void test_depthwise(int n)
{
    for (int i = 0; i < n; i++) {
        const int32_t batches = pick(0, 7) ? 1 : 2;
        struct mote_conv_args a = {0};
        struct bench b = {0};
        size_t taps, patch;
        const int line = pick(0, 3) == 0;
        tame = pick(0, 2) == 0;
        random_args(&a, batches);
        if (line) make_line(&a, batches);
        a.depth = line || pick(0, 1) ? 1 : pick(1, 9);
        a.s.in_channels = a.depth > 1 ? pick(1, 3) : pick(0, 1) ? pick(1, 40) : 4 * pick(1, 12);
        if (most_in > 12) {
            a.depth = pick(0, 3) ? 1 : pick(2, 40);
            a.s.in_channels = a.depth > 1 ? 1 : pick(0, 1) ? pick(20, 600) : 32 * pick(1, 10);
        }
        if (!line && most_in <= 12 && pick(0, 9) == 0) make_image(&a, batches);
        a.s.out_channels = a.s.in_channels * a.depth;
        if (pick(0, 3) == 0) a.kinds |= (uint32_t)MOTE_CONV_PACKED << 16; /* leaves less scratch */
        taps = (size_t)(mote_axis_filter(&a.s.y) * mote_axis_filter(&a.s.x));
        patch = mote_axis_filter(&a.s.x) % 4 ? 5 : 4;
        if (pick(0, 3) == 0) /* as in a compiled model: no room for a filter in another order */
            a.kinds |= (uint32_t)MOTE_CONV_PACKED << 16;
        else
            patch += (size_t)a.depth;
        allocate(&b, &a, batches, taps * (size_t)a.s.out_channels,
                 a.depth > 1 ? ((taps + 3) & ~(size_t)3) * patch : 1);
        make_scales(&b, a.s.out_channels);
        set_up(&b, &a, pick(0, 7) != 0);
        compare_all(&b, &a, batches, 1);
        release(&b);
    }
}

/* The kernel that takes the input in parts. */
static void consume(struct bench *b, const struct mote_fully_connected_args *a)
{
    const int extra = b->c.n_in + b->c.n_out + mote_fully_connected_sums(a);
    uint8_t *sums = malloc(4 * (size_t)a->units);
    b->bases[7] = sums;
    b->refs[extra] = mote_ref_make((enum mote_base)7, 0);
    b->c.in_rows = pick(1, 4);
    while (a->depth % b->c.in_rows) b->c.in_rows--;
    for (b->c.y0 = 0; b->c.y0 < b->c.in_rows; b->c.y0 = b->c.y1) {
        b->c.y1 = b->c.y0 + pick(1, b->c.in_rows - b->c.y0);
        mote_fully_connected_s8_consume(&b->c);
    }
    free(sums);
}

static void test_fully_connected(void)
{
    for (int i = 0; i < 3000; i++) {
        const int rectified = pick(0, 7) == 0; /* lists of what is not zero */
        const int per_channel = !rectified && pick(0, 1);
        struct mote_fully_connected_args a = {0};
        struct bench b = {0};
        uint8_t *want;
        size_t out_bytes, in_bytes, weights;
        a.depth = pick(0, 1) ? pick(1, 40) : 4 * pick(1, pick(0, 7) ? 80 : 200);
        a.units = pick(1, pick(0, 3) ? 11 : 140);
        if (rectified) {
            a.depth = 4 * pick(7, 66);
            a.units = pick(30, 140);
        }
        a.batches = pick(1, 3);
        a.zeros = (uint32_t)(!rectified && pick(0, 3) ? pick(0, 255) : 0) - 128u; /* 0: ReLU */
        a.zeros = (a.zeros & 0xffffu) | (uint32_t)pick(-128, 127) << 16;
        a.bounds = ((uint32_t)pick(-128, 0) & 0xffffu) | (uint32_t)pick(0, 127) << 16;
        if (pick(0, 3)) a.bounds = mote_halves(-128, 127);
        make_scales(&b, a.units);
        if (per_channel) {
            a.scale[0] = mote_ref_make(MOTE_BASE_MODEL, 0);
            a.scale[1] = float_bits(1 / 64.0);
            a.scale[2] = float_bits(pick(1, 100) / 100.0);
        } else {
            a.scale[0] = pick(0, 3) ? 0x40000000u | random_bits() >> 2 : 0x40000000u;
            a.scale[1] = (uint32_t)(pick(0, 7) ? pick(-12, 1) : pick(-24, -12));
        }
        in_bytes = (size_t)(a.batches * a.depth);
        out_bytes = (size_t)(a.batches * a.units);
        weights = (size_t)(a.units * a.depth);
        b.operands[INPUT] = malloc(in_bytes);
        b.operands[FILTER] = malloc(weights);
        b.operands[BIAS] = malloc(4 * (size_t)a.units);
        b.operands[OUTPUT] = malloc(out_bytes);
        b.operands[OUTPUT + 1] = malloc(5 * (size_t)a.units); /* the first extra: multipliers */
        fill(b.operands[INPUT], in_bytes);
        fill(b.operands[FILTER], weights);
        if (rectified) make_rectified(b.operands[INPUT], in_bytes);
        for (int32_t k = 0; k < a.units; k++)
            ((int32_t *)(void *)b.operands[BIAS])[k] = random_bias();
        set_up(&b, &a, pick(0, 7) != 0);
        b.c.y1 = 1;
        want = malloc(out_bytes);
        mote_op_fully_connected.begin(&b.c);
        mote_fully_connected_ref_s8(&b.c);
        memcpy(want, b.operands[OUTPUT], out_bytes);
        memset(b.operands[OUTPUT], 0x55, out_bytes);
        mote_fully_connected_s8(&b.c);
        CHECK(memcmp(want, b.operands[OUTPUT], out_bytes) == 0);
        if (a.batches == 1) {
            memset(b.operands[OUTPUT], 0x55, out_bytes);
            consume(&b, &a);
            CHECK(memcmp(want, b.operands[OUTPUT], out_bytes) == 0);
        }
#if MOTE_COLUMNS
        by_columns += compare_columns_dense(&b, &a, want);
#endif
#if MOTE_SIMD_VECTORS
        for (int k = 0; k < MOTE_VECTORS_LEVELS; k++) {
            level = mote_vectors_of((enum mote_vectors_level)k);
            if (!level) continue;
            memset(b.operands[OUTPUT], 0x55, out_bytes);
            if (!mote_fully_connected_vectors_s8(&b.c, level)) mote_fully_connected_s8(&b.c);
            CHECK(memcmp(want, b.operands[OUTPUT], out_bytes) == 0);
        }
#endif
        free(want);
        release(&b);
    }
}

#if MOTE_SIMD_VECTORS
/* Multipliers by vectors: scales of every size, and quotients that end in one half. */
static void test_vectors_multipliers(void)
{
    enum { N = 37 };
    for (int i = 0; i < 3000; i++) {
        const uint32_t input = 0x3f000000u | random_bits() >> 9;
        const uint32_t output = pick(0, 1) ? 0x3f800000u : 0x3c000000u | random_bits() >> 9;
        uint8_t scales[4 * N];
        int32_t multipliers[N];
        int8_t rights[N];
        for (int k = 0; k < N; k++) {
            uint32_t bits = 0x3a000000u + (random_bits() >> 8);
            if (pick(0, 9) == 0) bits = random_bits() >> pick(0, 31);
            if (pick(0, 3) == 0) bits &= pick(0, 1) ? 0xffff0000u : 0xffff8000u;
            memcpy(scales + 4 * k, &bits, 4);
        }
        mote_vectors_rescale_channels(level, input, scales, 4, output, N, multipliers, rights);
        for (int k = 0; k < N; k++) {
            int32_t multiplier, shift;
            uint32_t bits;
            memcpy(&bits, scales + 4 * k, 4);
            mote_channel_multiplier(input, bits, output, &multiplier, &shift);
            CHECK_EQ(multipliers[k], multiplier);
            CHECK_EQ(rights[k], mote_right_of_shift(shift));
        }
    }
}

/* ADD by vectors. */
static void test_vectors_sums(void)
{
    for (int i = 0; i < 3000; i++) {
        enum { N = 150 };
        const struct mote_scaled_sum_quant q = {
            {float_bits(pick(1, 1000) / 5000.0), float_bits(pick(1, 1000) / 5000.0),
             float_bits(pick(1, 1000) / 2500.0)},
            {pick(-128, 127), pick(-128, 127), pick(-128, 127)}};
        struct mote_scaled_sum a;
        struct mote_stretch s = {NULL, NULL, NULL, 1, 1, pick(1, N)};
        const size_t n = (size_t)s.n;
        int8_t *x = malloc(n), *y = malloc(n), *want = malloc(n), *got = malloc(n);
        fill(x, n);
        fill(y, n);
        s.x = x;
        s.y = y;
        s.out = want;
        if (mote_scaled_sum_prepare(&a, &q, 20, pick(0, 9) ? 1 : -1, MOTE_AS_DOUBLE) == 0) {
            a.min = pick(0, 1) ? -128 : pick(-128, 0);
            a.max = pick(0, 1) ? 127 : pick(0, 127);
            mote_scaled_sum_s8(&a, &s);
            if (level->scaled_sum(&a, a.swap ? y : x, a.swap ? x : y, got, s.n))
                CHECK(memcmp(want, got, n) == 0);
            memcpy(got, x, n); /* in place */
            if (level->scaled_sum(&a, a.swap ? y : got, a.swap ? got : y, got, s.n))
                CHECK(memcmp(want, got, n) == 0);
        }
        free(x);
        free(y);
        free(want);
        free(got);
    }
}

/* ADD of every two numbers: what is in doubt of the quick sums is among them. Inputs of one scale
 * are not for these kernels. */
static void test_vectors_all_sums(void)
{
    enum { N = 65536 };
    static int8_t x[N], y[N], want[N], got[N];
    struct mote_stretch s = {x, y, want, 1, 1, N};
    for (int i = 0; i < N; i++) {
        x[i] = (int8_t)(i & 255);
        y[i] = (int8_t)(i >> 8);
    }
    for (int i = 0; i < 40; i++) {
        const double great = pick(1000, 2000) / 2000.0;
        const double scales[3] = {great, pick(0, 3) ? great * pick(1, 999) / 1000.0 : great / 2,
                                  great * pick(100, pick(0, 1) ? 2500 : 7500) / 1000.0};
        const int swap = pick(0, 1);
        const struct mote_scaled_sum_quant q = {
            {float_bits(scales[swap]), float_bits(scales[!swap]), float_bits(scales[2])},
            {pick(-128, 127), pick(-128, 127), pick(-128, 127)}};
        struct mote_scaled_sum a;
        CHECK_EQ(mote_scaled_sum_prepare(&a, &q, 20, 1, MOTE_AS_DOUBLE), 0);
        a.min = -128;
        a.max = 127;
        mote_scaled_sum_s8(&a, &s);
        CHECK_EQ(level->scaled_sum(&a, a.swap ? y : x, a.swap ? x : y, got, N), 1);
        CHECK(memcmp(want, got, N) == 0);
    }
}

static void test_vectors_levels(void)
{
    for (int k = 0; k < MOTE_VECTORS_LEVELS; k++) {
        level = mote_vectors_of((enum mote_vectors_level)k);
        if (!level) continue;
        test_vectors_multipliers();
        test_vectors_sums();
        test_vectors_all_sums();
    }
}
#endif

static void test_rescale(void)
{
    for (int i = 0; i < 200000; i++) {
        const int32_t shift = pick(-31, 8), zero = pick(-128, 127);
        const int32_t multiplier = pick(0, 20) ? (int32_t)(0x40000000u | random_bits() >> 2) : 0;
        uint32_t acc = random_bits();
        int32_t want, y;
        acc = pick(0, 1) ? acc : (uint32_t)((int32_t)acc >> pick(8, 31));
        if (pick(0, 50) == 0) acc = pick(0, 1) ? 0x80000000u : 0x7fffffffu;
        y = mote_requant((int32_t)acc, multiplier, shift);
        want = (int32_t)((uint32_t)y + (uint32_t)zero);
        CHECK_EQ(mote_rescale_s8(acc, multiplier, mote_right_of_shift(shift), 2 * zero + 1,
                                 INT32_MIN, INT32_MAX),
                 want);
    }
    /* Products next to where the first rounding changes: acc so that the low half of acc *
     * multiplier is what we want, by the inverse of the multiplier modulo 2^32. */
    for (int i = 0; i < 100000; i++) {
        const uint32_t multiplier = (0x40000000u | random_bits() >> 2) | 1u;
        const uint32_t low = (uint32_t)pick(-2, 2) + (uint32_t)pick(0, 3) * 0x40000000u;
        const int32_t e = pick(2, 6);
        uint32_t inverse = multiplier, acc;
        for (int k = 0; k < 5; k++) inverse *= 2u - multiplier * inverse;
        acc = low * inverse;
        CHECK_EQ(mote_rescale_s8(acc, (int32_t)multiplier, e - 2, 1, INT32_MIN, INT32_MAX),
                 mote_requant((int32_t)acc, (int32_t)multiplier, -e));
    }
    /* Halves: the products that fall between two integers. */
    for (int32_t e = 2; e <= 12; e++)
        for (int32_t acc = -20000; acc <= 20000; acc++)
            CHECK_EQ(mote_rescale_s8((uint32_t)acc, 1 << 30, e - 2, 1, INT32_MIN, INT32_MAX),
                     mote_requant(acc, 1 << 30, -e));
}

#if MOTE_SIMD_MVE
/* The sums of ADD and SUB, whose vectors tell little of tails. */
static void test_sums(void)
{
    for (int i = 0; i < 4000; i++) {
        enum { MOST = 37 };
        struct mote_scaled_sum_quant q;
        struct mote_scaled_sum a;
        struct mote_stretch s;
        int8_t x[MOST + 4], y[MOST + 4], want[MOST], got[MOST];
        const int32_t n = pick(1, MOST), at = pick(0, 3);
        for (int k = 0; k < 3; k++) {
            q.scale[k] = float_bits(pick(1, 1000) / 1000.0 / (1 << pick(0, 4)));
            q.zero[k] = pick(-128, 127);
        }
        if (pick(0, 7) == 0) q.scale[1] = q.scale[0];
        if (mote_scaled_sum_prepare(&a, &q, 20, pick(0, 1) * 2 - 1, MOTE_AS_DOUBLE)) continue;
        a.min = pick(0, 1) ? -128 : pick(-128, 0);
        a.max = pick(0, 1) ? 127 : pick(0, 127);
        fill(x, sizeof x);
        fill(y, sizeof y);
        s.x = x + at;
        s.y = y + at;
        s.out = want;
        s.dx = s.dy = 1;
        s.n = n;
        mote_scaled_sum_s8(&a, &s);
        memset(got, 0x55, sizeof got);
        mote_mve_sum_s8(&a, a.swap ? s.y : s.x, a.swap ? s.x : s.y, got, n);
        CHECK(memcmp(want, got, (size_t)n) == 0);
        CHECK(n == MOST || got[n] == 0x55);
    }
}
#endif

/* What begin makes of scales of all sorts. */
static void test_multipliers(void)
{
    enum { MOST = 19 };
    for (int i = 0; i < 4000; i++) {
        struct mote_conv_args a = {0};
        struct bench b = {0};
        int32_t multipliers[2 * MOST];
        uint32_t scale = 0;
        a.s.out_channels = pick(1, MOST);
        a.kinds = mote_halves(MOTE_INT32, pick(0, 9) ? 4 : 0);
        a.scales.filter = mote_ref_make(MOTE_BASE_MODEL, 0);
        a.scales.in = float_bits(pick(1, 1000) / 1000.0) - (pick(0, 9) ? 0u : 120u << 23);
        a.scales.out = float_bits(pick(1, 1000) / 100.0);
        if (pick(0, 30) == 0) a.scales.in >>= 8;
        make_scales(&b, a.s.out_channels);
        for (int32_t k = 0; k < a.s.out_channels; k++) {
            uint32_t bits = random_bits() >> 1;
            if (pick(0, 3) == 0) bits = a.scales.out - (uint32_t)pick(0, 1); /* halves */
            if (pick(0, 3) == 0) memcpy(b.scales + 4 * k, &bits, 4);
        }
        for (int k = 0; k < OPERANDS; k++) b.operands[k] = (uint8_t *)multipliers;
        set_up(&b, &a, 1);
        mote_conv_begin(&b.c);
        for (int32_t k = 0; k < a.s.out_channels; k++) {
            int32_t multiplier, shift;
            if (k == 0 || mote_conv_scales_step(&a))
                scale = mote_rd32(b.scales + 4 * k); /* as in a file */
            mote_channel_multiplier(a.scales.in, scale, a.scales.out, &multiplier, &shift);
            CHECK_EQ(multipliers[k], multiplier);
            CHECK_EQ(mote_conv_rights(&a, multipliers)[k], mote_right_of_shift(shift));
        }
        free(b.scales);
    }
}

int main(void)
{
    test_rescale();
    test_multipliers();
#if MOTE_SIMD_MVE
    test_sums();
#endif
    test_conv_2d(3000);
    test_depthwise(3000);
    most_in = 50; /* few, but beyond what fits into a kernel's buffers at once */
    test_conv_2d(LARGE);
    test_depthwise(LARGE);
    most_in = 12;
    tame = halves = 0;
    test_fully_connected();
#if MOTE_COLUMNS
    CHECK(by_columns > 1000);
#endif
#if MOTE_SIMD_VECTORS
    test_vectors_levels();
#endif
    return check_done();
}
