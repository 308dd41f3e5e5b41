/* SPDX-License-Identifier: Apache-2.0 */
/* What MEAN, SUM, REDUCE_MAX, REDUCE_MIN and REDUCE_ALL share. */
#ifndef MOTE_OPS_REDUCTION_H
#define MOTE_OPS_REDUCTION_H

#include "../base/reduce.h"
#include "../mote_op.h"

struct mote_reduction {
    struct mote_reduce plan; /* of one input row; every row goes to the same accumulators */
    int32_t rows, row_bytes; /* of dimension 1, if it is reduced; else one row is everything */
    int32_t outputs;
    int32_t sums;              /* int8, int16: which extra the accumulators are */
    int32_t count;             /* elements that go into each output */
    int32_t multiplier, shift; /* int8, int16: of the sum */
    int32_t zero_sum;          /* what the input's zero point adds to a sum, modulo 2^32 */
    int32_t zero_point;        /* output */
};

/* Input, constant axes, output. Picks the kernel by the input's type. */
int mote_reduction_prepare(struct mote_prep *p, struct mote_reduction *a);

/* For sums of int8 and int16: scratch for the accumulators, and the rescale; by_count divides by
 * the number of elements. */
int mote_reduction_rescale(struct mote_prep *p, struct mote_reduction *a, int by_count);

/* For operators that pick an element: input and output must be quantised alike. */
int mote_reduction_same_quant(struct mote_prep *p);

/*
 * All of these take input rows [y0, y1) of a->rows: the first call sets up, the last one finishes.
 * So they serve a whole tensor, and a kernel that consumes rows. Sums are in scratch, and rescaled
 * to the output in the end.
 */
int mote_reduction_sum_s8(const struct mote_call *c, int32_t y0, int32_t y1);
int mote_reduction_sum_s16(const struct mote_call *c, int32_t y0, int32_t y1);

/* Folds these rows into accumulators that the caller has set up. */
void mote_reduction_take(const struct mote_call *c, const struct mote_fold *fold, void *acc,
                         int32_t y0, int32_t y1);

/* Accumulators are the output itself, which is filled with a start value first. */
void mote_reduction_run(const struct mote_call *c, const struct mote_fold *fold, const void *start,
                        int32_t y0, int32_t y1);

/* Rows in all, for a call that computes everything. */
static inline int32_t mote_reduction_all(const struct mote_call *c)
{
    return ((const struct mote_reduction *)(const void *)c->args)->rows;
}

#endif
