/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DEPTHWISE_CONV_2D for int8 with a 3x3 filter, channel by channel (simd/blocks.h): a channel's
 * weights stay in registers while its columns pass by. Rows outside the image get weights of zero.
 * depthwise_conv_2d.c has the same written for reading.
 */
#include "../simd/plain_3x3.h"
#include "conv_packed.h"

struct job {
    const struct mote_conv_args *a;
    struct mote_rows in, out;
    struct mote_block_3x3 block;
    const int8_t *filter;
    const int32_t *bias, *multipliers;
    int32_t end;
};

/* An output row of all channels. */
struct line {
    const int8_t *in;
    int8_t *out;
    int32_t second, third;
    int32_t first_row, last_row; /* of the filter inside the image */
    uint32_t pair, single;       /* masks: see struct mote_block_3x3 */
    int32_t rows; /* how many output rows are alike, their inputs one after another */
};

static struct line line_of(const struct job *j, int32_t row, int32_t out_y, int32_t image)
{
    const struct mote_axis *y = &j->a->s.y;
    struct mote_span span;
    struct line l;
    const uint8_t *at[3];
    mote_axis_span(y, out_y, &span);
    l.first_row = span.tap;
    l.last_row = span.tap + span.n - 1;
    for (int32_t i = 0; i < 3; i++) {
        int32_t tap = i < span.tap ? 0 : i - span.tap;
        if (tap >= span.n) tap = span.n - 1;
        at[i] = mote_row(&j->in, image + span.at + tap * mote_axis_dilation(y));
    }
    l.pair = (l.first_row == 0 ? 0xffffu : 0u) |
             (l.first_row <= 1 && l.last_row >= 1 ? 0xffff0000u : 0u);
    l.single = l.last_row == 2 ? UINT32_MAX : 0u;
    l.in = (const int8_t *)at[0];
    l.second = (int32_t)(at[1] - at[0]);
    l.third = (int32_t)(at[2] - at[0]);
    l.out = mote_row(&j->out, row);
    l.rows = 1;
    if (span.n == 3 && !j->in.ring && !j->out.ring) {
        const int32_t inside =
            (y->in - 1 - 2 * mote_axis_dilation(y) - span.at) / mote_axis_stride(y);
        l.rows = 1 + (inside < j->end - 1 - row ? inside : j->end - 1 - row);
        if (l.rows > y->out - out_y) l.rows = y->out - out_y;
    }
    return l;
}

/* A channel that is beyond what the block can rescale. */
static void other_channel(const struct job *j, const struct line *l, int32_t o, int32_t multiplier,
                          int32_t right)
{
    const struct mote_conv_args *a = j->a;
    const struct mote_block_3x3 *b = &j->block;
    const int8_t *filter = j->filter + o;
    for (int32_t n = 0; n < l->rows; n++) {
        const int8_t *in = l->in + n * b->in_pitch + o;
        int8_t *out = l->out + n * b->out_pitch + o;
        for (int32_t x = 0; x < a->s.x.out; x++, out += b->step) {
            uint32_t acc = (uint32_t)j->bias[o];
            for (int32_t i = 0; i < 9; i++) {
                const int32_t at = mote_axis_tap(&a->s.x, x, i % 3), row_at = i / 3;
                const int32_t to = row_at == 0 ? 0 : row_at == 1 ? l->second : l->third;
                if (at >= 0 && at < a->s.x.in && row_at >= l->first_row && row_at <= l->last_row)
                    acc += (uint32_t)((in[at * b->step + to] + mote_conv_offset(a)) *
                                      filter[i * b->step]);
            }
            *out = (int8_t)mote_rescale_s8(acc, multiplier, right, 2 * mote_conv_zero(a) + 1,
                                           a->min, a->max);
        }
    }
}

/* Outputs without a right column: how many, if the layer is of the shape that is done here; else
 * -1. At most the first column of the first output and the last one of the last are missing. */
static int32_t right_missing(const struct mote_conv_args *a)
{
    const struct mote_axis *x = &a->s.x;
    const int32_t stride = mote_axis_stride(x), pad = mote_axis_pad(x);
    const int32_t missing = (x->out - 1) * stride + 3 - pad - x->in;
    if (mote_axis_filter(x) != 3 || mote_axis_filter(&a->s.y) != 3 || mote_axis_dilation(x) != 1 ||
        a->depth != 1 || stride > 2 || pad > 1 || missing > 1 || x->out < 2)
        return -1;
    return missing > 0;
}

enum { PACKED = 4 }; /* channels that are packed together */

int mote_depthwise_conv_2d_3x3_fits(const struct mote_conv_args *a)
{
    return right_missing(a) >= 0;
}

int mote_block_3x3_end(struct mote_block_3x3_channel *w, int32_t bias, int32_t multiplier,
                       int32_t right, int32_t twice_zero)
{
    const int32_t e = multiplier ? right + 2 : 1; /* 0 leaves the zero point, with any shift */
    w->twice_bias = (int32_t)(2 * (uint32_t)bias);
    w->multiplier = multiplier;
    if ((uint32_t)(e - 1) >= MOTE_BLOCK_3X3_SHIFT_MAX || !mote_block_bias_small(bias)) return 0;
    w->corner |= (uint32_t)e;
    w->zero = twice_zero * (1 << (e - 1));
    return 1;
}

static void set_line(struct mote_block_3x3 *b, const struct line *l)
{
    b->second = l->second;
    b->third = l->third;
    b->pair = l->pair;
    b->single = l->single;
    b->line_in = l->in;
    b->line_out = l->out;
    b->line_rows = l->rows;
}

/* Channels o to o + n - 1 of a line. */
static void run_line(struct job *j, const struct line *l, const struct mote_block_3x3_channel *w,
                     int32_t o, int32_t n)
{
    struct mote_block_3x3 *b = &j->block;
    set_line(b, l);
    b->channel = w;
    b->end = w + n;
    b->line_in += o;
    b->line_out += o;
    if (mote_axis_stride(&j->a->s.x) == 1)
        mote_block_3x3_s8(b);
    else
        mote_block_3x3_by_2_s8(b);
}

/* A line of all channels, with the kernels of simd/plain.h. */
static void run_plain(struct job *j, const struct line *l)
{
    const struct mote_conv_args *a = j->a;
    const int32_t channels = a->s.out_channels;
    const int8_t *rights = mote_conv_rights(a, j->multipliers);
    const struct mote_plain_3x3_channels all = {j->filter,
                                                j->bias,
                                                j->multipliers,
                                                rights,
                                                2 * mote_conv_zero(a) + 1,
                                                mote_axis_stride(&a->s.x)};
    set_line(&j->block, l);
    for (int32_t o = 0; o < channels; o++) {
        o = mote_plain_3x3_line(&j->block, &all, o, channels);
        if (o < channels) other_channel(j, l, o, j->multipliers[o], rights[o]);
    }
}

/* The same in blocks. */
static void run_blocks(struct job *j, const struct line *l)
{
    const struct mote_block_3x3 *k = &j->block;
    const int32_t channels = j->a->s.out_channels, zero = mote_conv_zero(j->a);
    const int8_t *rights = mote_conv_rights(j->a, j->multipliers);
    const int easy = mote_conv_easy(j->a);
    for (int32_t o = 0; o < channels;) {
        struct mote_block_lines b = {
            l->in + o,    l->second,   l->third,      channels,        j->multipliers + o,
            rights + o,   j->bias + o, j->filter + o, channels - o,    k->offsets,
            2 * zero + 1, l->pair,     l->single,     k->left_missing, k->right_missing,
            k->outputs,   l->out + o,  l->rows,       k->in_pitch,     k->out_pitch};
        if (!easy) {
            b.channels = 0;
            while (o + b.channels < channels && mote_block_bias_small(b.bias[b.channels]))
                b.channels++;
        }
        if (b.channels > 0) o += mote_block_lines_s8(&b, mote_axis_stride(&j->a->s.x));
        if (o < channels) {
            other_channel(j, l, o, j->multipliers[o], rights[o]);
            o++;
        }
    }
}

/* The same with a packed filter: rows at the edge of the image want what is at hand as if it had
 * not been packed. */
static void run_packed(struct job *j, const struct line *l)
{
    const struct mote_packed_3x3 *channel = (const void *)j->filter;
    const struct mote_block_3x3 *b = &j->block;
    const int32_t channels = j->a->s.out_channels;
    if (l->pair == UINT32_MAX && l->single && mote_axis_stride(&j->a->s.x) == 1) {
        struct mote_packed_3x3_line line = {l->in,      l->second,       l->third,
                                            channels,   channel,         l->out,
                                            b->outputs, b->left_missing, b->right_missing};
        for (int32_t i = l->rows; i > 0; i--) {
            mote_packed_3x3_s8(&line);
            line.in += b->in_pitch;
            line.out += b->out_pitch;
        }
        return;
    }
    for (int32_t o = 0, n; o < channels; o += n) {
        struct mote_block_3x3_channel w[PACKED];
        n = channels - o < PACKED ? channels - o : PACKED;
        for (int32_t k = 0; k < n; k++) {
            const struct mote_packed_3x3 *x = &channel[o + k];
            w[k] = (struct mote_block_3x3_channel){x->left,       x->middle, x->right,
                                                   x->third_row,  x->corner, x->twice_bias,
                                                   x->multiplier, x->zero};
        }
        run_line(j, l, w, o, n);
    }
}

/* `missing` as right_missing says. */
static void walk(struct job *j, const struct mote_call *c, int32_t missing,
                 void (*run)(struct job *j, const struct line *l))
{
    const struct mote_conv_args *a = (const void *)c->args;
    const int32_t channels = a->s.out_channels;
    int32_t out_y = c->y0, image = 0, y = c->y0;
    j->a = a;
    j->filter = mote_in(c, 1);
    j->end = a->s.all_rows ? a->s.all_rows : c->y1;
    j->in = mote_rows_of(c, 0, (uint32_t)(a->s.x.in * channels));
    j->out = mote_rows_of(c, c->n_in, (uint32_t)(a->s.x.out * channels));
    j->block.step = channels;
    j->block.offsets = mote_halves(mote_conv_offset(a), mote_conv_offset(a));
    j->block.outputs = a->s.x.out - missing;
    j->block.left_missing = mote_axis_pad(&a->s.x);
    j->block.right_missing = missing;
    j->block.in_pitch = mote_axis_stride(&a->s.y) * (int32_t)j->in.row_bytes;
    j->block.out_pitch = (int32_t)j->out.row_bytes;
    while (y < j->end) {
        struct line l;
        if (out_y == a->s.y.out) { /* the next batch */
            out_y = 0;
            image += a->s.y.in;
        }
        l = line_of(j, y, out_y, image);
        y += l.rows;
        out_y += l.rows;
        run(j, &l);
    }
}

int mote_depthwise_conv_2d_3x3_s8(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const int32_t missing = right_missing(a);
    struct job j;
    j.bias = mote_in_optional(c, 2);
    j.multipliers = multipliers;
    if (missing < 0 || !j.bias || a->max - a->min != 255) return 0;
    walk(&j, c, missing, MOTE_SIMD_PLAIN ? run_plain : run_blocks);
    return 1;
}

int mote_depthwise_conv_2d_s8_packed_3x3(const struct mote_call *c)
{
    struct job j;
    walk(&j, c, right_missing((const void *)c->args), run_packed);
    return 0;
}
