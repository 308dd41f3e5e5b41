/* SPDX-License-Identifier: Apache-2.0 */
/* What plain_3x3.c hands to the loops over rows. */
#ifndef MOTE_SIMD_PLAIN_3X3_H
#define MOTE_SIMD_PLAIN_3X3_H

#include "blocks.h"

/* Weights of a column, or its inputs. */
struct mote_plain_column {
    int32_t first, second, third;
};

/* A channel, ready to run over its rows; assembly knows the order. Weights and biases are doubled.
 */
struct mote_plain_3x3 {
    struct mote_plain_column left, middle, right;
    int32_t second, third; /* bytes from a row of the window to the others */
    int32_t step;          /* bytes from column to column, of input and output */
    int32_t bias, multiplier, zero, shift;
    int32_t first_bias, last_bias; /* of the first output, and what is added to one without right
                                      column */
    int32_t left_missing, right_missing;
    const int8_t *in;
    int8_t *out;
    int32_t rows, in_pitch, out_pitch; /* > 0 rows */
    int32_t width;                     /* step * outputs that have a right column; > 0 */
};

/* What channels have, in the order of the file: a row by itself is too short to have its weights
 * brought into the order of struct mote_block_3x3_channel first. */
struct mote_plain_3x3_channels {
    const int8_t *filter;
    const int32_t *bias, *multiplier;
    const int8_t *right;
    int32_t twice_zero, stride;
};

/* Channels from o on of a line, o < end, whose in and out are those of channel 0. Returns `end`, or
 * the first one that is beyond what can be rescaled. For RISC-V it is assembly, which knows the
 * order of both. */
int32_t mote_plain_3x3_line(const struct mote_block_3x3 *b,
                            const struct mote_plain_3x3_channels *channels, int32_t o, int32_t end);

/* Steps of one and of two columns from output to output. */
void mote_plain_3x3_rows(const struct mote_plain_3x3 *c);
void mote_plain_3x3_rows_by_2(const struct mote_plain_3x3 *c);

#endif
