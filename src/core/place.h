/* SPDX-License-Identifier: Apache-2.0 */
/* First fit by lifetime: of single pieces (place.c), and of such as lie over each other
 * (overlay.c).
 */
#ifndef MOTE_CORE_PLACE_H
#define MOTE_CORE_PLACE_H

#include "plan.h"

enum { PLACE_RULES = 4 };

/* The lowest offset, at least `offset`, at which x lies free of all pieces placed so far, which
 * `placed` lists by rising offset. */
static inline uint32_t mote_place_lowest(const struct mote_piece *pieces, const uint16_t *placed,
                                         uint32_t n, const struct mote_piece *x, uint32_t offset)
{
    for (uint32_t i = 0; i < n; i++) {
        const struct mote_piece *y = &pieces[placed[i]];
        if (!mote_piece_overlap(x, y)) continue;
        if (y->offset >= offset && y->offset - offset >= mote_piece_size(x)) break;
        if (y->offset + mote_piece_size(y) > offset) offset = y->offset + mote_piece_size(y);
    }
    return offset;
}

/* Adds a piece to those placed. */
static inline void mote_place_insert(const struct mote_piece *pieces, uint16_t *placed, uint32_t n,
                                     uint16_t which)
{
    while (n > 0 && pieces[placed[n - 1]].offset > pieces[which].offset) {
        placed[n] = placed[n - 1];
        n--;
    }
    placed[n] = which;
}

/* Which piece to place first? Large ones, or long-lived ones, or in order of appearance or from the
 * end: no rule wins always. */
static inline uint32_t mote_place_rank(const struct mote_piece *x, int rule)
{
    const uint32_t life = (uint32_t)(x->last - x->first);
    return rule == 0   ? x->bytes
           : rule == 1 ? life
           : rule == 2 ? (uint32_t)UINT16_MAX - x->first
                       : x->last;
}

#endif
