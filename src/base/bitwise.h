/* SPDX-License-Identifier: Apache-2.0 */
/* Bits of integers, over stretches of broadcast arrays. */
#ifndef MOTE_BASE_BITWISE_H
#define MOTE_BASE_BITWISE_H

#include "broadcast.h"

/* x ^ y, elements of 1, 2 and 4 bytes. */
void mote_xor_8(const struct mote_stretch *s);
void mote_xor_16(const struct mote_stretch *s);
void mote_xor_32(const struct mote_stretch *s);

/* x >> y, signed x with its sign; y is held within 0 and the bits of the type less one. */
void mote_shift_right_s8(const struct mote_stretch *s);
void mote_shift_right_u8(const struct mote_stretch *s);
void mote_shift_right_s16(const struct mote_stretch *s);
void mote_shift_right_u16(const struct mote_stretch *s);
void mote_shift_right_i32(const struct mote_stretch *s);
void mote_shift_right_u32(const struct mote_stretch *s);

#endif
