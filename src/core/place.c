/* SPDX-License-Identifier: Apache-2.0 */
/* Placing pieces of memory by lifetime: first fit, in the best of several orders. Deterministic. */
#include "plan.h"

/* The lowest offset at which x lies free of all pieces placed so far, which `placed` lists by
 * rising offset. */
static uint32_t lowest(const struct mote_piece *pieces, const uint16_t *placed, uint32_t n,
                       const struct mote_piece *x)
{
    uint32_t offset = 0;
    for (uint32_t i = 0; i < n; i++) {
        const struct mote_piece *y = &pieces[placed[i]];
        if (!mote_piece_overlap(x, y)) continue;
        if (y->offset >= offset && y->offset - offset >= mote_piece_size(x)) break;
        if (y->offset + mote_piece_size(y) > offset) offset = y->offset + mote_piece_size(y);
    }
    return offset;
}

static void insert(const struct mote_piece *pieces, uint16_t *placed, uint32_t n, uint16_t which)
{
    while (n > 0 && pieces[placed[n - 1]].offset > pieces[which].offset) {
        placed[n] = placed[n - 1];
        n--;
    }
    placed[n] = which;
}

/* Which piece to place first? Large ones, or long-lived ones, or in order of appearance or from the
 * end: no rule wins always. */
static uint32_t rank(const struct mote_piece *x, int rule)
{
    const uint32_t life = (uint32_t)(x->last - x->first);
    return rule == 0   ? x->bytes
           : rule == 1 ? life
           : rule == 2 ? (uint32_t)UINT16_MAX - x->first
                       : x->last;
}

enum { RULES = 4 };

static void sort(struct mote_planner *p, uint16_t *order, uint32_t n, int rule)
{
    for (uint32_t i = 1; i < n; i++) {
        const uint16_t which = order[i];
        uint32_t at = i;
        for (; at > 0 && rank(&p->pieces[which], rule) > rank(&p->pieces[order[at - 1]], rule);
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
            insert(p->pieces, placed, n_placed++, (uint16_t)i);
            if (x->offset + mote_piece_size(x) > top) top = x->offset + mote_piece_size(x);
        } else {
            order[n++] = (uint16_t)i;
        }
    }
    sort(p, order, n, rule);
    for (uint32_t i = 0; i < n; i++) {
        struct mote_piece *x = &p->pieces[order[i]];
        x->offset = lowest(p->pieces, placed, n_placed, x);
        insert(p->pieces, placed, n_placed++, order[i]);
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
    for (int rule = 0; rule < RULES && !p->offline; rule++) {
        const uint32_t top = place(p, rule, 0);
        if (top <= bound) return top;
        if (top < best) {
            best = top;
            best_rule = rule;
        }
    }
    return place(p, best_rule, p->offline);
}
