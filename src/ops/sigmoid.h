/* SPDX-License-Identifier: Apache-2.0 */
/* What LOGISTIC and TANH share. */
#ifndef MOTE_OPS_SIGMOID_H
#define MOTE_OPS_SIGMOID_H

#include "elementwise.h"

struct mote_sigmoid_args {
    struct mote_unary unary;
    int32_t multiplier,
        shift;      /* int8: input to Q4.27; int16: see base/lookup.h, shift to the right */
    int32_t zero;   /* int8 only: zero point of the input */
    int32_t radius; /* int8 only: inputs this far from zero saturate */
};

/* The output of int8 has scale 2^exponent_s8 (within one percent) and zero point zero_s8, that of
 * int16 2^-15 and 0: the kernels know no others. max_left: see mote_sigmoid_scale. */
int mote_sigmoid_prepare(struct mote_prep *p, struct mote_sigmoid_args *a, int exponent_s8,
                         int zero_s8, int max_left, mote_unary_run_fn *run_s8);

/* (x - zero) as Q4.27, for inputs that do not saturate. */
int32_t mote_sigmoid_q4(const struct mote_sigmoid_args *a, int32_t x);

#endif
