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

/*
 * Sweeps a segment whose first node record is `nodes` until every node is complete. Returns 0, what
 * an eval returned, or MOTE_E_NOT_YET if no node can go on: *stuck is then the entry whose output
 * ring has no room (or the source), NULL if all wait for rows to be fed.
 */
int mote_sweep(struct mote_net *net, uint32_t *segment, uint32_t *nodes, enum mote_sweep_mode mode,
               uint32_t **stuck);

#endif
