/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND share. An image of the plain side, with a border
 * around it (padding, or crops), falls into block_h x block_w images of the batch side, each made
 * of every block_h-th row and block_w-th column.
 */
#ifndef MOTE_OPS_SPACE_BATCH_H
#define MOTE_OPS_SPACE_BATCH_H

#include "../mote_op.h"

struct mote_space_batch {
    int32_t images;        /* of the plain side */
    int32_t height, width; /* of the plain side */
    int32_t rows, columns; /* of the batch side */
    int32_t block_h, block_w;
    int32_t top, left;
    int32_t pixel; /* bytes */
    int32_t value; /* of every byte of the border */
};

/* Rank 3 [N, H, C] or 4 [N, H, W, C]; block (input 1) and border (input 2) are constants. Operand
 * numbers of both sides. */
int mote_space_batch_prepare(struct mote_prep *p, struct mote_space_batch *a, int plain, int batch);

/* Moves everything from one side to the other; the border is filled with `value`, or dropped. */
int mote_space_batch_run(const struct mote_call *c, int to_batch);

#endif
