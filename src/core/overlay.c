/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A segment reads its input from the first row to the last and writes its output so, too, some rows
 * behind. Where a row of the output comes to lie on rows of the input that nobody reads any more,
 * both can be in the same memory: the output at the bottom, the input a gap above it. Nothing is
 * computed otherwise; only places differ.
 *
 * A tied piece has the root below it in `ring`, and the gap, in units of 8 bytes, in `rows`. The
 * output of a segment may be the input of the next one: ties form chains. All that is tied is
 * placed at once, but each piece keeps the lifetime that it has.
 */
#include "overlay.h"
#include "place.h"
#include "sweep.h"

enum { UNTIED = 0xffff, MOST_GAP = 8 * 0xfffe };
#define BELOW (MOTE_UNPLACED - 1) /* an offset of what will be placed with another piece */

static uint32_t gap_of(const struct mote_piece *x)
{
    return 8u * x->rows;
}

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

static uint32_t saving(const struct mote_piece *above, const struct mote_piece *below, uint32_t gap)
{
    const uint32_t a = mote_piece_size(above), b = mote_piece_size(below);
    return gap < b ? a + b - larger(gap + a, b) : 0;
}

uint32_t mote_overlay_saving(const struct mote_overlay *o, uint32_t gap)
{
    return o->input && o->output && gap <= MOST_GAP ? saving(o->input, o->output, gap) : 0;
}

uint32_t mote_overlay_guess(const struct mote_overlay *o)
{
    uint32_t gap = 0;
    if (!o->input || !o->output) return 0;
    if (o->output->bytes > o->input->bytes) gap = o->output->bytes - o->input->bytes;
    return mote_round8(gap + (o->lags ? 0 : o->output->bytes / o->output->rows));
}

/* ---- the gap ---- */

/* Rows of the input; 0 if it has none. */
static uint32_t rows_of(const struct mote_planner *p, const struct mote_piece *x)
{
    struct mote_tensor t;
    if (x->rows > 1) return x->rows;
    if (mote_tensor_read(p->net->model, p->g->tensors, p->g->n_tensors, x->id, &t,
                         &p->net->fault) ||
        !mote_tensor_has_rows(&t))
        return 0;
    return (uint32_t)mote_tensor_dim(&t, 1);
}

/* Lets a node make all the rows that its inputs allow, as if its output had room for all. */
static void advance(const struct mote_node *n, uint32_t *segment, uint32_t *entry)
{
    const uint16_t *producer = mote_entry_rings(entry) + n->n_in + n->n_out;
    const uint32_t total = entry[ENTRY_TOTAL] & 0xffffu;
    uint32_t there = MOTE_ROWS_ALL, done = entry[ENTRY_PROGRESS];
    for (uint32_t i = 0; i < n->n_in && producer[i]; i++)
        if (segment[producer[i]] < there) there = segment[producer[i]];
    for (; done < total; done++) {
        int32_t first, last = (int32_t)done;
        if (!(entry[ENTRY_TOTAL] & MOTE_ENTRY_CONSUMES))
            mote_node_reach(n, (int32_t)done, &first, &last);
        if (there != MOTE_ROWS_ALL && last >= (int32_t)there) break;
    }
    entry[ENTRY_PROGRESS] = done < total ? done : MOTE_ROWS_ALL;
}

/* The first node makes one row after the other, and the others follow as far as they can: no order
 * of execution can have more rows of the output while the first node has so few. */
uint32_t mote_overlay_gap(const struct mote_planner *p, uint32_t *segment, uint32_t *nodes,
                          const struct mote_overlay *o)
{
    const uint32_t in_rows = rows_of(p, o->input), out_rows = o->output->rows;
    uint32_t gap = 0, rows = 1;
    if (in_rows == 0 || o->input->bytes % in_rows || o->output->bytes % out_rows) return UINT32_MAX;
    for (uint32_t y = 1; y <= rows; y++) {
        struct mote_node n;
        uint32_t *record = nodes, *entry = segment + SEGMENT_ENTRIES, *last_entry = entry;
        uint32_t dead = in_rows, done;
        for (uint32_t i = 0; i < mote_segment_count(segment); i++) {
            record = mote_node_read(p->net, record, &n);
            if (mote_node_skipped(&n)) continue;
            if (i == 0) {
                int32_t first = 0, last;
                rows = n.rows;
                if (y < rows) {
                    mote_node_reach(&n, (int32_t)y, &first, &last);
                    dead = first > 0 ? (uint32_t)first : 0;
                }
                entry[ENTRY_PROGRESS] = y < rows ? y : MOTE_ROWS_ALL;
            } else {
                if (y == 1) entry[ENTRY_PROGRESS] = 0;
                advance(&n, segment, entry);
            }
            last_entry = entry;
            entry += mote_entry_words(&n);
        }
        done = last_entry[ENTRY_PROGRESS];
        done = (done < out_rows ? done : out_rows) * (o->output->bytes / out_rows);
        dead = (dead < in_rows ? dead : in_rows) * (o->input->bytes / in_rows);
        if (done > dead + gap) gap = done - dead;
    }
    return mote_round8(gap);
}

/* ---- ties ---- */

void mote_overlay_note(const struct mote_planner *p, uint32_t *segment,
                       const struct mote_overlay *o, uint32_t gap)
{
    segment[SEGMENT_SOURCE + ENTRY_PROGRESS] =
        (uint32_t)(o->input - p->pieces) | (uint32_t)(o->output - p->pieces) << 16;
    segment[SEGMENT_SOURCE + ENTRY_TOTAL] = gap / 8 + 1;
}

/* Of a segment that is fed there stands the ring of its source, in the upper half. */
static void take_note(struct mote_planner *p, uint32_t *note)
{
    struct mote_piece *x = &p->pieces[note[ENTRY_PROGRESS] & 0xffffu];
    if (note[ENTRY_TOTAL] == 0 || note[ENTRY_TOTAL] >> 16) return;
    x->ring = (uint16_t)(note[ENTRY_PROGRESS] >> 16);
    x->rows = (uint16_t)(note[ENTRY_TOTAL] - 1);
    note[ENTRY_PROGRESS] = note[ENTRY_TOTAL] = 0;
}

static void mark(struct mote_planner *p, uint32_t offset)
{
    for (uint32_t i = 0; i < p->n; i++) {
        if (p->pieces[i].ring == UNTIED) continue;
        p->pieces[i].offset = p->pieces[p->pieces[i].ring].offset = offset;
    }
}

/* What is tied is part of nothing: it looks as if it had its place already. */
static void join_untied(struct mote_planner *p)
{
    mark(p, BELOW);
    p->join_untied(p);
    mark(p, MOTE_UNPLACED);
}

/* Outputs in place may have taken what was tied to another root since. What shares memory with the
 * input must be dead when the segment begins. */
static int still_fits(const struct mote_planner *p, uint32_t i)
{
    const struct mote_piece *x = &p->pieces[i], *root = &p->pieces[x->root], *y;
    if (x->root == MOTE_PIECE_STATE || x->ring == UNTIED) return 0;
    y = &p->pieces[x->ring];
    if (y->root != x->ring || y->root == x->root || y->offset != MOTE_UNPLACED) return 0;
    if (root->bytes != x->bytes || root->last != x->last || root->offset != MOTE_UNPLACED) return 0;
    for (uint32_t k = 0; k < p->n; k++)
        if (p->pieces[k].root == x->root && k != i && k != x->root && p->pieces[k].last >= y->first)
            return 0;
    return 1;
}

/* Ties roots in the place of those pieces that are in their memory. */
static void tie_roots(struct mote_planner *p)
{
    for (uint32_t i = 0; i < p->n; i++) {
        struct mote_piece *x = &p->pieces[i];
        const uint16_t ring = x->ring;
        const int fits = still_fits(p, i);
        x->ring = UNTIED;
        if (!fits) continue;
        p->pieces[x->root].ring = ring;
        p->pieces[x->root].rows = x->rows;
    }
}

static const struct mote_piece *below(const struct mote_planner *p, const struct mote_piece *x)
{
    return x->ring == UNTIED ? NULL : &p->pieces[x->ring];
}

/* ---- placing ---- */

enum { LONE = PLACE_RULES, RULES = 2 * PLACE_RULES };

uint32_t mote_overlay_alive(const struct mote_planner *p, uint32_t step)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < p->n; i++) {
        const struct mote_piece *x = &p->pieces[i], *y;
        if (x->root != i || x->first > step || x->last < step) continue;
        sum += mote_piece_size(x);
        y = below(p, x);
        if (y && y->first <= step) sum -= saving(x, y, gap_of(x));
    }
    return sum;
}

static uint32_t bound_of(const struct mote_planner *p)
{
    uint32_t most = 0;
    for (uint32_t step = 0; step <= p->graph[GRAPH_NODES] + 1; step++)
        most = larger(most, mote_overlay_alive(p, step));
    return most;
}

/* Ties that are not needed to stay within the bound only make placing harder. */
static void loosen(struct mote_planner *p, uint32_t bound)
{
    for (uint32_t i = 0; i < p->n; i++) {
        struct mote_piece *x = &p->pieces[i];
        const struct mote_piece *y = below(p, x);
        if (y && mote_overlay_alive(p, y->first) + saving(x, y, gap_of(x)) <= bound)
            x->ring = UNTIED;
    }
}

/* The rank of a piece: with all below it, or, by rules from LONE on, alone. */
static uint32_t rank_of(const struct mote_planner *p, uint32_t i, int rule)
{
    struct mote_piece all = p->pieces[i];
    const struct mote_piece *x = rule < LONE ? below(p, &all) : NULL;
    for (; x; x = below(p, x)) {
        if (x->bytes > all.bytes) all.bytes = x->bytes;
        if (x->first < all.first) all.first = x->first;
        if (x->last > all.last) all.last = x->last;
    }
    return mote_place_rank(&all, rule % PLACE_RULES);
}

/* Equals stay as they are by the first rules, and turn round by those from LONE on. */
static void sort(const struct mote_planner *p, uint16_t *order, uint32_t n, int rule)
{
    for (uint32_t i = 1; i < n; i++) {
        const uint16_t which = order[i];
        const uint32_t rank = rank_of(p, which, rule) + (rule < LONE ? 0 : 1);
        uint32_t at = i;
        for (; at > 0 && rank > rank_of(p, order[at - 1], rule); at--) order[at] = order[at - 1];
        order[at] = which;
    }
}

/* The lowest offset of a piece at which it and all below it lie free. */
static uint32_t lowest(const struct mote_planner *p, const uint16_t *placed, uint32_t n,
                       const struct mote_piece *top)
{
    uint32_t offset = 0, height = 0;
    const struct mote_piece *x = top;
    for (const struct mote_piece *y = below(p, x); y; x = y, y = below(p, y)) offset += gap_of(x);
    for (x = top; x;) {
        const uint32_t at = mote_place_lowest(p->pieces, placed, n, x, offset - height);
        if (at > offset - height && x != top) { /* all of it further up, then */
            offset = at + height;
            height = 0;
            x = top;
            continue;
        }
        if (x == top) offset = at;
        height += gap_of(x);
        x = below(p, x);
    }
    return offset;
}

/* Roots that stand for all that is tied to them: those that nothing lies above. */
static uint32_t list_tops(const struct mote_planner *p, uint16_t *order)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < p->n; i++)
        if (p->pieces[i].root == i) p->pieces[i].offset = MOTE_UNPLACED;
    for (uint32_t i = 0; i < p->n; i++)
        if (p->pieces[i].root == i && p->pieces[i].ring != UNTIED)
            p->pieces[p->pieces[i].ring].offset = BELOW;
    for (uint32_t i = 0; i < p->n; i++) {
        const struct mote_piece *x = &p->pieces[i];
        if (x->root == i && x->bytes && x->offset == MOTE_UNPLACED) order[n++] = (uint16_t)i;
    }
    return n;
}

/* Places all by a rule. Returns the bytes needed. */
static uint32_t place(struct mote_planner *p, int rule)
{
    uint16_t *placed = p->order + p->n;
    uint32_t n = list_tops(p, p->order), n_placed = 0, end = 0;
    sort(p, p->order, n, rule);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t which = p->order[i], offset = lowest(p, placed, n_placed, &p->pieces[which]);
        for (;;) {
            struct mote_piece *x = &p->pieces[which];
            x->offset = offset;
            mote_place_insert(p->pieces, placed, n_placed++, (uint16_t)which);
            end = larger(end, offset + mote_piece_size(x));
            if (x->ring == UNTIED) break;
            offset -= gap_of(x);
            which = x->ring;
        }
    }
    return end;
}

/* Places all by the first of some rules by which `enough` bytes do. Returns the bytes needed, or
 * the least number if no rule does. */
static uint32_t place_within(struct mote_planner *p, uint32_t enough, int rules)
{
    uint32_t best = UINT32_MAX;
    for (int rule = 0; rule < rules && best > enough; rule++) {
        const uint32_t end = place(p, rule);
        if (end < best) best = end;
    }
    return best;
}

/* Unties the one piece without whose tie all takes least, if that is less than `best`. Returns the
 * bytes needed then. */
static uint32_t untie_one(struct mote_planner *p, uint32_t bound, uint32_t best)
{
    uint32_t which = UNTIED;
    for (uint32_t i = 0; i < p->n && best > bound; i++) {
        const uint16_t ring = p->pieces[i].ring;
        uint32_t end;
        if (ring == UNTIED) continue;
        p->pieces[i].ring = UNTIED;
        end = place_within(p, bound, RULES);
        p->pieces[i].ring = ring;
        if (end >= best) continue;
        best = end;
        which = i;
    }
    if (which != UNTIED) p->pieces[which].ring = UNTIED;
    return best;
}

/* A chain of ties is higher than its parts, and what is tied does not fit into every hole: with one
 * tie less all may take less. */
static uint32_t place_tied(struct mote_planner *p)
{
    uint32_t bound, best, before;
    tie_roots(p);
    bound = bound_of(p);
    loosen(p, bound);
    for (uint32_t part = 1; part <= 2; part++) {
        mote_rings_widen(p, bound, part);
        best = place_within(p, bound, LONE);
        if (best <= bound) return best;
        mote_rings_narrow(p);
    }
    best = place_within(p, bound, RULES);
    do {
        before = best;
        best = untie_one(p, bound, best);
    } while (best < before);
    return place_within(p, best, RULES);
}

void mote_overlay_tie(struct mote_planner *p)
{
    for (uint32_t i = 0; i < p->n; i++) p->pieces[i].ring = UNTIED;
    for (uint32_t at = 0; at < p->segment_words; at += p->segments[at + SEGMENT_WORDS])
        take_note(p, p->segments + at + SEGMENT_SOURCE);
    p->place = place_tied;
    p->join_untied = p->join;
    if (p->join) p->join = join_untied;
}
