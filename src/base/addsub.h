/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Quantised addition and subtraction, the way TensorFlow Lite does it: both inputs are brought to a common scale of
 * twice the larger input scale with `left` bits of fraction (20 for int8, 15 for int16), summed, and brought to the
 * output's scale.
 */
#ifndef MOTE_BASE_ADDSUB_H
#define MOTE_BASE_ADDSUB_H

#include <stdint.h>

#include "broadcast.h"

/* Words only: part of an operator's args. Right shifts are 0 to 31. */
struct mote_addsub {
    int32_t offset_x, offset_y; /* -zero point * 2^(left + 1) */
    int32_t multiplier_x, multiplier_y, multiplier_out;
    int32_t right_x, right_y, right_out;
    int32_t sign;               /* of y: 1 or -1 */
    int32_t offset_out, min, max;
};

/* Multipliers from scales (float bits) with intermediate results rounded to `bits` (MOTE_AS_..). Returns -1 if the inputs'
 * scale is too large for the output's. */
int mote_addsub_scale(struct mote_addsub *a, uint32_t scale_x, uint32_t scale_y, uint32_t scale_out, int left, int bits);

/* int16: zero points are 0. */
void mote_addsub_s8(const struct mote_addsub *a, const struct mote_stretch *s);
void mote_addsub_s16(const struct mote_addsub *a, const struct mote_stretch *s);

#endif
