/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A vector that is 0 in many places, as behind a ReLU, with rows of weights. What is not 0 is kept
 * in lists, one for each way to multiply it. Elements of a group of four neighbours are multiplied
 * in pairs as in blocks.h, 0 with 2 and 1 with 3. Where none has a partner there they are singles:
 * two weights are loaded for them instead of four.
 *
 * The lists lie one behind the other. Each is cut into chunks of MOTE_SPARSE_CHUNK entries, the
 * first one shorter; a word before each chunk and one behind the last are the kernel's own. Entries
 * begin with how many bytes into a row the group lies, or the single element:
 *     both       group, elements 0 and 2, elements 1 and 3
 *     even       group, elements 0 and 2
 *     odd        group, elements 1 and 3
 *     singles    one, another, both elements
 * The first element of two is in the low half.
 */
#ifndef MOTE_SIMD_SPARSE_H
#define MOTE_SIMD_SPARSE_H

#include "blocks.h"

/* Not for MVE, which has multiplied sixteen elements before this has looked at them. */
#define MOTE_SPARSE (MOTE_FAST && !MOTE_SIMD_PLAIN && !MOTE_SIMD_MVE)

enum mote_sparse_kind {
    MOTE_SPARSE_BOTH,
    MOTE_SPARSE_EVEN,
    MOTE_SPARSE_ODD,
    MOTE_SPARSE_SINGLES,
    MOTE_SPARSE_KINDS
};

enum { MOTE_SPARSE_CHUNK = 4 };

/* Assembly knows the order. */
struct mote_sparse {
    uint32_t *list;
    int32_t entries[MOTE_SPARSE_KINDS];
};

/* Elements that can be looked at, and rows that make it worth it. */
enum { MOTE_SPARSE_N_MIN = 32, MOTE_SPARSE_N_MAX = 256, MOTE_SPARSE_UNITS_MIN = 32 };

/* Makes the lists of n elements, a multiple of 4, which are 0 once 128 is added if they are -128,
 * where s->list has room for so many words. Returns 0 if they do not fit or if
 * mote_block_outputs_s8 is the quicker one for so many units. */
int mote_sparse_lists(struct mote_sparse *s, int32_t room, const int8_t *in, int32_t n,
                      int32_t units);

/* mote_block_outputs_s8 with such lists instead of p->x; MOTE_SPARSE_UNITS_MIN units or more. */
void mote_sparse_outputs_s8(const struct mote_block_outputs *p, const struct mote_sparse *s);

#endif
