/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Four pixels at once where there are registers for it: two patches of two pixels as plain.h has
 * them. The lower number of a word must stay within 16 bits, which any two products do. So do those
 * of four taps if the magnitudes of their weights add up to MOTE_PLAIN_QUAD_SUM or less: most do,
 * and then the four are one chunk.
 */
#ifndef MOTE_SIMD_PLAIN_QUAD_H
#define MOTE_SIMD_PLAIN_QUAD_H

#include "simd.h"

/* Is there such a kernel? */
#if MOTE_SIMD_PLAIN && !MOTE_SIMD_ARMV7M && !MOTE_SIMD_ARMV6M
#define MOTE_PLAIN_QUADS 1
#else
#define MOTE_PLAIN_QUADS 0
#endif

enum {
    MOTE_PLAIN_QUAD_CHANNELS = 3, /* of a block */
    MOTE_PLAIN_QUAD_SUM = 255,    /* times 128 is below 2^15 */
    MOTE_PLAIN_QUAD_GROUPS = 31   /* of four taps, that a word of chunks tells of */
};

/* Assembly knows the order. */
struct mote_plain_quad {
    const uint32_t *patch, *second; /* taps words each */
    const int8_t *filter;           /* [channels][taps] */
    int32_t taps;                   /* > 0 */
    const int32_t *bias;            /* what the offset adds included */
    const int32_t *multiplier;
    const int8_t *right;    /* 0 to MOTE_PLAIN_RIGHT_MAX, or the output means nothing */
    int32_t zero;           /* 4 * twice_zero */
    int32_t channels;       /* MOTE_PLAIN_QUAD_CHANNELS or more */
    const uint32_t *chunks; /* of each block, see below */
    int8_t *out;
    int32_t pitch;       /* bytes from pixel to pixel of the output */
    int32_t chunk_bytes; /* of a block */
};

/*
 * All outputs of the four pixels, clamped to int8. Where a sum may be beyond 2^29 the output means
 * nothing.
 *
 * Blocks are three channels, the last one the last three. `chunks` of a block: twice the number of
 * groups of four taps that are two chunks each, and 1 if there are groups of zeros; then a bit a
 * group, the first one in the highest bit, which is set for both kinds, and a last bit set behind
 * MOTE_PLAIN_QUAD_GROUPS of them or fewer, and so on in the next word. Groups are of zeros if they
 * are in all three channels: they are left out. The filters of such blocks, and taps, are multiples
 * of 4 bytes. Taps behind the groups are chunks of their own.
 */
void mote_plain_quad_s8(const struct mote_plain_quad *q);

/* Words of chunks of a block. */
static inline int32_t mote_plain_quad_words(int32_t taps)
{
    const int32_t groups = taps >> 2;
    return groups ? 1 + (groups + MOTE_PLAIN_QUAD_GROUPS - 1) / MOTE_PLAIN_QUAD_GROUPS : 2;
}

/* Writes them for a block whose filters begin at f; `all_two`: whatever the weights are. */
void mote_plain_quad_chunks(uint32_t *chunks, const int8_t *f, int32_t taps, int all_two);

#endif
