/* SPDX-License-Identifier: Apache-2.0 */
/* The blocks in C: what they compute, for every machine without assembly for them. */
#include "../base/halves.h"
#include "blocks.h"

#if !MOTE_SIMD_ARMV7EM

static uint32_t dot(const int16_t *x, const int8_t *f, int32_t n)
{
    uint32_t sum = 0;
    for (int32_t i = 0; i < n; i++) sum += (uint32_t)(x[mote_block_place(i)] * f[i]);
    return sum;
}

void mote_block_pair_s8(const struct mote_block *b, int8_t *first, int8_t *second)
{
    const int8_t *f = b->filter;
    for (int32_t o = 0; o < 2 * b->pairs; o++, f += b->taps) {
        const uint32_t bias = (uint32_t)b->bias[o];
        first[o] = (int8_t)mote_rescale_s8(bias + dot(b->patch, f, b->taps), b->multiplier[o],
                                           b->right[o], b->twice_zero, b->min, b->max);
        second[o] = (int8_t)mote_rescale_s8(bias + dot(b->patch + 2, f, b->taps), b->multiplier[o],
                                            b->right[o], b->twice_zero, b->min, b->max);
    }
}

void mote_block_strip_s8(const struct mote_block *b, const struct mote_block_strip *w,
                         int8_t *const *ends, int32_t pixels)
{
    const int32_t channels = 2 * b->pairs;
    const int8_t *f = b->filter;
    for (int32_t o = 0; o < channels; o++, f += b->taps) {
        for (int32_t k = 0; k < pixels; k++) {
            uint32_t sum = (uint32_t)b->bias[o];
            for (int32_t i = 0; i < b->taps; i++) {
                const int16_t *x = i < w->split
                                       ? w->first + mote_block_strip_place(i, pixels)
                                       : w->rest + mote_block_strip_place(i - w->split, pixels);
                sum += (uint32_t)(x[2 * k] * f[i]);
            }
            ends[k][o - channels] = (int8_t)mote_rescale_s8(sum, b->multiplier[o], b->right[o],
                                                            b->twice_zero, -128, 127);
        }
    }
}

void mote_block_widen_some(int16_t *to, const int8_t *from, const struct mote_block_some *s,
                           int32_t offset, int32_t pixels)
{
    for (int32_t k = 0; k < s->rows; k++, from += s->pitch, to += s->step)
        for (int32_t i = 0; i < s->n; i++)
            to[mote_block_strip_place(i, pixels)] = (int16_t)(from[i] + offset);
}

void mote_block_copy(int8_t *to, const int8_t *from, const struct mote_block_rows *r)
{
    for (int32_t rows = r->rows; rows > 0; rows--, from += r->pitch)
        for (int32_t i = 0; i < r->n; i++) *to++ = from[i];
}

void mote_block_widen(int16_t *to, const int8_t *from, int32_t n, int32_t offset)
{
    for (int32_t i = 0; i < n; i++) to[mote_block_place(i)] = (int16_t)(from[i] + offset);
}

void mote_block_widen_pair(int16_t *to, const int8_t *a, const int8_t *b,
                           const struct mote_block_rows *r, int32_t offset)
{
    for (int32_t rows = r->rows; rows > 0; rows--, a += r->pitch, b += r->pitch, to += 2 * r->n) {
        mote_block_widen(to, a, r->n, offset);
        mote_block_widen(to + 2, b, r->n, offset);
    }
}

static int32_t column(const struct mote_block_3x3 *b, const int8_t *in, uint32_t pair,
                      int32_t third)
{
    return in[0] * mote_low_half(pair) + in[b->second] * mote_high_half(pair) +
           in[b->third] * third;
}

static int32_t left(const struct mote_block_3x3 *b, const int8_t *in)
{
    return column(b, in, b->left, mote_low_half(b->third_row));
}

static int32_t middle(const struct mote_block_3x3 *b, const int8_t *in)
{
    return column(b, in, b->middle, mote_high_half(b->third_row));
}

static int32_t right(const struct mote_block_3x3 *b, const int8_t *in)
{
    return column(b, in, b->right, mote_high_half(b->corner));
}

static void set_up(struct mote_block_3x3 *b, const struct mote_block_3x3_channel *w)
{
    const int32_t offset = mote_low_half(b->offsets);
    int32_t first, last;
    b->left = w->left & b->pair;
    b->middle = w->middle & b->pair;
    b->right = w->right & b->pair;
    b->third_row = w->third_row & b->single;
    b->corner = w->corner & (b->single | 255u);
    b->multiplier = w->multiplier;
    b->zero = w->zero;
    first =
        offset * (mote_low_half(b->left) + mote_high_half(b->left) + mote_low_half(b->third_row));
    last =
        offset * (mote_low_half(b->right) + mote_high_half(b->right) + mote_high_half(b->corner));
    b->bias = w->twice_bias + first + last +
              offset * (mote_low_half(b->middle) + mote_high_half(b->middle) +
                        mote_high_half(b->third_row));
    b->first_bias = b->left_missing ? b->bias - first : b->bias;
    b->last_bias = -last;
    b->in = b->line_in++;
    b->out = b->line_out++;
    b->rows = b->line_rows;
}

/* The end of mote_rescale_s8 with its halves brought together, from twice the sum. */
static int8_t end_3x3(const struct mote_block_3x3 *b, int32_t twice)
{
    int32_t y = (int32_t)(((int64_t)twice * b->multiplier + ((int64_t)1 << 31)) >> 32);
    y += (y >> 31) + b->zero;
    y >>= b->corner & 255u;
    return (int8_t)(y < -128 ? -128 : y > 127 ? 127 : y);
}

static void rows_3x3(struct mote_block_3x3 *b, int32_t stride)
{
    for (; b->rows > 0; b->rows--, b->in += b->in_pitch, b->out += b->out_pitch) {
        const int8_t *in = b->in;
        int8_t *out = b->out;
        int32_t sum = b->first_bias;
        if (!b->left_missing) {
            sum += left(b, in);
            in += b->step;
        }
        for (int32_t n = b->outputs + b->right_missing; n > 0; n--, out += b->step) {
            sum += middle(b, in);
            sum += n == b->right_missing ? b->last_bias : right(b, in + b->step);
            *out = end_3x3(b, sum);
            in += stride * b->step;
            sum = n > 1 ? b->bias + left(b, in - b->step) : 0;
        }
    }
}

static void channels_3x3(struct mote_block_3x3 *b, int32_t stride)
{
    for (; b->channel != b->end; b->channel++) {
        set_up(b, b->channel);
        rows_3x3(b, stride);
    }
}

void mote_block_3x3_s8(struct mote_block_3x3 *b)
{
    channels_3x3(b, 1);
}

void mote_block_3x3_by_2_s8(struct mote_block_3x3 *b)
{
    channels_3x3(b, 2);
}

/* One output: the window's first column is x, that lies inside from `from` on and before `end`. */
static int32_t window(const struct mote_block_lines *b, const int8_t *in, int32_t o, int32_t from,
                      int32_t end)
{
    const int32_t rows[3] = {0, b->second, b->third};
    const int32_t masks[3] = {(int32_t)(b->pair & 0xffffu), (int32_t)(b->pair >> 16),
                              (int32_t)(b->single >> 16)};
    int32_t sum = b->bias[o];
    for (int32_t i = 0; i < 3; i++) {
        for (int32_t k = from; k < end && masks[i]; k++)
            sum += (in[rows[i] + k * b->step] + mote_low_half(b->offsets)) *
                   b->filter[o + (3 * i + k) * b->step];
    }
    return sum;
}

int32_t mote_block_lines_s8(const struct mote_block_lines *b, int32_t stride)
{
    const int32_t outputs = b->outputs + b->right_missing;
    for (int32_t o = 0; o < b->channels; o++) {
        if ((b->right[o] < -1 || b->right[o] > MOTE_BLOCK_LINES_RIGHT_MAX) && b->multiplier[o] != 0)
            return o;
        for (int32_t i = 0; i < outputs * b->rows; i++) {
            const int32_t y = i / outputs, x = i % outputs;
            const int32_t column = x * stride - b->left_missing;
            const int32_t sum = window(b, b->in + y * b->in_pitch + o + column * b->step, o,
                                       column < 0, x < b->outputs ? 3 : 2);
            b->out[y * b->out_pitch + x * b->step + o] = (int8_t)mote_rescale_s8(
                (uint32_t)sum, b->multiplier[o], b->right[o], b->twice_zero, -128, 127);
        }
    }
    return b->channels;
}

/* Where element i of a vector lies. */
static int32_t in_vector(int32_t i)
{
    return (i & ~3) + (i & 1) * 2 + (i >> 1 & 1);
}

void mote_block_widen_vector(int16_t *to, const int8_t *from, int32_t n, int32_t offset)
{
    for (int32_t i = 0; i < n; i += 4, from += 4) {
        for (int32_t k = 0; k < 4; k++) to[in_vector(i + k)] = (int16_t)(from[k] + offset);
    }
}

static void add_rows(uint32_t *sums, const int16_t *x, const int8_t *f, int32_t step, int32_t n,
                     int32_t rows)
{
    for (int32_t k = 0; k < rows; k++, f += step) {
        for (int32_t i = 0; i < n; i++) sums[k] += (uint32_t)(x[in_vector(i)] * f[i]);
    }
}

void mote_block_vector_s8(uint32_t *sums, const int16_t *x, const int8_t *f, int32_t step,
                          int32_t n, int32_t pairs)
{
    add_rows(sums, x, f, step, n, 2 * pairs);
}

void mote_block_triples_s8(uint32_t *sums, const int16_t *x, const int8_t *f, int32_t step,
                           int32_t n, int32_t triples)
{
    add_rows(sums, x, f, step, n, 3 * triples);
}

void mote_block_outputs_s8(const struct mote_block_outputs *p)
{
    for (int32_t o = 0; o < p->units; o++) {
        uint32_t sum = (uint32_t)p->bias[o];
        for (int32_t i = 0; i < p->n; i++)
            sum += (uint32_t)(p->x[in_vector(i)] * p->f[o * p->step + i]);
        p->out[o] = (int8_t)mote_rescale_s8(sum, p->multiplier, p->right, p->twice_zero, -128, 127);
    }
}

void mote_block_few_s8(const struct mote_block_outputs *p, const int8_t *in, int32_t offset)
{
    const int8_t *f = p->f;
    for (int32_t o = 0; o < p->units; o++) {
        uint32_t sum = (uint32_t)p->bias[o];
        for (int32_t i = 0; i < p->n; i++) sum += (uint32_t)((in[i] + offset) * *f++);
        p->out[o] = (int8_t)mote_rescale_s8(sum, p->multiplier, p->right, p->twice_zero, -128, 127);
    }
}

void mote_block_end_s8(int8_t *out, const uint32_t *sums, int32_t n, int32_t multiplier,
                       int32_t right, int32_t twice_zero)
{
    for (int32_t k = 0; k < n; k++)
        out[k] = (int8_t)mote_rescale_s8(sums[k], multiplier, right, twice_zero, -128, 127);
}

void mote_block_ends_s8(int8_t *out, const uint32_t *sums, int32_t n, const int32_t *multiplier,
                        const int8_t *right, int32_t twice_zero)
{
    for (int32_t k = 0; k < n; k++)
        out[k] = (int8_t)mote_rescale_s8(sums[k], multiplier[k], right[k], twice_zero, -128, 127);
}

void mote_block_add_pixels_s8(int32_t sums[4], const int8_t *in, int32_t step, int32_t n)
{
    for (; n > 0; n--, in += step)
        for (int k = 0; k < 4; k++) sums[k] += in[k];
}

#if !MOTE_SIMD_PLAIN /* which has its own in plain_c.c */

void mote_block_taps_s8(const struct mote_block_taps *t, int32_t o, int32_t n, int8_t *out)
{
    for (int32_t end = o + n; o < end; o++) {
        uint32_t acc = (uint32_t)t->bias[o];
        for (int32_t r = 0; r < t->runs; r++) {
            const int8_t *x = t->in + t->run[r].in + o, *f = t->filter + t->run[r].filter + o;
            for (int32_t i = 0; i < t->run[r].n; i++)
                acc += (uint32_t)((x[i * t->in_step] + t->offset) * f[i * t->filter_step]);
        }
        out[o] =
            (int8_t)mote_rescale_s8(acc, t->multiplier[o], t->right[o], t->twice_zero, -128, 127);
    }
}

#endif

#endif
