/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Quick requantisation for kernels that end many int8 outputs with a multiplier for each channel.
 * Instead of the shift of fixed.h they keep
 *     right = -2 - shift
 * which is >= 0 for every multiplier below 1/4: nearly all.
 */
#ifndef MOTE_BASE_RESCALE_H
#define MOTE_BASE_RESCALE_H

#include "fixed.h"
#include "multiplier.h"

static inline int32_t mote_right_of_shift(int32_t shift)
{
    return -2 - shift;
}

/* input / output: quotient * 2^(exponent - 64), cut off after 64 bits, of which the first is set.
 */
struct mote_ratio {
    uint32_t input, output; /* bits of floats */
    uint32_t high, low;     /* of the quotient */
    int32_t exponent;
};

/* Returns 0 if one of both is not positive and normal. */
int mote_ratio_of(struct mote_ratio *q, uint32_t input, uint32_t output);

/* mote_channel_multiplier for n scales of filters, little-endian floats `step` bytes apart, with
 * `right` instead of the shift: quick where there are many. */
void mote_rescale_channels(uint32_t input, const uint8_t *filter, int32_t step, uint32_t output,
                           int32_t n, int32_t *multiplier, int8_t *right);

/* mote_requant(acc) + zero for any right; twice_zero = 2 * zero + 1. */
int32_t mote_rescale_any(uint32_t acc, int32_t multiplier, int32_t right, int32_t twice_zero);

#endif
