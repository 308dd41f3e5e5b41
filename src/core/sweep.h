/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Running a segment: a run of nodes that is swept row by row, so that the tensors between them need
 * only a ring of a few rows.
 *
 *   segment record:  first node, number of nodes | words of the record | the source; then an entry
 * a node (views have none) source:          rows fed, rows released | rows in all, rows that the
 * ring keeps. All 0 unless input 0 is fed by rows entry:           rows done, rows released | rows
 * in all, place in the segment and kind | rings (one a operand) and producers (one an input), 16
 * bits each
 */
#ifndef MOTE_CORE_SWEEP_H
#define MOTE_CORE_SWEEP_H

#include "net.h"

enum { SEGMENT_NODES, SEGMENT_WORDS, SEGMENT_SOURCE, SEGMENT_ENTRIES = SEGMENT_SOURCE + 2 };
enum { ENTRY_PROGRESS, ENTRY_TOTAL, ENTRY_RINGS };
#define MOTE_ENTRY_CONSUMES 0x80000000u

static inline uint32_t mote_segment_first(const uint32_t *segment)
{
    return segment[SEGMENT_NODES] & 0xffffu;
}

static inline uint32_t mote_segment_count(const uint32_t *segment)
{
    return segment[SEGMENT_NODES] >> 16;
}

static inline uint16_t *mote_entry_rings(uint32_t *entry)
{
    return (uint16_t *)(void *)(entry + ENTRY_RINGS);
}

static inline uint32_t mote_entry_words(const struct mote_node *n)
{
    return ENTRY_RINGS + (2u * n->n_in + n->n_out + 1u) / 2u;
}

/* The consuming kernel that belongs to a node's kernel; NULL if it has none. */
mote_eval *mote_node_consume(const struct mote_node *n);

/* A node as the loop sees it. Progress words: rows done in the low half (MOTE_ROWS_ALL when it is
 * complete), rows that no consumer needs any more in the high half. */
struct mote_part {
    uint32_t *progress;
    const void *args;
    mote_reach *reach;
    const uint16_t *rings;     /* of inputs and outputs */
    const uint16_t *producers; /* of inputs that have one: places of progress words, see struct
                                  mote_sweep; then 0 */
    int32_t total;             /* rows */
    uint16_t n_in;
};

#define MOTE_ROWS_ALL 0xffffu

/* A segment under way. Who sweeps embeds this in what part and run need to know. */
struct mote_sweep {
    /* Fills in the i-th part; 0 if there is none. Asked in order, over and over again from 0. */
    int (*part)(struct mote_sweep *s, uint32_t i, struct mote_part *t);
    /* Computes rows [y0, y1) of the part that was asked for last. */
    int (*run)(struct mote_sweep *s, const struct mote_part *t, int32_t y0, int32_t y1);
    /* NULL, or gives the source rows before each sweep; returns whether it gave any. The planner's:
     * it wants to know what is stuck, too. */
    int (*feed)(struct mote_sweep *s);
    uint32_t *words;                   /* what producers count from */
    uint32_t *source;                  /* progress of the input that is fed by rows */
    uint32_t source_rows, source_ring; /* 0: nothing is fed */
    uint32_t *stuck; /* MOTE_E_NOT_YET: progress of the part whose output ring has no room (or the
                        source); NULL if all wait for rows to be fed */
};

/* Sweeps until every part is complete; `fresh`: from the start, else it goes on. Returns 0, what
 * run returned, or MOTE_E_NOT_YET if no part can go on. */
int mote_sweep_rows(struct mote_sweep *s, int fresh);

/* Completes the call by what the step says and makes it; nodes of segments have no use for host. */
int mote_run_step(const struct mote_step *step, struct mote_call *c);

/* mote_sweep_rows for a segment in the arena, whose first node record is `nodes`; *stuck is an
 * entry, or the source. */
int mote_sweep(struct mote_net *net, uint32_t *segment, uint32_t *nodes, enum mote_sweep_mode mode,
               uint32_t **stuck);

#endif
