/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parts in the memory of their whole: where the inputs of CONCATENATION or PACK lie one behind the
 * other in the output, and the outputs of SPLIT or UNPACK in the input, nothing has to be copied.
 * Linked only with operators that ask for it.
 */
#include "build.h"
#include "plan.h"

enum { WHOLE_IS_OUTPUT = 127 }; /* in place of alias_in */

void mote_prep_parts(struct mote_prep *p, int whole)
{
    p->alias_kind = MOTE_ALIAS_PARTS;
    p->alias_in = (int8_t)(whole < p->n_in ? whole : WHOLE_IS_OUTPUT);
    p->build->join = mote_join;
}

/* A node's parts in order, and the whole with the piece whose memory it is in. */
struct family {
    const mote_ref *parts;
    uint32_t n;
    const struct mote_piece *whole;
    struct mote_piece *root;
};

/* The piece whose memory an operand is in; NULL if it cannot move: constants, variables, what the
 * model's own plan or a sliding input has fixed. */
static struct mote_piece *root_of(const struct mote_planner *p, mote_ref r)
{
    struct mote_piece *x = mote_plan_piece(p, r);
    if (!x || x->root == MOTE_PIECE_STATE) return NULL;
    x = &p->pieces[x->root];
    return x->offset == MOTE_UNPLACED ? x : NULL;
}

static int family_of(const struct mote_planner *p, const struct mote_node *n, struct family *f)
{
    const uint32_t whole = mote_node_alias_in(n);
    const int joins = whole == WHOLE_IS_OUTPUT;
    if (mote_node_alias(n) != MOTE_ALIAS_PARTS || (!joins && whole >= n->n_in)) return 0;
    f->parts = joins ? n->refs : n->refs + n->n_in;
    f->n = joins ? n->n_in : n->n_out;
    f->whole = mote_plan_piece(p, n->refs[joins ? n->n_in : whole]);
    f->root = root_of(p, n->refs[joins ? n->n_in : whole]);
    return f->root != NULL;
}

/* Has every part memory of its own, of the very size, at a place that suits any kernel, and do they
 * fill the whole? */
static int fits(const struct mote_planner *p, const struct family *f)
{
    uint32_t at = f->whole->at;
    for (uint32_t i = 0; i < f->n; i++) {
        const struct mote_piece *root = root_of(p, f->parts[i]);
        if (!root || root == f->root || at % 8) return 0;
        if (root->bytes != mote_plan_piece(p, f->parts[i])->bytes) return 0;
        for (uint32_t k = 0; k < i; k++)
            if (root_of(p, f->parts[k]) == root) return 0; /* the same thing twice */
        at += root->bytes;
    }
    return at == f->whole->at + f->whole->bytes;
}

static int belongs(const struct mote_planner *p, const struct family *f, const struct mote_piece *x)
{
    if (x == f->root) return 1;
    for (uint32_t i = 0; i < f->n; i++)
        if (root_of(p, f->parts[i]) == x) return 1;
    return 0;
}

/* Bytes alive at a step, without the family if there is one. */
static uint32_t alive(const struct mote_planner *p, uint32_t step, const struct family *f)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < p->n; i++) {
        const struct mote_piece *x = &p->pieces[i];
        if (x->root == i && x->first <= step && x->last >= step && !(f && belongs(p, f, x)))
            sum += mote_piece_size(x);
    }
    return sum;
}

/* Puts the parts into the whole, unless some step then needed more than `peak`. */
static void join(struct mote_planner *p, const struct family *f, struct mote_node *n, uint32_t peak)
{
    uint16_t first = f->root->first, last = f->root->last;
    uint32_t at = f->whole->at - p->base;
    for (uint32_t i = 0; i < f->n; i++) {
        const struct mote_piece *root = root_of(p, f->parts[i]);
        if (root->first < first) first = root->first;
        if (root->last > last) last = root->last;
    }
    for (uint32_t step = first; step <= last; step++)
        if (alive(p, step, f) + mote_piece_size(f->root) > peak) return;
    f->root->first = first;
    f->root->last = last;
    for (uint32_t i = 0; i < f->n; i++) {
        const struct mote_piece *root = root_of(p, f->parts[i]);
        const uint16_t old = root->root;
        const uint32_t bytes = root->bytes;
        for (uint32_t k = 0; k < p->n; k++) {
            if (p->pieces[k].root != old) continue;
            p->pieces[k].root = (uint16_t)(f->root - p->pieces);
            p->pieces[k].at += at;
        }
        at += bytes;
    }
    n->record[NODE_OP] |= MOTE_NODE_SKIP;
}

/* An output must not be written over a whole of which the same node reads a part, or over a part
 * that it reads as a whole. */
static void keep_apart(const struct mote_planner *p, struct mote_node *n)
{
    const uint32_t over = mote_node_alias_in(n);
    const struct mote_piece *target;
    if (mote_node_alias(n) != MOTE_ALIAS_IN_PLACE || over >= n->n_in) return;
    target = root_of(p, n->refs[over]);
    for (uint32_t i = 0; i < n->n_in && target; i++)
        if (n->refs[i] != n->refs[over] && root_of(p, n->refs[i]) == target)
            n->record[NODE_OP] &= ~MOTE_NODE_ALIAS;
}

void mote_join(struct mote_planner *p)
{
    uint32_t *next = mote_graph_nodes(p->graph), peak = 0;
    struct mote_node n;
    if (p->offline) return;
    for (uint32_t step = 0; step <= p->graph[GRAPH_NODES] + 1; step++) {
        const uint32_t here = alive(p, step, NULL);
        if (here > peak) peak = here;
    }
    for (uint32_t i = 0; i < p->graph[GRAPH_NODES]; i++) {
        struct family f;
        next = mote_node_read(p->net, next, &n);
        if (family_of(p, &n, &f) && fits(p, &f)) join(p, &f, &n, peak);
    }
    next = mote_graph_nodes(p->graph);
    for (uint32_t i = 0; i < p->graph[GRAPH_NODES]; i++) {
        next = mote_node_read(p->net, next, &n);
        keep_apart(p, &n);
    }
}
