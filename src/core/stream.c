/* SPDX-License-Identifier: Apache-2.0 */
/* Sweeping a segment of the interpreter: its parts are node records with an entry each. */
#include "sweep.h"

struct stream {
    struct mote_sweep sweep; /* first: a pointer to it is one to this */
    struct mote_net *net;
    uint32_t *segment, *nodes;
    uint32_t *record, *entry; /* behind the part that was asked for last */
    uint32_t node;            /* likewise: in the graph */
    int consumes;
    struct mote_node n;
};

mote_eval *mote_node_consume(const struct mote_node *n)
{
    const struct mote_kernel *k = n->op->consume;
    if (!k) return NULL;
    while (k->eval && k->key != mote_node_kernel(n)->key) k++;
    return k->eval;
}

static int part(struct mote_sweep *sweep, uint32_t i, struct mote_part *t)
{
    struct stream *s = (struct stream *)(void *)sweep;
    const uint32_t first = mote_segment_first(s->segment);
    if (i == 0) {
        s->record = s->nodes;
        s->entry = s->segment + SEGMENT_ENTRIES;
        s->node = first;
    }
    do {
        if (s->node == first + mote_segment_count(s->segment)) return 0;
        s->record = mote_node_read(s->net, s->record, &s->n);
        s->node++;
    } while (mote_node_skipped(&s->n)); /* views have no entry */
    s->consumes = (s->entry[ENTRY_TOTAL] & MOTE_ENTRY_CONSUMES) != 0;
    t->progress = s->entry + ENTRY_PROGRESS;
    t->args = s->n.args;
    t->reach = s->consumes ? NULL : s->n.op->reach;
    t->rings = mote_entry_rings(s->entry);
    t->producers = t->rings + s->n.n_in + s->n.n_out;
    t->total = (int32_t)(s->entry[ENTRY_TOTAL] & 0xffffu);
    t->n_in = s->n.n_in;
    s->entry += mote_entry_words(&s->n);
    return 1;
}

static int run(struct mote_sweep *sweep, const struct mote_part *t, int32_t y0, int32_t y1)
{
    struct stream *s = (struct stream *)(void *)sweep;
    struct mote_call c;
    c.rings = t->rings;
    c.y0 = y0;
    c.y1 = y1;
    c.in_rows = t->total;
    return mote_node_run(s->net, &s->n, s->node - 1, &c,
                         s->consumes ? mote_node_consume(&s->n) : mote_node_kernel(&s->n)->eval);
}

/* The planner's run only counts. */
static int run_dry(struct mote_sweep *sweep, const struct mote_part *t, int32_t y0, int32_t y1)
{
    (void)sweep;
    (void)t;
    (void)y0;
    (void)y1;
    return 0;
}

/* Takes rows as a caller would who feeds them as soon as there is room. */
static int feed_dry(struct mote_sweep *s)
{
    const uint32_t fed = *s->source & 0xffffu, end = s->source_ring + (*s->source >> 16);
    if (end <= fed || fed == MOTE_ROWS_ALL) return 0;
    *s->source = (*s->source & 0xffff0000u) | (end < s->source_rows ? end : MOTE_ROWS_ALL);
    return 1;
}

int mote_sweep(struct mote_net *net, uint32_t *segment, uint32_t *nodes, enum mote_sweep_mode mode,
               uint32_t **stuck)
{
    struct stream s;
    int e;
    s.sweep.part = part;
    s.sweep.run = mode == MOTE_SWEEP_DRY ? run_dry : run;
    s.sweep.feed = mode == MOTE_SWEEP_DRY ? feed_dry : NULL;
    s.sweep.words = segment; /* a producer is the place of its entry */
    s.sweep.source = segment + SEGMENT_SOURCE + ENTRY_PROGRESS;
    s.sweep.source_rows = segment[SEGMENT_SOURCE + ENTRY_TOTAL] & 0xffffu;
    s.sweep.source_ring = segment[SEGMENT_SOURCE + ENTRY_TOTAL] >> 16;
    s.net = net;
    s.segment = segment;
    s.nodes = nodes;
    if (mode == MOTE_SWEEP_DRY) *s.sweep.source = 0;
    e = mote_sweep_rows(&s.sweep, mode != MOTE_SWEEP_ON);
    if (!s.sweep.stuck && mode == MOTE_SWEEP_DRY && (*s.sweep.source & 0xffffu) != MOTE_ROWS_ALL)
        s.sweep.stuck = s.sweep.source;
    *stuck = s.sweep.stuck;
    return e;
}
