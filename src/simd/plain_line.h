/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Depthwise convolutions along a line, which is what those over time are: a column of an image that
 * is one wide, or a row under a filter that is one high. Outputs that follow each other share all
 * but one of their inputs, and all weights.
 */
#ifndef MOTE_SIMD_PLAIN_LINE_H
#define MOTE_SIMD_PLAIN_LINE_H

#include "simd.h"

/* Are there such kernels? */
#if MOTE_SIMD_PLAIN && !MOTE_SIMD_ARMV7M && !MOTE_SIMD_ARMV6M
#define MOTE_PLAIN_LINES 1
#else
#define MOTE_PLAIN_LINES 0
#endif

enum {
    MOTE_PLAIN_LINE_MOST = 8,    /* outputs at a time, of any number of taps */
    MOTE_PLAIN_LINE_CHANNELS = 4 /* at a time, of fewer outputs */
};

/* Some channels of neighbouring outputs; assembly knows the order. */
struct mote_plain_line {
    const int8_t *in, *filter; /* the first tap */
    int8_t *out;
    const int32_t *bias, *multiplier;
    const int8_t *right;                 /* 0 to MOTE_PLAIN_RIGHT_MAX, sums within 2^29 */
    int32_t channels;                    /* > 0 */
    int32_t step, filter_step, out_step; /* bytes from tap to tap, from output to output */
    int32_t offset, zero;                /* zero: 4 * twice_zero */
    /* step * elements, of which there are taps + outputs - 1: up to where memory ends, and those
     * `gap` bytes beyond; 0 of them but for one and two outputs */
    int32_t span, gap, second_span;
};

/* So many outputs of channel o, whatever its sum and multiplier; of the others clamp to int8, too.
 */
void mote_plain_line_any(const struct mote_plain_line *l, int32_t o, int32_t outputs);
/* One and two outputs, of a multiple of MOTE_PLAIN_LINE_CHANNELS. */
void mote_plain_line_1(const struct mote_plain_line *l);
void mote_plain_line_2(const struct mote_plain_line *l);
/* MOTE_PLAIN_LINE_MOST. */
void mote_plain_line_8(const struct mote_plain_line *l);
/* Any number, of three and of five taps, which fit into registers. */
void mote_plain_line_of_3(const struct mote_plain_line *l);
void mote_plain_line_of_5(const struct mote_plain_line *l);

#endif
