/* SPDX-License-Identifier: Apache-2.0 */
/* Checks that operators with variable tensors have in common. */
#ifndef MOTE_OPS_RECURRENT_H
#define MOTE_OPS_RECURRENT_H

#include "../mote_op.h"

/* Reads a variable of this type and number of elements (at least 1). */
int mote_prep_variable(struct mote_prep *p, int operand, int type, uint64_t elements,
                       struct mote_tensor *t);

/* One scale for all, and zero point 0: weights whose offset no kernel would take into account. */
int mote_prep_symmetric(struct mote_prep *p, int operand, const struct mote_tensor *t);

/* Asks for the word that mote_state_begin needs, if this int8 variable does not start at 0. The
 * kernel has it as mote_extra 0. */
int mote_prep_begin(struct mote_prep *p, const struct mote_tensor *variable);

#endif
