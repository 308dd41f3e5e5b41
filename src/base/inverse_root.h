/* SPDX-License-Identifier: Apache-2.0 */
/* 1 / sqrt(x) in 32-bit fixed point, to the bit what TensorFlow Lite computes. */
#ifndef MOTE_BASE_INVERSE_ROOT_H
#define MOTE_BASE_INVERSE_ROOT_H

#include <stdint.h>

/* 1 / sqrt(x) = multiplier / 2^31 * 2^shift for x >= 1; 0 counts as 1. shift is in [-15, 0]. */
void mote_inverse_root(int32_t x, int32_t *multiplier, int32_t *shift);

#endif
