/* SPDX-License-Identifier: Apache-2.0 */
/* Noting what went wrong: one fault record, filled where the trouble is met, handed up with the
 * error. */
#ifndef MOTE_CORE_FAULT_H
#define MOTE_CORE_FAULT_H

#include "../mote.h"

void mote_fault_clear(struct mote_fault *fault);

/* Notes error, why, expected and got; leaves where (subgraph, node, operand, tensor) as it is.
 * Returns `error`. */
int mote_fault_set(struct mote_fault *fault, int error, int why, int32_t expected, int32_t got);

#endif
