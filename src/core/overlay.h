/* SPDX-License-Identifier: Apache-2.0 */
/* The output of a segment over its input, whose rows die as those of the output come. */
#ifndef MOTE_CORE_OVERLAY_H
#define MOTE_CORE_OVERLAY_H

#include "plan.h"

/* A whole tensor that the first node of a segment alone reads, by rows, and one that the last node
 * makes; NULL: there is none. */
struct mote_overlay {
    struct mote_piece *input, *output;
    int lags; /* a node between reads several rows, and so waits for more than one */
};

/* Bytes less that both take if the input lies `gap` bytes above the output. */
uint32_t mote_overlay_saving(const struct mote_overlay *o, uint32_t gap);

/* A gap that does as a rule: a row of the output, unless some of the input die before it is there.
 */
uint32_t mote_overlay_guess(const struct mote_overlay *o);

/* The least gap, for the segment whose records these are; UINT32_MAX: nothing can be said. Leaves
 * nothing of use in the progress words. */
uint32_t mote_overlay_gap(const struct mote_planner *p, uint32_t *segment, uint32_t *nodes,
                          const struct mote_overlay *o);

/* Notes in the record of the segment, where a fed segment has its source, that the input is to lie
 * above the output. */
void mote_overlay_note(const struct mote_planner *p, uint32_t *segment,
                       const struct mote_overlay *o, uint32_t gap);

/* Takes these notes into the pieces when the rings are settled, and has the planner place pieces by
 * them. */
void mote_overlay_tie(struct mote_planner *p);

/* Bytes that no plan can do without at a step. */
uint32_t mote_overlay_alive(const struct mote_planner *p, uint32_t step);

/* Adds rows to the rings of segments (widen.c): as many as take the n-th part of the bytes that are
 * free in a segment until `bound` are alive. */
void mote_rings_widen(struct mote_planner *p, uint32_t bound, uint32_t n);

/* Takes them back. */
void mote_rings_narrow(struct mote_planner *p);

#endif
