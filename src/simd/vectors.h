/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kernels of the int8 convolutions for CPUs with vectors: AArch64, and several generations of
 * x86-64's, of which what this machine has is known when the program runs.
 *
 * What is multiplied comes in units of 32 bits, one channel of a vector each: four elements where
 * the CPU has products for them (VNNI takes uint8 inputs, which are 128 higher than they were, SDOT
 * int8), else two of 16 bits, offset added. A convolution spreads a unit of one pixel over a vector
 * and multiplies it with the weights of as many channels; a depthwise one multiplies units of as
 * many channels.
 */
#ifndef MOTE_SIMD_VECTORS_H
#define MOTE_SIMD_VECTORS_H

#include "../base/rescale.h"
#include "../base/scaled_sum.h"
#include "simd.h"

enum mote_vectors_level {
    MOTE_VECTORS_NEON, /* whatever the compiler may use of it */
    MOTE_VECTORS_SSE41,
    MOTE_VECTORS_AVX2,
    MOTE_VECTORS_AVXVNNI,
    MOTE_VECTORS_AVX512, /* with VNNI */
    MOTE_VECTORS_LEVELS
};

enum {
    MOTE_VECTORS_CHANNELS = 256, /* of a block, at most; of a convolution: two vectors */
    MOTE_VECTORS_PADDING = 256, /* bytes behind a buffer that is written or read in whole vectors */
    MOTE_VECTORS_SHIFT_MAX =
        22, /* greatest e = 2 + right (base/rescale.h) of the quick rescaling */
    MOTE_VECTORS_TAPS_MAX = 16384 /* up to here sums with small biases stay within 2^30 */
};

/* Channels that are computed together. */
struct mote_vectors_block {
    int32_t channels;
    int32_t padded;  /* to whole vectors */
    int32_t vectors; /* a convolution: 1 or 2 */
    /* a convolution: runs of so many units each lie apart; `wide`: steps of so many units from
     * column to column if a run is three columns and a pixel is one column from the next, else 0 */
    int32_t runs, units, wide;
    int32_t zero, min, max;
    int32_t inexact;                 /* some channel needs mote_rescale_s8 */
    const int32_t *layer_multiplier; /* those of the layer */
    const int8_t *layer_right;
    const uint8_t *weights;
    /* for each channel, `padded` each: the start of the sum, and what the quick rescaling takes */
    int32_t *bias, *multiplier, *addend, *shift;
    uint32_t
        exact[MOTE_VECTORS_CHANNELS / 32]; /* a bit for each channel that needs mote_rescale_s8 */
};

/* Pixels of an output row. */
struct mote_vectors_pixels {
    int32_t n;
    int32_t step; /* bytes from pixel to pixel of the input */
    int32_t out_step;
    int8_t *out;
    /* a convolution: where each run of the first pixel begins; those that are not nothing */
    const uint8_t *const *run;
    int32_t first_run, end_run;
    /* depthwise: units of the first pixel; groups of taps along a column, columns, and bytes from
     * one to the next */
    const uint8_t *in;
    int32_t groups, columns, group_step, column_step;
};

/* How elements become units: inputs with their offset, or weights. */
struct mote_vectors_form {
    int32_t is_input;
    int32_t offset; /* of inputs */
};

struct mote_vectors {
    int32_t lanes;   /* channels of a vector */
    int32_t element; /* bytes: 1 or 2 */
    int32_t raised;  /* how much higher inputs of 1 byte are made */
    /* n inputs of one row, one after another; writes no more */
    void (*stage)(uint8_t *to, const int8_t *from, int32_t n, int32_t offset);
    /* Units of which each takes one element of each row, 4 / element rows. A row that is NULL holds
     * what adds nothing. Writes up to MOTE_VECTORS_PADDING bytes more. */
    void (*interleave)(uint8_t *to, const int8_t *const *rows, int32_t n,
                       const struct mote_vectors_form *form);
    /* weights of `channels` filters, `step` bytes apart, of runs of n elements: [runs][units]
     * [vectors * lanes] */
    void (*pack)(uint8_t *to, const int8_t *filter, int32_t step, int32_t n,
                 const struct mote_vectors_block *b);
    /* Fills in what is there for each channel; `bias` is the layer's or NULL. n vectors of weights
     * belong to each vector of channels, `step` bytes apart; block.weights may be NULL, then they
     * are in nothing but what is known about the range of the sums. */
    void (*finish)(struct mote_vectors_block *b, const int32_t *bias, int32_t n, int32_t step,
                   int32_t offset);
    void (*conv)(const struct mote_vectors_block *b, const struct mote_vectors_pixels *p);
    void (*depthwise)(const struct mote_vectors_block *b, const struct mote_vectors_pixels *p);
    /* n elements x, staged, by rows of as many weights, one for each channel. x can be read up to
     * whole vectors. The block has no weights. */
    void (*fully_connected)(const struct mote_vectors_block *b, const uint8_t *x,
                            const int8_t *filter, int32_t n, int32_t offset, int8_t *out);
    /* sums[i] += x[i] of n channels, and so on for pixels that are `step` bytes apart */
    void (*add_up)(int32_t *sums, const int8_t *x, int32_t n, int32_t pixels, int32_t step);
    /* As base/scaled_sum.c has it, for elements that do not repeat; `out` may be one of the
     * others. Returns 0, having done nothing, if these scales are not for it. */
    int (*scaled_sum)(const struct mote_scaled_sum *a, const int8_t *coarse, const int8_t *fine,
                      int8_t *out, int32_t n);
    /* Multipliers of channels whose scales `filter` has, as mote_rescale_channels gives them; says
     * how many it has done. */
    int32_t (*multipliers)(const struct mote_ratio *q, const uint8_t *filter, int32_t n,
                           int32_t *multiplier, int8_t *right);
};

/* mote_rescale_channels; k may be NULL. */
void mote_vectors_rescale_channels(const struct mote_vectors *k, uint32_t input,
                                   const uint8_t *filter, int32_t step, uint32_t output, int32_t n,
                                   int32_t *multiplier, int8_t *right);

/* The kernels of a level, NULL if the machine or the compiler lacks them; the best that there are.
 */
const struct mote_vectors *mote_vectors_of(enum mote_vectors_level level);
const struct mote_vectors *mote_vectors_best(void);

extern const struct mote_vectors mote_vectors_neon, mote_vectors_sse41, mote_vectors_avx2,
    mote_vectors_avxvnni, mote_vectors_avx512;

#endif
