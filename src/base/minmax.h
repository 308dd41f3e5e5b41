/* SPDX-License-Identifier: Apache-2.0 */
/* Larger or smaller of two elements. `smaller` is 0 or 1. */
#ifndef MOTE_BASE_MINMAX_H
#define MOTE_BASE_MINMAX_H

#include "broadcast.h"

void mote_minmax_s8(int smaller, const struct mote_stretch *s);
void mote_minmax_s16(int smaller, const struct mote_stretch *s);
void mote_minmax_i32(int smaller, const struct mote_stretch *s);
void mote_minmax_i64(int smaller, const struct mote_stretch *s);
/* input 1 if either is NaN */
void mote_minmax_f32(int smaller, const struct mote_stretch *s);

#endif
