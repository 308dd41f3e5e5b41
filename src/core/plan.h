/* SPDX-License-Identifier: Apache-2.0 */
/* Memory planning: what lives when (plan.c), what is streamed by rows (segment.c), and where it
 * lies (place.c). */
#ifndef MOTE_CORE_PLAN_H
#define MOTE_CORE_PLAN_H

#include "net.h"
#include "tensor.h"

/*
 * A piece of memory with a lifetime. Steps: 0 the caller fills inputs, 1..n the nodes, n + 1 the
 * caller reads outputs. A tensor that shares the memory of another one has that one as root; only
 * roots are placed.
 */
struct mote_piece {
    uint32_t bytes;
    uint32_t offset; /* of a root */
    uint32_t at;     /* where a piece begins in its root, plus base of the planner, plus
                        MOTE_IN_REGION if the root is there */
    uint16_t first, last;
    uint16_t root; /* index of the piece whose memory this one uses; itself as a rule;
                      MOTE_PIECE_STATE for variables */
    uint16_t id;   /* tensor index; MOTE_PIECE_SCRATCH for kernel scratch */
    uint16_t rows; /* rows that its producer makes one by one; 1 = it comes as a whole. Of scratch:
                      1, MOTE_ROWS_CONSUME for that of a consuming kernel, MOTE_ROWS_PATCH for what
                      is needed during one call only */
    uint16_t ring; /* rows that are kept when it is streamed; 0 = it cannot be */
};

#define MOTE_PIECE_SCRATCH 0xffffu
#define MOTE_PIECE_STATE 0xffffu
#define MOTE_UNPLACED 0xffffffffu
#define MOTE_IN_REGION ((uint32_t)(MOTE_BASE_REGION - MOTE_BASE_SCRATCH) << 29)
#define MOTE_ROWS_CONSUME 0u
#define MOTE_ROWS_PATCH 0xffffu

struct mote_planner {
    struct mote_net *net;
    const struct mote_subgraph *g;
    uint32_t *graph;
    struct mote_piece *pieces;
    uint16_t *order;  /* two numbers a piece, behind the pieces: order of placing, and placed pieces
                         by offset */
    uint32_t n, most; /* pieces, and room for them */
    uint32_t step;    /* of the visit under way */
    uint32_t total;   /* bytes of all pieces: bounded, so that no sum of offsets overflows */
    uint32_t state;   /* bytes of state given out so far */
    uint32_t base;    /* where the activations of this graph begin */
    uint32_t *segments; /* segment records, behind the node records */
    uint32_t segment_words;
    int offline;                          /* the model's own plan is in force */
    int error;                            /* of placing: MOTE_E_ARENA if the region is too small */
    void (*join)(struct mote_planner *p); /* mote_join if a node has parts, else NULL */
    void (*join_untied)(struct mote_planner *p); /* the same, while overlay.c stands in its place */
    struct mote_region *region;                  /* a second memory, or NULL */
    /* Places all pieces when it is known who shares memory; returns the bytes. NULL: mote_place. */
    uint32_t (*place)(struct mote_planner *p);
};

/*
 * Gives every tensor, scratch buffer and state of a graph its place: checks that each tensor is
 * written once and before it is read, lets views and in-place outputs share memory, chooses
 * segments to stream, places by lifetime, and turns the PLAN references of the records into final
 * ones. The caller fills in net, g, graph, state, base, total, join, region, place and segments;
 * the rest is 0. Fills state, activations and planning of net->memory. Segment records go behind
 * the node records, to `segments`, which has the room that mote_streaming.words asks for (NULL:
 * nothing is streamed); segment_words says how many it took. MOTE_E_ARENA if the work space does
 * not do (memory.planning says what it takes).
 */
int mote_plan(struct mote_planner *p, void *work, uint32_t work_bytes);

/* Lets parts share the memory of their whole, where that takes no more memory at any step. */
void mote_join(struct mote_planner *p);

/* The piece that a reference means while planning; NULL for constants. */
static inline struct mote_piece *mote_plan_piece(const struct mote_planner *p, mote_ref r)
{
    return r >> 29 == MOTE_BASE_PLAN ? &p->pieces[mote_ref_offset(r)] : NULL;
}

/* Everything is placed in units of 8 bytes, which suit every element type. */
static inline uint32_t mote_round8(uint32_t bytes)
{
    return (bytes + 7u) & ~7u;
}

/* Bytes that a piece takes: all rows of it, or those that its ring keeps; in units of 8. */
static inline uint32_t mote_piece_size(const struct mote_piece *x)
{
    return mote_round8(x->bytes);
}

/* Do two pieces live at the same time? */
static inline int mote_piece_overlap(const struct mote_piece *a, const struct mote_piece *b)
{
    return a->first <= b->last && b->first <= a->last;
}

/* Places all pieces; returns the bytes they take. */
uint32_t mote_place(struct mote_planner *p);

#endif
