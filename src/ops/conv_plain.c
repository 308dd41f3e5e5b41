/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Convolutions for int8 without groups, two pixels at a time (simd/plain.h), or four
 * (simd/plain_quad.h). What the offset adds to a channel is summed up once a call, for so many
 * channels as the stack has room for. conv_2d.c has the same written for reading.
 *
 * What four pixels want besides the patch that every layer has scratch for lies where the last
 * outputs of the call will be: the pixels there come last, two at a time.
 */
#include "../base/mem.h"
#include "../simd/blocks.h"
#include "conv_plain_job.h"

#if MOTE_SIMD_PLAIN

/* What is added to inputs, once for all pixels: bias + offset * sum of the weights. */
static void add_offset(int32_t *to, const struct mote_plain_job *j, const int8_t *filter, int32_t n)
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

/* Fewest pixels that are worth what four want, a look at all weights, and one for dead channels. */
enum { QUADS_MIN = 8, CHUNKS_MIN = 12, DEAD_MIN = 6 };

/* Fewest taps for which the work on a channel outweighs a call of the kernel for pairs. */
enum { REST_TAPS_MIN = 48 };

/* `pixels`: that the look at the weights is for. */
static void find_chunks(const struct mote_plain_job *j, int32_t pixels)
{
    const int32_t taps = j->pair.taps, words = mote_plain_quad_words(taps);
    uint32_t *chunks = mote_plain_chunks_of(j);
    for (int32_t i = 0; i < j->n_runs; i++) {
        const struct mote_plain_run r = mote_plain_run_of(j, i, MOTE_PLAIN_QUAD_CHANNELS);
        const int32_t n = j->special.any ? r.n : j->quad->kernel.channels;
        const int32_t end = r.first + n, last = end - MOTE_PLAIN_QUAD_CHANNELS;
        for (int32_t o = r.first; o < end; o += MOTE_PLAIN_QUAD_CHANNELS, chunks += words)
            mote_plain_quad_chunks(chunks, j->pair.filter + (o < last ? o : last) * taps, taps,
                                   pixels < CHUNKS_MIN);
    }
}

/* Where one channel is over after blocks of three, the last four come in pairs of pixels. */
static void begin_rest(struct mote_plain_job *j)
{
    struct mote_plain_four *q = j->quad;
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

static void begin_quads(struct mote_plain_job *j, int32_t pixels)
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
    q->chunks = mote_plain_chunks_of(j);
    q->pitch = j->a->s.out_channels;
    q->chunk_bytes = 4 * mote_plain_quad_words(k->taps);
    begin_rest(j);
    find_chunks(j, pixels);
}

/* How many pixels of the call come in fours, and where is room for what these want? */
static int32_t plan_quads(struct mote_plain_job *j, const struct mote_call *c)
{
    const struct mote_conv_args *a = j->a;
    const int32_t channels = a->s.out_channels, taps = j->pair.taps;
    const uintptr_t align = _Alignof(struct mote_plain_four) - 1;
    uintptr_t at;
    const int32_t blocks =
        ((channels < MOTE_PLAIN_JOB_CHANNELS ? channels : MOTE_PLAIN_JOB_CHANNELS) + 2) / 3;
    const int32_t words = taps + blocks * mote_plain_quad_words(taps);
    const int32_t bytes = 4 * words + (int32_t)(sizeof *j->quad + align);
    int32_t n = j->pixels - (bytes + channels - 1) / channels;
    /* Other calls might still read what lies where their outputs will be. */
    if (c->rings || j->pair.step != 1 || j->pixels != a->s.y.out * a->s.x.out) return 0;
    if (n < QUADS_MIN) return 0;
    n -= mote_plain_is_point(a, taps) ? n & 3 : n % a->s.x.out;
    if (n == 0) return 0;
    at = (uintptr_t)mote_out(c, 0) + (uintptr_t)(n * channels) + align;
    j->quad = (struct mote_plain_four *)(at & ~align);
    return n;
}

static int is_zero(const int8_t *f, int32_t step, int32_t n)
{
    for (; n > 0 && *f == 0; n--) f += step;
    return n == 0;
}

static void find_runs(struct mote_plain_job *j)
{
    struct mote_plain_run *r = j->runs;
    j->n_runs = 0;
    for (int32_t o = 0; o < j->pair.channels; o++) {
        if (j->special.some[o >> 5] >> (o & 31) & 1) continue;
        if (j->n_runs == 0 || o - r->first - r->n >= MOTE_PLAIN_JOB_APART) {
            r = &j->runs[j->n_runs++];
            r->first = (uint8_t)o;
        }
        r->n = (uint8_t)(o + 1 - r->first);
    }
}

/* Notes channel o, the bias of which `reach` is added to at most. */
static void note_special(struct mote_plain_job *j, int32_t o, int32_t reach)
{
    const struct mote_conv_args *a = j->a;
    const struct mote_plain_pair *k = &j->pair;
    const uint32_t bit = 1u << (o & 31);
    const int32_t bias = j->bias ? j->bias[j->first + o] : 0;
    int32_t low, high;
    if (!j->special.any) /* the first one */
        for (int32_t i = 0; i < MOTE_PLAIN_JOB_SETS; i++)
            j->special.some[i] = j->special.same[i] = 0;
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

/* As if all channels were for the kernels. */
static void begin_tame(struct mote_plain_job *j)
{
    j->special.any = 0;
    j->pair.exact = 0;
    j->runs[0].first = 0;
    j->runs[0].n = (uint8_t)j->pair.channels;
    j->n_runs = 1;
    j->unfinished = j->a->max - j->a->min != 255;
}

/* Looks for channels that are not for the kernels; their sums have begun. */
static void find_special(struct mote_plain_job *j)
{
    struct mote_plain_pair *k = &j->pair;
    const int32_t reach = 255 * 128 * k->taps; /* of what is added to a bias; <= 2^29 */
    const int32_t limit = MOTE_SIMD_RV32 ? (1 << 29) - reach : INT32_MAX;
    const int easy = !MOTE_SIMD_RV32 && mote_conv_easy(j->a), few = j->pixels < DEAD_MIN;
    const uint32_t *sum = j->sums;
    const int32_t *bias = j->bias ? j->bias + j->first : NULL;
    begin_tame(j);
    if (easy && few) return;
    for (int32_t o = 0; o < k->channels; o++, sum++) {
        const int32_t b = bias ? bias[o] : 0;
        if (!few && *sum == (uint32_t)b && is_zero(k->filter + o * j->pitch, k->step, k->taps)) {
            note_special(j, o, 0);
        } else if (!easy) {
            const int32_t right = k->right[o];
            if (right < 0 || right > MOTE_PLAIN_RIGHT_MAX || b >= limit || b <= -limit)
                note_special(j, o, reach);
            k->exact |= !mote_block_bias_small(b);
        }
    }
    if (j->special.any) find_runs(j);
}

/* Makes ready for some channels from j->first on, of `left`. */
static void begin_channels(struct mote_plain_job *j, const int8_t *filter, int32_t left)
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
    if (j->folded && mote_conv_tame(a) && j->pixels < DEAD_MIN) {
        k->bias = j->bias + j->first;
        begin_tame(j);
        return;
    }
    if (j->folded)
        memcpy(j->sums, j->bias + j->first, 4 * (uint32_t)k->channels);
    else
        add_offset((int32_t *)j->sums, j, k->filter, k->channels);
    find_special(j);
    j->unfinished |= j->special.any;
}

static void run_pairs(struct mote_plain_job *j, const struct mote_call *c, int32_t from)
{
    j->quad = NULL;
    mote_plain_walk(j, c, from, j->pixels);
}

/* As many pixels as there is room for in fours: first these of all channels, then the others. */
static void run_quads(struct mote_plain_job *j, const struct mote_call *c, const int8_t *filter,
                      int32_t n)
{
    const int32_t channels = j->a->s.out_channels;
    int32_t last = 0;
    j->most = MOTE_PLAIN_JOB_CHANNELS;
    for (int32_t left = channels; left > 0; left -= j->pair.channels) {
        last = j->first = channels - left;
        begin_channels(j, filter, left);
        begin_quads(j, n);
        mote_plain_walk(j, c, 0, n);
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
                         const int8_t *filter, int32_t step, uint32_t *patch, int folded)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const int32_t rows = (a->s.all_rows ? a->s.all_rows : c->y1) - c->y0;
    const int32_t channels = a->s.out_channels;
    int32_t biases[MOTE_PLAIN_JOB_CHANNELS], n;
    struct mote_plain_job j;
    struct mote_plain_pair *k = &j.pair;
    j.a = a;
    j.patch = patch;
    j.bias = mote_in_optional(c, 2);
    j.folded = folded;
    j.offset = folded ? 0 : mote_conv_offset(a);
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
    return mote_conv_plain_walk(c, multipliers, mote_in(c, 1), 1, mote_extra(c, 0), 0);
}

#endif
