/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Float layers, several outputs at a time. Every output is the sum of the same products in the same
 * order as if it were computed alone, so that results are equal bit for bit.
 */
#ifndef MOTE_SIMD_FLOATS_H
#define MOTE_SIMD_FLOATS_H

#include "taps.h"
#include "target.h"

enum { MOTE_FLOATS_PIXELS = 4 };

/* What one output is the sum of: `rows` times n products. */
struct mote_floats_run {
    int32_t rows, n;
    int32_t in_pitch, pitch; /* elements from row to row, of inputs and weights */
    int32_t step;            /* weights from channel to channel */
};

/* acc[4 * p + k] += channel k of pixel p: of as many pixels, or of one. */
void mote_floats_add_4x4(float acc[16], const float *const x[MOTE_FLOATS_PIXELS], const float *f,
                         const struct mote_floats_run *r);
void mote_floats_add_1x4(float acc[4], const float *x, const float *f,
                         const struct mote_floats_run *r);

/* acc += one channel of one pixel. */
float mote_floats_add(float acc, const float *x, const float *f, const struct mote_floats_run *r);

/* Depthwise sums of output channels o to o + n - 1. */
void mote_floats_depthwise(float *sums, const struct mote_taps *t, int32_t o, int32_t n);

/* How outputs end. */
struct mote_floats_ends {
    const float *bias; /* NULL: none */
    float min, max;
};

static inline float mote_floats_end(const struct mote_floats_ends *e, int32_t o, float y)
{
    y += e->bias ? e->bias[o] : 0;
    if (y < e->min) y = e->min;
    return y > e->max ? e->max : y;
}

#endif
