/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The quick kernels for int16 and float activations against the ones written for reading, over
 * random shapes, strides, paddings, dilations and groups: as a whole, row by row, and row by row
 * with input and output in rings, of the fewest rows and of more. Bytes must be equal, floats as
 * well.
 */
#include "../../src/ops/fully_connected.h"
#include "../../src/ops/ops.h"
#include "../../src/ops/readable.h"
#include "../../src/simd/wide.h"
#include "kernel_bench.h"

/* Of one type of activations. */
struct kernels {
    size_t element, weight; /* bytes */
    int (*conv)(const struct mote_call *c), (*conv_ref)(const struct mote_call *c);
    int (*depthwise)(const struct mote_call *c), (*depthwise_ref)(const struct mote_call *c);
    int (*fully)(const struct mote_call *c), (*fully_ref)(const struct mote_call *c);
};

static const struct kernels of_s16 = {
    2,
    1,
    mote_conv_2d_s16,
    mote_conv_2d_ref_s16,
    mote_depthwise_conv_2d_s16,
    mote_depthwise_conv_2d_ref_s16,
    mote_fully_connected_s16,
    mote_fully_connected_ref_s16,
};
static const struct kernels of_f32 = {
    4,
    4,
    mote_conv_2d_f32,
    mote_conv_2d_ref_f32,
    mote_depthwise_conv_2d_f32,
    mote_depthwise_conv_2d_ref_f32,
    mote_fully_connected_f32,
    mote_fully_connected_ref_f32,
};

enum fill { ANY, LARGEST, FLOATS };

/* n values of so many bytes; the largest make sums as long as they can be. */
static void fill(uint8_t *to, size_t n, size_t element, enum fill how)
{
    for (size_t i = 0; i < n; i++, to += element) {
        uint32_t bits = random_bits() >> 3;
        if (how == LARGEST) bits = pick(0, 30) ? 1u << (8 * element - 1) : bits;
        if (how == FLOATS) bits = float_bits(pick(-100000, 100000) / 12345.0);
        if (how == FLOATS && pick(0, 9) == 0) bits = pick(0, 1) ? 0 : 0x80000000u;
        memcpy(to, &bits, element); /* of either byte order something random */
    }
}

/* Multipliers from far below one to 64, which 64-bit sums still take. */
static void make_scales(struct bench *b, int32_t channels)
{
    b->scales = malloc(4 * (size_t)channels);
    for (int32_t i = 0; i < channels; i++) {
        double scale = (1 + pick(0, 1000) / 1001.0) / (1 << pick(0, pick(0, 3) ? 14 : 2));
        uint32_t bits;
        if (pick(0, 20) == 0) scale /= 1 << pick(10, 30); /* a channel left dead */
        bits = float_bits(pick(0, 20) ? scale / 256 : scale);
        for (int k = 0; k < 4; k++) b->scales[4 * i + k] = (uint8_t)(bits >> 8 * k);
    }
}

/* int32, int64 or float biases; seldom such that sums leave 32 bits. */
static void make_bias(uint8_t *to, int32_t n, int wide, int is_float)
{
    for (int32_t i = 0; i < n; i++) {
        int64_t bias = (int32_t)random_bits() >> pick(1, 20);
        if (pick(0, 15) == 0) bias = (int32_t)random_bits();
        if (pick(0, 15) == 0) bias = (int64_t)((uint64_t)bias << pick(0, 16));
        if (wide) {
            memcpy(to + 8 * i, &bias, 8);
        } else {
            const int32_t low = (int32_t)(uint32_t)(uint64_t)bias;
            const uint32_t bits = float_bits(low / 1e8);
            memcpy(to + 4 * i, is_float ? (const void *)&bits : &low, 4);
        }
    }
}

static void make_operands(struct bench *b, const struct kernels *k, size_t inputs, size_t weights,
                          size_t outputs, int32_t channels, int wide)
{
    const size_t element = k->element, weight = k->weight;
    const int is_float = element == 4;
    const enum fill how = is_float ? FLOATS : pick(0, 9) ? ANY : LARGEST;
    b->element = element;
    b->out_bytes = outputs * element;
    b->operands[INPUT] = malloc(inputs * element);
    b->operands[FILTER] = malloc(weights * weight);
    b->operands[BIAS] = malloc((wide ? 8 : 4) * (size_t)channels);
    b->operands[OUTPUT] = malloc(b->out_bytes);
    fill(b->operands[INPUT], inputs, element, how);
    fill(b->operands[FILTER], weights, weight, how);
    make_bias(b->operands[BIAS], channels, wide, is_float);
    make_scales(b, channels);
}

/* None, RELU, any. */
static void random_bounds(int32_t *min, int32_t *max)
{
    const int32_t kind = pick(0, 3);
    *min = kind == 0 ? -32768 : kind == 1 ? 0 : pick(-32768, 0);
    *max = kind < 2 ? 32767 : pick(0, 32767);
}

static void random_args(struct mote_conv_args *a, int32_t batches, int bias_type,
                        int32_t most_filter)
{
    random_axis(&a->s.y, pick(0, 1), most_filter, 14);
    random_axis(&a->s.x, pick(0, 1), most_filter, 14);
    a->s.all_rows = batches > 1 || a->s.y.out == 1 ? batches * a->s.y.out : 0;
    random_bounds(&a->min, &a->max);
    a->kinds = mote_halves(bias_type, pick(0, 1) * 4);
    a->scales.filter = mote_ref_make(MOTE_BASE_MODEL, 0);
    a->scales.in = float_bits(1 / 64.0);
    a->scales.out = float_bits(pick(1, 100) / 100.0);
    if (bias_type == MOTE_FLOAT32) {
        a->min = (int32_t)float_bits(pick(0, 1) ? -3e38 : pick(-100, 0));
        a->max = (int32_t)float_bits(pick(0, 1) ? 3e38 : pick(0, 100));
        a->scales.in = a->scales.out = 0;
    }
}

/* int64 and int32 biases; of floats their own. */
static int bias_of(const struct kernels *k)
{
    return k->element == 4 ? MOTE_FLOAT32 : pick(0, 2) ? MOTE_INT64 : MOTE_INT32;
}

static void test_conv(const struct kernels *k, int depthwise)
{
    for (int i = 0; i < 1500; i++) {
        const int32_t batches = pick(0, 7) ? 1 : 2;
        const int bias_type = bias_of(k);
        struct mote_conv_args a = {0};
        struct bench b = {0};
        size_t weights;
        random_args(&a, batches, bias_type, depthwise ? pick(0, 40) ? 6 : 24 : 4);
        if (depthwise) {
            a.depth = pick(0, 1) ? 1 : pick(1, 9);
            a.s.in_channels = a.depth > 1 ? pick(1, 5) : pick(1, 40);
            a.s.out_channels = a.s.in_channels * a.depth;
        } else {
            const int32_t groups = pick(0, 5) ? 1 : pick(1, 3);
            a.depth = pick(0, 3) ? pick(1, 9) : 4 * pick(1, 9);
            a.s.out_channels = groups * (pick(0, 7) ? pick(1, 6) : pick(7, groups > 1 ? 20 : 70));
            if (groups == 1 && pick(0, 9) == 0) /* more than is loaded at a time */
                a.depth = pick(40, 120);
            a.s.in_channels = groups * a.depth;
        }
        weights = (size_t)(mote_axis_filter(&a.s.y) * mote_axis_filter(&a.s.x) * a.s.out_channels);
        if (!depthwise) weights *= (size_t)a.depth;
        make_operands(&b, k, (size_t)(batches * a.s.y.in * a.s.x.in * a.s.in_channels), weights,
                      (size_t)(batches * a.s.y.out * a.s.x.out * a.s.out_channels),
                      a.s.out_channels, bias_type == MOTE_INT64);
        b.operands[MULTIPLIERS] = malloc(5 * (size_t)a.s.out_channels);
        set_up(&b, &a, pick(0, 7) != 0);
        compare(&b, &a, batches, depthwise ? k->depthwise : k->conv,
                depthwise ? k->depthwise_ref : k->conv_ref);
        release(&b);
    }
}

static void test_fully_connected(const struct kernels *k)
{
    for (int i = 0; i < 2000; i++) {
        const int per_channel = pick(0, 1), is_float = k->element == 4;
        struct mote_fully_connected_args a = {0};
        struct bench b = {0};
        uint8_t *want;
        int32_t min, max;
        a.depth = pick(0, 1) ? pick(1, 40) : 4 * pick(1, 150);
        a.units = pick(1, pick(0, 7) ? 11 : 80);
        a.batches = pick(1, 3);
        a.wide = !is_float && bias_of(k) == MOTE_INT64;
        random_bounds(&min, &max);
        a.bounds = mote_halves(min, max);
        if (is_float) {
            a.scale[0] = float_bits(pick(0, 1) ? -3e38 : pick(-100, 0));
            a.scale[1] = float_bits(pick(0, 1) ? 3e38 : pick(0, 100));
        } else if (per_channel) {
            a.scale[0] = mote_ref_make(MOTE_BASE_MODEL, 0);
            a.scale[1] = float_bits(1 / 64.0);
            a.scale[2] = float_bits(pick(1, 100) / 100.0);
        } else {
            a.scale[0] = 0x40000000u | random_bits() >> (pick(0, 9) ? 2 : 20);
            if (pick(0, 9) == 0) a.scale[0] = 0x7fffffffu - (random_bits() >> 16);
            a.scale[1] = (uint32_t)pick(-20, 7);
        }
        make_operands(&b, k, (size_t)(a.batches * a.depth), (size_t)(a.units * a.depth),
                      (size_t)(a.batches * a.units), a.units, (int)a.wide);
        b.operands[OUTPUT + 1] = malloc(5 * (size_t)a.units); /* the first extra: multipliers */
        set_up(&b, &a, pick(0, 7) != 0);
        b.c.y1 = 1;
        want = malloc(b.out_bytes);
        if (!is_float) mote_op_fully_connected.begin(&b.c);
        k->fully_ref(&b.c);
        memcpy(want, b.operands[OUTPUT], b.out_bytes);
        memset(b.operands[OUTPUT], 0x55, b.out_bytes);
        k->fully(&b.c);
        CHECK(memcmp(want, b.operands[OUTPUT], b.out_bytes) == 0);
        free(want);
        release(&b);
    }
}

/* The short ending against the long one, where sums come near the halves, too. */
static void test_rescale(void)
{
    for (int i = 0; i < 200000; i++) {
        const int32_t right = pick(-1, 15), reach = pick(0, 31);
        const int32_t x = (int32_t)random_bits() >> reach;
        int32_t multiplier = (int32_t)(0x40000000u | random_bits() >> 2);
        if (pick(0, 9) == 0) multiplier = pick(0, 1) ? 0 : INT32_MAX - pick(0, 0x20000);
        CHECK_EQ(mote_wide_rescale(x, mote_wide_multiplier(multiplier, right)),
                 mote_requant_i64(x, multiplier, -2 - right));
    }
}

static void test_type(const struct kernels *k)
{
    test_conv(k, 0);
    test_conv(k, 1);
    test_fully_connected(k);
}

int main(void)
{
    test_rescale();
    test_type(&of_s16);
    test_type(&of_f32);
    return check_done();
}
