/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fixed-point multipliers and integers from quotients of float scales, rounding exactly as
 * TensorFlow Lite's float and double arithmetic does. Floats come as bits; the quick and small part
 * of what real.h does in general.
 */
#ifndef MOTE_BASE_MULTIPLIER_H
#define MOTE_BASE_MULTIPLIER_H

#include <stdint.h>

/* Is this float finite and > 0? */
static inline int mote_float_positive(uint32_t bits)
{
    return bits - 1u < 0x7f7fffffu;
}

/* Multiplier of (double)input * (double)filter / (double)output: the per-channel rescale of
 * convolutions, quick enough to be derived whenever it is needed.
 *     real = multiplier / 2^31 * 2^shift, multiplier in [2^30, 2^31) or 0
 * Too small a number (shift < -31) gives 0, 0 as TensorFlow Lite has it; too large a one (shift >
 * 31) the largest that there is. Source: QuantizeMultiplier. */
void mote_channel_multiplier(uint32_t input, uint32_t filter, uint32_t output, int32_t *multiplier,
                             int32_t *shift);

/* The same with input * filter rounded to float before: FULLY_CONNECTED with one scale for all
 * outputs. */
void mote_layer_multiplier(uint32_t input, uint32_t filter, uint32_t output, int32_t *multiplier,
                           int32_t *shift);

/* Is |input * filter - bias| / output at most 0.02? A bias of another scale would not mean what it
 * says. */
int mote_bias_scale_fits(uint32_t input, uint32_t filter, uint32_t bias, uint32_t output);

/* value / scale as float, then the nearest integer, halves away from zero; -1 from 2^31 on. Both
 * positive. */
int32_t mote_round_quotient(uint32_t value, uint32_t scale);

#endif
