/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Moving elements, whatever they mean. A walk pairs a dense array with elements that lie apart in
 * another one (a transposed, sliced, reversed, padded or broadcast view), in row-major order of the
 * dense one. Dimensions are folded once, in prepare; what is left are few loops around a run of
 * bytes that lies together on both sides.
 */
#ifndef MOTE_BASE_WALK_H
#define MOTE_BASE_WALK_H

#include <stdint.h>

#define MOTE_WALK_DIMS 8 /* MOTE_MAX_DIMS */

/* Elements are moved as integers of their size though they may be floats: compilers are told. */
#if defined(__GNUC__)
#define MOTE_ANY_TYPE __attribute__((may_alias))
#else
#define MOTE_ANY_TYPE
#endif

struct mote_move2 {
    uint16_t x;
} MOTE_ANY_TYPE;

struct mote_move4 {
    uint32_t x;
} MOTE_ANY_TYPE;

struct mote_move8 {
    uint64_t x;
} MOTE_ANY_TYPE;

struct mote_walk {
    int32_t n;                    /* loops; 0 = one run */
    int32_t run;                  /* bytes that lie together; 0 = nothing to move */
    int32_t aligned;              /* 1, 2, 4 or 8 where a run is one element of that size; else 0 */
    int32_t dims[MOTE_WALK_DIMS]; /* outermost first */
    int32_t
        strides[MOTE_WALK_DIMS]; /* bytes, of the side that is not dense; may be zero or negative */
};

/* Folds walk->dims and walk->strides, of which `rank` (up to MOTE_WALK_DIMS) are given, around
 * elements of `element` bytes. The bytes of the dense side must fit in int32_t unless a dimension
 * is 0. */
void mote_walk_fold(struct mote_walk *walk, int rank, int32_t element);

/* Dense `out` from the elements of `in`, which points at the one that comes first. */
void mote_walk_collect(const struct mote_walk *walk, void *out, const void *in);

/* The other way: dense `in` to the elements of `out`. */
void mote_walk_spread(const struct mote_walk *walk, void *out, const void *in);

/* `count` blocks of `bytes` each, one every out_step and in_step bytes. */
void mote_copy_blocks(void *out, int32_t out_step, const void *in, int32_t in_step, int32_t bytes,
                      int32_t count);

/* `bytes` of out (a multiple of element) filled with copies of one element. */
void mote_fill(void *out, const void *value, int32_t element, int32_t bytes);

#endif
