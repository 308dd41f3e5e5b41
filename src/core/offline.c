/* SPDX-License-Identifier: Apache-2.0 */
/* The memory plan that a model may bring in its metadata. Linked only if a config names it. */
#include "../base/mem.h"
#include "plan.h"

/* Do two pieces share a byte? One that is not placed is above all that are. */
static int clash(const struct mote_piece *x, const struct mote_piece *y)
{
    return y->root != MOTE_PIECE_STATE && x->offset < y->offset + mote_round8(y->bytes) &&
           y->offset < x->offset + mote_round8(x->bytes);
}

/* Metadata "OfflineMemoryAllocation": int32 version, subgraph, count, then an offset a tensor (-1 =
 * not planned). */
static const uint8_t *offline_plan(const struct mote_planner *p)
{
    const struct mote_model *m = p->net->model;
    for (uint32_t i = 0; i < m->n_metadata; i++) {
        const uint32_t metadata = mote_flat_element(m, m->metadata, i);
        const uint32_t buffer = (uint32_t)mote_flat_i32(m, metadata, METADATA_BUFFER, 0);
        uint32_t length, bytes;
        const uint32_t name = mote_flat_vector(m, metadata, METADATA_NAME, &length);
        const uint8_t *plan;
        if (length != 23 || memcmp(m->data + name, "OfflineMemoryAllocation", 23) ||
            buffer >= m->n_buffers)
            continue;
        plan = m->data +
               mote_flat_vector(m, mote_flat_element(m, m->buffers, buffer), BUFFER_DATA, &bytes);
        if (bytes >= 12 && mote_rd32(plan + 8) == p->g->n_tensors &&
            (bytes - 12) / 4 >= p->g->n_tensors)
            return plan + 12;
    }
    return NULL;
}

/* Takes the offsets over. They must be usable: aligned, within reach, and no two pieces in the same
 * place at the same time; a plan that is not is ignored, and ours is made instead. */
void mote_offline_plan(struct mote_planner *p)
{
    const uint8_t *offsets = offline_plan(p);
    if (!offsets) return;
    p->offline = 1;
    for (uint32_t i = 0; i < p->n; i++) {
        struct mote_piece *x = &p->pieces[i];
        if (x->id == MOTE_PIECE_SCRATCH || x->root == MOTE_PIECE_STATE) continue;
        x->offset = mote_rd32(offsets + 4 * x->id);
        if (x->offset >> 31)
            x->offset = MOTE_UNPLACED;
        else if (x->offset % 8 || x->offset > 0x0fffffff)
            p->offline = 0;
        for (uint32_t j = 0; j < i; j++)
            if (mote_piece_overlap(x, &p->pieces[j]) && clash(x, &p->pieces[j])) p->offline = 0;
    }
    for (uint32_t i = 0; i < p->n && !p->offline; i++)
        if (p->pieces[i].root != MOTE_PIECE_STATE) p->pieces[i].offset = MOTE_UNPLACED;
}
