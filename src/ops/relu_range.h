/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What RELU_N1_TO_1 and RELU_0_TO_1 share: their int8 kernel,
 *     output = min(max(zero_point_out + requant(input - zero_point_in), low), high)
 * with low and high quantised as the output is.
 */
#ifndef MOTE_OPS_RELU_RANGE_H
#define MOTE_OPS_RELU_RANGE_H

#include "unary.h"

struct mote_relu_range {
    struct mote_unary unary;
    int32_t zero_in, zero_out; /* int8 from here */
    int32_t multiplier, shift;
    int32_t min, max;
};

/* low: -1 or 0; the upper end is 1. */
int mote_relu_range_prepare(struct mote_prep *p, struct mote_relu_range *a, int low);
int mote_relu_range_eval_s8(const struct mote_call *c);

#endif
