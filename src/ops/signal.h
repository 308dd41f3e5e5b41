/* SPDX-License-Identifier: Apache-2.0 */
/* Checks that the signal operators have in common. */
#ifndef MOTE_OPS_SIGNAL_H
#define MOTE_OPS_SIGNAL_H

#include "../mote_op.h"

/* A custom option that must lie in [low, high]. */
int mote_signal_option(struct mote_prep *p, const char *key, int32_t low, int32_t high,
                       int32_t *value);

/* Reads an operand that must be of rank 1 and of this type, with `elements` elements (any number if
 * -1). */
int mote_signal_vector(struct mote_prep *p, int operand, int type, int32_t elements,
                       struct mote_tensor *t);

/* Reads the operand, a single bool, that says whether a streaming operator has an output. */
int mote_signal_valid(struct mote_prep *p, int operand, struct mote_tensor *t);

/* Most samples that the state of an operator may have: what a tensor of int16 can. */
#define MOTE_SIGNAL_MAX 0x07fffff0

#endif
