/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rings of segments that need less memory than others: what is free there until the peak of all
 * goes to them, as kernels that compute more rows at a time take fewer instructions.
 */
#include "overlay.h"
#include "sweep.h"

/* Adds rows to all rings of a segment. */
static void add_rows(struct mote_planner *p, uint32_t *segment, uint32_t *nodes, int32_t more)
{
    uint32_t *entry = segment + SEGMENT_ENTRIES;
    for (uint32_t i = 0; i < mote_segment_count(segment); i++) {
        struct mote_node n;
        uint16_t *rings = mote_entry_rings(entry);
        nodes = mote_node_read(p->net, nodes, &n);
        if (mote_node_skipped(&n)) continue;
        if (rings[n.n_in]) {
            struct mote_piece *x = mote_plan_piece(p, n.refs[n.n_in]);
            x = &p->pieces[x->root];
            x->bytes = x->bytes / rings[n.n_in] * (uint32_t)(rings[n.n_in] + more);
        }
        for (int k = 0; k <= n.n_in; k++)
            if (rings[k]) rings[k] = (uint16_t)(rings[k] + more);
        entry += mote_entry_words(&n);
    }
}

/* Rows that can be added to all rings of a segment: within so many bytes, and until one of them has
 * all rows. */
static uint32_t rows_for(const struct mote_planner *p, uint32_t *segment, uint32_t *nodes,
                         uint32_t bytes)
{
    uint32_t *entry = segment + SEGMENT_ENTRIES, row = 0, most = UINT32_MAX;
    for (uint32_t i = 0; i < mote_segment_count(segment); i++) {
        struct mote_node n;
        uint32_t ring;
        nodes = mote_node_read(p->net, nodes, &n);
        if (mote_node_skipped(&n)) continue;
        ring = mote_entry_rings(entry)[n.n_in];
        if (ring) {
            const struct mote_piece *x = mote_plan_piece(p, n.refs[n.n_in]);
            row += mote_round8(p->pieces[x->root].bytes / ring);
            if (n.rows - ring < most) most = n.rows - ring;
        }
        entry += mote_entry_words(&n);
    }
    if (row == 0) return 0;
    return bytes / row < most ? bytes / row : most;
}

/* The segment behind `segment` (NULL: the first) that is not fed, and the records of its nodes;
 * NULL if there is none. A fed one stays as it is, for whoever feeds it knows the ring. */
static uint32_t *next_segment(const struct mote_planner *p, uint32_t *segment, uint32_t **nodes)
{
    struct mote_node n;
    do {
        segment = segment ? segment + segment[SEGMENT_WORDS] : p->segments;
        if (segment >= p->segments + p->segment_words) return NULL;
    } while (segment[SEGMENT_SOURCE + ENTRY_TOTAL]);
    *nodes = mote_graph_nodes(p->graph);
    for (uint32_t i = 0; i < mote_segment_first(segment); i++)
        *nodes = mote_node_read(p->net, *nodes, &n);
    return segment;
}

/* Until the segment runs, the progress of its source is free to note the rows that were added. */
void mote_rings_widen(struct mote_planner *p, uint32_t bound, uint32_t n)
{
    uint32_t *segment = NULL, *nodes;
    while ((segment = next_segment(p, segment, &nodes)) != NULL) {
        const uint32_t alive = mote_overlay_alive(p, mote_segment_first(segment) + 1);
        const uint32_t rows = rows_for(p, segment, nodes, (bound - alive) / n);
        segment[SEGMENT_SOURCE + ENTRY_PROGRESS] = rows;
        add_rows(p, segment, nodes, (int32_t)rows);
    }
}

void mote_rings_narrow(struct mote_planner *p)
{
    uint32_t *segment = NULL, *nodes;
    while ((segment = next_segment(p, segment, &nodes)) != NULL) {
        add_rows(p, segment, nodes, -(int32_t)segment[SEGMENT_SOURCE + ENTRY_PROGRESS]);
        segment[SEGMENT_SOURCE + ENTRY_PROGRESS] = 0;
    }
}
