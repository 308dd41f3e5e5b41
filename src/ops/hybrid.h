/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of operators with float activations and int8 or int4 weights. */
#ifndef MOTE_OPS_HYBRID_H
#define MOTE_OPS_HYBRID_H

#include "../mote_op.h"

/* Are inputs 0 and 1 float and int8, or float and int4? Notes no fault: what cannot be read is not
 * hybrid. */
int mote_prep_is_hybrid(struct mote_prep *p);

/* Types: float input, int8 or int4 filter (operand 1; *four_bits tells which), float output.
 * Nothing is empty. Picks the kernel. */
int mote_prep_hybrid(struct mote_prep *p, const struct mote_tensor *in,
                     const struct mote_tensor *filter, const struct mote_tensor *out,
                     int *four_bits);

/* Scales of weights, one or one for each output along `axis`; their zero points are 0. *scales:
 * where they are, as little-endian floats; a table when compiling. Last of the checks. */
int mote_prep_hybrid_scales(struct mote_prep *p, int operand, const struct mote_tensor *filter,
                            int axis, mote_ref *scales);

#endif
