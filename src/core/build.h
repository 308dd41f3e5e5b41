/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The arena while mote_init fills it. Records grow from the bottom up, tables from the top down;
 * what lies between is the planner's. When all nodes are prepared the tables move down beside the
 * records:
 *
 *     during prepare:  records -> ............................ <- tables
 *     afterwards:      records | tables | state | activations
 */
#ifndef MOTE_CORE_BUILD_H
#define MOTE_CORE_BUILD_H

#include "../mote_op.h"

struct mote_planner;

struct mote_build {
    uint8_t *arena;
    uint32_t size;
    uint32_t low;           /* bytes of records */
    uint32_t high;          /* bytes of tables, counted from the end of the arena */
    uint32_t need;          /* what did not fit: bytes of arena that would have sufficed so far */
    uint32_t segment_words; /* the most that segment records can take */
    uint32_t state;         /* bytes of state given out already: resource variables */
    mote_ref variables;     /* list of resource variables, see variable.c; 0: none */
    /* What only some nodes need of the planner; NULL otherwise. */
    void (*join)(struct mote_planner *p);                                 /* join.c */
    int (*call)(struct mote_planner *p, void *work, uint32_t work_bytes); /* call.c */
};

/* Bytes that can be used of what the caller gives: whole words of 8, and references reach 2^28. */
static inline uint32_t mote_build_usable(size_t bytes)
{
    return (bytes > 0x0fffffff ? 0x0fffffffu : (uint32_t)bytes) & ~7u;
}

/* Makes the records of the main graph and, if it calls any, of all others. */
int mote_build_graphs(struct mote_net *net, struct mote_build *b);

/* Plans the memory of all graphs when their records are there. MOTE_E_ARENA if something does not
 * fit: need says what it takes. */
int mote_layout(struct mote_net *net, struct mote_build *b);

/* `words` zeroed words of record, or NULL if the arena is full. */
uint32_t *mote_build_record(struct mote_build *b, uint32_t words);

/* A table of `bytes`; its reference counts backwards from the end of the tables. */
int mote_build_table(struct mote_build *b, uint32_t bytes, void **data, mote_ref *ref);

/* What an operand becomes in a record: a constant's place (a copy of it, where this machine cannot
 * read the file's: misaligned, or of the other byte order), or a tensor for the planner. `written`:
 * the operand is an output, or an input of the graph. */
int mote_build_ref(struct mote_build *b, const struct mote_model *m, const struct mote_tensor *t,
                   int written, mote_ref *ref, struct mote_fault *fault);

/* Reads the operands that prepare had no question about, so that they are checked and get their
 * references. */
int mote_prep_rest(struct mote_prep *p);

int32_t mote_prep_tensor_index(const struct mote_prep *p, int operand);

#endif
