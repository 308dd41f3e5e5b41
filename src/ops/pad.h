/* SPDX-License-Identifier: Apache-2.0 */
/* What PAD and PADV2 share. */
#ifndef MOTE_OPS_PAD_H
#define MOTE_OPS_PAD_H

#include "../base/walk.h"
#include "../mote_op.h"

struct mote_pad_args {
    struct mote_walk walk; /* one input row, spread over an output row */
    int32_t top, in_rows;  /* output row y holds input row y - top */
    int32_t in_row_bytes, out_row_bytes;
    int32_t offset;  /* bytes of an output row before its first input element */
    int32_t element; /* bytes */
    int32_t value;   /* of every byte of padding, unless input 2 gives the value */
    int32_t given;   /* it does */
};

int mote_pad_any(const struct mote_call *c);
int mote_pad_prepare(struct mote_prep *p, void *words);
void mote_pad_reach(const void *words, int32_t y, int32_t *first, int32_t *last);

#endif
