/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Floats turned into int8 while a network runs, for operators whose weights are int8 and whose
 * activations are float: real = (q - zero) * scale. Source of the arithmetic: TensorFlow Lite's
 * PortableSymmetricQuantizeFloats and PortableAsymmetricQuantizeFloats.
 */
#ifndef MOTE_BASE_DYNAMIC_H
#define MOTE_BASE_DYNAMIC_H

#include <stdint.h>

/* Least and greatest number, 0 among them: starts as {0, 0}. */
struct mote_range {
    float min, max;
};

struct mote_dynamic {
    float scale, inverse;
    int32_t zero, least; /* least: of the int8 numbers, -127 if symmetric */
};

void mote_range_extend(struct mote_range *r, const float *x, int32_t n);

/* How to quantise numbers of a range. Where it is empty, or so narrow that its scale would not be a
 * normal float, all numbers are 0. */
void mote_dynamic_choose(const struct mote_range *r, int asymmetric, struct mote_dynamic *d);

void mote_dynamic_quantize(const struct mote_dynamic *d, const float *x, int32_t n, int8_t *q);

#endif
