/* SPDX-License-Identifier: Apache-2.0 */
/* Placing pieces of memory by lifetime: first fit, in the best of several orders. Deterministic. */
#include "place.h"

static void sort(struct mote_planner *p, uint16_t *order, uint32_t n, int rule)
{
    for (uint32_t i = 1; i < n; i++) {
        const uint16_t which = order[i];
        uint32_t at = i;
        for (; at > 0 && mote_place_rank(&p->pieces[which], rule) >
                             mote_place_rank(&p->pieces[order[at - 1]], rule);
             at--)
            order[at] = order[at - 1];
        order[at] = which;
    }
}

/* Places all roots by a rule; `fixed` pieces of the model's own plan stand already. Returns the
 * bytes needed. */
static uint32_t place(struct mote_planner *p, int rule, int offline)
{
    uint16_t *order = p->order, *placed = p->order + p->n;
    uint32_t n = 0, n_placed = 0, top = 0;
    for (uint32_t i = 0; i < p->n; i++) {
        struct mote_piece *x = &p->pieces[i];
        if (x->root != i || x->bytes == 0) continue;
        if (offline && x->offset != MOTE_UNPLACED) {
            mote_place_insert(p->pieces, placed, n_placed++, (uint16_t)i);
            if (x->offset + mote_piece_size(x) > top) top = x->offset + mote_piece_size(x);
        } else {
            order[n++] = (uint16_t)i;
        }
    }
    sort(p, order, n, rule);
    for (uint32_t i = 0; i < n; i++) {
        struct mote_piece *x = &p->pieces[order[i]];
        x->offset = mote_place_lowest(p->pieces, placed, n_placed, x, 0);
        mote_place_insert(p->pieces, placed, n_placed++, order[i]);
        if (x->offset + mote_piece_size(x) > top) top = x->offset + mote_piece_size(x);
    }
    return top;
}

/* No plan can do with less than what is alive when a piece comes to life. Pieces stand by their
 * first step. */
static uint32_t lower_bound(const struct mote_planner *p)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < p->n; i++) {
        const uint32_t step = p->pieces[i].first;
        uint32_t sum = 0;
        if (i + 1 < p->n && p->pieces[i + 1].first == step)
            continue; /* another one comes at the same time */
        for (uint32_t k = 0; k <= i; k++)
            if (p->pieces[k].root == k && p->pieces[k].last >= step)
                sum += mote_piece_size(&p->pieces[k]);
        if (sum > most) most = sum;
    }
    return most;
}

uint32_t mote_place(struct mote_planner *p)
{
    const uint32_t bound = lower_bound(p);
    uint32_t best = UINT32_MAX;
    int best_rule = 0;
    for (int rule = 0; rule < PLACE_RULES && !p->offline; rule++) {
        const uint32_t top = place(p, rule, 0);
        if (top <= bound) return top;
        if (top < best) {
            best = top;
            best_rule = rule;
        }
    }
    return place(p, best_rule, p->offline);
}
