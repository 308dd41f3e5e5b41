/* SPDX-License-Identifier: Apache-2.0 */
/* Softmax of one vector, as TensorFlow Lite's reference kernels compute it. out may be in where
 * elements are of one size. */
#ifndef MOTE_BASE_VECTOR_SOFTMAX_H
#define MOTE_BASE_VECTOR_SOFTMAX_H

#include <stdint.h>

/* Words only. Integer input: differences to the maximum times multiplier * 2^(shift - 31) are Q5.26
 * for int8, and 65535 / 10 for 1 for int16. */
struct mote_softmax {
    int32_t depth; /* elements */
    int32_t multiplier, shift;
    int32_t diff_min; /* int8: what lies further below the maximum counts as zero */
    uint32_t beta;    /* float32: as bits */
};

/* Output of zero point -128 and scale 1/256. */
void mote_vector_softmax_s8(const struct mote_softmax *s, const int8_t *in, int8_t *out);
/* Output of zero point -32768 and scale 1/65536. */
void mote_vector_softmax_s8_s16(const struct mote_softmax *s, const int8_t *in, int16_t *out);
/* Output of scale 1/32768; depth <= 65536. */
void mote_vector_softmax_s16(const struct mote_softmax *s, const int16_t *in, int16_t *out);
void mote_vector_softmax_f32(const struct mote_softmax *s, const float *in, float *out);

#endif
