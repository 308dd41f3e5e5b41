/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kernels for the vector extension of Cortex-M55 (MVE, Helium): sixteen products of int8 a
 * instruction. Inputs stay bytes: what their offset adds to a sum is the offset times the sum of
 * the weights, which goes into the bias.
 *
 * Outputs end four at a time, for any sum. y = floor((sum * multiplier + 2^30) / 2^31) is one
 * vector instruction, another divides by 2^e and rounds halves up; halves away from zero want 1
 * subtracted from negative y before, which is right for e >= 1. That leaves multipliers below one
 * (`right` >= -1, see base/rescale.h), and 0 with any e.
 */
#ifndef MOTE_SIMD_MVE_H
#define MOTE_SIMD_MVE_H

#include "simd.h"

/* A filter that is turned has so many channels at most, one of depthwise kernels so many taps. */
enum { MOTE_MVE_TURNED_MAX = 8192, MOTE_MVE_TAPS = 32 };

#if MOTE_SIMD_MVE

#include "../base/scaled_sum.h"

/* Can all n channels be ended so? */
int mote_mve_can_end(const int32_t *multiplier, const int8_t *right, int32_t n);

/*
 * A convolution: four pixels with rows of weights. A pixel's patch is its inputs in the order of
 * the filter. Four patches lie interleaved: sixteen bytes of each by turns, and what is left of
 * taps, less than 16, `pitch` bytes apart. Up to MOTE_MVE_FEW taps are all `pitch` apart.
 * Assembly knows the order.
 */
struct mote_mve_conv {
    const int8_t *patch;
    int32_t turns;        /* taps / 16 - 1 */
    const int8_t *filter; /* [channels][taps] */
    int32_t taps;
    int32_t tail, pitch;                    /* tail = taps % 16; of few taps, all of them */
    const struct mote_mve_end *ends, *last; /* first and behind the last */
    int32_t zero, min, max;
    int8_t *out[4]; /* the pixels' first channel */
};

/* Of two channels: what a sum begins with, -e, and the multiplier. */
struct mote_mve_end {
    int32_t bias[2];
    int8_t shift[4];
    int32_t multiplier[2];
};

enum { MOTE_MVE_FEW = 16 };

/* Few taps are those that fit into one register. */
void mote_mve_conv_s8(const struct mote_mve_conv *k);
void mote_mve_conv_few_s8(const struct mote_mve_conv *k);

/* Fills in what ends n channels, an even number. */
void mote_mve_ends(struct mote_mve_end *ends, const int32_t *bias, const int32_t *multiplier,
                   const int8_t *right, int32_t n);

/* to[k] = from[k] + offset * sum of the weights of channel k, of n; from may be NULL: 0. */
void mote_mve_fold(int32_t *to, const int32_t *from, const int8_t *filter, int32_t taps,
                   int32_t offset, int32_t n);

/* A convolution of a single pixel: four would take as long as four. Assembly knows the order. */
struct mote_mve_single {
    const int8_t *patch;  /* taps one after another */
    const int8_t *filter; /* [channels][taps] */
    int32_t taps, channels;
    const int32_t *bias, *multiplier;
    const int8_t *right;
    int8_t *out;
    int32_t zero, min, max;
};

void mote_mve_single_s8(const struct mote_mve_single *s);

/* Two pixels, of sixteen taps and four channels at least. Assembly knows the order. */
struct mote_mve_pair {
    struct mote_mve_single one;
    const int8_t *patch; /* of the other */
    int8_t *out;
};

void mote_mve_pair_s8(const struct mote_mve_pair *p);

/* A filter's [taps][channels] -> [channels][taps]. */
void mote_mve_turn(int8_t *to, const int8_t *from, int32_t taps, int32_t channels);

/* Four interleaved patches that are being filled. */
struct mote_mve_patch {
    int8_t *data;
    int32_t run;   /* elements of a pixel that come together: a row of the filter */
    int32_t turns; /* of sixteen; none for few taps and for a patch by itself */
    int32_t pitch; /* bytes from tail to tail */
};

/* Rows `pitch` bytes apart in memory, and what of them is copied: n elements, from element `skip`
 * of rows first to first + rows - 1 of the filter. */
struct mote_mve_rows {
    int32_t pitch, first, rows, skip, n;
};

/* Copies into each of the patches, from addresses of the first element; these are left changed. */
void mote_mve_put_4(const struct mote_mve_patch *p, const int8_t *from[4],
                    const struct mote_mve_rows *r);

/* A row by itself into each, which makes it whole. */
void mote_mve_put_points(const struct mote_mve_patch *p, const int8_t *const from[4]);

/* The same as mote_mve_put_4 into patch k alone. */
void mote_mve_put(const struct mote_mve_patch *p, int32_t k, const int8_t *from,
                  const struct mote_mve_rows *r);

/* Sets all of patch k. */
void mote_mve_fill(const struct mote_mve_patch *p, int32_t k, int32_t value);

/*
 * A vector with rows of weights `step` bytes apart, n > 0 elements each, any number of rows > 0.
 * Assembly knows the order.
 */
struct mote_mve_vector {
    const int8_t *x, *rows;
    int32_t step, n, offset;
    int32_t count;        /* of rows */
    const uint32_t *from; /* what sums begin with; NULL: 0 */
    /* How outputs end that have one multiplier. */
    int32_t multiplier, shift, zero, min, max;
};

/* sums[k] = from[k] + row k times (x + offset); `from` may be `sums`. */
void mote_mve_vector_sums(const struct mote_mve_vector *v, uint32_t *sums);

/* And the outputs that end them. */
void mote_mve_vector_s8(const struct mote_mve_vector *v, int8_t *out);

/* How n outputs end that have multipliers each. */
void mote_mve_end_s8(int8_t *out, const uint32_t *sums, int32_t n, const int32_t *multiplier,
                     const int8_t *right, const struct mote_mve_vector *v);

/*
 * Depthwise: some pixels of channels by sixteens. Two products at a time are added in 16 bits,
 * unless a weight is -128: then a sum of two may not fit. Assembly knows the order.
 */
enum { MOTE_MVE_LANES = 16 };

struct mote_mve_tap {
    int32_t in, filter; /* bytes from where a pixel begins, and from tap 0 */
};

struct mote_mve_depthwise {
    /* Of the first channel, and the others behind it; what is added to inputs is in the bias. All
     * of sixteen lanes are read, and not more than `lanes` of filter and inputs. */
    const int32_t *bias, *multiplier;
    const int8_t *right;
    const int8_t *filter; /* of tap 0 */
    uint32_t in;          /* an address, which need not lie in memory if all taps do */
    int8_t *out;
    int32_t pixels, in_step, out_step; /* how many, and bytes from one to the next */
    int32_t groups;                    /* of sixteen channels, or 1 of `lanes` */
    int32_t lanes;
    int32_t outside, singles, pairs; /* of taps; those outside the image read */
    int32_t zero, min, max;
    int32_t nothing; /* this */
    const struct mote_mve_tap *outside_taps;
    const struct mote_mve_tap *taps; /* singles first */
};

void mote_mve_depthwise_s8(const struct mote_mve_depthwise *d);

/* The tables of less than sixteen lanes, filled with zeros. */
void mote_mve_pad(int32_t *multiplier, int8_t *right, const int32_t *multiplier_from,
                  const int8_t *right_from, int32_t lanes);

/* Some taps, `step` bytes apart. */
struct mote_mve_weights {
    const int8_t *filter;
    int32_t taps, step, offset;
};

/* to[k] = from[k] + offset * sum of the weights of channel k, for sixteen of which just the first
 * `lanes` are read (the others: 0); from may be NULL: 0, and may be `to`. Returns whether there is
 * a -128. */
int mote_mve_depthwise_sums(int32_t *to, const struct mote_mve_weights *w, const int32_t *from,
                            int32_t lanes);

/* sums[k] += channel k of n pixels, which are `channels` apart, for `left` channels. */
void mote_mve_add_pixels_s8(int32_t *sums, const int8_t *pixels, int32_t left, int32_t channels,
                            int32_t n);

/* n elements; see base/scaled_sum.h for what is coarse and fine. */
void mote_mve_sum_s8(const struct mote_scaled_sum *a, const int8_t *coarse, const int8_t *fine,
                     int8_t *out, int32_t n);

/* mote_rescale_channels with scales 4 bytes apart; returns 0, having done nothing, if those of
 * input and output are not usual ones. */
int mote_mve_rescale_channels(uint32_t input, const uint8_t *filter, uint32_t output, int32_t n,
                              int32_t *multiplier, int8_t *right);

#endif
#endif
