/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DEPTHWISE_CONV_2D for int8 along lines (simd/plain_line.h): down an image that is one wide, or
 * along rows with a filter that is one high, with one output for each input channel.
 * depthwise_conv_2d.c has the same written for reading.
 */
#include "../simd/blocks.h"
#include "../simd/plain_line.h"
#include "conv_plain.h"

#if MOTE_PLAIN_LINES

struct job {
    const struct mote_conv_args *a;
    const struct mote_axis *axis;
    struct mote_rows in, out; /* elements along the line, as rows are */
    int32_t first_in, first_out;
    struct mote_plain_line line; /* for all channels */
    int all_tame;
};

/* The kernel for so many outputs: see simd/plain_line.h. */
typedef void kernel(const struct mote_plain_line *l);

static kernel *kernel_of(int32_t taps, int32_t outputs)
{
    if (outputs == 1) return mote_plain_line_1;
    if (outputs == 2) return mote_plain_line_2;
    return taps == 3 ? mote_plain_line_of_3 : taps == 5 ? mote_plain_line_of_5 : mote_plain_line_8;
}

static void run_channels(const struct mote_plain_line *all, int32_t o, int32_t n, kernel *k)
{
    struct mote_plain_line l = *all;
    l.in += o;
    l.filter += o;
    l.out += o;
    l.bias += o;
    l.multiplier += o;
    l.right += o;
    l.channels = n;
    k(&l);
}

/* Channels that are for the kernels; the last ones come with some before them, if there are any. */
static void run_tame(const struct job *j, int32_t o, int32_t n, int32_t outputs)
{
    const struct mote_plain_line *l = &j->line;
    const int32_t over = outputs > 2 ? 0 : n & (MOTE_PLAIN_LINE_CHANNELS - 1);
    kernel *const k = kernel_of(mote_axis_filter(j->axis), outputs);
    if (n > over) run_channels(l, o, n - over, k);
    if (over == 0) return;
    if (n > over)
        run_channels(l, o + n - MOTE_PLAIN_LINE_CHANNELS, MOTE_PLAIN_LINE_CHANNELS, k);
    else
        for (int32_t i = 0; i < over; i++) mote_plain_line_any(l, o + i, outputs);
}

/* All channels of so many outputs. */
static void run(const struct job *j, int32_t outputs)
{
    const int32_t channels = j->a->s.out_channels;
    if (j->all_tame) {
        run_tame(j, 0, channels, outputs);
        return;
    }
    for (int32_t o = 0, n; o < channels; o += n) {
        n = mote_conv_plain_tame(j->line.bias + o, j->line.right + o, mote_axis_filter(j->axis),
                                 channels - o);
        if (n) {
            run_tame(j, o, n, outputs);
        } else {
            mote_plain_line_any(&j->line, o, outputs);
            n = 1;
        }
    }
}

/* How many of n elements from `at` on follow each other in memory. */
static int32_t unbroken(const struct mote_rows *r, int32_t at, int32_t n)
{
    const int32_t left = r->ring ? (int32_t)(r->ring - (uint32_t)at % r->ring) : n;
    return n < left ? n : left;
}

/* What is read: n elements from `from` on. */
static void set_inputs(struct job *j, int32_t from, int32_t n, int32_t dilation)
{
    struct mote_plain_line *l = &j->line;
    const int32_t first =
        (unbroken(&j->in, from, (n - 1) * dilation + 1) + dilation - 1) / dilation;
    l->in = mote_row(&j->in, from);
    l->step = dilation * (int32_t)j->in.row_bytes;
    l->span = first * l->step;
    l->second_span = (n - first) * l->step;
    l->gap = -(int32_t)(j->in.ring * j->in.row_bytes);
}

/* An output with whatever window. */
static void one(struct job *j, int32_t at)
{
    struct mote_plain_line *l = &j->line;
    const int8_t *const filter = l->filter;
    struct mote_span span;
    mote_axis_span(j->axis, at, &span);
    set_inputs(j, j->first_in + span.at, span.n, mote_axis_dilation(j->axis));
    l->filter += span.tap * l->filter_step;
    run(j, 1);
    l->filter = filter;
}

/* How many outputs from `at` on have whole windows, one element from the next one's, and follow
 * each other in memory. */
static int32_t neighbours(const struct job *j, int32_t at, int32_t end)
{
    const struct mote_axis *axis = j->axis;
    const int32_t from = at - mote_axis_pad(axis);
    const int32_t inside = axis->in - from - mote_axis_filter(axis) + 1;
    if (mote_axis_stride(axis) != 1 || mote_axis_dilation(axis) != 1 || from < 0 || inside < 1)
        return 0;
    return unbroken(&j->out, j->first_out + at, end - at < inside ? end - at : inside);
}

/* Fewest outputs for which a kernel for more than two is quicker. For eight at a time some are
 * there already. */
enum { MANY = 6 };

/* Do the inputs of n outputs, of which the first one's begin at `from`, lie together in memory? */
static int lie_together(const struct job *j, int32_t from, int32_t n)
{
    const int32_t elements = mote_axis_filter(j->axis) + n - 1;
    return unbroken(&j->in, from, elements) == elements;
}

/* How many outputs come next, of those that are left of `all` neighbours. */
static int32_t at_once(const struct job *j, int32_t from, int32_t all, int32_t left)
{
    const int32_t taps = mote_axis_filter(j->axis), most = MOTE_PLAIN_LINE_MOST;
    if (left >= MANY && (taps == 3 || taps == 5)) {
        const int32_t n = unbroken(&j->in, from, left + taps - 1) - taps + 1;
        if (n >= MANY) return n;
    } else if (left >= MANY && all >= most) {
        const int32_t before = left < most ? most - left : 0;
        if (lie_together(j, from - before, most)) return most;
    }
    return left < 2 ? left : 2;
}

static void outputs(struct job *j, int32_t at, int32_t end)
{
    while (at < end) {
        const int32_t all = neighbours(j, at, end), first = at;
        for (int32_t n; at < first + all; at += n) {
            const int32_t from = j->first_in - mote_axis_pad(j->axis), left = first + all - at;
            n = at_once(j, from + at, all, left);
            if (n > left) at -= n - left; /* some are there already */
            j->line.out = mote_row(&j->out, j->first_out + at);
            set_inputs(j, from + at, mote_axis_filter(j->axis) + n - 1, 1);
            run(j, n);
        }
        if (all) continue;
        j->line.out = mote_row(&j->out, j->first_out + at);
        one(j, at++);
    }
}

/* The axis that lines run along, or NULL: the other one has windows of one element. */
static const struct mote_axis *line_axis(const struct mote_conv_args *a)
{
    const struct mote_axis *y = &a->s.y, *x = &a->s.x;
    if (mote_axis_filter(x) == 1 && x->in == 1) return y;
    return mote_axis_filter(y) == 1 ? x : NULL;
}

/* Of windows that may have no element inside. */
static int may_miss(const struct mote_axis *axis)
{
    return mote_axis_pad(axis) && mote_axis_dilation(axis) > 1;
}

int mote_depthwise_conv_2d_line_s8(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const struct mote_axis *y = &a->s.y;
    const int32_t channels = a->s.out_channels, end = a->s.all_rows ? a->s.all_rows : c->y1;
    const struct mote_rows in = mote_rows_of(c, 0, (uint32_t)(a->s.x.in * channels));
    const struct mote_rows out = mote_rows_of(c, c->n_in, (uint32_t)(a->s.x.out * channels));
    int32_t at = c->y0, image = 0, n;
    struct job j;
    j.a = a;
    j.axis = line_axis(a);
    if (a->depth != 1 || !j.axis || channels < MOTE_PLAIN_LINE_CHANNELS ||
        !mote_in_optional(c, 2) || a->max - a->min != 255 || may_miss(j.axis) ||
        mote_axis_filter(j.axis) > MOTE_BLOCK_TAPS_MAX)
        return 0;
    j.line = (struct mote_plain_line){.filter = mote_in(c, 1),
                                      .bias = mote_in(c, 2),
                                      .multiplier = multipliers,
                                      .right = mote_conv_rights(a, multipliers),
                                      .filter_step = channels,
                                      .out_step = channels,
                                      .offset = mote_conv_offset(a),
                                      .zero = 4 * (2 * mote_conv_zero(a) + 1)};
    j.all_tame =
        mote_conv_tame(a) || mote_conv_plain_tame(j.line.bias, j.line.right,
                                                  mote_axis_filter(j.axis), channels) == channels;
    for (int32_t row = c->y0; row < end; row += n, at += n) {
        if (at == y->out) { /* the next batch */
            at = 0;
            image += y->in;
        }
        if (j.axis == y) {
            n = end - row < y->out - at ? end - row : y->out - at;
            j.in = in;
            j.out = out;
            j.first_in = image;
            j.first_out = row - at;
            outputs(&j, at, at + n);
        } else {
            n = 1;
            j.in = (struct mote_rows){mote_row(&in, image + at * mote_axis_stride(y)),
                                      (uint32_t)channels, 0};
            j.out = (struct mote_rows){mote_row(&out, row), (uint32_t)channels, 0};
            j.first_in = j.first_out = 0;
            outputs(&j, 0, a->s.x.out);
        }
    }
    return 1;
}

#endif
