/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Quantised addition and subtraction, the way TensorFlow Lite does it: both inputs are brought to a
 * common scale of twice the larger input scale with `left` bits of fraction (20 for int8, 15 for
 * int16), summed, and brought to the output's scale. For the input of the larger scale, here called
 * the coarse one, that is an exact shift.
 */
#ifndef MOTE_BASE_SCALED_SUM_H
#define MOTE_BASE_SCALED_SUM_H

#include <stdint.h>

#include "broadcast.h"

/* Words only: part of an operator's args. Right shifts are 0 to 31. */
struct mote_scaled_sum {
    int32_t swap;              /* y is the coarse one */
    int32_t factor, offset;    /* coarse * factor + offset is scaled, sign included */
    int32_t fine_offset;       /* -zero point * 2^(left + 1) of the fine one */
    int32_t multiplier, right; /* of the fine one */
    int32_t sign;              /* of the fine one: 1 or -1 */
    int32_t multiplier_out, right_out;
    int32_t offset_out, min, max;
};

/* What goes in and out; zero points are 0 if `left` is 15. Scales are float bits. */
struct mote_scaled_sum_quant {
    uint32_t scale[3]; /* x, y, output */
    int32_t zero[3];
};

/* Fills all but min and max. sign: of y. bits: what ratios of scales are rounded to (MOTE_AS_..).
 * Returns -1 if the inputs' scale is too large for the output's. */
int mote_scaled_sum_prepare(struct mote_scaled_sum *a, const struct mote_scaled_sum_quant *q,
                            int left, int sign, int bits);

void mote_scaled_sum_s8(const struct mote_scaled_sum *a, const struct mote_stretch *s);
void mote_scaled_sum_s16(const struct mote_scaled_sum *a, const struct mote_stretch *s);

#endif
