/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Non-negative real numbers in integer arithmetic, rounding exactly as IEEE float and double do.
 * Prepare derives multipliers from float scales with them: the same bits as the double computation,
 * and no floating-point helper in an integer firmware.
 */
#ifndef MOTE_BASE_REAL_H
#define MOTE_BASE_REAL_H

#include "multiplier.h"

/* m * 2^e; m has bit 63 set, or is 0 for the number 0. */
struct mote_real {
    uint64_t m;
    int32_t e;
};

enum { MOTE_AS_FLOAT = 24, MOTE_AS_DOUBLE = 53 }; /* bits a result is rounded to, half to even */

struct mote_real
mote_real_from_float(uint32_t bits); /* magnitude; infinities and NaN read as huge numbers */
struct mote_real mote_real_from_int(uint64_t n); /* exact */
struct mote_real mote_real_mul(struct mote_real a, struct mote_real b, int bits);
struct mote_real mote_real_div(struct mote_real a, struct mote_real b, int bits); /* b != 0 */
struct mote_real mote_real_add(struct mote_real a, struct mote_real b, int bits);
struct mote_real mote_real_diff(struct mote_real a, struct mote_real b, int bits); /* |a - b| */
int mote_real_less(struct mote_real a, struct mote_real b);

/* Nearest integer, halves away from zero; saturates at 2^62. */
int64_t mote_real_round(struct mote_real a);
/* Largest integer not above; saturates at 2^62. */
int64_t mote_real_floor(struct mote_real a);

/* real = multiplier / 2^31 * 2^shift, multiplier in [2^30, 2^31) or 0. Too small a number (shift <
 * -31) gives 0, 0 as TensorFlow Lite has it; shift is held at 31 for too large ones. Source:
 * QuantizeMultiplier. */
void mote_real_multiplier(struct mote_real a, int32_t *multiplier, int32_t *shift);

#endif
