/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Convolutions for int8 without groups, two pixels at a time (simd/plain.h), or four
 * (simd/plain_quad.h). What the offset adds to a channel is summed up once a call, for so many
 * channels as the stack has room for. conv_2d.c has the same written for reading.
 *
 * What four pixels want besides the patch that every layer has scratch for lies where the last
 * outputs of the call will be: the pixels there come last, two at a time.
 */
#include "../simd/blocks.h"
#include "../simd/plain_quad.h"
#include "conv_plain.h"

#if MOTE_SIMD_PLAIN

/* What one of two ways of a call has on the stack should not weigh on the other. */
#if defined(__GNUC__)
#define NOINLINE __attribute__((noinline))
#else
#define NOINLINE
#endif

/* The most channels at a time: their biases are on the stack. With four pixels, whole threes. */
enum { CHANNELS = MOTE_PLAIN_QUADS ? 66 : MOTE_PLAIN_WORDS, SETS = (CHANNELS + 31) / 32 };

/* Bits of channels that are not for the kernels: beyond them, or such as training has left dead,
 * which give the same whatever comes in. That is kept in the place of the bias. */
struct special {
    int32_t any;
    uint32_t some[SETS], same[SETS]; /* `same` among `some` */
};

/* What lies between, and such few special ones as do not matter. */
struct run {
    uint8_t first, n;
};
enum { APART = 4, RUNS = (CHANNELS + APART) / (APART + 1) };

struct job {
    const struct mote_conv_args *a;
    struct mote_plain_pair pair;
    uint32_t *patch;
    const int32_t *multipliers;
    const int32_t *bias; /* as the model has it */
    uint32_t *sums;      /* room for as many as there are biases in `pair`, the same */
    int32_t run;         /* elements in a row of the filter */
    int32_t first;       /* channel */
    int32_t most;        /* channels at a time */
    int32_t pitch;       /* bytes from channel to channel of the filter */
    int32_t pixels;      /* of the call */
    int waiting, pair_waits;
    struct mote_pixel left; /* the pixel that waits for a second one */
    int8_t *outs[2];        /* of the pair that waits for a second one */
    struct quad *quad;      /* NULL: two pixels at a time */
    struct special special;
    struct run runs[RUNS];
    int32_t n_runs; /* 1 if there is nothing special */
    int unfinished; /* by kernels: bounds, or special channels */
};

/* Four pixels; the patch of the second pair is behind it, and then chunks. */
struct quad {
    struct mote_plain_quad kernel;
    struct mote_plain_pair rest; /* of the channels; none as a rule */
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

/* The patch of the pair that is gathered now. */
static uint32_t *patch_of(const struct job *j)
{
    return MOTE_PLAIN_QUADS && j->pair_waits ? (uint32_t *)(j->quad + 1) : j->patch;
}

static void gather(const struct mote_pixel *p, const struct job *j, int second)
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
static void other(const struct job *j, const uint32_t *patch, int32_t o, int8_t *first,
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
static void run_special(const struct job *j, const uint32_t *patch, int8_t *first, int8_t *second)
{
    for (int32_t i = 0; i < SETS; i++) {
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
static NOINLINE void finish(const struct job *j, const uint32_t *patch, int8_t *first,
                            int8_t *second)
{
    const struct mote_conv_args *a = j->a;
    if (j->special.any) run_special(j, patch, first, second);
    if (a->max - a->min != 255) {
        clamp(first, j->pair.channels, a->min, a->max);
        clamp(second, j->pair.channels, a->min, a->max);
    }
}

/* Run i, widened to so many channels as a kernel wants. */
static struct run run_of(const struct job *j, int32_t i, int32_t least)
{
    struct run r = j->runs[i];
    if (r.n < least) r.n = (uint8_t)least;
    if (r.first + r.n > j->pair.channels) r.first = (uint8_t)(j->pair.channels - r.n);
    return r;
}

static NOINLINE void pair_runs(const struct job *j, int8_t *first, int8_t *second)
{
    for (int32_t i = 0; i < j->n_runs; i++) {
        const struct run r = run_of(j, i, MOTE_PLAIN_CHANNELS);
        struct mote_plain_pair k = j->pair;
        k.channels = r.n;
        k.filter += r.first * j->pitch;
        k.bias += r.first;
        k.multiplier += r.first;
        k.right += r.first;
        mote_plain_pair_s8(&k, first + r.first, second + r.first);
    }
}

static void run(const struct job *j, int8_t *first, int8_t *second)
{
    first += j->first;
    second += j->first;
    if (j->special.any)
        pair_runs(j, first, second);
    else
        mote_plain_pair_s8(&j->pair, first, second);
    if (j->unfinished) finish(j, j->pair.patch, first, second);
}

static uint32_t *chunks_of(const struct job *j)
{
    return (uint32_t *)(j->quad + 1) + j->pair.taps;
}

static NOINLINE void quad_runs(const struct job *j, int8_t *out)
{
    const int32_t words = mote_plain_quad_words(j->pair.taps);
    const uint32_t *chunks = chunks_of(j);
    for (int32_t i = 0; i < j->n_runs; i++) {
        const struct run r = run_of(j, i, MOTE_PLAIN_QUAD_CHANNELS);
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
static void run_quad(const struct job *j, int8_t *out)
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
static void pair(struct job *j, int8_t *first, int8_t *second)
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
static void last_pair(struct job *j)
{
    if (j->pair_waits) run(j, j->outs[0], j->outs[1]);
    j->pair_waits = 0;
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

/* Both pixels at once, which miss the same rows and no columns; the second one is `beyond` bytes
 * beyond q. */
static void gather_inside(const struct job *j, const struct mote_pixel *p,
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

/* Both pixels at once, the second one to the right of the first, if they miss the same rows and
 * share columns; else 0. */
static int gather_both(const struct job *j, const struct mote_pixel *p, const struct mote_pixel *q)
{
    const struct mote_conv_args *a = j->a;
    const int32_t depth = a->s.in_channels, run = j->run;
    /* elements of a row: those of the second pixel, of both, of the first, of none begin here */
    const int32_t second = q->x.tap * depth, both = p->x.tap * depth;
    const int32_t first = second + q->x.n * depth, none = both + p->x.n * depth;
    const uint32_t outside = (uint32_t)-mote_conv_offset(a);
    const struct mote_plain_rows one = {first - both, 1, 0};
    uint32_t *to = patch_of(j);
    if (p->y.n != q->y.n || p->y.tap != q->y.tap || second > both || both > first || first > none)
        return 0;
    if (both == 0 && first == run) {
        gather_inside(j, p, q, 0);
        return 1;
    }
    put_same(to, outside * 0x10001u, j->pair.taps, 0);
    to += p->y.tap * run;
    for (int32_t i = 0; i < p->y.n; i++, to += run) {
        const int8_t *x = row_of(p, j, i), *y = row_of(q, j, i);
        put_same(to + second, outside, both - second, 0);
        put(to + second, y, both - second, 1);
        mote_plain_pack(to + both, x, y + (both - second), one);
        put(to + first, x + (first - both), none - first, 0);
        put_same(to + first, outside, none - first, 1);
    }
    return 1;
}

static void pixel(struct job *j, const struct mote_pixel *p)
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
static NOINLINE void walk_points(struct job *j, const struct mote_call *c, int32_t from, int32_t to)
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
        mote_plain_widen((int32_t *)j->patch, waiting, depth, mote_conv_offset(a));
        run_single(j, (int32_t *)j->patch, waiting_out);
    } else {
        mote_plain_pack(j->patch, waiting, waiting, point);
        run(j, waiting_out, waiting_out);
    }
}

/* Is a pixel its own patch? */
static int is_point(const struct mote_conv_args *a, int32_t taps)
{
    return taps == a->s.in_channels && !mote_axis_pad(&a->s.x) && !mote_axis_pad(&a->s.y);
}

/* The pixels of a row, each with its window. */
static void walk_row(struct job *j, struct mote_pixel *p, int8_t *out)
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
static NOINLINE void walk_windows(struct job *j, const struct mote_call *c, int32_t from,
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
        for (int32_t i = 0; i < j->pair.taps; i++) j->patch[i] += (uint32_t)mote_conv_offset(j->a);
        run_single(j, (int32_t *)j->patch, j->left.out);
    } else { /* with itself */
        gather(&j->left, j, 1);
        run(j, j->left.out, j->left.out);
    }
}

static void walk(struct job *j, const struct mote_call *c, int32_t from, int32_t to)
{
    if (is_point(j->a, j->pair.taps))
        walk_points(j, c, from, to);
    else
        walk_windows(j, c, from, to);
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

/* Fewest pixels that are worth what four want, and a look at all weights. */
enum { QUADS_MIN = 8, CHUNKS_MIN = 12 };

/* Fewest taps for which the work on a channel outweighs a call of the kernel for pairs. */
enum { REST_TAPS_MIN = 48 };

/* `pixels`: that the look at the weights is for. */
static void find_chunks(const struct job *j, int32_t pixels)
{
    const int32_t taps = j->pair.taps, words = mote_plain_quad_words(taps);
    uint32_t *chunks = chunks_of(j);
    for (int32_t i = 0; i < j->n_runs; i++) {
        const struct run r = run_of(j, i, MOTE_PLAIN_QUAD_CHANNELS);
        const int32_t end = r.first + r.n, last = end - MOTE_PLAIN_QUAD_CHANNELS;
        for (int32_t o = r.first; o < end; o += MOTE_PLAIN_QUAD_CHANNELS, chunks += words)
            mote_plain_quad_chunks(chunks, j->pair.filter + (o < last ? o : last) * taps, taps,
                                   pixels < CHUNKS_MIN);
    }
}

/* Of a channel that is over after blocks of three, four come in pairs of pixels. */
static void begin_rest(struct job *j)
{
    struct quad *q = j->quad;
    const struct mote_plain_pair *k = &j->pair;
    const int32_t done = k->channels - MOTE_PLAIN_CHANNELS;
    q->rest = *k;
    q->rest.channels = 0;
    if (k->channels % 3 != 1 || k->taps < REST_TAPS_MIN || done < MOTE_PLAIN_QUAD_CHANNELS ||
        j->special.any)
        return;
    q->kernel.channels = done;
    q->rest.channels = MOTE_PLAIN_CHANNELS;
    q->rest.filter += done * k->taps;
    q->rest.bias += done;
    q->rest.multiplier += done;
    q->rest.right += done;
}

static void begin_quads(struct job *j, int32_t pixels)
{
    const struct mote_plain_pair *k = &j->pair;
    struct mote_plain_quad *q = &j->quad->kernel;
    q->patch = j->patch;
    q->second = (uint32_t *)(j->quad + 1);
    q->filter = k->filter;
    q->taps = k->taps;
    q->bias = k->bias;
    q->multiplier = k->multiplier;
    q->right = k->right;
    q->zero = 4 * k->twice_zero;
    q->channels = k->channels;
    q->chunks = chunks_of(j);
    q->pitch = j->a->s.out_channels;
    q->chunk_bytes = 4 * mote_plain_quad_words(k->taps);
    begin_rest(j);
    find_chunks(j, pixels);
}

/* How many pixels of the call come in fours, and where is room for what these want? */
static int32_t plan_quads(struct job *j, const struct mote_call *c)
{
    const struct mote_conv_args *a = j->a;
    const int32_t channels = a->s.out_channels, taps = j->pair.taps;
    const uintptr_t align = _Alignof(struct quad) - 1;
    uintptr_t at;
    const int32_t blocks = ((channels < CHANNELS ? channels : CHANNELS) + 2) / 3;
    const int32_t words = taps + blocks * mote_plain_quad_words(taps);
    const int32_t bytes = 4 * words + (int32_t)(sizeof *j->quad + align);
    int32_t n = j->pixels - (bytes + channels - 1) / channels;
    /* Other calls might still read what lies where their outputs will be. */
    if (c->rings || j->pair.step != 1 || j->pixels != a->s.y.out * a->s.x.out) return 0;
    if (n < QUADS_MIN) return 0;
    n -= is_point(a, taps) ? n & 3 : n % a->s.x.out;
    if (n == 0) return 0;
    at = (uintptr_t)mote_out(c, 0) + (uintptr_t)(n * channels) + align;
    j->quad = (struct quad *)(at & ~align);
    return n;
}

static int is_zero(const int8_t *f, int32_t step, int32_t n)
{
    for (; n > 0 && *f == 0; n--) f += step;
    return n == 0;
}

static void find_runs(struct job *j)
{
    struct run *r = j->runs;
    j->n_runs = 0;
    for (int32_t o = 0; o < j->pair.channels; o++) {
        if (j->special.some[o >> 5] >> (o & 31) & 1) continue;
        if (j->n_runs == 0 || o - r->first - r->n >= APART) {
            r = &j->runs[j->n_runs++];
            r->first = (uint8_t)o;
        }
        r->n = (uint8_t)(o + 1 - r->first);
    }
}

/* Notes channel o, the bias of which `reach` is added to at most. */
static void note_special(struct job *j, int32_t o, int32_t reach)
{
    const struct mote_conv_args *a = j->a;
    const struct mote_plain_pair *k = &j->pair;
    const uint32_t bit = 1u << (o & 31);
    const int32_t bias = j->bias ? j->bias[j->first + o] : 0;
    int32_t low, high;
    j->special.any = 1;
    j->special.some[o >> 5] |= bit;
    if (bias > INT32_MAX - reach || bias < -INT32_MAX + reach) return;
    low = mote_rescale_s8((uint32_t)(bias - reach), k->multiplier[o], k->right[o], k->twice_zero,
                          a->min, a->max);
    high = mote_rescale_s8((uint32_t)(bias + reach), k->multiplier[o], k->right[o], k->twice_zero,
                           a->min, a->max);
    if (low != high) return;
    j->special.same[o >> 5] |= bit;
    j->sums[o] = (uint32_t)low;
}

/* Looks for channels that are not for the kernels; their sums have begun. */
static void find_special(struct job *j)
{
    struct mote_plain_pair *k = &j->pair;
    const int32_t reach = 255 * 128 * k->taps; /* of what is added to a bias; <= 2^29 */
    const int32_t limit = MOTE_SIMD_RV32 ? (1 << 29) - reach : INT32_MAX;
    const int32_t *bias = j->bias ? j->bias + j->first : NULL;
    j->special.any = 0;
    k->exact = 0;
    for (int32_t i = 0; i < SETS; i++) j->special.some[i] = j->special.same[i] = 0;
    for (int32_t o = 0; o < k->channels; o++) {
        const int32_t b = bias ? bias[o] : 0, right = k->right[o];
        if (j->sums[o] == (uint32_t)b && is_zero(k->filter + o * j->pitch, k->step, k->taps))
            note_special(j, o, 0);
        else if (right < 0 || right > MOTE_PLAIN_RIGHT_MAX || b >= limit || b <= -limit)
            note_special(j, o, reach);
        k->exact |= !mote_block_bias_small(b);
    }
    j->runs[0].first = 0;
    j->runs[0].n = (uint8_t)k->channels;
    j->n_runs = 1;
    if (j->special.any) find_runs(j);
}

/* Makes ready for some channels from j->first on, of `left`. */
static void begin_channels(struct job *j, const int8_t *filter, int32_t left)
{
    const struct mote_conv_args *a = j->a;
    struct mote_plain_pair *k = &j->pair;
    k->channels = left < j->most ? left : j->most;
    if (left > j->most && left < j->most + MOTE_PLAIN_CHANNELS)
        k->channels = j->most - MOTE_PLAIN_CHANNELS; /* leaves no few */
    k->filter = filter + j->first * j->pitch;
    k->multiplier = j->multipliers + j->first;
    k->right = mote_conv_rights(a, j->multipliers) + j->first;
    if (j->pixels == 1 && k->step == 1) return; /* one pixel needs nothing of this */
    add_offset((int32_t *)j->sums, j, k->filter, k->channels);
    find_special(j);
    j->unfinished = j->special.any || a->max - a->min != 255;
}

static void run_pairs(struct job *j, const struct mote_call *c, int32_t from)
{
    j->quad = NULL;
    walk(j, c, from, j->pixels);
}

/* As many pixels as there is room for in fours: first these of all channels, then the others. */
static void run_quads(struct job *j, const struct mote_call *c, const int8_t *filter, int32_t n)
{
    const int32_t channels = j->a->s.out_channels;
    int32_t last = 0;
    j->most = CHANNELS;
    for (int32_t left = channels; left > 0; left -= j->pair.channels) {
        last = j->first = channels - left;
        begin_channels(j, filter, left);
        begin_quads(j, n);
        walk(j, c, 0, n);
    }
    if (n == j->pixels) return;
    if (n & 1) begin_channels(j, filter, channels - last); /* a single pixel took their biases */
    run_pairs(j, c, n);
    for (j->first = 0; j->first < last; j->first += j->pair.channels) {
        begin_channels(j, filter, channels - j->first);
        run_pairs(j, c, n);
    }
}

int mote_conv_plain_walk(const struct mote_call *c, const int32_t *multipliers,
                         const int8_t *filter, int32_t step, uint32_t *patch)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const int32_t rows = (a->s.all_rows ? a->s.all_rows : c->y1) - c->y0;
    const int32_t channels = a->s.out_channels;
    int32_t biases[CHANNELS], n;
    struct job j;
    struct mote_plain_pair *k = &j.pair;
    j.a = a;
    j.patch = patch;
    j.bias = mote_in_optional(c, 2);
    j.multipliers = multipliers;
    j.run = mote_axis_filter(&a->s.x) * a->s.in_channels;
    j.pixels = rows * a->s.x.out;
    j.sums = (uint32_t *)biases;
    j.pair_waits = 0;
    k->bias = biases;
    k->patch = patch;
    k->taps = mote_axis_filter(&a->s.y) * j.run;
    k->step = step;
    j.pitch = step == 1 ? k->taps : 1;
    k->twice_zero = 2 * mote_conv_zero(a) + 1;
    if (channels < MOTE_PLAIN_CHANNELS || mote_axis_dilation(&a->s.x) != 1 ||
        k->taps > MOTE_BLOCK_TAPS_MAX)
        return 0;
    if (MOTE_PLAIN_QUADS && (n = plan_quads(&j, c)) > 0) {
        run_quads(&j, c, filter, n);
        return 1;
    }
    j.most = MOTE_PLAIN_WORDS;
    for (j.first = 0; j.first < channels; j.first += k->channels) {
        begin_channels(&j, filter, channels - j.first);
        run_pairs(&j, c, 0);
    }
    return 1;
}

int mote_conv_2d_plain_s8(const struct mote_call *c, const int32_t *multipliers)
{
    const struct mote_conv_args *a = (const void *)c->args;
    if (a->depth != a->s.in_channels) return 0;
    return mote_conv_plain_walk(c, multipliers, mote_in(c, 1), 1, mote_extra(c, 0));
}

#endif
