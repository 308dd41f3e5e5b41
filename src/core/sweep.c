/* SPDX-License-Identifier: Apache-2.0 */
#include "sweep.h"

mote_eval *mote_node_consume(const struct mote_node *n)
{
    const struct mote_kernel *k = n->op->consume;
    if (!k) return NULL;
    while (k->eval && k->key != mote_node_kernel(n)->key) k++;
    return k->eval;
}

/* One node of the segment, with its entry. */
struct part {
    struct mote_node n;
    uint32_t *entry;
    uint16_t *rings, *producers;
    int32_t done, total;
    int consumes;
};

static uint32_t *read_part(struct mote_net *net, uint32_t *record, uint32_t *entry, struct part *t)
{
    record = mote_node_read(net, record, &t->n);
    t->entry = entry;
    t->rings = mote_entry_rings(entry);
    t->producers = t->rings + t->n.n_in + t->n.n_out;
    t->done = (int32_t)(entry[ENTRY_PROGRESS] & 0xffffu);
    t->total = (int32_t)(entry[ENTRY_TOTAL] & 0xffffu);
    t->consumes = (entry[ENTRY_TOTAL] & MOTE_ENTRY_CONSUMES) != 0;
    return record;
}

/* Input rows that output row y reads. */
static void reach(const struct part *t, int32_t y, int32_t *first, int32_t *last)
{
    *first = *last = y;
    if (!t->consumes && t->n.op->reach) t->n.op->reach(t->n.args, y, first, last);
}

static void set_released(uint32_t *entry, uint32_t rows)
{
    entry[ENTRY_PROGRESS] = (entry[ENTRY_PROGRESS] & 0xffffu) | rows << 16;
}

/* Notes for every producer in the segment which of its rows nobody needs any more. */
static void release(uint32_t *segment, const struct part *t)
{
    int32_t first, last;
    if (t->done >= t->total) return;
    reach(t, t->done, &first, &last);
    if (first < 0) first = 0;
    for (int i = 0; i < t->n.n_in; i++) {
        uint32_t *producer = segment + t->producers[i];
        if (t->producers[i] && (uint32_t)first < producer[ENTRY_PROGRESS] >> 16)
            set_released(producer, (uint32_t)first);
    }
}

/* Are the inputs of output row y there? */
static int ready(const uint32_t *segment, const struct part *t, int32_t y)
{
    int32_t first, last;
    reach(t, y, &first, &last);
    for (int i = 0; i < t->n.n_in; i++) {
        const uint32_t *producer = segment + t->producers[i];
        const int32_t done = (int32_t)(producer[ENTRY_PROGRESS] & 0xffffu);
        const int32_t total = (int32_t)(producer[ENTRY_TOTAL] & 0xffffu);
        if (t->producers[i] && done < total && done <= last) return 0;
    }
    return 1;
}

/* May output row y be written, or would it overwrite a row that is still read? */
static int room(const struct part *t, int32_t y)
{
    const uint32_t ring = t->consumes ? 0 : t->rings[t->n.n_in];
    return ring == 0 || (uint32_t)y < ring + (t->entry[ENTRY_PROGRESS] >> 16);
}

static int run(struct mote_net *net, const struct part *t, int32_t y, uint32_t node)
{
    struct mote_call c;
    c.rings = t->rings;
    c.y0 = t->done;
    c.y1 = y;
    c.in_rows = t->total;
    return mote_node_run(net, &t->n, node, &c,
                         t->consumes ? mote_node_consume(&t->n) : mote_node_kernel(&t->n)->eval);
}

/* Takes rows as a caller would who feeds them as soon as there is room. Returns whether it took
 * any. */
static int feed_dry(uint32_t *source)
{
    const uint32_t total = source[ENTRY_TOTAL] & 0xffffu, ring = source[ENTRY_TOTAL] >> 16;
    const uint32_t fed = source[ENTRY_PROGRESS] & 0xffffu, released = source[ENTRY_PROGRESS] >> 16;
    uint32_t end = ring + released < total ? ring + released : total;
    if (end <= fed) return 0;
    source[ENTRY_PROGRESS] += end - fed;
    return 1;
}

int mote_sweep(struct mote_net *net, uint32_t *segment, uint32_t *nodes, enum mote_sweep_mode mode,
               uint32_t **stuck)
{
    const uint32_t first = mote_segment_first(segment), count = mote_segment_count(segment);
    uint32_t *source = segment + SEGMENT_SOURCE;
    int moved = 1, complete = 0, fresh = mode != MOTE_SWEEP_ON;
    if (mode == MOTE_SWEEP_DRY) source[ENTRY_PROGRESS] = 0;
    while (!complete && moved) {
        uint32_t *record = nodes, *entry = segment + SEGMENT_ENTRIES;
        struct part t;
        *stuck = NULL;
        /* Every row counts as released until a consumer says otherwise. */
        set_released(source, 0xffffu);
        for (uint32_t i = 0; i < count; i++) {
            record = read_part(net, record, entry, &t);
            if (mote_node_skipped(&t.n)) continue;
            if (fresh) t.done = 0;
            if (fresh) entry[ENTRY_PROGRESS] = 0;
            set_released(entry, 0xffffu);
            release(segment, &t);
            entry += mote_entry_words(&t.n);
        }
        fresh = 0;
        record = nodes;
        entry = segment + SEGMENT_ENTRIES;
        moved = mode == MOTE_SWEEP_DRY && feed_dry(source);
        complete = 1;
        for (uint32_t i = 0; i < count; i++) {
            int32_t y;
            record = read_part(net, record, entry, &t);
            if (mote_node_skipped(&t.n)) continue;
            entry += mote_entry_words(&t.n);
            y = t.done;
            while (y < t.total && ready(segment, &t, y) && room(&t, y)) y++;
            if (y > t.done) {
                const int e = mode == MOTE_SWEEP_DRY ? 0 : run(net, &t, y, first + i);
                if (e) return e;
                t.entry[ENTRY_PROGRESS] += (uint32_t)(y - t.done);
                moved = 1;
            }
            if (y < t.total) {
                complete = 0;
                if (ready(segment, &t, y)) *stuck = t.entry;
            }
        }
        if (!*stuck && mode == MOTE_SWEEP_DRY &&
            (source[ENTRY_PROGRESS] & 0xffffu) < (source[ENTRY_TOTAL] & 0xffffu))
            *stuck = source;
    }
    return complete ? 0 : MOTE_E_NOT_YET;
}
