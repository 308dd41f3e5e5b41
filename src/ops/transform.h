/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Functions of int8 numbers that are computed in float, as TensorFlow Lite computes the tables of
 * its kernels:
 *     output = round(f(scale_in * (input - zero_point_in)) / scale_out) + zero_point_out
 */
#ifndef MOTE_OPS_TRANSFORM_H
#define MOTE_OPS_TRANSFORM_H

#include "unary.h"

/* First part of the args. */
struct mote_transform {
    struct mote_unary unary;
    uint32_t scale_in, inverse_out; /* floats as bits */
    int32_t zero_in, zero_out;
};

/* int8 or float32, which is left to the operator. A compiled model has a table of all int8 results
 * where that pays: made by run_s8, which must find everything else in args. */
int mote_transform_prepare(struct mote_prep *p, struct mote_transform *t,
                           mote_unary_run_fn *run_s8);

void mote_transform_run(const struct mote_transform *t, float (*f)(float), const int8_t *in,
                        int8_t *out, int32_t n);

#endif
