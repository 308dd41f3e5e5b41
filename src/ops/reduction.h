/* SPDX-License-Identifier: Apache-2.0 */
/* What MEAN, SUM, REDUCE_MAX, REDUCE_MIN and REDUCE_ALL share. */
#ifndef MOTE_OPS_REDUCTION_H
#define MOTE_OPS_REDUCTION_H

#include "../base/reduce.h"
#include "../mote_op.h"

struct mote_reduction {
    struct mote_reduce plan;
    int32_t outputs;
    int32_t count;             /* elements that go into each output */
    int32_t multiplier, shift; /* int8, int16: of the sum */
    int32_t zero_sum;          /* what the input's zero point adds to a sum, modulo 2^32 */
    int32_t zero_point;        /* output */
};

/* Input, constant axes, output. Picks the kernel by the input's type. */
int mote_reduction_prepare(struct mote_prep *p, struct mote_reduction *a);

/* For sums of int8 and int16: scratch for the accumulators, and the rescale; by_count divides by the number of elements. */
int mote_reduction_rescale(struct mote_prep *p, struct mote_reduction *a, int by_count);

/* For operators that pick an element: input and output must be quantised alike. */
int mote_reduction_same_quant(struct mote_prep *p);

/* Sums in scratch, rescaled to the output. */
int mote_reduction_sum_s8(const struct mote_call *c);
int mote_reduction_sum_s16(const struct mote_call *c);

/* Accumulators are the output itself, which is filled with a start value first. */
int mote_reduction_run(const struct mote_call *c, const struct mote_fold *fold, const void *start);

#endif
