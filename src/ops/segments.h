/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What UNSORTED_SEGMENT_SUM, _PROD, _MAX and _MIN share:
 *     output[s, i..] = input[k, i..] folded over all k with id[k] == s
 * starting with what changes nothing (0, 1, the lowest or highest number). Ids (int32) below 0 are
 * left out, others must be below the constant number of segments: that is checked at run time.
 */
#ifndef MOTE_OPS_SEGMENTS_H
#define MOTE_OPS_SEGMENTS_H

#include "../base/accumulate.h"
#include "../mote_op.h"

struct mote_segments {
    int32_t ids, segments;
    int32_t count; /* elements of a segment */
};

int mote_segments_prepare(struct mote_prep *p, struct mote_segments *a);

/* Elements of 4 bytes; start: the first value of each, as bits. */
int mote_segments_eval(const struct mote_call *c, uint32_t start, mote_accumulate_fn *fold);

#endif
