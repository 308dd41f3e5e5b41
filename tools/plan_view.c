/* SPDX-License-Identifier: Apache-2.0 */
#include "plan_view.h"

#include <stdlib.h>
#include <string.h>

#include "core/sweep.h"
#include "probe.h"
#include "tool.h"

/* A walk over the records, step by step. */
struct walk {
    struct mote_plan *plan;
    const struct mote_session *s;
    struct mote_subgraph g;
    int32_t *of_tensor; /* its piece; -1: none so far */
    uint32_t calls;     /* the last step that calls a subgraph; 0: none */
};

/* Steps of the main graph only are looked at. What is in the arena beyond their pieces belongs to
 * the subgraphs that they call. */
static const char *const of_subgraphs = "all that subgraphs use";

static struct mote_plan_piece *add(struct walk *w, mote_ref ref, uint32_t bytes, uint32_t step)
{
    struct mote_plan *p = w->plan;
    const int state = ref >> 29 == MOTE_BASE_STATE;
    struct mote_plan_piece *x;
    p->pieces = mote_resize(p->pieces, (p->n_pieces + 1) * sizeof *p->pieces);
    x = &p->pieces[p->n_pieces];
    *x = (struct mote_plan_piece){.kind = state ? MOTE_PLAN_STATE : MOTE_PLAN_ACTIVATION,
                                  .shares = p->n_pieces,
                                  .root = p->n_pieces,
                                  .tensor = -1,
                                  .over = -1,
                                  .bytes = bytes,
                                  .whole_bytes = bytes,
                                  .first = step,
                                  .last = step};
    x->offset = (state ? p->state_offset : p->activations_offset) + (uint32_t)mote_ref_offset(ref);
    p->n_pieces++;
    return x;
}

/* The piece of a tensor; -1: it has none. */
static int32_t piece_of(const struct walk *w, int32_t tensor)
{
    return tensor >= 0 && (uint32_t)tensor < w->g.n_tensors ? w->of_tensor[tensor] : -1;
}

/* A use of a tensor. Constants are no part of the plan: they lie in the file or, copied, among the
 * tables, which count downwards from 0. NULL for these. */
static struct mote_plan_piece *use(struct walk *w, int32_t tensor, mote_ref ref, uint32_t step)
{
    struct mote_plan_piece *x;
    struct mote_tensor t;
    if (tensor < 0 || (uint32_t)tensor >= w->g.n_tensors || ref >> 29 > MOTE_BASE_STATE ||
        ref >> 29 == MOTE_BASE_MODEL || mote_ref_offset(ref) < 0)
        return NULL;
    if (piece_of(w, tensor) >= 0) {
        x = &w->plan->pieces[w->of_tensor[tensor]];
        x->last = step;
        return x;
    }
    mote_graph_tensor(&w->s->model, 0, tensor, &t, NULL);
    w->of_tensor[tensor] = (int32_t)w->plan->n_pieces;
    x = add(w, ref, t.bytes, step);
    x->tensor = tensor;
    mote_graph_text(&w->s->model, t.name, x->name, sizeof x->name);
    if (!x->name[0]) snprintf(x->name, sizeof x->name, "tensor %d", (int)tensor);
    return x;
}

static void use_ends(struct walk *w, uint32_t vector, uint32_t n, const uint32_t *refs,
                     uint32_t step, enum mote_plan_kind kind)
{
    for (uint32_t i = 0; i < n; i++) {
        const int32_t tensor = mote_rd32s(w->s->model.data + vector + 4 * i);
        struct mote_plan_piece *x = use(w, tensor, refs[i], step);
        if (x && x->kind == MOTE_PLAN_ACTIVATION) x->kind = kind;
    }
}

/* Bytes of the resource variable that a node reads or assigns: of its value, and of the word behind
 * it that says whether it was assigned. */
static uint32_t variable_bytes(const struct walk *w, const struct mote_graph_node *node)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < node->n_in + node->n_out; i++) {
        struct mote_tensor t;
        if (mote_graph_tensor(&w->s->model, node->subgraph,
                              mote_graph_operand(&w->s->model, node, (int)i), &t, NULL) == 0 &&
            t.type != MOTE_RESOURCE && t.bytes > most)
            most = t.bytes;
    }
    return ((most + 3u) & ~3u) + 4u;
}

/* A variable is one piece, however many nodes use it. */
static void use_variable(struct walk *w, const struct mote_graph_node *node, mote_ref ref,
                         uint32_t step)
{
    const uint32_t offset = w->plan->state_offset + (uint32_t)mote_ref_offset(ref);
    for (uint32_t i = 0; i < w->plan->n_pieces; i++) {
        const struct mote_plan_piece *x = &w->plan->pieces[i];
        if (x->kind == MOTE_PLAN_STATE && x->offset == offset) return;
    }
    strcpy(add(w, ref, variable_bytes(w, node), step)->name, "resource variable");
}

/* Scratch and state of a node. Their sizes are in no record: prepare asks for them once more. */
static void use_extras(struct walk *w, const struct mote_graph_node *node,
                       const struct mote_node *n, uint32_t step)
{
    mote_ref wanted[MOTE_MAX_EXTRA];
    const int count = mote_probe_extras(&w->s->model, node, n->op, wanted);
    const mote_ref *refs = n->refs + n->n_in + n->n_out;
    int number = 0;
    for (int i = 0; i < count; i++) {
        const int32_t asked = mote_ref_offset(wanted[i]);
        const uint32_t bytes =
            (uint32_t)(asked < 0 ? -asked : asked); /* < 0: for one call at a time */
        struct mote_plan_piece *x;
        if (wanted[i] >> 29 == MOTE_BASE_STATE) use_variable(w, node, refs[i], step);
        if (wanted[i] >> 29 == MOTE_BASE_NONE) w->calls = step;
        if (wanted[i] >> 29 == MOTE_BASE_STATE || wanted[i] >> 29 == MOTE_BASE_NONE) continue;
        if (bytes == 0 || refs[i] == MOTE_REF_NONE) continue;
        x = add(w, refs[i], bytes, step);
        if (x->kind != MOTE_PLAN_STATE) x->kind = MOTE_PLAN_SCRATCH;
        x->node = step - 1;
        x->patch = asked < 0;
        number++;
        snprintf(x->name, sizeof x->name, "%s %d of node %d",
                 x->kind == MOTE_PLAN_STATE ? "state" : "scratch", number, (int)x->node);
    }
}

/* Did output 0 come to lie on the input that it may share memory with? Two tensors that are alive
 * at the same step lie at the same offset only if that is meant. */
static void note_sharing(struct walk *w, const struct mote_graph_node *node,
                         const struct mote_node *n)
{
    const enum mote_alias alias = mote_node_alias(n);
    const uint32_t alias_in = mote_node_alias_in(n);
    struct mote_plan_piece *x;
    int32_t in, out;
    if (alias == MOTE_ALIAS_NONE || alias == MOTE_ALIAS_PARTS || n->n_out == 0 ||
        alias_in >= n->n_in)
        return;
    if (n->refs[alias_in] != n->refs[n->n_in]) return;
    in = piece_of(w, mote_graph_operand(&w->s->model, node, (int)alias_in));
    out = piece_of(w, mote_graph_operand(&w->s->model, node, n->n_in));
    if (in < 0 || out < 0) return;
    x = &w->plan->pieces[out];
    if (x->kind == MOTE_PLAN_STATE || x->bytes == 0) return;
    x->shares = (uint32_t)in;
    x->sharing = alias == MOTE_ALIAS_VIEW ? MOTE_PLAN_VIEW : MOTE_PLAN_IN_PLACE;
}

/* A node that has nothing to run has its parts in their whole. */
static void note_parts(struct walk *w, const struct mote_graph_node *node,
                       const struct mote_node *n)
{
    const int joins = mote_node_alias_in(n) >= n->n_in;
    const int whole = joins ? n->n_in : (int)mote_node_alias_in(n), first = joins ? 0 : n->n_in;
    const int32_t piece = piece_of(w, mote_graph_operand(&w->s->model, node, whole));
    if (mote_node_alias(n) != MOTE_ALIAS_PARTS || !mote_node_skipped(n) || piece < 0) return;
    for (int i = 0; i < (joins ? n->n_in : n->n_out); i++) {
        int32_t part = piece_of(w, mote_graph_operand(&w->s->model, node, first + i));
        if (part < 0) continue;
        while (w->plan->pieces[part].shares != (uint32_t)part) /* of a view: what it views */
            part = (int32_t)w->plan->pieces[part].shares;
        if (part == piece) continue;
        w->plan->pieces[part].shares = (uint32_t)piece;
        w->plan->pieces[part].sharing = MOTE_PLAN_PART;
    }
}

static void note_ring(struct walk *w, const struct mote_graph_node *node, const struct mote_node *n,
                      const uint16_t *rings)
{
    for (int i = 0; i < n->n_out; i++) {
        const uint32_t ring = rings[n->n_in + i];
        const int32_t piece = piece_of(w, mote_graph_operand(&w->s->model, node, n->n_in + i));
        struct mote_plan_piece *x;
        if (!ring || piece < 0) continue;
        x = &w->plan->pieces[piece];
        x->ring = ring;
        x->rows = n->rows;
        x->bytes = ring * (x->whole_bytes / n->rows);
    }
}

/* An input that is fed by rows keeps as many as its ring has, and only while its segment runs. */
static void note_source(struct walk *w, const uint32_t *source, uint32_t step)
{
    const uint32_t rows = source[ENTRY_TOTAL] & 0xffffu;
    struct mote_plan_piece *x = &w->plan->pieces[0]; /* input 0 appears first */
    if (!rows) return;
    x->rows = rows;
    x->ring = source[ENTRY_TOTAL] >> 16;
    x->bytes = x->ring * (x->whole_bytes / rows);
    x->first = step;
}

static void walk_nodes(struct walk *w)
{
    struct mote_plan *p = w->plan;
    const struct mote_net *net = &w->s->net;
    const uint32_t n_nodes = net->graphs[GRAPH_NODES];
    uint32_t *next = mote_graph_nodes(net->graphs), *segment = net->segments, *entry = NULL;
    uint32_t left = 0; /* nodes of the segment under way */
    for (uint32_t i = 0; i < n_nodes; i++) {
        struct mote_plan_step *step = &p->steps[i + 1];
        struct mote_graph_node node;
        struct mote_node n;
        next = mote_node_read(net, next, &n);
        mote_graph_node(&w->s->model, 0, (int)i, &node);
        memcpy(step->name, node.name, sizeof step->name);
        step->view = mote_node_skipped(&n);
        if (p->n_segments < net->graphs[GRAPH_SEGMENTS] && mote_segment_first(segment) == i) {
            left = mote_segment_count(segment);
            entry = segment + SEGMENT_ENTRIES;
            note_source(w, segment + SEGMENT_SOURCE, i + 1);
            segment += segment[SEGMENT_WORDS];
            p->segments[p->n_segments++] = (struct mote_plan_segment){i + 1, i + left};
        }
        step->segment = left ? (int32_t)p->n_segments - 1 : -1;
        for (int k = 0; k < n.n_in + n.n_out; k++)
            use(w, mote_graph_operand(&w->s->model, &node, k), n.refs[k], i + 1);
        use_extras(w, &node, &n, i + 1);
        note_sharing(w, &node, &n);
        note_parts(w, &node, &n);
        if (left && !step->view) {
            note_ring(w, &node, &n, mote_entry_rings(entry));
            entry += mote_entry_words(&n);
        }
        if (left) left--;
    }
}

/* In a segment all patches of scratch are the same memory, as large as the largest. */
static void share_patch(struct mote_plan *p, uint32_t i)
{
    struct mote_plan_piece *x = &p->pieces[i];
    for (uint32_t k = 0; k < i; k++) {
        struct mote_plan_piece *y = &p->pieces[k];
        if (!y->patch || y->root != k || y->first != x->first || y->last != x->last) continue;
        x->sharing = MOTE_PLAN_TURNS;
        x->shares = x->root = k;
        if (y->bytes < x->bytes) y->bytes = x->bytes;
        return;
    }
}

/* A step inside a segment stands for all of the segment. */
static void widen(struct mote_plan *p)
{
    for (uint32_t i = 0; i < p->n_pieces; i++) {
        uint32_t root = i;
        while (p->pieces[root].shares != root) root = p->pieces[root].shares;
        p->pieces[i].root = root;
        p->pieces[i].from = UINT32_MAX;
    }
    for (uint32_t i = 0; i < p->n_pieces; i++) {
        struct mote_plan_piece *x = &p->pieces[i], *root = &p->pieces[x->root];
        const int32_t first = p->steps[x->first].segment, last = p->steps[x->last].segment;
        if (x->kind == MOTE_PLAN_STATE) { /* from invoke to invoke */
            x->first = 0;
            x->last = p->n_steps - 1;
        }
        if (x->kind != MOTE_PLAN_STATE && first >= 0) x->first = p->segments[first].first;
        if (x->kind != MOTE_PLAN_STATE && last >= 0) x->last = p->segments[last].last;
        if (root->until < x->last) root->until = x->last;
        if (root->from > x->first) root->from = x->first;
        if (x->patch && first >= 0) share_patch(p, i);
        if (x != root && root->ring) { /* a view of a ring is one */
            x->ring = root->ring;
            x->rows = root->rows;
            x->bytes = root->bytes;
        }
    }
}

static void add_rest(struct walk *w, enum mote_base base, uint32_t bytes)
{
    struct mote_plan *p = w->plan;
    const int state = base == MOTE_BASE_STATE;
    uint32_t top = 0, start = state ? p->state_offset : p->activations_offset;
    struct mote_plan_piece *x;
    for (uint32_t i = 0; i < p->n_pieces; i++) {
        const struct mote_plan_piece *y = &p->pieces[i];
        if ((y->kind == MOTE_PLAN_STATE) == state && y->bytes &&
            y->offset - start + mote_plan_size(y) > top)
            top = y->offset - start + mote_plan_size(y);
    }
    if (!w->calls || top >= bytes) return;
    x = add(w, mote_ref_make(base, (int32_t)top), bytes - top, 1);
    strcpy(x->name, of_subgraphs);
    x->last = w->calls;
}

static int clash(const struct mote_plan_piece *x, const struct mote_plan_piece *y)
{
    return y->bytes && x->from <= y->until && y->from <= x->until &&
           x->offset < y->offset + y->bytes && y->offset < x->offset + x->bytes;
}

/* Does root y begin with a segment, and end there root x, which lies above it? */
static int may_lie_over(const struct mote_plan *p, const struct mote_plan_piece *y,
                        const struct mote_plan_piece *x)
{
    const int32_t segment = p->steps[y->first].segment;
    if (segment < 0 || x->kind == MOTE_PLAN_STATE || y->kind == MOTE_PLAN_STATE) return 0;
    return y->tensor >= 0 && x->tensor >= 0 && !y->ring && !x->ring &&
           y->from == p->segments[segment].first && x->until == p->segments[segment].last &&
           x->from < y->from && x->offset >= y->offset && clash(x, y);
}

/* Finds outputs of segments that lie over inputs. Of several tensors in one place the last is
 * meant. */
static void note_overlays(struct mote_plan *p)
{
    for (uint32_t i = 0; i < p->n_pieces; i++) {
        struct mote_plan_piece *y = &p->pieces[i];
        for (uint32_t k = 0; k < p->n_pieces && y->root == i; k++) {
            const struct mote_plan_piece *x = &p->pieces[k], *root = &p->pieces[x->root];
            if (may_lie_over(p, y, root) && x->last == root->until) y->over = (int32_t)k;
        }
    }
}

/* Bytes that an output and the input which it lies over have in common. */
static uint32_t common_bytes(const struct mote_plan *p, const struct mote_plan_piece *y)
{
    const struct mote_plan_piece *x = &p->pieces[p->pieces[y->over].root];
    const uint32_t end = x->offset + mote_plan_size(x), own = y->offset + mote_plan_size(y);
    return (end < own ? end : own) - x->offset;
}

static void count_alive(struct mote_plan *p)
{
    for (uint32_t i = 0; i < p->n_pieces; i++) {
        const struct mote_plan_piece *x = &p->pieces[i];
        if (x->root != i || x->kind == MOTE_PLAN_STATE) continue;
        for (uint32_t k = x->from; k <= x->until; k++) p->steps[k].alive += mote_plan_size(x);
        if (x->over < 0) continue;
        for (uint32_t k = x->from; k <= p->pieces[p->pieces[x->over].root].until; k++)
            p->steps[k].alive -= common_bytes(p, x);
    }
    for (uint32_t k = 0; k < p->n_steps; k++)
        if (p->steps[k].alive > p->bound) {
            p->bound = p->steps[k].alive;
            p->peak = k;
        }
}

static int bug(const struct mote_session *s, const char *what, const char *a, const char *b)
{
    return mote_say(MOTE_EXIT_NO,
                    "%s: the memory plan contradicts itself (%s: %s, %s): this is a bug in mote, "
                    "please report it with the model",
                    s->path, what, a, b);
}

/* Does a piece lie where it says that it shares memory? Parts are smaller than their whole. */
static int lies_in(const struct mote_plan *p, const struct mote_plan_piece *x)
{
    const struct mote_plan_piece *y = &p->pieces[x->shares];
    if (x->sharing == MOTE_PLAN_PART)
        return x->offset >= y->offset && x->offset + x->bytes <= y->offset + y->bytes;
    return x->offset == y->offset &&
           (x->sharing == MOTE_PLAN_TURNS ? x->bytes <= y->bytes : x->bytes == y->bytes);
}

static int overlaid(const struct mote_plan *p, uint32_t y, uint32_t x)
{
    return p->pieces[y].over >= 0 && p->pieces[p->pieces[y].over].root == x;
}

/* No two pieces share a byte at the same time, but for an output that takes the place of rows which
 * die; and all of them end where the planner says. */
static int check(const struct mote_plan *p, const struct mote_session *s)
{
    const struct mote_memory *m = &s->net.memory;
    uint32_t top = 0, state_top = 0;
    char text[2][24];
    for (uint32_t i = 0; i < p->n_pieces; i++) {
        const struct mote_plan_piece *x = &p->pieces[i];
        const struct mote_plan_piece *root = &p->pieces[x->root];
        const int state = x->kind == MOTE_PLAN_STATE;
        const uint32_t end =
            x->offset + mote_plan_size(x) - (state ? p->state_offset : p->activations_offset);
        if (x->bytes == 0) continue;
        if (!state && end > top) top = end;
        if (state && end > state_top) state_top = end;
        if (!lies_in(p, x)) return bug(s, "shared, yet apart", x->name, root->name);
        if (x->sharing == MOTE_PLAN_TURNS && x->node == root->node)
            return bug(s, "used by the same call", x->name, root->name);
        for (uint32_t k = 0; k < i && x->root == i; k++)
            if (p->pieces[k].root == k && clash(x, &p->pieces[k]) && !overlaid(p, i, k) &&
                !overlaid(p, k, i))
                return bug(s, "alive at once in the same place", p->pieces[k].name, x->name);
    }
    if (top == m->activations && state_top == m->state) return 0;
    snprintf(text[0], sizeof text[0], "%u", (unsigned)(top == m->activations ? state_top : top));
    snprintf(text[1], sizeof text[1], "%u",
             (unsigned)(top == m->activations ? m->state : m->activations));
    return bug(s, top == m->activations ? "end of the state" : "end of the activations", text[0],
               text[1]);
}

int mote_plan_read(struct mote_plan *plan, const struct mote_session *s)
{
    const struct mote_memory *m = &s->net.memory;
    const uint32_t *graph = s->net.graphs;
    struct walk w = {.plan = plan, .s = s};
    mote_subgraph_read(&s->model, 0, &w.g);
    *plan = (struct mote_plan){.n_steps = graph[GRAPH_NODES] + 2};
    plan->state_offset = m->nodes + m->tables;
    plan->activations_offset = plan->state_offset + m->state;
    plan->steps = mote_allocate(plan->n_steps * sizeof *plan->steps);
    memset(plan->steps, 0, plan->n_steps * sizeof *plan->steps);
    plan->segments = mote_allocate(graph[GRAPH_SEGMENTS] * sizeof *plan->segments);
    w.of_tensor = mote_allocate(w.g.n_tensors * sizeof *w.of_tensor);
    for (uint32_t i = 0; i < w.g.n_tensors; i++) w.of_tensor[i] = -1;
    strcpy(plan->steps[0].name, "input");
    strcpy(plan->steps[plan->n_steps - 1].name, "output");
    plan->steps[0].segment = plan->steps[plan->n_steps - 1].segment = -1;
    use_ends(&w, w.g.inputs, graph[GRAPH_INPUTS], graph + GRAPH_REFS, 0, MOTE_PLAN_INPUT);
    walk_nodes(&w);
    use_ends(&w, w.g.outputs, graph[GRAPH_OUTPUTS], graph + GRAPH_REFS + graph[GRAPH_INPUTS],
             plan->n_steps - 1, MOTE_PLAN_OUTPUT);
    /* An input that is fed comes when other inputs are there: the first node makes it, so to say.
     */
    if (s->feed && plan->n_pieces && plan->pieces[0].kind == MOTE_PLAN_INPUT &&
        plan->pieces[0].first == 0 && plan->pieces[0].last > 0)
        plan->pieces[0].first = 1;
    free(w.of_tensor);
    add_rest(&w, MOTE_BASE_SCRATCH, m->activations);
    add_rest(&w, MOTE_BASE_STATE, m->state);
    widen(plan);
    note_overlays(plan);
    count_alive(plan);
    return check(plan, s);
}

void mote_plan_close(struct mote_plan *plan)
{
    free(plan->pieces);
    free(plan->steps);
    free(plan->segments);
    *plan = (struct mote_plan){0};
}

const char *mote_plan_kind_name(enum mote_plan_kind kind)
{
    static const char *const names[] = {"input", "output", "activation", "scratch", "state"};
    return names[kind];
}

const char *mote_plan_label(const struct mote_plan_piece *x, char text[MOTE_NAME_ROOM])
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const int bare = strlen(x->name) < 8 && !strpbrk(x->name, letters);
    snprintf(text, MOTE_NAME_ROOM, "%s%.100s", bare ? "tensor " : "", x->name);
    if (!bare) memcpy(text, x->name, MOTE_NAME_ROOM);
    return text;
}

uint32_t mote_plan_size(const struct mote_plan_piece *x)
{
    return (x->bytes + 7u) & ~7u;
}

double mote_plan_excess(const struct mote_plan *plan, const struct mote_memory *m)
{
    return plan->bound ? 100.0 * ((double)m->activations / plan->bound - 1) : 0;
}
