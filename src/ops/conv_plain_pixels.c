/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pixels of a convolution for CPUs that multiply one number at a time: their patches, two
 * pixels in each, kernels, and what kernels leave.
 */
#include "../base/inline.h"
#include "conv_plain_job.h"

#if MOTE_SIMD_PLAIN

static const int8_t *row_of(const struct mote_pixel *p, const struct mote_plain_job *j, int32_t i)
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

/* The patch of the pair that is gathered now. */
static uint32_t *patch_of(const struct mote_plain_job *j)
{
    return MOTE_PLAIN_QUADS && j->pair_waits ? (uint32_t *)(j->quad + 1) : j->patch;
}

static void gather(const struct mote_pixel *p, const struct mote_plain_job *j, int second)
{
    const struct mote_conv_args *a = j->a;
    const uint32_t outside = (uint32_t)-mote_conv_offset(a);
    const int32_t run = j->run;
    const int32_t before = p->x.tap * a->s.in_channels, n = p->x.n * a->s.in_channels;
    uint32_t *to = patch_of(j);
    put_same(to, outside, p->y.tap * run, second);
    to += p->y.tap * run;
    for (int32_t i = 0; i < p->y.n; i++, to += run) {
        put_same(to, outside, before, second);
        put(to + before, row_of(p, j, i), n, second);
        put_same(to + before + n, outside, run - before - n, second);
    }
    put_same(to, outside, (mote_axis_filter(&a->s.y) - p->y.tap - p->y.n) * run, second);
}

/* A channel with any multiplier. */
static void other(const struct mote_plain_job *j, const uint32_t *patch, int32_t o, int8_t *first,
                  int8_t *second)
{
    const struct mote_plain_pair *k = &j->pair;
    const int8_t *f = k->filter + o * j->pitch;
    uint32_t a = (uint32_t)k->bias[o], b = a;
    for (int32_t i = 0; i < k->taps; i++, f += k->step) {
        const int32_t x = (int16_t)(patch[i] & 0xffffu);
        const int32_t y = (int32_t)(patch[i] - (uint32_t)x) >> 16;
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

/* The channels that kernels leave, of the pixels of a patch. */
static void run_special(const struct mote_plain_job *j, const uint32_t *patch, int8_t *first,
                        int8_t *second)
{
    for (int32_t i = 0; i < MOTE_PLAIN_JOB_SETS; i++) {
        uint32_t some = j->special.some[i], same = j->special.same[i];
        for (int32_t o = 32 * i; some; o++, some >>= 1, same >>= 1) {
            if (same & 1)
                first[o] = second[o] = (int8_t)j->pair.bias[o];
            else if (some & 1)
                other(j, patch, o, first, second);
        }
    }
}

/* What is left of a pair when a kernel is through with it, if anything. */
MOTE_APART void finish(const struct mote_plain_job *j, const uint32_t *patch, int8_t *first,
                       int8_t *second)
{
    const struct mote_conv_args *a = j->a;
    if (j->special.any) run_special(j, patch, first, second);
    if (a->max - a->min != 255) {
        clamp(first, j->pair.channels, a->min, a->max);
        clamp(second, j->pair.channels, a->min, a->max);
    }
}

MOTE_APART void pair_runs(const struct mote_plain_job *j, int8_t *first, int8_t *second)
{
    for (int32_t i = 0; i < j->n_runs; i++) {
        const struct mote_plain_run r = mote_plain_run_of(j, i, MOTE_PLAIN_CHANNELS);
        struct mote_plain_pair k = j->pair;
        k.channels = r.n;
        k.filter += r.first * j->pitch;
        k.bias += r.first;
        k.multiplier += r.first;
        k.right += r.first;
        mote_plain_pair_s8(&k, first + r.first, second + r.first);
    }
}

static void run(const struct mote_plain_job *j, int8_t *first, int8_t *second)
{
    first += j->first;
    second += j->first;
    if (j->special.any)
        pair_runs(j, first, second);
    else
        mote_plain_pair_s8(&j->pair, first, second);
    if (j->unfinished) finish(j, j->pair.patch, first, second);
}

MOTE_APART void quad_runs(const struct mote_plain_job *j, int8_t *out)
{
    const int32_t words = mote_plain_quad_words(j->pair.taps);
    const uint32_t *chunks = mote_plain_chunks_of(j);
    for (int32_t i = 0; i < j->n_runs; i++) {
        const struct mote_plain_run r = mote_plain_run_of(j, i, MOTE_PLAIN_QUAD_CHANNELS);
        struct mote_plain_quad *k = &j->quad->kernel;
        k->channels = r.n;
        k->filter = j->pair.filter + r.first * j->pitch;
        k->bias = j->pair.bias + r.first;
        k->multiplier = j->pair.multiplier + r.first;
        k->right = j->pair.right + r.first;
        k->out = out + r.first;
        k->chunks = chunks;
        mote_plain_quad_s8(k);
        chunks += (r.n + 2) / 3 * words;
    }
}

/* Four pixels that are neighbours. */
static void run_quad(const struct mote_plain_job *j, int8_t *out)
{
    struct mote_plain_quad *k = &j->quad->kernel;
    out += j->first;
    if (j->special.any) {
        quad_runs(j, out);
    } else {
        k->out = out;
        mote_plain_quad_s8(k);
    }
    if (j->quad->rest.channels) {
        struct mote_plain_pair *rest = &j->quad->rest;
        int8_t *to = out + k->channels;
        rest->patch = k->patch;
        mote_plain_pair_s8(rest, to, to + k->pitch);
        rest->patch = k->second;
        mote_plain_pair_s8(rest, to + 2 * k->pitch, to + 3 * k->pitch);
    }
    if (!j->unfinished) return;
    finish(j, k->patch, out, out + k->pitch);
    finish(j, k->second, out + 2 * k->pitch, out + 3 * k->pitch);
}

/* A pair has its patch. */
static void pair(struct mote_plain_job *j, int8_t *first, int8_t *second)
{
    if (!MOTE_PLAIN_QUADS || !j->quad) {
        run(j, first, second);
    } else if (j->pair_waits) {
        j->pair_waits = 0;
        run_quad(j, j->outs[0]);
    } else {
        j->pair_waits = 1;
        j->outs[0] = first;
        j->outs[1] = second;
    }
}

/* There are no four pixels any more. */
static void last_pair(struct mote_plain_job *j)
{
    if (j->pair_waits) run(j, j->outs[0], j->outs[1]);
    j->pair_waits = 0;
}

/* A pixel without a second one: what the offset adds is in its patch, `x`. The biases of the pairs
 * are not wanted any more. */
static void run_single(const struct mote_plain_job *j, const int32_t *x, int8_t *out)
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

/* Both pixels at once, which miss the same rows and no columns; the second one is `beyond` bytes
 * beyond q. */
MOTE_APART void gather_inside(const struct mote_plain_job *j, const struct mote_pixel *p,
                              const struct mote_pixel *q, int32_t beyond)
{
    const struct mote_conv_args *a = j->a;
    const int32_t run = j->run;
    const int32_t behind = mote_axis_filter(&a->s.y) - p->y.tap - p->y.n;
    const uint32_t outside = (uint32_t)-mote_conv_offset(a) * 0x10001u;
    struct mote_plain_rows rows = {run, p->y.n,
                                   mote_axis_dilation(&a->s.y) * (int32_t)p->in.row_bytes};
    uint32_t *to = patch_of(j);
    if (p->y.tap) put_same(to, outside, p->y.tap * run, 0);
    to += p->y.tap * run;
    if (p->in.ring) {
        rows.rows = 1;
        for (int32_t i = 0; i < p->y.n; i++)
            mote_plain_pack(to + i * run, row_of(p, j, i), row_of(q, j, i) + beyond, rows);
    } else if (p->y.n > 0) {
        mote_plain_pack(to, row_of(p, j, 0), row_of(q, j, 0) + beyond, rows);
    }
    if (behind) put_same(to + p->y.n * run, outside, behind * run, 0);
}

enum { FEW = 8 }; /* elements for which a call is too much */

/* Both pixels at once, the second one to the right of the first, if they miss the same rows and
 * share columns; else 0. */
MOTE_APART int gather_both(const struct mote_plain_job *j, const struct mote_pixel *p,
                           const struct mote_pixel *q)
{
    const struct mote_conv_args *a = j->a;
    const int32_t depth = a->s.in_channels, run = j->run;
    /* elements of a row: those of the second pixel, of both, of the first, of none begin here */
    const int32_t second = q->x.tap * depth, both = p->x.tap * depth;
    const int32_t first = second + q->x.n * depth, none = both + p->x.n * depth;
    const int32_t behind = mote_axis_filter(&a->s.y) - p->y.tap - p->y.n;
    const uint32_t outside = (uint32_t)-mote_conv_offset(a);
    const struct mote_plain_rows one = {first - both, 1, 0};
    uint32_t *to = patch_of(j);
    if (p->y.n != q->y.n || p->y.tap != q->y.tap || second > both || both > first || first > none)
        return 0;
    if (both == 0 && first == run) {
        gather_inside(j, p, q, 0);
        return 1;
    }
    put_same(to, outside * 0x10001u, p->y.tap * run, 0);
    to += p->y.tap * run;
    for (int32_t i = 0; i < p->y.n; i++, to += run) {
        const int8_t *x = row_of(p, j, i), *y = row_of(q, j, i);
        put_same(to, outside * 0x10001u, second, 0);
        put_same(to + second, outside, both - second, 0);
        if (first - both < FEW) {
            put(to + both, x, none - both, 0);
            put(to + second, y, first - second, 1);
        } else {
            put(to + second, y, both - second, 1);
            mote_plain_pack(to + both, x, y + (both - second), one);
            put(to + first, x + (first - both), none - first, 0);
        }
        put_same(to + first, outside, none - first, 1);
        put_same(to + none, outside * 0x10001u, run - none, 0);
    }
    put_same(to, outside * 0x10001u, behind * run, 0);
    return 1;
}

static void pixel(struct mote_plain_job *j, const struct mote_pixel *p)
{
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
    pair(j, j->left.out, p->out);
}

/* 1x1 without padding: a pixel is its own patch. Pixels from `from` to before `to`. */
MOTE_APART void walk_points(struct mote_plain_job *j, const struct mote_call *c, int32_t from,
                            int32_t to)
{
    const struct mote_conv_args *a = j->a;
    const int32_t depth = a->s.in_channels, channels = a->s.out_channels;
    const int32_t step = mote_axis_stride(&a->s.x) * depth;
    const struct mote_rows rows = mote_rows_of(c, 0, (uint32_t)(a->s.x.in * depth));
    const struct mote_rows outs = mote_rows_of(c, c->n_in, (uint32_t)(a->s.x.out * channels));
    const struct mote_plain_rows point = {depth, 1, 0};
    const int8_t *waiting = NULL;
    int8_t *waiting_out = NULL;
    int32_t y = c->y0, x = from, out_y, image = 0;
    for (; x >= a->s.x.out; y++) x -= a->s.x.out;
    out_y = y;
    for (int32_t left = to - from, n; left > 0; left -= n, x = 0, y++, out_y++) {
        const int8_t *in;
        int8_t *out = mote_row(&outs, y);
        if (out_y == a->s.y.out) { /* the next batch */
            out_y = 0;
            image += a->s.y.in;
        }
        in = mote_row(&rows, image + out_y * mote_axis_stride(&a->s.y));
        in += x * step;
        out += x * channels;
        n = a->s.x.out - x < left ? a->s.x.out - x : left;
        for (int32_t i = n; i > 0; i--, in += step, out += channels) {
            if (!waiting) {
                waiting = in;
                waiting_out = out;
                continue;
            }
            mote_plain_pack(patch_of(j), waiting, in, point);
            pair(j, waiting_out, out);
            waiting = NULL;
        }
    }
    last_pair(j);
    if (!waiting) return;
    if (j->pair.step == 1) {
        mote_plain_widen((int32_t *)j->patch, waiting, depth, j->offset);
        run_single(j, (int32_t *)j->patch, waiting_out);
    } else {
        mote_plain_pack(j->patch, waiting, waiting, point);
        run(j, waiting_out, waiting_out);
    }
}

/* The pixels of a row, each with its window. */
static void walk_row(struct mote_plain_job *j, struct mote_pixel *p, int8_t *out)
{
    const struct mote_axis *x = &j->a->s.x;
    const int32_t channels = j->a->s.out_channels, stride = mote_axis_stride(x);
    const int32_t last = x->in - mote_axis_filter(x); /* where a window lies inside at most */
    for (int32_t i = 0; i < x->out; i++, out += channels) {
        const int32_t at = i * stride - mote_axis_pad(x);
        if (!j->waiting && at >= 0 && at + stride <= last && i + 1 < x->out) {
            p->x.at = at;
            gather_inside(j, p, p, stride * j->a->s.in_channels);
            pair(j, out, out + channels);
            out += channels;
            i++;
            continue;
        }
        mote_axis_span(x, i, &p->x);
        p->out = out;
        pixel(j, p);
    }
}

/* The same for windows, of whole rows. */
MOTE_APART void walk_windows(struct mote_plain_job *j, const struct mote_call *c, int32_t from,
                             int32_t to)
{
    const struct mote_spatial *s = &j->a->s;
    const struct mote_rows outs = mote_rows_of(c, c->n_in, (uint32_t)(s->x.out * s->out_channels));
    int32_t y = c->y0 + from / s->x.out, out_y = y;
    const int32_t end = c->y0 + to / s->x.out;
    struct mote_pixel p;
    p.in = mote_rows_of(c, 0, (uint32_t)(s->x.in * s->in_channels));
    p.image = 0;
    j->waiting = 0;
    for (; y < end; y++, out_y++) {
        if (out_y == s->y.out) { /* the next batch */
            out_y = 0;
            p.image += s->y.in;
        }
        mote_axis_span(&s->y, out_y, &p.y);
        walk_row(j, &p, mote_row(&outs, y));
    }
    last_pair(j);
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

void mote_plain_walk(struct mote_plain_job *j, const struct mote_call *c, int32_t from, int32_t to)
{
    if (mote_plain_is_point(j->a, j->pair.taps))
        walk_points(j, c, from, to);
    else
        walk_windows(j, c, from, to);
}

#endif
