/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kernels that keep a block of sums in registers, for CPUs that multiply pairs of 16-bit numbers.
 * blocks_armv7em.c has them in assembly, blocks_c.c says in C what they compute.
 *
 * Inputs are widened to int16 with the offset added, in groups of four neighbours in the order that
 * splitting a word of four bytes into its even and its odd ones gives: 0 2 1 3. Weights are split
 * the same way, so that nothing needs to be put in order. Two pixels lie interleaved by words:
 *     a0 a2 b0 b2 a1 a3 b1 b3   a4 a6 ...
 * `taps` elements take (taps + 3) / 4 such groups; what fills the last one does not matter.
 */
#ifndef MOTE_SIMD_BLOCKS_H
#define MOTE_SIMD_BLOCKS_H

#include "simd.h"

/* What a convolution in blocks works on; assembly knows the order. */
struct mote_block {
    const int16_t *patch;
    const int8_t *filter; /* [2 * pairs][taps] */
    int32_t taps;         /* MOTE_BLOCK_TAPS_MIN to MOTE_BLOCK_TAPS_MAX */
    const int32_t *bias, *multiplier;
    const int8_t *right; /* see base/rescale.h */
    int32_t twice_zero;
    int32_t pairs; /* of output channels, > 0 */
    int32_t min, max;
    int32_t mode; /* enum mote_block_mode, or-ed */
};

enum mote_block_mode {
    MOTE_BLOCK_SHORT = 0,  /* sums within 2^30, all of int8: the short rescaling */
    MOTE_BLOCK_EXACT = 1,  /* any sum */
    MOTE_BLOCK_NARROW = 3, /* any sum, and bounds within int8's */
};

enum { MOTE_BLOCK_TAPS_MIN = 4, MOTE_BLOCK_TAPS_MAX = 16384 };

/* Bytes of patch for two pixels. */
static inline uint32_t mote_block_bytes(uint32_t taps)
{
    return (taps + 3) / 4 * 16;
}

/* Where element i of a pixel lies in its half of the groups. */
static inline int32_t mote_block_place(int32_t i)
{
    return i / 4 * 8 + (i & 1) * 4 + (i >> 1 & 1);
}

/* With up to MOTE_BLOCK_TAPS_MAX taps of at most 255 * 128 each, sums stay below 2^30 if the bias
 * is this small. */
static inline int mote_block_bias_small(int32_t bias)
{
    return ((uint32_t)bias + (1u << 29)) >> 30 == 0;
}

/* 2 * pairs outputs of the two pixels of the patch. Where right < 0 and the multiplier is not 0 the
 * output means nothing. */
void mote_block_pair_s8(const struct mote_block *b, int8_t *first, int8_t *second);

/*
 * Three pixels and more, interleaved by words as two are:
 *     a0 a2 b0 b2 c0 c2 a1 a3 b1 b3 c1 c3   a4 a6 ...
 * The patch may come in two parts: taps from `split` on lie in the second one.
 */
struct mote_block_strip {
    int16_t *first, *rest;
    int32_t split; /* > 0; as the taps a multiple of 8 */
};

enum { MOTE_BLOCK_WIDEST = 5 };

/* 2 * pairs outputs of 3 to MOTE_BLOCK_WIDEST pixels, which end where `ends` says, whatever the
 * sums, clamped to int8; weights lie at a multiple of 4, `patch` and mode of *b are not used.
 * Assembly knows the
 * order of both. */
void mote_block_strip_s8(const struct mote_block *b, const struct mote_block_strip *w,
                         int8_t *const *ends, int32_t pixels);

/* What lies `pitch` bytes apart in memory: rows of a patch, n elements each. */
struct mote_block_rows {
    int32_t n, rows, pitch;
};

/* Copies them one behind the other; rows > 0. */
void mote_block_copy(int8_t *to, const int8_t *from, const struct mote_block_rows *r);

/* Widens those of two pixels; n is a multiple of 4, n and rows > 0. */
void mote_block_widen_pair(int16_t *to, const int8_t *a, const int8_t *b,
                           const struct mote_block_rows *r, int32_t offset);

/* Widens n neighbours of one pixel into its half of the groups: `to` is that of pixel a or, 2
 * elements on, of pixel b; n is a multiple of 4. */
void mote_block_widen(int16_t *to, const int8_t *from, int32_t n, int32_t offset);

/* What is widened into a patch of three pixels and more: rows of n elements, n a multiple of 4. */
struct mote_block_some {
    int32_t n, rows, pitch; /* n and rows > 0; bytes from row to row */
    int32_t step;           /* int16 of the patch from row to row: 2 if each is a pixel's own */
};

/* Widens them into a patch of so many pixels. Assembly knows the order. */
void mote_block_widen_some(int16_t *to, const int8_t *from, const struct mote_block_some *s,
                           int32_t offset, int32_t pixels);

/* Where element i of the first pixel of such a patch lies. */
static inline int32_t mote_block_strip_place(int32_t i, int32_t pixels)
{
    return ((i & ~3) + (i & 1) * 2) * pixels + (i >> 1 & 1);
}

enum { MOTE_BLOCK_3X3_SHIFT_MAX = 22 };

/*
 * Depthwise 3x3: one channel of an output row, or of several rows that follow each other in memory.
 * Columns pass by once: each adds to the outputs that it is the right, the middle and the left
 * column of. Inputs come as they are, what the offset adds is in the bias. Weights and biases are
 * doubled, which spares the rescaling a shift; two weights lie in one word.
 * Assembly knows the order.
 */
struct mote_block_3x3 {
    const int8_t *in;      /* first column of the first row that lies inside the image */
    int32_t second, third; /* bytes from a row of the window to the others */
    int32_t step;          /* bytes from column to column, of input and output */
    /* first and second row (low and high half) of the left, middle and right column */
    uint32_t left, middle, right;
    uint32_t third_row; /* its left and middle */
    uint32_t corner;    /* its right in the high half; in the low half e = 2 + right, 1 to
                           MOTE_BLOCK_3X3_SHIFT_MAX */
    int32_t first_bias; /* of the first output, whose left column may be missing */
    int32_t bias;
    int32_t multiplier;
    int32_t zero; /* twice_zero << (e - 1) */
    int8_t *out;
    int32_t outputs;       /* that have a right column; > 0 */
    int32_t left_missing;  /* the first column of the image is the middle one of the first output */
    int32_t right_missing; /* one more output has no right column */
    int32_t last_bias;     /* what is added to it instead */
    int32_t rows, in_pitch, out_pitch;
    /* what the caller fills in besides step, outputs, left_missing, right_missing, pitches and
     * second and third; all the rest follows from it channel by channel */
    const struct mote_block_3x3_channel *channel, *end;
    /* Weights outside the image are masked out: of the first and second row (low and high half),
     * and of the third (none or all bits). */
    uint32_t pair, single;
    uint32_t offsets; /* the offset in both halves */
    const int8_t *line_in;
    int8_t *line_out;
    int32_t line_rows;
};

/* What of the block belongs to a channel. */
struct mote_block_3x3_channel {
    uint32_t left, middle, right, third_row, corner;
    int32_t twice_bias, multiplier, zero;
};

/* Steps of one and of two columns from output to output, for neighbouring channels, one or more;
 * *b is left changed. */
void mote_block_3x3_s8(struct mote_block_3x3 *b);
void mote_block_3x3_by_2_s8(struct mote_block_3x3 *b);

/* The same for all channels, with the weights of a file. Assembly knows the order. */
struct mote_block_lines {
    const int8_t *in;
    int32_t second, third, step;
    const int32_t *multiplier;
    const int8_t *right;
    const int32_t *bias;  /* small, see mote_block_bias_small */
    const int8_t *filter; /* `step` bytes from tap to tap */
    int32_t channels;
    uint32_t offsets;
    int32_t twice_zero;
    uint32_t pair, single;
    int32_t left_missing, right_missing, outputs;
    int8_t *out;
    int32_t rows, in_pitch, out_pitch;
};

enum { MOTE_BLOCK_LINES_RIGHT_MAX = 20 };

/* Steps of `stride` (1, 2) columns from output to output. Returns how many channels came before one
 * whose `right` is below -1 or above MOTE_BLOCK_LINES_RIGHT_MAX, with a multiplier other than 0:
 * there it ends. */
int32_t mote_block_lines_s8(const struct mote_block_lines *b, int32_t stride);

/*
 * A vector with rows of weights. The vector is widened in groups of four, 0 2 1 3, a group behind
 * the other; weights lie at multiples of 4 bytes.
 */

/* Widens n elements; n is a multiple of 4. */
void mote_block_widen_vector(int16_t *to, const int8_t *from, int32_t n, int32_t offset);

/* sums[k] += row k times the vector, for 2 * pairs rows `step` bytes apart; n > 0 is a multiple
 * of 8. */
void mote_block_vector_s8(uint32_t *sums, const int16_t *x, const int8_t *f, int32_t step,
                          int32_t n, int32_t pairs);

/* The same for 3 * triples rows, in fewer instructions. */
void mote_block_triples_s8(uint32_t *sums, const int16_t *x, const int8_t *f, int32_t step,
                           int32_t n, int32_t triples);

/* Outputs from rows of weights; all share a multiplier, any sum will do. Assembly knows the order.
 */
struct mote_block_outputs {
    const int32_t *bias;
    int8_t *out;
    int32_t units;
    int32_t multiplier;
    int32_t right; /* 0 to MOTE_BLOCK_OUTPUTS_RIGHT_MAX; see base/rescale.h */
    int32_t twice_zero;
    int32_t step;    /* bytes from row to row */
    const int8_t *f; /* the rows */
    const int16_t *x;
    int32_t n; /* elements of x and of the rows */
};

/* 2^30 shifted right this far is as good as anything greater: it saturates. */
enum { MOTE_BLOCK_OUTPUTS_RIGHT_MAX = 19, MOTE_BLOCK_OUTPUTS_MIN = 3 };

/* A widened vector, n > 0 a multiple of 4, and weights at multiples of 4 bytes;
 * MOTE_BLOCK_OUTPUTS_MIN units or more. */
void mote_block_outputs_s8(const struct mote_block_outputs *p);

/* Any n > 0, units, weights: for few elements, which are not worth being widened; rows are one
 * behind the other. */
void mote_block_few_s8(const struct mote_block_outputs *p, const int8_t *in, int32_t offset);

/* Ends n sums that share a multiplier and stay within 2^30; right >= 0. */
void mote_block_end_s8(int8_t *out, const uint32_t *sums, int32_t n, int32_t multiplier,
                       int32_t right, int32_t twice_zero);

/* The same with a multiplier and a shift for each; where right < 0 the multiplier is 0. */
void mote_block_ends_s8(int8_t *out, const uint32_t *sums, int32_t n, const int32_t *multiplier,
                        const int8_t *right, int32_t twice_zero);

/*
 * Depthwise, any filter: one pixel, four channels at a time. Taps come in runs, along a row of the
 * image or, where the image is one column wide, down the column. Assembly knows the order.
 */
enum { MOTE_BLOCK_RUNS = 16 };

struct mote_block_taps {
    const int8_t *in, *filter;
    int32_t in_step, filter_step; /* bytes from tap to tap */
    int32_t runs;
    struct {
        int32_t in, filter; /* bytes to its first tap */
        int32_t n;          /* > 0 */
    } run[MOTE_BLOCK_RUNS];
    const int32_t *bias, *multiplier;
    const int8_t *right;
    int32_t offset, twice_zero;
};

/* Outputs o to o + n - 1, n > 0 a multiple of 4; sums stay within 2^30, bounds are those of int8.
 * Where right < 0 the multiplier is 0. */
void mote_block_taps_s8(const struct mote_block_taps *t, int32_t o, int32_t n, int8_t *out);

/* sums[k] += channel k of n pixels, `step` bytes apart; 4 channels, n <= MOTE_BLOCK_PIXELS. */
enum { MOTE_BLOCK_PIXELS = 255 };
void mote_block_add_pixels_s8(int32_t sums[4], const int8_t *in, int32_t step, int32_t n);

#endif
