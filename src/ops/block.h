/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What DEPTH_TO_SPACE and SPACE_TO_DEPTH share: one is the other backwards. Seen from the deep
 * side, a pixel holds `size` groups of channels, one for each row of its block; a group is a run of
 * pixels of the wide side.
 */
#ifndef MOTE_OPS_BLOCK_H
#define MOTE_OPS_BLOCK_H

#include "../mote_op.h"

struct mote_block {
    int32_t size;  /* of a block, in rows and columns of the wide side */
    int32_t group; /* bytes */
    int32_t width; /* pixels of a deep row */
    int32_t rows;  /* output rows over all images, if they are not computed row by row; else 0 */
};

/* deep and wide: operand numbers. */
int mote_block_prepare(struct mote_prep *p, struct mote_block *a, int deep, int wide);

/* The output rows that this call is to compute. */
static inline int32_t mote_block_end(const struct mote_call *c, const struct mote_block *a)
{
    return a->rows ? a->rows : c->y1;
}

#endif
