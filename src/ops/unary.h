/* SPDX-License-Identifier: Apache-2.0 */
/* Operators of one input that need nothing but the input's type: output = f(input), element by
 * element. */
#ifndef MOTE_OPS_UNARY_H
#define MOTE_OPS_UNARY_H

#include "elementwise.h"

enum { MOTE_UNARY_WORDS = sizeof(struct mote_unary) / 4 };

/* prepare of an operator whose args are a struct mote_unary: output of the input's type and shape,
 * kernel by that type. */
int mote_unary_prepare_plain(struct mote_prep *p, void *unary);

/* The same for one whose args begin with a struct mote_unary; leaves the tensors. Quantised types
 * (int8, int16) must be quantised on both sides. */
int mote_unary_prepare_typed(struct mote_prep *p, struct mote_unary *u, struct mote_tensor *in,
                             struct mote_tensor *out);

#endif
