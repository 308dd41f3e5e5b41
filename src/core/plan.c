/* SPDX-License-Identifier: Apache-2.0 */
#include "plan.h"
#include "../base/mem.h"
#include "fault.h"
#include "sweep.h"

#define MOST_PIECES 0xfffeu
#define MOST_BYTES 0x6fffffffu

static uint32_t round8(uint32_t bytes)
{
    return (bytes + 7u) & ~7u;
}

/* ---- pieces and lifetimes ---------------------------------------------------------------------------- */

static int add_piece(struct mote_planner *p, uint32_t bytes, uint32_t id, uint32_t step, uint16_t rows)
{
    struct mote_piece *x;
    p->total += round8(bytes);
    if (p->total > MOST_BYTES)
        return mote_fault_set(&p->net->fault, MOTE_E_UNSUPPORTED, MOTE_WHY_LIMIT, (int32_t)MOST_BYTES, (int32_t)bytes);
    if (p->n >= MOST_PIECES)
        return mote_fault_set(&p->net->fault, MOTE_E_UNSUPPORTED, MOTE_WHY_LIMIT, (int32_t)MOST_PIECES, (int32_t)p->n);
    if (p->n >= p->most) { /* only count what the work space would have to hold */
        p->n++;
        return 0;
    }
    x = &p->pieces[p->n];
    x->bytes = bytes;
    x->offset = MOTE_UNPLACED;
    x->first = x->last = (uint16_t)step;
    x->root = (uint16_t)p->n++;
    x->id = (uint16_t)id;
    x->rows = rows;
    x->ring = 0;
    return 0;
}

struct mote_piece *mote_plan_find(const struct mote_planner *p, int32_t tensor)
{
    for (uint32_t i = p->n < p->most ? p->n : p->most; i-- > 0;)
        if (p->pieces[i].id == tensor) return &p->pieces[i];
    return NULL;
}

static int order_fault(struct mote_planner *p, int32_t tensor)
{
    p->net->fault.tensor = tensor;
    return mote_fault_set(&p->net->fault, MOTE_E_MODEL, MOTE_WHY_ORDER, -1, -1);
}

/* A variable lives in the state block from the first mention on, whoever reads or writes it. */
static int add_variable(struct mote_planner *p, const struct mote_tensor *t)
{
    const uint32_t at = p->n;
    const int e = add_piece(p, t->bytes, (uint32_t)t->index, 0, 1);
    if (e || at >= p->most) return e;
    p->pieces[at].root = MOTE_PIECE_STATE;
    p->pieces[at].offset = p->state;
    p->state += round8(t->bytes);
    return 0;
}

/* A tensor comes to life: a graph input at step 0, or an output of the node at this step. */
static int write_tensor(struct mote_planner *p, mote_ref r, uint32_t step, uint16_t rows)
{
    struct mote_tensor t;
    const int32_t tensor = mote_ref_offset(r);
    const struct mote_piece *x = mote_plan_find(p, tensor);
    int e;
    if (x && x->root == MOTE_PIECE_STATE) return 0;
    if (x) return order_fault(p, tensor);
    e = mote_tensor_read(p->net->model, p->g->tensors, p->g->n_tensors, tensor, &t, &p->net->fault);
    if (e) return e;
    p->net->fault.tensor = -1;
    if (t.is_variable) return add_variable(p, &t);
    return add_piece(p, t.bytes, (uint32_t)tensor, step, rows);
}

static int read_tensor(struct mote_planner *p, mote_ref r, uint32_t step)
{
    struct mote_tensor t;
    const int32_t tensor = mote_ref_offset(r);
    struct mote_piece *x = mote_plan_find(p, tensor);
    int e;
    if (x) {
        x->last = (uint16_t)step;
        return 0;
    }
    e = mote_tensor_read(p->net->model, p->g->tensors, p->g->n_tensors, tensor, &t, &p->net->fault);
    if (e) return e;
    return t.is_variable ? add_variable(p, &t) : order_fault(p, tensor);
}

/* Walks the records in order of execution and notes every piece. When the work space is full only the count goes on: reads
 * cannot be checked then. */
static int collect(struct mote_planner *p)
{
    struct mote_node n;
    const uint32_t n_in = p->graph[GRAPH_INPUTS], n_out = p->graph[GRAPH_OUTPUTS];
    uint32_t *next = mote_graph_nodes(p->graph), step;
    int e;
    for (uint32_t i = 0; i < n_in; i++)
        if (mote_plan_is_tensor(p->graph[GRAPH_REFS + i]) && (e = write_tensor(p, p->graph[GRAPH_REFS + i], 0, 1)) != 0) return e;
    for (step = 1; step <= p->graph[GRAPH_NODES]; step++) {
        next = mote_node_read(p->net, next, &n);
        p->net->fault.node = (int32_t)step - 1;
        for (uint32_t i = 0; i < n.n_in && p->n <= p->most; i++)
            if (mote_plan_is_tensor(n.refs[i]) && (e = read_tensor(p, n.refs[i], step)) != 0) return e;
        for (uint32_t i = n.n_in; i < (uint32_t)n.n_in + n.n_out; i++)
            if (mote_plan_is_tensor(n.refs[i]) && (e = write_tensor(p, n.refs[i], step, i == n.n_in ? n.rows : 1)) != 0) return e;
        for (uint32_t i = (uint32_t)n.n_in + n.n_out; i < n.n_refs; i++)
            if ((n.refs[i] >> 29 == MOTE_BASE_PLAN_SCRATCH || n.refs[i] >> 29 == MOTE_BASE_PLAN_CONSUME) &&
                (e = add_piece(p, (uint32_t)mote_ref_offset(n.refs[i]), MOTE_PIECE_SCRATCH, step,
                               n.refs[i] >> 29 == MOTE_BASE_PLAN_CONSUME ? 0 : 1)) != 0)
                return e;
    }
    p->net->fault.node = -1;
    for (uint32_t i = 0; i < n_out && p->n <= p->most; i++)
        if (mote_plan_is_tensor(p->graph[GRAPH_REFS + n_in + i]) &&
            (e = read_tensor(p, p->graph[GRAPH_REFS + n_in + i], step)) != 0)
            return e;
    return 0;
}

/* Is the node at this step part of a segment? */
static int in_segment(const struct mote_planner *p, uint32_t step)
{
    for (const uint32_t *s = p->segments; s && s < p->segments + p->segment_words; s += s[SEGMENT_WORDS])
        if (step > mote_segment_first(s) && step <= mote_segment_first(s) + mote_segment_count(s)) return 1;
    return 0;
}

/* ---- sharing ------------------------------------------------------------------------------------------- */

/* Output 0 of a node onto the memory of one of its inputs, if the rules allow: a view only reads, so the memory lives as long as
 * the longer of both; in place needs that nothing reads the input afterwards. */
static void share(struct mote_planner *p, struct mote_node *n, uint32_t step)
{
    struct mote_piece *in, *out, *root;
    if (!mote_plan_is_tensor(n->refs[n->alias_in]) || !mote_plan_is_tensor(n->refs[n->n_in])) return;
    in = mote_plan_find(p, mote_ref_offset(n->refs[n->alias_in]));
    out = mote_plan_find(p, mote_ref_offset(n->refs[n->n_in]));
    if (in->offset != MOTE_UNPLACED || out->offset != MOTE_UNPLACED) return; /* variables, offline plans */
    root = &p->pieces[in->root];
    if (root->bytes != out->bytes) return;
    if (n->alias_kind == MOTE_ALIAS_IN_PLACE && root->last != step) return;
    if (out->last > root->last) root->last = out->last;
    for (uint32_t i = 0; i < p->n; i++) /* views of the output come along */
        if (p->pieces[i].root == out - p->pieces) p->pieces[i].root = in->root;
    if (n->alias_kind == MOTE_ALIAS_VIEW) n->record[NODE_OP] |= MOTE_NODE_SKIP;
}

/* Views first, as they decide how long memory lives; in-place outputs when it is known what is streamed. */
static void share_all(struct mote_planner *p, enum mote_alias kind)
{
    struct mote_node n;
    uint32_t *next = mote_graph_nodes(p->graph);
    for (uint32_t step = 1; step <= p->graph[GRAPH_NODES]; step++) {
        next = mote_node_read(p->net, next, &n);
        if (n.alias_kind != kind || n.alias_in >= n.n_in || n.n_out == 0) continue;
        if (kind == MOTE_ALIAS_IN_PLACE && in_segment(p, step)) continue;
        share(p, &n, step);
    }
}

/* ---- the plan that a model may bring -------------------------------------------------------------------------- */

/* Metadata "OfflineMemoryAllocation": int32 version, subgraph, count, then an offset a tensor (-1 = not planned). */
static const uint8_t *offline_plan(const struct mote_planner *p)
{
    const struct mote_model *m = p->net->model;
    for (uint32_t i = 0; i < m->n_metadata; i++) {
        const uint32_t metadata = mote_flat_element(m, m->metadata, i);
        const uint32_t buffer = (uint32_t)mote_flat_i32(m, metadata, METADATA_BUFFER, 0);
        uint32_t length, bytes;
        const uint32_t name = mote_flat_vector(m, metadata, METADATA_NAME, &length);
        const uint8_t *plan;
        if (length != 23 || memcmp(m->data + name, "OfflineMemoryAllocation", 23) || buffer >= m->n_buffers) continue;
        plan = m->data + mote_flat_vector(m, mote_flat_element(m, m->buffers, buffer), BUFFER_DATA, &bytes);
        if (bytes >= 12 && mote_rd32(plan + 8) == p->g->n_tensors && (bytes - 12) / 4 >= p->g->n_tensors) return plan + 12;
    }
    return NULL;
}

/* Takes the offsets over. They must be usable: aligned, within reach, and no two pieces in the same place at the same
 * time; a plan that is not is ignored, and ours is made instead. */
static void fix_offline(struct mote_planner *p)
{
    const uint8_t *offsets = offline_plan(p);
    int good = 1;
    if (!offsets) return;
    for (uint32_t i = 0; i < p->n; i++) {
        struct mote_piece *x = &p->pieces[i];
        int32_t offset;
        if (x->id == MOTE_PIECE_SCRATCH || x->root == MOTE_PIECE_STATE) continue;
        offset = mote_rd32s(offsets + 4 * x->id);
        if (offset < 0) continue;
        if (offset % 8 || offset > 0x0fffffff - (int32_t)round8(x->bytes)) good = 0;
        x->offset = (uint32_t)offset;
        for (uint32_t j = 0; j < i && good; j++) {
            const struct mote_piece *y = &p->pieces[j];
            if (y->offset != MOTE_UNPLACED && y->root != MOTE_PIECE_STATE && mote_piece_overlap(x, y) && x->offset < y->offset + round8(y->bytes) &&
                y->offset < x->offset + round8(x->bytes))
                good = 0;
        }
    }
    if (good) {
        p->offline = 1;
        return;
    }
    for (uint32_t i = 0; i < p->n; i++)
        if (p->pieces[i].root != MOTE_PIECE_STATE) p->pieces[i].offset = MOTE_UNPLACED;
}

/* ---- references --------------------------------------------------------------------------------------------------- */

static mote_ref resolve_tensor(const struct mote_planner *p, mote_ref r)
{
    const struct mote_piece *x = mote_plan_find(p, mote_ref_offset(r));
    if (x->root == MOTE_PIECE_STATE) return mote_ref_make(MOTE_BASE_STATE, (int32_t)x->offset);
    return mote_ref_make(MOTE_BASE_SCRATCH, x->bytes ? (int32_t)p->pieces[x->root].offset : 0);
}

/* Scratch pieces stand in the order of their nodes. */
static const struct mote_piece *next_scratch(const struct mote_planner *p, uint32_t *at)
{
    while (p->pieces[*at].id != MOTE_PIECE_SCRATCH) ++*at;
    return &p->pieces[(*at)++];
}

/* Consuming kernels get scratch only in segments, where they run. */
static void drop_unused(struct mote_planner *p)
{
    struct mote_node n;
    uint32_t *next = mote_graph_nodes(p->graph), scratch = 0;
    for (uint32_t step = 1; step <= p->graph[GRAPH_NODES]; step++) {
        next = mote_node_read(p->net, next, &n);
        for (uint32_t i = (uint32_t)n.n_in + n.n_out; i < n.n_refs; i++) {
            const uint32_t base = n.refs[i] >> 29;
            struct mote_piece *x;
            if (base != MOTE_BASE_PLAN_SCRATCH && base != MOTE_BASE_PLAN_CONSUME) continue;
            x = &p->pieces[next_scratch(p, &scratch) - p->pieces];
            if (base == MOTE_BASE_PLAN_CONSUME && !in_segment(p, step)) x->bytes = 0;
        }
    }
}

static void resolve_all(struct mote_planner *p)
{
    struct mote_node n;
    const uint32_t n_io = p->graph[GRAPH_INPUTS] + p->graph[GRAPH_OUTPUTS];
    uint32_t *next = mote_graph_nodes(p->graph), scratch = 0;
    for (uint32_t i = 0; i < n_io; i++)
        if (mote_plan_is_tensor(p->graph[GRAPH_REFS + i]))
            p->graph[GRAPH_REFS + i] = resolve_tensor(p, p->graph[GRAPH_REFS + i]);
    for (uint32_t step = 0; step < p->graph[GRAPH_NODES]; step++) {
        next = mote_node_read(p->net, next, &n);
        for (uint32_t i = 0; i < n.n_refs; i++) {
            if (mote_plan_is_tensor(n.refs[i])) {
                n.refs[i] = resolve_tensor(p, n.refs[i]);
            } else if (n.refs[i] >> 29 == MOTE_BASE_PLAN_SCRATCH || n.refs[i] >> 29 == MOTE_BASE_PLAN_CONSUME) {
                const struct mote_piece *x = next_scratch(p, &scratch);
                if (x->bytes)
                    n.refs[i] = mote_ref_make(MOTE_BASE_SCRATCH, (int32_t)x->offset);
                else /* consuming kernels see that they have none; a scratch of no bytes is still an address */
                    n.refs[i] = n.refs[i] >> 29 == MOTE_BASE_PLAN_CONSUME ? MOTE_REF_NONE : mote_ref_make(MOTE_BASE_SCRATCH, 0);
            } else if (n.refs[i] >> 29 == MOTE_BASE_PLAN_STATE) {
                const uint32_t bytes = round8((uint32_t)mote_ref_offset(n.refs[i]));
                n.refs[i] = mote_ref_make(MOTE_BASE_STATE, (int32_t)p->state);
                p->state += bytes;
            }
        }
    }
}

int mote_plan(struct mote_net *net, uint32_t *graph, const struct mote_subgraph *g, void *work, uint32_t work_bytes,
              uint32_t *segments, uint32_t *segment_words)
{
    const uint32_t each = (uint32_t)sizeof(struct mote_piece) + 2u * 2u, steps = segments ? 8u * (graph[GRAPH_NODES] + 1) : 0;
    struct mote_planner p = {0};
    int e;
    p.net = net;
    p.g = g;
    p.graph = graph;
    p.pieces = work;
    p.most = work_bytes > steps ? (work_bytes - steps) / each : 0;
    if (p.most > MOST_PIECES) p.most = MOST_PIECES;
    p.segments = segments;
    e = collect(&p);
    net->memory.planning = round8(p.n * each + steps);
    if (e) return e;
    if (p.n > p.most) return MOTE_E_ARENA;
    p.order = (uint16_t *)(void *)(p.pieces + p.n);
    fix_offline(&p);
    share_all(&p, MOTE_ALIAS_VIEW);
    /* The work of choosing lies behind the order, whose length is even. */
    if (segments && !p.offline) net->config.streaming->plan(&p, (uint32_t *)(void *)(p.order + 2 * p.n));
    *segment_words = p.segment_words;
    share_all(&p, MOTE_ALIAS_IN_PLACE);
    drop_unused(&p);
    net->memory.activations = round8(mote_place(&p));
    resolve_all(&p);
    net->memory.state = p.state;
    return 0;
}
