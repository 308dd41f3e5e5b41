/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of int16 numbers by interpolation in tables, as TensorFlow Lite's int16 kernels compute
 * them. */
#ifndef MOTE_BASE_LOOKUP_H
#define MOTE_BASE_LOOKUP_H

#include <stdint.h>

#define MOTE_LOOKUP_POINTS 513

/* 32767.5 * exp(x) over -10 .. 0 and 32767.5 / (1 + x) over 0 .. 1, in 512 steps. */
extern const int16_t mote_lookup_exp[MOTE_LOOKUP_POINTS];
extern const int16_t mote_lookup_reciprocal[MOTE_LOOKUP_POINTS];

/* 65536 * sigmoid(i / 24) */
extern const uint16_t mote_lookup_sigmoid[256];

/* Value of such a table for x = -32768 (its first point) .. 32767. */
static inline int32_t mote_lookup(const int16_t *table, int32_t x)
{
    const int16_t *point = table + 256 + (x >> 7);
    return (int16_t)(point[0] + (((point[1] - point[0]) * (x & 127) + 64) >> 7));
}

/* How logistic and tanh of int16 scale their input to 1 / (3 * 4096): x * multiplier / 2^shift,
 * halves up. Returns -1 if the scale is too large. `max_left`: inputs of scale 2^-12 to 2^(max_left
 * - 12) are only shifted left. */
int mote_sigmoid_scale(uint32_t scale, int max_left, int32_t *multiplier, int32_t *shift);

/* Is this scale 2^exponent, within one part in a thousand of an octave? */
int mote_scale_is_power(uint32_t scale, int exponent);

/* logistic and tanh, times 32768, of x in units of 1 / (3 * 4096). */
int16_t mote_lookup_logistic(int32_t x);
int16_t mote_lookup_tanh(int32_t x);

/* x * multiplier / 2^shift, halves up, wrapping as TensorFlow Lite's product does; shift 0 to 31.
 */
static inline int32_t mote_sigmoid_input(int16_t x, int32_t multiplier, int32_t shift)
{
    const uint32_t half = shift ? 1u << (shift - 1) : 0u;
    return (int32_t)((uint32_t)(x * multiplier) + half) >> shift;
}

#endif
