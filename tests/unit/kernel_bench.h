/* SPDX-License-Identifier: Apache-2.0 */
/* What tests of kernels share: random numbers and shapes, the call of a kernel without a model, and
 * two kernels against each other: as a whole, by rows, and by rows in rings, of the fewest and
 * of more. */
#ifndef MOTE_TESTS_KERNEL_BENCH_H
#define MOTE_TESTS_KERNEL_BENCH_H

#include "../../src/ops/conv.h"
#include "check.h"

#include <stdlib.h>
#include <string.h>

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

/* Operands of a call, each in its own allocation, so that a sanitizer sees every step outside. */
enum { INPUT, FILTER, BIAS, OUTPUT, PATCH, MULTIPLIERS, OPERANDS };

struct bench {
    size_t element, out_bytes; /* of an input or output; of all outputs */
    uint8_t *operands[OPERANDS], *scales;
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

/* A kernel that finds another filter and bias, as compiled models hold them. */
static inline int run_with(const struct mote_call *c, void *filter, void *bias, mote_eval *kernel)
{
    struct mote_call other = *c;
    uint8_t *bases[8];
    mote_ref refs[OPERANDS];
    memcpy(bases, c->bases, sizeof bases);
    memcpy(refs, c->refs, sizeof refs);
    bases[2] = filter;
    bases[3] = bias;
    refs[BIAS] = mote_ref_make((enum mote_base)3, 0);
    other.bases = bases;
    other.refs = refs;
    return kernel(&other);
}

static void release(struct bench *b)
{
    for (int i = 0; i < OPERANDS; i++) free(b->operands[i]);
    free(b->scales);
}

static void random_axis(struct mote_axis *a, int valid, int32_t most_filter, int32_t most_in)
{
    const int32_t filter = pick(1, pick(0, 3) ? 3 : most_filter), stride = pick(1, 3);
    const int32_t dilation = filter > 1 && pick(0, 3) == 0 ? pick(2, 3) : 1;
    a->in = pick(1, most_in);
    a->window = mote_halves(filter, mote_spatial_padding(valid ? MOTE_PAD_VALID : MOTE_PAD_SAME,
                                                         a->in, filter, stride, dilation));
    a->step = mote_halves(stride, dilation);
    a->out = (a->in - 1) / stride + 1;
    if (valid && pick(0, 7)) { /* else larger than it should be, which models do have */
        const int32_t out = (a->in - (filter - 1) * dilation - 1) / stride + 1;
        if (a->in > (filter - 1) * dilation && out < a->out) a->out = out;
    }
}

/* Input rows that output rows y to y + n - 1 read; those that there are. */
static void rows_for(const struct mote_conv_args *a, int32_t y, int32_t n, int32_t *first,
                     int32_t *last)
{
    int32_t any;
    mote_spatial_reach(a, y, first, &any);
    mote_spatial_reach(a, y + n - 1, &any, last);
    if (*first < 0) *first = 0;
    if (*last >= a->s.y.in) *last = a->s.y.in - 1;
}

/* The rows of input that n output rows need at once, at most; what a ring must keep. */
static int32_t ring_rows(const struct mote_conv_args *a, int32_t n)
{
    int32_t most = 0;
    for (int32_t y = 0; y + n <= a->s.y.out; y++) {
        int32_t first, last;
        rows_for(a, y, n, &first, &last);
        if (last - first + 1 > most) most = last - first + 1;
    }
    return most;
}

/* Up to `most` rows at a time with rings, which keep `spare` rows more than they must: input rows
 * appear when the first output row wants them, output rows are taken away at once. */
static void run_in_rings(struct bench *b, const struct mote_conv_args *a,
                         int (*kernel)(const struct mote_call *c), int32_t most, int32_t spare,
                         uint8_t *whole_out)
{
    const size_t in_row = (size_t)(a->s.x.in * a->s.in_channels) * b->element;
    const size_t out_row = (size_t)(a->s.x.out * a->s.out_channels) * b->element;
    const int32_t ring = ring_rows(a, most) + spare, out_ring = most + spare;
    uint8_t *in = malloc((size_t)ring * in_row), *out = malloc((size_t)out_ring * out_row);
    int32_t loaded = 0, n;
    b->bases[1] = in;
    b->bases[4] = out;
    b->rings[INPUT] = (uint16_t)ring;
    b->rings[OUTPUT] = (uint16_t)out_ring;
    b->c.rings = b->rings;
    for (int32_t y = 0; y < a->s.y.out; y += n) {
        int32_t first, last;
        n = pick(1, most);
        if (n > a->s.y.out - y) n = a->s.y.out - y;
        rows_for(a, y, n, &first, &last);
        for (; loaded <= last; loaded++)
            memcpy(in + (size_t)(loaded % ring) * in_row,
                   b->operands[INPUT] + (size_t)loaded * in_row, in_row);
        b->c.y0 = y;
        b->c.y1 = y + n;
        kernel(&b->c);
        for (int32_t k = y; k < y + n; k++)
            memcpy(whole_out + (size_t)k * out_row, out + (size_t)(k % out_ring) * out_row,
                   out_row);
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
    int32_t most;
    b->c.y0 = 0;
    b->c.y1 = rows ? a->s.y.out : 1;
    if (b->element < 4) mote_conv_begin(&b->c);
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
        run_in_rings(b, a, quick, 1, 0, got);
        CHECK(memcmp(want, got, b->out_bytes) == 0);
        most = pick(0, 1) ? 6 : 20;
        run_in_rings(b, a, quick, pick(1, a->s.y.out < most ? a->s.y.out : most),
                     pick(0, pick(0, 1) ? 2 : 20), got);
        CHECK(memcmp(want, got, b->out_bytes) == 0);
        run_in_rings(b, a, reference, 1, 0, got);
        CHECK(memcmp(want, got, b->out_bytes) == 0);
    }
    free(want);
    free(got);
}

#endif
