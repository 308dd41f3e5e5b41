/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Depthwise 3x3 (see struct mote_block_3x3) for CPUs that multiply one number at a time: every
 * input is loaded once for the three outputs of its row, weights stay in registers.
 */
#include "../base/halves.h"
#include "blocks.h"
#include "plain.h"
#include "plain_3x3.h"

#if MOTE_SIMD_PLAIN && !MOTE_SIMD_RV32

static int32_t sum(const struct mote_plain_column *w)
{
    return w->first + w->second + w->third;
}

/* What the channels of a line have in common. */
static struct mote_plain_3x3 line(const struct mote_block_3x3 *b)
{
    struct mote_plain_3x3 c;
    c.second = b->second;
    c.third = b->third;
    c.step = b->step;
    c.left_missing = b->left_missing;
    c.right_missing = b->right_missing;
    c.in = b->line_in;
    c.out = b->line_out;
    c.rows = b->line_rows;
    c.in_pitch = b->in_pitch;
    c.out_pitch = b->out_pitch;
    c.width = b->outputs * b->step;
    return c;
}

/* Twice the weights of a column, `step` bytes from row to row. */
static inline void set_column(struct mote_plain_column *w, const int8_t *filter, int32_t step,
                              const struct mote_block_3x3 *b)
{
    w->first = 2 * filter[0];
    w->second = 2 * filter[step];
    w->third = 2 * filter[2 * step];
    if (b->pair == UINT32_MAX && b->single) return;
    if (!(b->pair & 0xffffu)) w->first = 0;
    if (!(b->pair >> 16)) w->second = 0;
    if (!b->single) w->third = 0;
}

int32_t mote_plain_3x3_line(const struct mote_block_3x3 *b,
                            const struct mote_plain_3x3_channels *channels, int32_t o, int32_t end)
{
    const int32_t offset = mote_low_half(b->offsets), step = b->step;
    const int8_t *filter = channels->filter + o;
    struct mote_plain_3x3 c = line(b);
    c.in += o;
    c.out += o;
    for (; o < end; o++, filter++, c.in++, c.out++) {
        const int32_t bias = channels->bias[o], multiplier = channels->multiplier[o];
        const int32_t e = multiplier ? channels->right[o] + 2 : 1;
        int32_t first, last;
        if ((uint32_t)(e - 1) >= MOTE_BLOCK_3X3_SHIFT_MAX || !mote_block_bias_small(bias)) break;
        set_column(&c.left, filter, 3 * step, b);
        set_column(&c.middle, filter + step, 3 * step, b);
        set_column(&c.right, filter + 2 * step, 3 * step, b);
        first = offset * sum(&c.left);
        last = offset * sum(&c.right);
        c.bias = 2 * bias + first + last + offset * sum(&c.middle);
        c.first_bias = c.left_missing ? c.bias - first : c.bias;
        c.last_bias = -last;
        c.multiplier = multiplier;
        c.zero = channels->twice_zero * (1 << (e - 1));
        c.shift = e;
        if (channels->stride == 1)
            mote_plain_3x3_rows(&c);
        else
            mote_plain_3x3_rows_by_2(&c);
    }
    return o;
}

#if !MOTE_SIMD_ARMV7M

static inline int32_t dot(int32_t to, const struct mote_plain_column *w,
                          const struct mote_plain_column *x)
{
    return to + w->first * x->first + w->second * x->second + w->third * x->third;
}

static inline struct mote_plain_column load(const int8_t *in, int32_t second, int32_t third)
{
    const struct mote_plain_column x = {in[0], in[second], in[third]};
    return x;
}

/* The end of mote_rescale_s8 with its halves brought together, from twice the sum. */
static inline int8_t end(const struct mote_plain_3x3 *c, int32_t twice)
{
    int32_t y = mote_plain_high(twice, c->multiplier);
    y += (y >> 31) + c->zero;
    y >>= c->shift;
    return (int8_t)(y < -128 ? -128 : y > 127 ? 127 : y);
}

void mote_plain_3x3_rows(const struct mote_plain_3x3 *from)
{
    const struct mote_plain_3x3 c = *from;
    const int8_t *line_in = c.in;
    int8_t *line_out = c.out;
    for (int32_t rows = c.rows; rows > 0; rows--, line_in += c.in_pitch, line_out += c.out_pitch) {
        const int8_t *in = line_in;
        int8_t *out = line_out;
        const int8_t *const last = out + c.width;
        int32_t done = c.first_bias, next;
        struct mote_plain_column x;
        if (!c.left_missing) {
            x = load(in, c.second, c.third);
            in += c.step;
            done = dot(done, &c.left, &x);
        }
        x = load(in, c.second, c.third);
        in += c.step;
        done = dot(done, &c.middle, &x);
        next = dot(c.bias, &c.left, &x);
        for (; out != last; in += c.step, out += c.step) {
            x = load(in, c.second, c.third);
            *out = end(&c, dot(done, &c.right, &x));
            done = dot(next, &c.middle, &x);
            next = dot(c.bias, &c.left, &x);
        }
        if (c.right_missing) *out = end(&c, done + c.last_bias);
    }
}

void mote_plain_3x3_rows_by_2(const struct mote_plain_3x3 *from)
{
    const struct mote_plain_3x3 c = *from;
    const int8_t *line_in = c.in;
    int8_t *line_out = c.out;
    for (int32_t rows = c.rows; rows > 0; rows--, line_in += c.in_pitch, line_out += c.out_pitch) {
        const int8_t *in = line_in;
        int8_t *out = line_out;
        const int8_t *const last = out + c.width;
        int32_t next = c.first_bias;
        struct mote_plain_column x;
        if (!c.left_missing) {
            x = load(in, c.second, c.third);
            in += c.step;
            next = dot(next, &c.left, &x);
        }
        for (; out != last; in += 2 * c.step, out += c.step) {
            x = load(in, c.second, c.third);
            next = dot(next, &c.middle, &x);
            x = load(in + c.step, c.second, c.third);
            *out = end(&c, dot(next, &c.right, &x));
            next = dot(c.bias, &c.left, &x);
        }
        if (c.right_missing) {
            x = load(in, c.second, c.third);
            *out = end(&c, dot(next, &c.middle, &x) + c.last_bias);
        }
    }
}

#endif
#endif
