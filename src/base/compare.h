/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing two arrays element by element. */
#ifndef MOTE_BASE_COMPARE_H
#define MOTE_BASE_COMPARE_H

#include "broadcast.h"

/* How two numbers stand to each other; a relation is a set of these. UNORDERED: one is NaN. */
enum { MOTE_IS_LESS = 1, MOTE_IS_EQUAL = 2, MOTE_IS_GREATER = 4, MOTE_IS_UNORDERED = 8 };

/* out = does x stand to y in this relation? As bool bytes, 0 or 1. */
void mote_compare_bool(int relation, const struct mote_stretch *s);
void mote_compare_s16(int relation, const struct mote_stretch *s);
void mote_compare_i32(int relation, const struct mote_stretch *s);
void mote_compare_i64(int relation, const struct mote_stretch *s);
void mote_compare_f32(int relation, const struct mote_stretch *s);

/* Quantised numbers of two scales: (x - zero) * 256 * scale, rounded. Words only. */
struct mote_compare_scale {
    int32_t zero, multiplier, shift;
};

void mote_compare_s8(int relation, const struct mote_compare_scale scale[2],
                     const struct mote_stretch *s);

#endif
