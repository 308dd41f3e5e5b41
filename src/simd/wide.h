/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sums of int16 inputs by int8 weights. A product is at most 2^22, so that MOTE_WIDE_EXACT of them
 * and a bias within 2^28 fit 32 bits; longer sums are taken in parts. MOTE_WIDE_TAPS is how many
 * inputs are brought into the machine's order at a time, on the stack: arenas have no room for
 * them.
 */
#ifndef MOTE_SIMD_WIDE_H
#define MOTE_SIMD_WIDE_H

#include "plain.h"
#include "taps.h"

enum { MOTE_WIDE_EXACT = 448 };

#define MOTE_WIDE_ARMV7EM (MOTE_FAST && MOTE_SIMD_ARMV7EM)

#if MOTE_SIMD_PLAIN
enum { MOTE_WIDE_TAPS = MOTE_PLAIN_WORDS, MOTE_WIDE_PIXELS = 1 };
#elif MOTE_SIMD_X86
enum { MOTE_WIDE_TAPS = MOTE_WIDE_EXACT, MOTE_WIDE_PIXELS = 2 };
#else
enum { MOTE_WIDE_TAPS = 144, MOTE_WIDE_PIXELS = 2 };
#endif

/* Shortest filter that mote_wide_sums takes, of which w may be the last part. */
enum { MOTE_WIDE_TAPS_MIN = 4 };

/* A part of a pixel, or of two, in the order that sums want. */
struct mote_wide {
    int32_t n, pixels;
#if MOTE_SIMD_PLAIN
    int32_t x[MOTE_WIDE_TAPS];
#elif MOTE_WIDE_ARMV7EM
    /* In groups of four in the order 0 2 1 3, two pixels interleaved by words, as in blocks.h. */
    uint32_t x[MOTE_WIDE_TAPS];
#else
    const int16_t *a, *b;
#endif
};

/* n <= MOTE_WIDE_TAPS inputs of each pixel, which must stay where they are; b is NULL where there
 * is one pixel. */
void mote_wide_load(struct mote_wide *w, const int16_t *a, const int16_t *b, int32_t n);

/* Adds to sums[k * pixels + p] for `channels` filters, whose rows are `step` bytes apart. */
void mote_wide_sums(int32_t *sums, const struct mote_wide *w, const int8_t *filter, int32_t step,
                    int32_t channels);

/* A layer of them, and how its outputs end. */
struct mote_wide_layer {
    /* Brings elements first to first + n - 1 of what the filters are multiplied with. */
    void (*load)(struct mote_wide *w, const void *job, int32_t first, int32_t n);
    const int8_t *filter; /* [channels][taps] */
    int32_t taps;         /* MOTE_WIDE_TAPS_MIN or more */
    const void *bias;     /* int32, or int64 where `wide`; NULL: none */
    const int32_t *multiplier;
    const int8_t *right; /* see base/rescale.h */
    int32_t each;        /* 1: a multiplier for each channel; 0: one for all */
    int32_t wide;        /* sums of 64 bits, not of 32 that wrap */
    int32_t min, max;
};

/* Channels o to o + n - 1 of the pixels that are loaded; out[p] is where pixel p has channel o. */
void mote_wide_outputs(const struct mote_wide_layer *l, const void *job, int32_t o, int32_t n,
                       int16_t *const *out);

/* Ends sums[k * pixels + p], added to what parts[] has of them (NULL: nothing), as
 * mote_wide_outputs does. */
void mote_wide_end(const struct mote_wide_layer *l, int32_t o, int32_t n, const int64_t *parts,
                   const int32_t *sums, int32_t pixels, int16_t *const *out);

/* Depthwise sums of output channels o to o + n - 1, of no more than MOTE_WIDE_EXACT taps. */
void mote_wide_depthwise(int32_t *sums, const struct mote_taps *t, int32_t o, int32_t n);

/* The part of it that takes 4 * quads channels, quads > 0, where each has an input channel of its
 * own and rows have taps; assembly knows the order of *t. */
void mote_wide_quads(int32_t *sums, const struct mote_taps *t, int32_t o, int32_t quads);

/*
 * mote_requant_i64 of a sum within 32 bits, with the shift brought into the multiplier:
 *     floor((x * m + 2^(t-1)) / 2^t) = floor((x * m * 2^(32-t) + 2^31) / 2^32)
 * which is one instruction where there is one for the upper half of a product. right within
 * [-1, 15].
 */
static inline int32_t mote_wide_multiplier(int32_t multiplier, int32_t right)
{
#if MOTE_WIDE_ARMV7EM /* half a unit of what is cut off is the last bit shifted out: the carry */
    int32_t reduced;
    __asm__("asrs %0, %1, #16\n"
            "adc %0, %0, #0\n"
            "usat %0, #15, %0"
            : "=r"(reduced)
            : "r"(multiplier)
            : "cc");
#else
    const int32_t reduced = multiplier < 0x7fff0000 ? (multiplier + (1 << 15)) >> 16 : 0x7fff;
#endif
    return reduced << (15 - right);
}

static inline int32_t mote_wide_rescale(int32_t x, int32_t wide_multiplier)
{
#if MOTE_WIDE_ARMV7EM /* compilers find the instruction, but not with the rounding */
    __asm__("smmulr %0, %0, %1" : "+r"(x) : "r"(wide_multiplier));
    return x;
#else
    return mote_plain_high(x, wide_multiplier);
#endif
}

#if MOTE_WIDE_ARMV7EM

/* The ends of one part in assembly, which knows the order: each channel has a multiplier and a bias
 * of 64 bits. Goes on until the last multiplier or until a channel that is not for it, which it
 * returns. */
struct mote_wide_quick {
    const int32_t *multiplier;
    const int8_t *right;
    const int64_t *bias;
    const int32_t *sums; /* one, or two of a pair of pixels */
    int16_t *first, *second;
    const int32_t *end; /* of the multipliers */
};

/* For all of int16, and from 0 on; for one pixel and for two. */
const int32_t *mote_wide_quick_full(const struct mote_wide_quick *q);
const int32_t *mote_wide_quick_full_pair(const struct mote_wide_quick *q);
const int32_t *mote_wide_quick_relu(const struct mote_wide_quick *q);
const int32_t *mote_wide_quick_relu_pair(const struct mote_wide_quick *q);

#endif

#endif
