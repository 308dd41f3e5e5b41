/* SPDX-License-Identifier: Apache-2.0 */
/* Quantised meaning of fused activations. */
#ifndef MOTE_BASE_QUANT_H
#define MOTE_BASE_QUANT_H

#include <stdint.h>

/* ActivationFunctionType of the schema. */
enum mote_activation { MOTE_ACT_NONE, MOTE_ACT_RELU, MOTE_ACT_RELU_N1_TO_1, MOTE_ACT_RELU6 };

/* Bounds that the activation sets on a quantised output with this scale (float bits) and zero point
 * (|zero_point| < 2^30), within [low, high] of its type; for types above 16 bits the scale is at
 * least 2^-27. Returns 0, or -1 for an activation that has no bounds or bounds out of int32's
 * range. */
int mote_activation_range(int activation, uint32_t scale, int32_t zero_point, int32_t low,
                          int32_t high, int32_t *min, int32_t *max);

/* The same for float outputs, as float bits: NONE gives the lowest and highest finite float. */
int mote_activation_range_f32(int activation, uint32_t *min, uint32_t *max);

#endif
