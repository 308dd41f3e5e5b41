/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A tensor and the parts it falls into along an axis: what CONCATENATION, PACK, SPLIT, SPLIT_V and
 * UNPACK share. Seen from the whole: `outer` times, a block of every part after another.
 */
#ifndef MOTE_OPS_PARTS_H
#define MOTE_OPS_PARTS_H

#include "../mote_op.h"

struct mote_parts {
    int32_t outer;   /* blocks of every part, in one row where rows are declared */
    int32_t total;   /* bytes of one block of all parts */
    int32_t block;   /* bytes of a block, if it is the same for all parts; else 0 */
    mote_ref blocks; /* otherwise: int32 for each part */
};

/*
 * `whole` is cut along `axis` into operands [first, first + count), each of the whole's shape but
 * for the axis. Where `gone` is set they lack the axis and the whole has `count` of it. Type (1, 2,
 * 4 or 8 bytes) and shapes are checked; all must fill the whole exactly.
 */
int mote_parts_prepare(struct mote_prep *p, struct mote_parts *parts, int operand,
                       const struct mote_tensor *whole, int axis, int first, int count, int gone);

int mote_parts_join(const struct mote_call *c);           /* inputs to output 0, by rows */
int mote_parts_cut(const struct mote_call *c, int input); /* an input to outputs */

#endif
