/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Convolutions for int8 without groups, two pixels at a time (simd/plain.h). What the offset adds
 * to a channel is summed up once a call, for so many channels as the stack has room for.
 * conv_2d.c has the same written for reading.
 */
#include "../simd/blocks.h"
#include "conv_plain.h"

#if MOTE_SIMD_PLAIN

enum { CHANNELS = MOTE_PLAIN_WORDS }; /* at a time: their biases are on the stack */

struct job {
    const struct mote_conv_args *a;
    struct mote_plain_pair pair;
    uint32_t *patch;
    const int32_t *bias; /* as the model has it */
    int32_t offset;      /* of inputs, unless the bias holds what it adds: then 0 */
    uint32_t *sums;      /* room for as many as there are biases in `pair`, the same */
    int32_t run;         /* elements in a row of the filter */
    int32_t first;       /* channel */
    int32_t pitch;       /* bytes from channel to channel of the filter */
    int32_t others;      /* some channels are beyond the kernel's rescaling */
    int waiting;
    struct mote_pixel left; /* the pixel that waits for a second one */
};

static const int8_t *row_of(const struct mote_pixel *p, const struct job *j, int32_t i)
{
    return (const int8_t *)mote_row(&p->in,
                                    p->image + p->y.at + i * mote_axis_dilation(&j->a->s.y)) +
           p->x.at * j->a->s.in_channels;
}

/* n elements of the first pixel, or of the second on top of it. */
static void put(uint32_t *to, const int8_t *from, int32_t n, int second)
{
    const uint32_t *const end = to + n;
    if (second)
        while (to != end) *to++ += (uint32_t)*from++ << 16;
    else
        while (to != end) *to++ = (uint32_t)*from++;
}

/* n times `value`, which stands for a zero outside the image. */
static void put_same(uint32_t *to, uint32_t value, int32_t n, int second)
{
    const uint32_t *const end = to + n;
    if (second)
        while (to != end) *to++ += value << 16;
    else
        while (to != end) *to++ = value;
}

static void gather(const struct mote_pixel *p, const struct job *j, int second)
{
    const struct mote_conv_args *a = j->a;
    const uint32_t outside = (uint32_t)-mote_conv_offset(a);
    const int32_t run = j->run;
    const int32_t before = p->x.tap * a->s.in_channels, n = p->x.n * a->s.in_channels;
    uint32_t *to = j->patch;
    put_same(to, outside, p->y.tap * run, second);
    to += p->y.tap * run;
    for (int32_t i = 0; i < p->y.n; i++, to += run) {
        put_same(to, outside, before, second);
        put(to + before, row_of(p, j, i), n, second);
        put_same(to + before + n, outside, run - before - n, second);
    }
    put_same(to, outside, (mote_axis_filter(&a->s.y) - p->y.tap - p->y.n) * run, second);
}

/* Is channel o beyond what the kernel rescales? */
static int is_other(const struct job *j, int32_t o)
{
    return j->pair.right[o] < 0;
}

/* A channel with any multiplier. */
static void other(const struct job *j, int32_t o, int8_t *first, int8_t *second)
{
    const struct mote_plain_pair *k = &j->pair;
    const int8_t *f = k->filter + o * j->pitch;
    uint32_t a = (uint32_t)k->bias[o], b = a;
    for (int32_t i = 0; i < k->taps; i++, f += k->step) {
        const int32_t x = (int16_t)(k->patch[i] & 0xffffu);
        const int32_t y = (int32_t)(k->patch[i] - (uint32_t)x) >> 16;
        a += (uint32_t)(x * *f);
        b += (uint32_t)(y * *f);
    }
    first[o] = (int8_t)mote_rescale_s8(a, k->multiplier[o], k->right[o], k->twice_zero, -128, 127);
    second[o] = (int8_t)mote_rescale_s8(b, k->multiplier[o], k->right[o], k->twice_zero, -128, 127);
}

static void clamp(int8_t *to, int32_t n, int32_t min, int32_t max)
{
    for (const int8_t *end = to + n; to != end; to++) *to = (int8_t)mote_clamp(*to, min, max);
}

static void run(const struct job *j, int8_t *first, int8_t *second)
{
    const struct mote_plain_pair *k = &j->pair;
    const struct mote_conv_args *a = j->a;
    first += j->first;
    second += j->first;
    mote_plain_pair_s8(k, first, second);
    if (j->others) {
        for (int32_t o = 0; o < k->channels; o++)
            if (is_other(j, o)) other(j, o, first, second);
    }
    if (a->max - a->min != 255) {
        clamp(first, k->channels, a->min, a->max);
        clamp(second, k->channels, a->min, a->max);
    }
}

/* A pixel without a second one: what the offset adds is in its patch, `x`. The biases of the pairs
 * are not wanted any more. */
static void run_single(const struct job *j, const int32_t *x, int8_t *out)
{
    const struct mote_plain_pair *k = &j->pair;
    const uint32_t *start = (const uint32_t *)j->bias;
    uint32_t *sums = j->sums;
    if (start)
        start += j->first;
    else
        for (int32_t o = 0; o < k->channels; o++) sums[o] = 0;
    mote_plain_vector_s8(sums, start ? start : sums, x, k->filter, k->taps, k->taps, k->channels);
    out += j->first;
    for (int32_t o = 0; o < k->channels; o++)
        out[o] = (int8_t)mote_rescale_s8(sums[o], k->multiplier[o], k->right[o], k->twice_zero,
                                         j->a->min, j->a->max);
}

/* Both pixels at once, if they miss no columns and the same rows; else 0. */
static int gather_both(const struct job *j, const struct mote_pixel *p, const struct mote_pixel *q)
{
    const struct mote_conv_args *a = j->a;
    const int32_t width = mote_axis_filter(&a->s.x), run = j->run;
    const int32_t behind = mote_axis_filter(&a->s.y) - p->y.tap - p->y.n;
    const uint32_t outside = (uint32_t)-mote_conv_offset(a) * 0x10001u;
    const struct mote_plain_rows one = {run, 1, 0};
    uint32_t *to = j->patch;
    if (p->x.n != width || q->x.n != width || p->y.n != q->y.n || p->y.tap != q->y.tap) return 0;
    put_same(to, outside, p->y.tap * run, 0);
    to += p->y.tap * run;
    if (p->in.ring) {
        for (int32_t i = 0; i < p->y.n; i++)
            mote_plain_pack(to + i * run, row_of(p, j, i), row_of(q, j, i), one);
    } else if (p->y.n > 0) {
        const struct mote_plain_rows all = {run, p->y.n,
                                            mote_axis_dilation(&a->s.y) * (int32_t)p->in.row_bytes};
        mote_plain_pack(to, row_of(p, j, 0), row_of(q, j, 0), all);
    }
    put_same(to + p->y.n * run, outside, behind * run, 0);
    return 1;
}

static void pixel(struct mote_pixel *p)
{
    struct job *j = p->job;
    if (!j->waiting) {
        j->waiting = 1;
        j->left = *p;
        return;
    }
    j->waiting = 0;
    if (!gather_both(j, &j->left, p)) {
        gather(&j->left, j, 0);
        gather(p, j, 1);
    }
    run(j, j->left.out, p->out);
}

/* 1x1 without padding: a pixel is its own patch. */
static void walk_points(struct job *j, const struct mote_call *c)
{
    const struct mote_conv_args *a = j->a;
    const int32_t depth = a->s.in_channels, channels = a->s.out_channels;
    const int32_t step = mote_axis_stride(&a->s.x) * depth;
    const int32_t end = a->s.all_rows ? a->s.all_rows : c->y1;
    const struct mote_rows rows = mote_rows_of(c, 0, (uint32_t)(a->s.x.in * depth));
    const struct mote_rows outs = mote_rows_of(c, c->n_in, (uint32_t)(a->s.x.out * channels));
    const struct mote_plain_rows point = {depth, 1, 0};
    const int8_t *waiting = NULL;
    int8_t *waiting_out = NULL;
    int32_t out_y = c->y0, image = 0;
    for (int32_t y = c->y0; y < end; y++, out_y++) {
        const int8_t *in;
        int8_t *out = mote_row(&outs, y);
        if (out_y == a->s.y.out) { /* the next batch */
            out_y = 0;
            image += a->s.y.in;
        }
        in = mote_row(&rows, image + out_y * mote_axis_stride(&a->s.y));
        for (int32_t n = a->s.x.out; n > 0; n--, in += step, out += channels) {
            if (!waiting) {
                waiting = in;
                waiting_out = out;
                continue;
            }
            mote_plain_pack(j->patch, waiting, in, point);
            run(j, waiting_out, out);
            waiting = NULL;
        }
    }
    if (!waiting) return;
    if (j->pair.step == 1) {
        mote_plain_widen((int32_t *)j->patch, waiting, depth, j->offset);
        run_single(j, (int32_t *)j->patch, waiting_out);
    } else {
        mote_plain_pack(j->patch, waiting, waiting, point);
        run(j, waiting_out, waiting_out);
    }
}

static void walk(struct job *j, const struct mote_call *c)
{
    const struct mote_conv_args *a = j->a;
    if (j->pair.taps == a->s.in_channels && !mote_axis_pad(&a->s.x) && !mote_axis_pad(&a->s.y)) {
        walk_points(j, c);
        return;
    }
    j->waiting = 0;
    mote_spatial_walk(c, 1, pixel, j);
    if (!j->waiting) return;
    gather(&j->left, j, 0);
    if (j->pair.step == 1) {
        for (int32_t i = 0; i < j->pair.taps; i++) j->patch[i] += (uint32_t)j->offset;
        run_single(j, (int32_t *)j->patch, j->left.out);
    } else { /* with itself */
        gather(&j->left, j, 1);
        run(j, j->left.out, j->left.out);
    }
}

/* What is added to inputs, once for all pixels: bias + offset * sum of the weights. */
static void add_offset(int32_t *to, const struct job *j, const int8_t *filter, int32_t n)
{
    const int32_t offset = mote_conv_offset(j->a), taps = j->pair.taps;
    for (int32_t o = 0; o < n; o++) {
        int32_t sum = 0;
        if (j->pair.step == 1) {
            sum = mote_plain_sum(filter, taps);
        } else {
            const int8_t *f = filter;
            for (int32_t i = 0; i < taps; i++, f += j->pair.step) sum += *f;
        }
        to[o] = (int32_t)((j->bias ? (uint32_t)j->bias[j->first + o] : 0u) +
                          (uint32_t)offset * (uint32_t)sum);
        filter += j->pitch;
    }
}

int mote_conv_plain_walk(const struct mote_call *c, const int32_t *multipliers,
                         const int8_t *filter, int32_t step, uint32_t *patch, int folded)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const int8_t *right = mote_conv_rights(a, multipliers);
    const int32_t rows = (a->s.all_rows ? a->s.all_rows : c->y1) - c->y0;
    int32_t left = a->s.out_channels, biases[CHANNELS];
    struct job j;
    struct mote_plain_pair *k = &j.pair;
    j.a = a;
    j.patch = patch;
    j.bias = mote_in_optional(c, 2);
    j.offset = folded ? 0 : mote_conv_offset(a);
    j.run = mote_axis_filter(&a->s.x) * a->s.in_channels;
    j.first = 0;
    k->patch = patch;
    k->taps = mote_axis_filter(&a->s.y) * j.run;
    k->step = step;
    j.pitch = step == 1 ? k->taps : 1;
    k->bias = biases;
    j.sums = (uint32_t *)biases;
    k->twice_zero = 2 * mote_conv_zero(a) + 1;
    if (left < MOTE_PLAIN_CHANNELS || mote_axis_dilation(&a->s.x) != 1 ||
        k->taps > MOTE_BLOCK_TAPS_MAX)
        return 0;
    for (; left > 0; left -= k->channels, j.first += k->channels) {
        k->channels = left < CHANNELS ? left : CHANNELS;
        if (left > CHANNELS && left < CHANNELS + MOTE_PLAIN_CHANNELS)
            k->channels = CHANNELS - MOTE_PLAIN_CHANNELS; /* leaves no few */
        k->filter = filter + j.first * j.pitch;
        k->multiplier = multipliers + j.first;
        k->right = right + j.first;
        j.others = 0;
        k->exact = 0;
        for (int32_t o = 0; o < k->channels && !mote_conv_easy(a); o++) {
            j.others |= is_other(&j, o);
            k->exact |= j.bias && !mote_block_bias_small(j.bias[j.first + o]);
        }
        if (folded)
            k->bias = j.bias + j.first;
        else if (rows * a->s.x.out > 1 || step != 1)
            add_offset(biases, &j, k->filter, k->channels);
        walk(&j, c);
    }
    return 1;
}

int mote_conv_2d_plain_s8(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_conv_args *a = (const void *)c->args;
    if (a->depth != a->s.in_channels) return 0;
    return mote_conv_plain_walk(c, multipliers, mote_in(c, 1), 1, mote_extra(c, 0), 0);
}

#endif
