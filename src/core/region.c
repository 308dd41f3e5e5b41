/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Activations in two memories: the caller says which go into the second one. Each is placed while
 * the pieces of the other are hidden: they have no bytes then, and `at` remembers how many.
 */
#include "plan.h"

static int is_root(const struct mote_planner *p, uint32_t i)
{
    return p->pieces[i].root == i;
}

/* Hides what goes into the region. */
static void ask(struct mote_planner *p, const struct mote_region *region)
{
    for (uint32_t i = 0; i < p->n; i++) {
        struct mote_piece *x = &p->pieces[i];
        const int32_t tensor = x->id == MOTE_PIECE_SCRATCH ? -1 : (int32_t)x->id;
        if (!is_root(p, i) || x->offset != MOTE_UNPLACED || x->bytes == 0) continue;
        if (!region->takes(region->user, tensor, x->bytes)) continue;
        x->at = x->bytes;
        x->bytes = 0;
    }
}

/* What was hidden comes forth, and the rest is hidden. */
static void swap(struct mote_planner *p)
{
    for (uint32_t i = 0; i < p->n; i++) {
        struct mote_piece *x = &p->pieces[i];
        const uint32_t bytes = x->bytes;
        if (!is_root(p, i)) continue;
        x->bytes = x->at;
        x->at = bytes;
    }
}

static void settle(struct mote_planner *p)
{
    for (uint32_t i = 0; i < p->n; i++) {
        struct mote_piece *x = &p->pieces[i];
        const int inside = x->bytes != 0;
        if (!is_root(p, i)) continue;
        if (!inside) x->bytes = x->at;
        x->at = 0;
        for (uint32_t k = 0; k < p->n && inside; k++)
            if (p->pieces[k].root == i) p->pieces[k].at += MOTE_IN_REGION;
    }
}

uint32_t mote_region_place(struct mote_planner *p)
{
    struct mote_region *region = p->region;
    const int offline = p->offline;
    uint32_t first;
    ask(p, region);
    first = mote_place(p);
    swap(p);
    p->offline = 0; /* the model's own plan is for the first memory */
    region->bytes = mote_place(p);
    p->offline = offline;
    settle(p);
    p->net->bases[MOTE_BASE_REGION] = region->memory;
    if (region->bytes > region->size) p->error = MOTE_E_ARENA;
    return first;
}
