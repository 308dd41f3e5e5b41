/* SPDX-License-Identifier: Apache-2.0 */
/* Operators that call subgraphs: checking that operands fit, and copying them in and out. */
#ifndef MOTE_OPS_SUBGRAPH_H
#define MOTE_OPS_SUBGRAPH_H

#include "../mote_op.h"

/* Bytes of every operand are in a table, as called graphs are copied into and out of. */
struct mote_subgraph_args {
    mote_ref bytes; /* uint32 an operand */
};

/* Makes the table. */
int mote_prep_operand_bytes(struct mote_prep *p, struct mote_subgraph_args *a);

/* An operand and the end of a subgraph that it is copied to or from: type and bytes must agree. */
int mote_prep_match(struct mote_prep *p, int32_t index, int output, int i, int operand);

/* Subgraph `index` takes operands [first_in, first_in + n_in) and gives what is of the kinds of
 * operands [first_out, first_out + n_out): types and bytes are checked. */
int mote_prep_call(struct mote_prep *p, int32_t index, int first_in, int n_in, int first_out,
                   int n_out);

/* Copies operands [first, first + n) to the places that `ends` says; `out`: from there. */
void mote_pass(const struct mote_call *c, const mote_ref *ends, int first, int n, int out);

#endif
