/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Blocks whose weights lie in the order of the kernel, as only compiled models have them. Two
 * channels share 16 bits:
 *     half = 256 * upper + lower        upper: channel 2k, lower: channel 2k + 1
 * so that a product of 16 bits adds to both sums at once, and another one with the lower byte alone
 * says what is to be subtracted:
 *     s = sum(x * half)    l = sum(x * lower)    sum(x * upper) = (s - l) / 256
 * s is only known modulo 2^32, which suffices while |sum(x * upper)| < 2^23: for MOTE_PACKED_PART
 * elements of at most 255 with weights of at most 127. Half as many weights are to be widened as in
 * blocks.h, whose order inputs keep: groups of four, 0 2 1 3.
 */
#ifndef MOTE_SIMD_PACKED_H
#define MOTE_SIMD_PACKED_H

#include "blocks.h"

enum { MOTE_PACKED_PART = 256 };

/* Taps that a channel takes: whole groups, filled with zeros. */
static inline int32_t mote_packed_taps(int32_t taps)
{
    return (taps + 3) & ~3;
}

/* Packs filters [channels][taps] into pairs of channels, mote_packed_taps(taps) * 2 bytes each; an
 * odd last channel has zeros beside it. Tap t of channel o is from[o * channel_step + t *
 * tap_step]. Returns 0 if a weight is -128, which the order has no room for. */
int mote_pack_filter(int8_t *to, const int8_t *from, int32_t channels, int32_t taps,
                     int32_t channel_step, int32_t tap_step);

/* mote_block_pair_s8 with a packed filter, in mode MOTE_BLOCK_SHORT. */
void mote_packed_pair_s8(const struct mote_block *b, int8_t *first, int8_t *second);

/* mote_block_vector_s8 with packed weights: two channels lie behind each other, `step` bytes from
 * pair to pair; n > 0 is a multiple of 4 and at most MOTE_PACKED_PART. */
void mote_packed_vector_s8(uint32_t *sums, const int16_t *x, const int8_t *f, int32_t step,
                           int32_t n, int32_t pairs);

/* A vector with packed weights, outputs at once: one multiplier for all. Assembly knows the order.
 */
struct mote_packed_outputs {
    const int16_t *x; /* widened, of `taps` elements */
    int32_t taps;     /* > 0, a multiple of 4, at most MOTE_PACKED_PART */
    const int8_t *f;
    const int32_t *bias;
    int32_t multiplier;
    int32_t right; /* 0 to MOTE_BLOCK_OUTPUTS_RIGHT_MAX; sums stay within 2^30 */
    int32_t twice_zero;
    int8_t *out;
    int32_t pairs; /* > 0 */
};

void mote_packed_outputs_s8(const struct mote_packed_outputs *p);

/*
 * Depthwise 3x3 with a step of one column, an output row of all channels whose three input rows lie
 * inside the image. As mote_block_3x3_s8, but all that does not depend on the row was computed
 * before. Assembly knows the order of both.
 */
struct mote_packed_3x3 {
    uint32_t left, middle, right, third_row, corner; /* as struct mote_block_3x3_channel */
    int32_t first_bias, bias; /* twice, with what the offset adds; first: of the first output */
    int32_t multiplier, zero;
    int32_t last_bias;  /* what is added to it where there is no right column */
    int32_t twice_bias; /* without offset */
};

struct mote_packed_3x3_line {
    const int8_t *in;
    int32_t second, third; /* bytes from a row of the window to the others */
    int32_t channels;
    const struct mote_packed_3x3 *channel;
    int8_t *out;
    int32_t outputs; /* that have a right column; > 0 */
    int32_t left_missing, right_missing;
};

/* Packs the weights of a channel, `step` channels in all; `corner` is without the shift. */
void mote_block_3x3_pack(struct mote_block_3x3_channel *w, const int8_t *filter, int32_t step);

void mote_packed_3x3_s8(const struct mote_packed_3x3_line *l);

#endif
