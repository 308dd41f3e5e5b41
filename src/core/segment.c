/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which runs of nodes to stream. A segment costs what is alive while it runs: whole tensors that
 * come in, go out or pass by, the scratch of all its nodes, and rings for the tensors between them.
 * Dynamic programming finds the division of the graph into segments (of one node as a rule) with
 * the least peak; the rings start at the rows that one output row reads, and the very loop that
 * will run them (sweep.c) shows where they must grow.
 */
#include "overlay.h"
#include "plan.h"
#include "sweep.h"

struct step {
    uint32_t peak; /* least peak of steps 1 to this one */
    uint16_t from; /* where the segment begins that ends here */
    uint16_t flags;
};

enum { BY_ROWS = 1, VIEW = 2, CONSUMES = 4, IN_PLACE = 8 };

enum { NO_RING = 0xffff }; /* somebody needs the whole tensor */

struct chooser {
    struct mote_planner *p;
    struct step *steps; /* 0 is the start */
    uint32_t n;
    int overlays;             /* outputs of segments may lie over their inputs */
    struct mote_overlay over; /* that of the segment which cost was asked for last */
};

static uint32_t words(const struct mote_net *net, uint32_t *node)
{
    struct mote_node n;
    mote_node_read(net, node, &n);
    return n.rows > 1 || (n.row_inputs != UINT16_MAX && mote_node_consume(&n))
               ? SEGMENT_ENTRIES + mote_entry_words(&n)
               : 0;
}

static struct mote_piece *piece_of(const struct mote_planner *p, mote_ref r)
{
    struct mote_piece *x = mote_plan_piece(p, r);
    return x && x->root != MOTE_PIECE_STATE ? x : NULL;
}

/* The input that is fed, if any. */
static struct mote_piece *fed_input(const struct mote_planner *p)
{
    return p->net->config.feed && p->graph[GRAPH_INPUTS] ? piece_of(p, p->graph[GRAPH_REFS]) : NULL;
}

/* The same if its rows can come one by one; NULL otherwise. */
static struct mote_piece *source_of(const struct mote_planner *p)
{
    struct mote_piece *x = fed_input(p);
    return x && x->rows > 1 ? x : NULL;
}

/* The fed input counts as made by the first node, so that it can be a ring. */
static void open_source(const struct mote_planner *p)
{
    struct mote_tensor t;
    struct mote_piece *x = fed_input(p);
    if (!x || x->last == 0 || mote_model_input(p->net->model, 0, &t) || !mote_tensor_has_rows(&t))
        return;
    x->rows = (uint16_t)mote_tensor_dim(&t, 1);
    x->first = 1;
}

static uint32_t row_bytes(const struct mote_piece *x)
{
    return x->bytes / x->rows;
}

/* ---- what each node and tensor allows
 * --------------------------------------------------------------------- */

/* Rows of an input that one output row reads, in the middle of the map. */
static int32_t span(const struct mote_node *n)
{
    int32_t first, last;
    mote_node_reach(n, n->rows / 2, &first, &last);
    return last - first + 1;
}

static void note_input(const struct mote_planner *p, const struct mote_node *n, int i,
                       struct step *s)
{
    struct mote_piece *x = piece_of(p, n->refs[i]), *root;
    int32_t rows = NO_RING;
    if (!x) return;
    root = &p->pieces[x->root];
    if (n->rows > 1) {
        if (x == root && i < 16 && (n->row_inputs >> i & 1)) rows = span(n);
    } else if (i == 0 && root->rows > 1 && mote_node_consume(n) &&
               (n->row_inputs == 0 || n->row_inputs == root->rows)) {
        s->flags |= CONSUMES;
        rows = 1;
    }
    if (rows < NO_RING) rows += p->net->config.spare_rows;
    if (rows > root->ring) root->ring = (uint16_t)(rows < NO_RING ? rows : NO_RING);
}

static void note_nodes(struct chooser *c)
{
    struct mote_node n;
    uint32_t *next = mote_graph_nodes(c->p->graph);
    for (uint32_t i = 1; i <= c->n; i++) {
        struct step *s = &c->steps[i];
        const struct mote_piece *in, *out;
        next = mote_node_read(c->p->net, next, &n);
        s->flags = mote_node_skipped(&n) ? VIEW : n.rows > 1 ? BY_ROWS : 0;
        if (mote_node_skipped(&n)) continue;
        for (int k = 0; k < n.n_in; k++) note_input(c->p, &n, k, s);
        if (mote_node_alias(&n) != MOTE_ALIAS_IN_PLACE || mote_node_alias_in(&n) >= n.n_in ||
            n.n_out == 0)
            continue;
        in = piece_of(c->p, n.refs[mote_node_alias_in(&n)]);
        out = piece_of(c->p, n.refs[n.n_in]);
        if (in && out && c->p->pieces[in->root].last == i &&
            c->p->pieces[in->root].bytes == out->bytes)
            s->flags |= IN_PLACE;
    }
}

/* ---- choosing
 * ---------------------------------------------------------------------------------------------------
 */

static int can_ring(const struct mote_piece *x, uint32_t a, uint32_t b)
{
    return x->rows > 1 && x->ring > 0 && x->ring < x->rows && x->first >= a && x->last <= b &&
           x->bytes % x->rows == 0;
}

static int is_patch(const struct mote_piece *x)
{
    return x->id == MOTE_PIECE_SCRATCH && x->rows == MOTE_ROWS_PATCH;
}

/* Keeps the largest input and output that a segment from step a to b could have in one place. */
static void note_overlay(struct chooser *c, struct mote_piece *x, uint32_t a, uint32_t b)
{
    struct mote_piece **which = x->first < a && x->last == a                  ? &c->over.input
                                : x->first == b && x->last > b && x->rows > 1 ? &c->over.output
                                                                              : NULL;
    if (!c->overlays || !which || x->id == MOTE_PIECE_SCRATCH) return;
    if (which == &c->over.input && (x->ring == 0 || x->ring == NO_RING)) return;
    if (!*which || x->bytes > (*which)->bytes) *which = x;
}

/* Bytes alive while steps a to b run as one segment; UINT32_MAX if they cannot. */
static uint32_t cost(struct chooser *c, uint32_t a, uint32_t b)
{
    const struct mote_planner *p = c->p;
    uint32_t sum = 0, patch = 0;
    c->over = (struct mote_overlay){0};
    /* Pieces stand by the step at which they were met first. */
    for (uint32_t i = 0; i < p->n && p->pieces[i].first <= b; i++) {
        struct mote_piece *x = &p->pieces[i];
        if (x->root != i || x->last < a) continue;
        if (a == b) {
            if (x->rows == MOTE_ROWS_CONSUME ||
                ((c->steps[a].flags & IN_PLACE) && x->first == a && x->id != MOTE_PIECE_SCRATCH))
                continue;
            sum += mote_piece_size(x);
        } else if (x->ring == NO_RING && x->first >= a && x->first < b) {
            return UINT32_MAX;
        } else if (is_patch(x)) {
            if (mote_piece_size(x) > patch) patch = mote_piece_size(x);
        } else if (can_ring(x, a, b)) {
            sum += mote_round8(x->ring * row_bytes(x));
            if (x->ring > 1 + p->net->config.spare_rows) c->over.lags = 1;
        } else {
            sum += mote_piece_size(x);
            note_overlay(c, x, a, b);
        }
    }
    return sum + patch;
}

/* The same, with the output over the input if that seems to save something. */
static uint32_t cost_overlaid(struct chooser *c, uint32_t a, uint32_t b)
{
    const uint32_t sum = cost(c, a, b);
    return sum < UINT32_MAX ? sum - mote_overlay_saving(&c->over, mote_overlay_guess(&c->over))
                            : sum;
}

/* Peaks up to `enough` count as equal: then the division with fewer streamed nodes is taken. */
static void choose(struct chooser *c, uint32_t enough)
{
    c->steps[0].peak = enough;
    for (uint32_t b = 1; b <= c->n; b++) {
        struct step *s = &c->steps[b];
        s->peak = UINT32_MAX;
        for (uint32_t a = b; a >= 1; a--) {
            uint32_t peak;
            if (a < b && !(c->steps[a].flags & (BY_ROWS | VIEW))) break;
            peak = c->steps[a - 1].peak;
            if (peak < s->peak) {
                const uint32_t here = cost_overlaid(c, a, b);
                if (here > peak) peak = here;
                if (peak < s->peak) {
                    s->peak = peak;
                    s->from = (uint16_t)a;
                }
            }
            if (a == b && !(s->flags & (BY_ROWS | VIEW | CONSUMES))) break;
        }
    }
}

/* ---- writing records, sizing rings
 * ------------------------------------------------------------------------------ */

/* Entry of the node at place `delta` of the segment, and NULL if it has none. */
static uint32_t *entry_at(uint32_t *segment, const uint32_t *end, uint32_t delta,
                          const struct mote_planner *p)
{
    struct mote_node n;
    uint32_t *record = mote_graph_nodes(p->graph), *entry = segment + SEGMENT_ENTRIES;
    const uint32_t first = mote_segment_first(segment);
    for (uint32_t i = 0; entry < end; i++) {
        record = mote_node_read(p->net, record, &n);
        if (i < first || mote_node_skipped(&n)) continue;
        if (i - first == delta) return entry;
        entry += mote_entry_words(&n);
    }
    return NULL;
}

static uint16_t ring_of(const struct mote_planner *p, mote_ref r, uint32_t a, uint32_t b)
{
    const struct mote_piece *x = piece_of(p, r);
    if (!x) return 0;
    x = &p->pieces[x->root];
    return can_ring(x, a, b) ? x->ring : 0;
}

/* (Re)writes the entries of the segment of steps a to b; returns the words it takes. */
static uint32_t write_segment(const struct mote_planner *p, uint32_t *segment, uint32_t *nodes,
                              uint32_t a, uint32_t b)
{
    struct mote_node n;
    uint32_t *entry = segment + SEGMENT_ENTRIES;
    const struct mote_piece *source = source_of(p);
    segment[SEGMENT_NODES] = (a - 1) | (b - a + 1) << 16;
    segment[SEGMENT_SOURCE + ENTRY_PROGRESS] = segment[SEGMENT_SOURCE + ENTRY_TOTAL] = 0;
    if (source && can_ring(source, a, b))
        segment[SEGMENT_SOURCE + ENTRY_TOTAL] = source->rows | (uint32_t)source->ring << 16;
    for (uint32_t step = a; step <= b; step++) {
        uint16_t *rings, *producers;
        uint32_t n_producers = 0;
        nodes = mote_node_read(p->net, nodes, &n);
        if (mote_node_skipped(&n)) continue;
        rings = mote_entry_rings(entry);
        producers = rings + n.n_in + n.n_out;
        entry[ENTRY_PROGRESS] = 0;
        entry[ENTRY_TOTAL] = n.rows | (step - a) << 16;
        for (uint32_t k = 0; k < (uint32_t)n.n_in + n.n_out; k++)
            rings[k] = ring_of(p, n.refs[k], a, b);
        for (uint32_t k = 0; k < n.n_in; k++) {
            const struct mote_piece *x = piece_of(p, n.refs[k]);
            const uint32_t *producer = NULL;
            if (x) x = &p->pieces[x->root];
            if (x && x == source)
                producer = can_ring(x, a, b) ? segment + SEGMENT_SOURCE : NULL;
            else if (x && x->first >= a && x->first < step)
                producer = entry_at(segment, entry, x->first - a, p);
            producers[k] = 0;
            if (producer) producers[n_producers++] = (uint16_t)(producer - segment);
            if (n.rows <= 1 && k == 0 && x)
                entry[ENTRY_TOTAL] = x->rows | (step - a) << 16 | MOTE_ENTRY_CONSUMES;
        }
        entry += mote_entry_words(&n);
    }
    segment[SEGMENT_WORDS] = (uint32_t)(entry - segment);
    return segment[SEGMENT_WORDS];
}

/* Grows the rings until the sweep completes. It always does in the end: a ring that reaches all
 * rows is a whole tensor. */
static void size_rings(const struct mote_planner *p, uint32_t *segment, uint32_t *nodes, uint32_t a,
                       uint32_t b)
{
    uint32_t *stuck;
    while (mote_sweep(p->net, segment, nodes, MOTE_SWEEP_DRY, &stuck) == MOTE_E_NOT_YET && stuck) {
        struct mote_node n;
        struct mote_piece *x;
        uint32_t *record = nodes;
        uint32_t delta = stuck[ENTRY_TOTAL] >> 16 & 0x7fffu;
        if (stuck == segment + SEGMENT_SOURCE) {
            x = source_of(p);
        } else {
            do record = mote_node_read(p->net, record, &n);
            while (delta-- > 0);
            x = piece_of(p, n.refs[n.n_in]);
        }
        p->pieces[x->root].ring++;
        write_segment(p, segment, nodes, a, b);
    }
}

/* Outside segments nothing is consumed by rows, inside nothing is computed in place or in parts. */
static void settle_nodes(struct mote_planner *p)
{
    struct mote_node n;
    uint32_t *next = mote_graph_nodes(p->graph);
    const uint32_t *segment = p->segments, *const end = p->segments + p->segment_words;
    for (uint32_t i = 0; i < p->graph[GRAPH_NODES]; i++) {
        int inside;
        next = mote_node_read(p->net, next, &n);
        if (segment < end && i >= mote_segment_first(segment) + mote_segment_count(segment))
            segment += segment[SEGMENT_WORDS];
        inside = segment < end && i >= mote_segment_first(segment);
        if (inside && mote_node_alias(&n) != MOTE_ALIAS_VIEW) n.record[NODE_OP] &= ~MOTE_NODE_ALIAS;
        for (uint32_t k = (uint32_t)n.n_in + n.n_out; k < n.n_refs && !inside; k++) {
            struct mote_piece *x = mote_plan_piece(p, n.refs[k]);
            if (x && x->rows == MOTE_ROWS_CONSUME) x->bytes = 0;
        }
    }
}

/* What is touched by a segment lives through all of it; its rings take only their rows, and one
 * patch serves all nodes. */
static void settle(struct mote_planner *p, uint32_t a, uint32_t b)
{
    struct mote_piece *patch = NULL;
    for (uint32_t i = 0; i < p->n; i++) {
        struct mote_piece *x = &p->pieces[i];
        if (x->root != i) continue;
        if (is_patch(x) && x->first >= a && x->first <= b) {
            if (!patch) patch = x;
            if (x->bytes > patch->bytes) patch->bytes = x->bytes;
            x->root = patch->root;
        }
        if (can_ring(x, a, b)) x->bytes = x->ring * row_bytes(x);
        if (x->first >= a && x->first <= b) x->first = (uint16_t)a;
        if (x->last >= a && x->last <= b) x->last = (uint16_t)b;
    }
}

/* Lets the output of the segment whose cost was asked for last lie over its input, if that saves
 * bytes; returns how many. */
static uint32_t overlay(const struct chooser *c, uint32_t *segment, uint32_t *nodes)
{
    const struct mote_overlay *o = &c->over;
    uint32_t gap, saved;
    if (mote_overlay_saving(o, 0) == 0 || segment[SEGMENT_SOURCE + ENTRY_TOTAL]) return 0;
    gap = mote_overlay_gap(c->p, segment, nodes, o);
    saved = mote_overlay_saving(o, gap);
    if (saved) mote_overlay_note(c->p, segment, o, gap);
    return saved;
}

/* Writes the records of all segments of more than one node, and sizes their rings; returns the peak
 * that comes of it. */
static uint32_t write_all(struct chooser *c)
{
    struct mote_planner *p = c->p;
    struct mote_node n;
    uint32_t *nodes = mote_graph_nodes(p->graph), peak = 0;
    p->graph[GRAPH_SEGMENTS] = p->segment_words = 0;
    /* From the end back each step says where its segment begins; turn that into where it ends. */
    for (uint32_t b = c->n; b >= 1;) {
        const uint32_t a = c->steps[b].from;
        c->steps[a].peak = b;
        b = a - 1;
    }
    for (uint32_t a = 1; a <= c->n;) {
        const uint32_t b = c->steps[a].peak;
        uint32_t *segment = p->segments + p->segment_words, here;
        if (a < b) {
            p->segment_words += write_segment(p, segment, nodes, a, b);
            size_rings(p, segment, nodes, a, b);
            p->graph[GRAPH_SEGMENTS]++;
        }
        here = cost(c, a, b);
        if (a < b) here -= overlay(c, segment, nodes);
        if (here > peak) peak = here;
        for (; a <= b; a++) {
            nodes = mote_node_read(p->net, nodes, &n);
        }
    }
    return peak;
}

/* Rings that had to grow may make another division the better one: then choosing starts again, with
 * rings as they are now. */
enum { ROUNDS = 3 };

/* Returns the peak that it comes to, and what was hoped for at the end; nothing is written if
 * nothing is to be won. */
static uint32_t divide(struct chooser *c, uint32_t whole, uint32_t *hoped)
{
    uint32_t real;
    int round = 0;
    do {
        choose(c, 0);
        *hoped = real = c->steps[c->n].peak;
        if (*hoped < whole) {
            choose(c, *hoped);
            real = write_all(c);
        }
    } while (real > *hoped && ++round < ROUNDS);
    return real;
}

/* The division with overlays, unless their gaps are wider than was guessed and one that does
 * without them is better. */
static uint32_t divide_best(struct chooser *c, uint32_t whole)
{
    uint32_t hoped, real, plain;
    c->overlays = !c->p->region;
    real = divide(c, whole, &hoped);
    if (!c->overlays || real <= hoped) return real;
    c->overlays = 0;
    plain = divide(c, whole, &hoped);
    if (plain <= real) return plain;
    c->overlays = 1;
    return divide(c, whole, &hoped);
}

static void plan(struct mote_planner *p, uint32_t *work)
{
    struct chooser c = {.p = p, .steps = (struct step *)(void *)work, .n = p->graph[GRAPH_NODES]};
    uint32_t whole = 0, real;
    open_source(p);
    note_nodes(&c);
    for (uint32_t i = 1; i <= c.n; i++) {
        const uint32_t here = cost(&c, i, i);
        if (here > whole) whole = here;
    }
    real = divide_best(&c, whole);
    /* Less than a sixteenth is soon lost again: to the records, and to gaps between pieces. */
    if (real + 4 * p->segment_words >= whole - whole / 16)
        p->graph[GRAPH_SEGMENTS] = p->segment_words = 0;
    for (uint32_t at = 0; at < p->segment_words; at += p->segments[at + SEGMENT_WORDS]) {
        const uint32_t a = mote_segment_first(p->segments + at) + 1;
        settle(p, a, a + mote_segment_count(p->segments + at) - 1);
    }
    if (c.overlays && p->segment_words) mote_overlay_tie(p);
    settle_nodes(p);
}

const struct mote_streaming mote_streaming = {words, plan, mote_sweep};
