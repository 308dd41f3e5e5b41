/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folding an array along some of its dimensions into accumulators. The array is read once, in
 * order, so every accumulator meets its elements in their order: float sums round as a plain loop
 * over the array would make them.
 */
#ifndef MOTE_BASE_REDUCE_H
#define MOTE_BASE_REDUCE_H

#include <stdint.h>

#define MOTE_REDUCE_DIMS 8 /* MOTE_MAX_DIMS */

/* Folded: neighbouring dimensions that are both reduced, or both kept, are one. */
struct mote_reduce {
    int32_t n;    /* loops around the innermost dimension */
    int32_t run;  /* elements of the innermost dimension */
    int32_t step; /* accumulators it goes on by with each of them: 0 = reduced, 1 = kept */
    int32_t dims[MOTE_REDUCE_DIMS - 1];    /* outermost first */
    int32_t strides[MOTE_REDUCE_DIMS - 1]; /* accumulators; 0 = reduced */
};

/* Bit i of `reduced` set: dimension i is reduced. rank is at most MOTE_REDUCE_DIMS, every dimension
 * > 0. Returns the number of accumulators. */
int32_t mote_reduce_fold(struct mote_reduce *r, const int32_t *dims, int rank, uint32_t reduced);

/* What is done with elements: take() folds `count` of them into acc[0], acc[step], acc[2 step]...
 */
struct mote_fold {
    uint8_t in_bytes, acc_bytes; /* of one element, of one accumulator */
    void (*take)(void *acc, int32_t step, const void *in, int32_t count);
};

extern const struct mote_fold mote_fold_add_s8;  /* int32 accumulators, wrapping */
extern const struct mote_fold mote_fold_add_s16; /* int32 accumulators, wrapping */
extern const struct mote_fold mote_fold_add_f32;
extern const struct mote_fold mote_fold_max_s8;
extern const struct mote_fold mote_fold_min_s8;
extern const struct mote_fold mote_fold_max_f32;
extern const struct mote_fold mote_fold_min_f32;
extern const struct mote_fold mote_fold_and_bool;
extern const struct mote_fold mote_fold_or_bool;
extern const struct mote_fold mote_fold_mul_f32;
extern const struct mote_fold mote_fold_mul_i32; /* wrapping */
extern const struct mote_fold mote_fold_add_i32; /* these wrap */
extern const struct mote_fold mote_fold_add_i64;
extern const struct mote_fold mote_fold_mul_i64;
extern const struct mote_fold mote_fold_max_i32;
extern const struct mote_fold mote_fold_min_i32;
extern const struct mote_fold mote_fold_max_i64;
extern const struct mote_fold mote_fold_min_i64;
extern const struct mote_fold mote_fold_add_i32_wide; /* int64 accumulators */

/* Accumulators must hold their start values. */
void mote_reduce_run(const struct mote_reduce *r, const struct mote_fold *fold, void *acc,
                     const void *in);

#endif
