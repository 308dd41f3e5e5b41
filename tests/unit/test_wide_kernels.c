/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The quick kernels for int16 and float activations against the ones written for reading, over
 * random shapes, strides, paddings, dilations and groups: as a whole, row by row, and row by row
 * with input and output in rings of the fewest rows. Bytes must be equal, floats as well.
 */
#include "../../src/ops/conv.h"
#include "../../src/ops/fully_connected.h"
#include "../../src/ops/ops.h"
#include "../../src/ops/readable.h"
#include "../../src/simd/wide.h"
#include "check.h"

#include <stdlib.h>
#include <string.h>

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

static uint32_t state = 1;

static uint32_t random_bits(void)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

/* Uniform in [low, high]. */
static int32_t pick(int32_t low, int32_t high)
{
    return low + (int32_t)(random_bits() % (uint32_t)(high - low + 1));
}

static uint32_t float_bits(double x)
{
    const float f = (float)x;
    uint32_t bits;
    memcpy(&bits, &f, sizeof bits);
    return bits;
}

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

/* Operands of a call, each in its own allocation, so that a sanitizer sees every step outside. */
enum { INPUT, FILTER, BIAS, OUTPUT, PATCH, MULTIPLIERS, OPERANDS };

struct bench {
    const struct kernels *k;
    uint8_t *operands[OPERANDS], *scales;
    size_t out_bytes;
    uint8_t *bases[8];
    mote_ref refs[OPERANDS];
    uint16_t rings[OPERANDS];
    struct mote_call c;
};

/* A reference can hold only offsets from eight bases: one base for each operand. */
static void set_up(struct bench *b, const void *args, int with_bias)
{
    static const int base_of[OPERANDS] = {1, 2, 3, 4, 5, 6};
    for (int i = 0; i < OPERANDS; i++) {
        b->bases[base_of[i]] = b->operands[i];
        b->refs[i] = mote_ref_make((enum mote_base)base_of[i], 0);
        b->rings[i] = 0;
    }
    b->bases[0] = b->scales;
    if (!with_bias) b->refs[BIAS] = MOTE_REF_NONE;
    memset(&b->c, 0, sizeof b->c);
    b->c.args = args;
    b->c.refs = b->refs;
    b->c.bases = b->bases;
    b->c.n_in = 3;
    b->c.n_out = 1;
}

static void release(struct bench *b)
{
    for (int i = 0; i < OPERANDS; i++) free(b->operands[i]);
    free(b->scales);
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

static void make_operands(struct bench *b, size_t inputs, size_t weights, size_t outputs,
                          int32_t channels, int wide)
{
    const size_t element = b->k->element, weight = b->k->weight;
    const int is_float = element == 4;
    const enum fill how = is_float ? FLOATS : pick(0, 9) ? ANY : LARGEST;
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

static void random_axis(struct mote_axis *a, int32_t most_filter)
{
    const int valid = pick(0, 1);
    const int32_t filter = pick(1, pick(0, 3) ? 3 : most_filter), stride = pick(1, 3);
    const int32_t dilation = filter > 1 && pick(0, 3) == 0 ? pick(2, 3) : 1;
    a->in = pick(1, 14);
    a->window = mote_halves(filter, mote_spatial_padding(valid ? MOTE_PAD_VALID : MOTE_PAD_SAME,
                                                         a->in, filter, stride, dilation));
    a->step = mote_halves(stride, dilation);
    a->out = (a->in - 1) / stride + 1;
    if (valid && pick(0, 7)) { /* else larger than it should be, which models do have */
        const int32_t out = (a->in - (filter - 1) * dilation - 1) / stride + 1;
        if (a->in > (filter - 1) * dilation && out < a->out) a->out = out;
    }
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
    random_axis(&a->s.y, most_filter);
    random_axis(&a->s.x, most_filter);
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

/* The rows of input that output rows need at once, at most; what a ring must keep. */
static int32_t ring_rows(const struct mote_conv_args *a)
{
    int32_t most = 0;
    for (int32_t y = 0; y < a->s.y.out; y++) {
        int32_t first, last;
        mote_spatial_reach(a, y, &first, &last);
        if (first < 0) first = 0;
        if (last >= a->s.y.in) last = a->s.y.in - 1;
        if (last - first + 1 > most) most = last - first + 1;
    }
    return most;
}

/* Row by row with rings: input rows appear when the first output row wants them, output rows are
 * taken away at once. */
static void run_in_rings(struct bench *b, const struct mote_conv_args *a,
                         int (*kernel)(const struct mote_call *c), uint8_t *whole_out)
{
    const size_t in_row = (size_t)(a->s.x.in * a->s.in_channels) * b->k->element;
    const size_t out_row = (size_t)(a->s.x.out * a->s.out_channels) * b->k->element;
    const int32_t ring = ring_rows(a);
    uint8_t *in = malloc((size_t)ring * in_row), *out = malloc(out_row);
    int32_t loaded = 0;
    b->bases[1] = in;
    b->bases[4] = out;
    b->rings[INPUT] = (uint16_t)ring;
    b->rings[OUTPUT] = 1;
    b->c.rings = b->rings;
    for (int32_t y = 0; y < a->s.y.out; y++) {
        int32_t first, last;
        mote_spatial_reach(a, y, &first, &last);
        for (; loaded <= last && loaded < a->s.y.in; loaded++)
            memcpy(in + (size_t)(loaded % ring) * in_row,
                   b->operands[INPUT] + (size_t)loaded * in_row, in_row);
        b->c.y0 = y;
        b->c.y1 = y + 1;
        kernel(&b->c);
        memcpy(whole_out + (size_t)y * out_row, out, out_row);
    }
    free(in);
    free(out);
    b->bases[1] = b->operands[INPUT];
    b->bases[4] = b->operands[OUTPUT];
    b->rings[INPUT] = b->rings[OUTPUT] = 0;
    b->c.rings = NULL;
}

static void compare(struct bench *b, const struct mote_conv_args *a, int32_t batches,
                    int (*quick)(const struct mote_call *c),
                    int (*reference)(const struct mote_call *c))
{
    uint8_t *want = malloc(b->out_bytes), *got = malloc(b->out_bytes);
    const int rows = a->s.all_rows == 0;
    b->c.y0 = 0;
    b->c.y1 = rows ? a->s.y.out : 1;
    if (b->k->element == 2) mote_conv_begin(&b->c);
    reference(&b->c);
    memcpy(want, b->operands[OUTPUT], b->out_bytes);
    memset(b->operands[OUTPUT], 0x55, b->out_bytes);
    quick(&b->c);
    CHECK(memcmp(want, b->operands[OUTPUT], b->out_bytes) == 0);
    if (rows && batches == 1) {
        memset(b->operands[OUTPUT], 0x55, b->out_bytes);
        for (int32_t y = 0; y < a->s.y.out;) {
            const int32_t n = pick(1, 3);
            b->c.y0 = y;
            b->c.y1 = y + n < a->s.y.out ? y + n : a->s.y.out;
            y = b->c.y1;
            quick(&b->c);
        }
        CHECK(memcmp(want, b->operands[OUTPUT], b->out_bytes) == 0);
        run_in_rings(b, a, quick, got);
        CHECK(memcmp(want, got, b->out_bytes) == 0);
    }
    free(want);
    free(got);
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
        b.k = k;
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
        make_operands(&b, (size_t)(batches * a.s.y.in * a.s.x.in * a.s.in_channels), weights,
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
        b.k = k;
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
        make_operands(&b, (size_t)(a.batches * a.depth), (size_t)(a.units * a.depth),
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
