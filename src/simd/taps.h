/* SPDX-License-Identifier: Apache-2.0 */
/* The taps of a depthwise filter that lie inside the image, for one pixel: what the kernels of
 * wide.h and floats.h go through. */
#ifndef MOTE_SIMD_TAPS_H
#define MOTE_SIMD_TAPS_H

#include <stdint.h>

enum { MOTE_TAPS_ROWS = 16 };

struct mote_taps {
    const void *rows[MOTE_TAPS_ROWS]; /* inputs: the first channel of a row's first tap */
    const void *filter;               /* its first output channel */
    int32_t n_rows, n;                /* taps in a row */
    int32_t in_step;                  /* elements from tap to tap */
    int32_t step, pitch;              /* weights from tap to tap, from row to row */
    int32_t depth;                    /* output channels of an input channel */
};

/* Goes through n output channels from o on: how many to take at once, 4 or 1, of the same input
 * channel if there are several of one. */
struct mote_taps_walk {
    int32_t o, n;
    int32_t in;   /* input channel of o */
    int32_t left; /* output channels that it still has */
    int32_t now;
};

static inline void mote_taps_first(struct mote_taps_walk *w, int32_t depth, int32_t o, int32_t n)
{
    w->o = o;
    w->n = n;
    w->in = depth == 1 ? o : o / depth;
    w->left = depth == 1 ? n : (w->in + 1) * depth - o;
    w->now = (w->left < n ? w->left : n) < 4 ? 1 : 4;
}

static inline void mote_taps_next(struct mote_taps_walk *w, int32_t depth)
{
    w->o += w->now;
    w->n -= w->now;
    w->left -= w->now;
    if (depth == 1) {
        w->in += w->now;
    } else if (w->left == 0) {
        w->left = depth;
        w->in++;
    }
    w->now = (w->left < w->n ? w->left : w->n) < 4 ? 1 : 4;
}

#endif
