/* SPDX-License-Identifier: Apache-2.0 */
#include "plan.h"
#include "../base/mem.h"
#include "fault.h"

#define MOST_PIECES 0xfffeu
#define MOST_BYTES 0x6fffffffu

/* ---- pieces and lifetimes
 * ---------------------------------------------------------------------------- */

static int add_piece(struct mote_planner *p, mote_ref *ref, uint32_t bytes, uint32_t id,
                     uint16_t rows)
{
    p->total += mote_round8(bytes);
    if (p->total > MOST_BYTES || p->n >= MOST_PIECES)
        return mote_fault_set(&p->net->fault, MOTE_E_UNSUPPORTED, MOTE_WHY_LIMIT,
                              (int32_t)MOST_BYTES, (int32_t)p->total);
    if (p->n < p->most) { /* when the work space is full, only count what it would have to hold */
        struct mote_piece *x = &p->pieces[p->n];
        x->bytes = bytes;
        x->offset = MOTE_UNPLACED;
        x->at = p->base;
        x->first = x->last = (uint16_t)p->step;
        x->root = (uint16_t)p->n;
        x->id = (uint16_t)id;
        x->rows = rows;
        x->ring = 0;
        *ref = mote_ref_make(MOTE_BASE_PLAN, (int32_t)p->n);
    }
    p->n++;
    return 0;
}

/* Variables and operator state live in the state block. */
static int add_state(struct mote_planner *p, mote_ref *ref, uint32_t bytes, uint32_t id)
{
    const int e = add_piece(p, ref, bytes, id, 1);
    if (e == 0 && p->n <= p->most) {
        p->pieces[p->n - 1].root = MOTE_PIECE_STATE;
        p->pieces[p->n - 1].offset = p->state;
        p->state += mote_round8(bytes);
    }
    return e;
}

static int note_tensor(struct mote_planner *p, mote_ref *ref, int written, uint16_t rows)
{
    struct mote_tensor t;
    const int32_t id = mote_ref_offset(*ref);
    int e;
    for (uint32_t i = p->n < p->most ? p->n : p->most; i-- > 0;) {
        struct mote_piece *x = &p->pieces[i];
        if (x->id != id) continue;
        *ref = mote_ref_make(MOTE_BASE_PLAN, (int32_t)i);
        if (!written) x->last = (uint16_t)p->step;
        return written && x->root != MOTE_PIECE_STATE ? -1 : 0;
    }
    if (!written && p->n > p->most) return 0; /* nobody knows any more what was written */
    e = mote_tensor_read(p->net->model, p->g->tensors, p->g->n_tensors, id, &t, &p->net->fault);
    if (e) return e;
    if (t.is_variable) return add_state(p, ref, t.bytes, (uint32_t)id);
    return written ? add_piece(p, ref, t.bytes, (uint32_t)id, rows) : -1;
}

/* First visit to a reference: notes a piece, or its use, and makes the reference one to the piece.
 */
static int note(struct mote_planner *p, mote_ref *ref, int written, uint16_t rows)
{
    const int32_t wanted = mote_ref_offset(*ref);
    const uint32_t bytes = (uint32_t)(wanted < 0 ? -wanted : wanted);
    int e;
    switch (*ref >> 29) {
    case MOTE_BASE_PLAN:
        e = note_tensor(p, ref, written, rows);
        p->net->fault.tensor = wanted;
        return e == -1 ? mote_fault_set(&p->net->fault, MOTE_E_MODEL, MOTE_WHY_ORDER, -1, -1) : e;
    case MOTE_BASE_PLAN_SCRATCH:
        return add_piece(p, ref, bytes, MOTE_PIECE_SCRATCH, wanted < 0 ? MOTE_ROWS_PATCH : 1);
    case MOTE_BASE_PLAN_STATE: return add_state(p, ref, bytes, MOTE_PIECE_SCRATCH);
    case MOTE_BASE_PLAN_CONSUME:
        *ref = MOTE_REF_NONE;
        return p->segments ? add_piece(p, ref, bytes, MOTE_PIECE_SCRATCH, MOTE_ROWS_CONSUME) : 0;
    default: return 0; /* constants are where they are */
    }
}

/* Last visit: the final place. */
static int resolve(struct mote_planner *p, mote_ref *ref, int written, uint16_t rows)
{
    const struct mote_piece *x = mote_plan_piece(p, *ref);
    (void)written;
    (void)rows;
    if (!x) return 0;
    if (x->root == MOTE_PIECE_STATE)
        *ref = mote_ref_make(MOTE_BASE_STATE, (int32_t)x->offset);
    else if (x->bytes)
        *ref = ((uint32_t)MOTE_BASE_SCRATCH << 29) + p->pieces[x->root].offset + x->at;
    else /* a scratch of no bytes is still an address; but a consuming kernel sees that it has none
          */
        *ref = x->rows != MOTE_ROWS_CONSUME ? mote_ref_make(MOTE_BASE_SCRATCH, 0) : MOTE_REF_NONE;
    return 0;
}

/* Visits the references of a graph in order of execution. */
static int visit_all(struct mote_planner *p,
                     int (*visit)(struct mote_planner *, mote_ref *, int, uint16_t))
{
    const uint32_t n_in = p->graph[GRAPH_INPUTS], n_out = p->graph[GRAPH_OUTPUTS];
    uint32_t *next = mote_graph_nodes(p->graph);
    struct mote_node n;
    int e = 0;
    p->step = 0;
    for (uint32_t i = 0; i < n_in && e == 0; i++) e = visit(p, &p->graph[GRAPH_REFS + i], 1, 1);
    while (p->step < p->graph[GRAPH_NODES] && e == 0) {
        p->net->fault.node = (int32_t)p->step++;
        next = mote_node_read(p->net, next, &n);
        for (uint32_t i = 0; i < n.n_refs && e == 0; i++)
            e = visit(p, &n.refs[i], i >= n.n_in, i == n.n_in ? n.rows : 1);
    }
    p->step++;
    for (uint32_t i = 0; i < n_out && e == 0; i++)
        e = visit(p, &p->graph[GRAPH_REFS + n_in + i], 0, 1);
    return e;
}

/* ---- sharing
 * ------------------------------------------------------------------------------------------- */

/* Output 0 of a node onto the memory of one of its inputs, if the rules allow: a view only reads,
 * so the memory lives as long as the longer of both; in place needs that nothing reads the input
 * afterwards. */
static void share(struct mote_planner *p, struct mote_node *n, uint32_t step)
{
    struct mote_piece *in = mote_plan_piece(p, n->refs[mote_node_alias_in(n)]),
                      *out = mote_plan_piece(p, n->refs[n->n_in]), *root;
    if (!in || !out || in->offset != MOTE_UNPLACED || out->offset != MOTE_UNPLACED)
        return; /* variables, offline plans */
    root = &p->pieces[in->root];
    if (root->bytes != out->bytes ||
        (mote_node_alias(n) == MOTE_ALIAS_IN_PLACE && root->last != step))
        return;
    if (out->last > root->last) root->last = out->last;
    for (uint32_t i = 0; i < p->n; i++) /* views of the output come along */
        if (p->pieces[i].root == out - p->pieces) p->pieces[i].root = in->root;
    if (mote_node_alias(n) == MOTE_ALIAS_VIEW) n->record[NODE_OP] |= MOTE_NODE_SKIP;
}

/* Views first, as they decide how long memory lives; in-place outputs when it is known what is
 * streamed. */
static void share_all(struct mote_planner *p, enum mote_alias kind)
{
    struct mote_node n;
    uint32_t *next = mote_graph_nodes(p->graph);
    for (uint32_t step = 1; step <= p->graph[GRAPH_NODES]; step++) {
        next = mote_node_read(p->net, next, &n);
        if (mote_node_alias(&n) == kind && mote_node_alias_in(&n) < n.n_in && n.n_out)
            share(p, &n, step);
    }
}

int mote_plan(struct mote_planner *p, void *work, uint32_t work_bytes)
{
    struct mote_memory *m = &p->net->memory;
    const uint32_t each = (uint32_t)sizeof(struct mote_piece) + 2u * 2u,
                   steps = p->segments ? 8u * (p->graph[GRAPH_NODES] + 1) : 0;
    int e;
    p->pieces = work;
    p->most = work_bytes > steps ? (work_bytes - steps) / each : 0;
    e = visit_all(p, note);
    m->planning = mote_round8(p->n * each + steps);
    if (e) return e;
    if (p->n > p->most) return MOTE_E_ARENA;
    p->order = (uint16_t *)(void *)(p->pieces + p->n);
    if (p->net->config.offline) p->net->config.offline(p);
    share_all(p, MOTE_ALIAS_VIEW);
    /* The work of choosing lies behind the order, whose length is even. */
    if (p->segments && !p->offline)
        p->net->config.streaming->plan(p, (uint32_t *)(void *)(p->order + 2 * p->n));
    if (p->join) p->join(p);
    share_all(p, MOTE_ALIAS_IN_PLACE);
    m->activations = mote_round8((p->place ? p->place : mote_place)(p));
    visit_all(p, resolve);
    p->net->fault.node = -1;
    m->state = p->state;
    return p->error;
}
