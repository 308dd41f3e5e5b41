/* SPDX-License-Identifier: Apache-2.0 */
/* What conv_plain.c, which prepares channels, hands to conv_plain_pixels.c, which walks over
 * pixels. */
#ifndef MOTE_OPS_CONV_PLAIN_JOB_H
#define MOTE_OPS_CONV_PLAIN_JOB_H

#include "../simd/plain_quad.h"
#include "conv_plain.h"

/* The most channels at a time: their biases are on the stack. With four pixels, whole threes. */
enum {
    MOTE_PLAIN_JOB_CHANNELS = MOTE_PLAIN_QUADS ? 66 : MOTE_PLAIN_WORDS,
    MOTE_PLAIN_JOB_SETS = (MOTE_PLAIN_JOB_CHANNELS + 31) / 32
};

/* Bits of channels that are not for the kernels: beyond them, or such as training has left dead,
 * which give the same whatever comes in. That is kept in the place of the bias. */
struct mote_plain_special {
    int32_t any;
    uint32_t some[MOTE_PLAIN_JOB_SETS], same[MOTE_PLAIN_JOB_SETS]; /* `same` among `some` */
};

/* What lies between, and such few special ones as do not matter. */
struct mote_plain_run {
    uint8_t first, n;
};

enum {
    MOTE_PLAIN_JOB_APART = 4,
    MOTE_PLAIN_JOB_RUNS =
        (MOTE_PLAIN_JOB_CHANNELS + MOTE_PLAIN_JOB_APART) / (MOTE_PLAIN_JOB_APART + 1)
};

struct mote_plain_job {
    const struct mote_conv_args *a;
    struct mote_plain_pair pair;
    uint32_t *patch;
    const int32_t *multipliers;
    const int32_t *bias; /* as the model has it */
    int32_t folded;      /* it holds what is added to inputs */
    int32_t offset;      /* of inputs, or 0 */
    uint32_t *sums;      /* room for as many as there are biases in `pair`, the same */
    int32_t run;         /* elements in a row of the filter */
    int32_t first;       /* channel */
    int32_t most;        /* channels at a time */
    int32_t pitch;       /* bytes from channel to channel of the filter */
    int32_t pixels;      /* of the call */
    int waiting, pair_waits;
    struct mote_pixel left;       /* the pixel that waits for a second one */
    int8_t *outs[2];              /* of the pair that waits for a second one */
    struct mote_plain_four *quad; /* NULL: two pixels at a time */
    struct mote_plain_special special;
    struct mote_plain_run runs[MOTE_PLAIN_JOB_RUNS];
    int32_t n_runs; /* 1 if there is nothing special */
    int unfinished; /* by kernels: bounds, or special channels */
};

/* Four pixels; the patch of the second pair is behind it, and then chunks. */
struct mote_plain_four {
    struct mote_plain_quad kernel;
    struct mote_plain_pair rest; /* of the channels; none as a rule */
};

/* Run i, widened to so many channels as a kernel wants. */
static inline struct mote_plain_run mote_plain_run_of(const struct mote_plain_job *j, int32_t i,
                                                      int32_t least)
{
    struct mote_plain_run r = j->runs[i];
    if (r.n < least) r.n = (uint8_t)least;
    if (r.first + r.n > j->pair.channels) r.first = (uint8_t)(j->pair.channels - r.n);
    return r;
}

static inline uint32_t *mote_plain_chunks_of(const struct mote_plain_job *j)
{
    return (uint32_t *)(j->quad + 1) + j->pair.taps;
}

/* Is a pixel its own patch? */
static inline int mote_plain_is_point(const struct mote_conv_args *a, int32_t taps)
{
    return taps == a->s.in_channels && !mote_axis_pad(&a->s.x) && !mote_axis_pad(&a->s.y);
}

/* Pixels from `from` to before `to` of the call, one after another: whole rows, or points. */
void mote_plain_walk(struct mote_plain_job *j, const struct mote_call *c, int32_t from, int32_t to);

#endif
