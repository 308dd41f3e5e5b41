/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernels of FULLY_CONNECTED are given. */
#ifndef MOTE_OPS_FULLY_CONNECTED_H
#define MOTE_OPS_FULLY_CONNECTED_H

#include "../base/halves.h"
#include "../mote_op.h"

struct mote_fully_connected_args {
    int32_t depth, units, batches;
    uint32_t zeros;  /* zero points of the input (low half) and the output */
    uint32_t bounds; /* least (low half) and greatest output */
    /* How to rescale. Per tensor: multiplier, shift, 0. Per channel: a struct mote_scales.
     * Float: least and greatest output. */
    uint32_t scale[3];
    uint32_t wide; /* 16-bit activations: accumulator and bias have 64 bits */
};

/* prepare for float activations and int8 or int4 weights. */
int mote_prep_fully_connected_hybrid(struct mote_prep *p, void *words);

/* Extra that holds multipliers and their `right`, as mote_weighted_begin leaves them; only
 * where each output has its own. The sums of the consuming kernel come behind it. */
enum { MOTE_FULLY_CONNECTED_MULTIPLIERS };

static inline int mote_fully_connected_sums(const struct mote_fully_connected_args *a)
{
    return a->scale[2] != 0;
}

/* sums[o] += filter row o times the whole input, for n outputs. */
typedef void mote_fully_connected_add(uint32_t *sums, const struct mote_fully_connected_args *a,
                                      const int8_t *in, const int8_t *filter, int32_t n);

/* Any layer, whatever its bias, bounds and multipliers. */
void mote_fully_connected_any_s8(const struct mote_call *c, mote_fully_connected_add *add);

/* In blocks (simd/blocks.h): sums[o] += filter row o times x, n elements of each; rows are `depth`
 * apart. Returns 0, having done nothing, if these are not for it. */
int mote_fully_connected_block(uint32_t *sums, const struct mote_fully_connected_args *a,
                               const int8_t *x, const int8_t *filter, int32_t n, int32_t units);

/* The kernel in blocks; returns 0, having done nothing, if the layer is not for it. */
int mote_fully_connected_blocks_s8(const struct mote_call *c);

/* With packed weights (packing.h). */
mote_eval mote_fully_connected_s8_packed;

/* The first two for CPUs that multiply one number at a time (simd/plain.h), for all layers; sums
 * begin with what is at `start`. */
void mote_fully_connected_plain_sums(uint32_t *sums, const uint32_t *start,
                                     const struct mote_fully_connected_args *a, const int8_t *x,
                                     const int8_t *filter, int32_t n, int32_t units);
void mote_fully_connected_plain_s8(const struct mote_call *c);

/* The same two with MVE (simd/mve.h); any elements and units. */
int mote_fully_connected_mve_s8(const struct mote_call *c);
void mote_fully_connected_add_mve(uint32_t *sums, const struct mote_fully_connected_args *a,
                                  const int8_t *x, const int8_t *filter, int32_t n);
/* The same with vectors (simd/vectors.h). */
struct mote_vectors;
int mote_fully_connected_vectors_s8(const struct mote_call *c, const struct mote_vectors *k);

#endif
