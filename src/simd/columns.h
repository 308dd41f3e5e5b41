/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sums of products column by column: what one input adds to all outputs. An input that is zero, as
 * half of them or more are behind a ReLU, costs nothing. Only compiled models have weights in this
 * order.
 *
 * Two outputs share a word, column[k] = w(2k) + w(2k + 1) * 2^16, so that one multiplication makes
 * two products. Inputs that are not zero stand in a list, in chunks. Within a chunk
 *     p = sum of x * column[k]
 * is still two numbers side by side, because no |sum of x * w| there is beyond 2^15 - 1: with 2^15
 * added the lower one is within [1, 65535]. So, modulo 2^32,
 *     high = sum of ((p + 2^15) >> 16) over chunks = sum of the odd output
 *     total = sum of p = sum of the even one + high * 2^16
 * which leaves three additions and a shift a chunk for what two products of two outputs cost each.
 */
#ifndef MOTE_SIMD_COLUMNS_H
#define MOTE_SIMD_COLUMNS_H

#include <stdint.h>

#include "target.h"

enum {
    MOTE_COLUMNS_TAPS_MAX = 1023, /* of a block: what an entry can tell */
    MOTE_COLUMNS_LAST = 1 << 15,  /* in an entry, of a chunk */
    MOTE_COLUMNS_REACH = 32767,   /* of the sums of a chunk */
    MOTE_COLUMNS_RIGHT_MAX = 19,  /* the largest `right` (base/rescale.h) of an output */
    MOTE_COLUMNS_SUM_MAX = 1 << 29
};

/* Outputs of a block: 16, or 8 if there are no more. */
static inline int32_t mote_columns_width(int32_t outputs)
{
    return outputs > 8 ? 16 : 8;
}

static inline int32_t mote_columns_blocks(int32_t outputs)
{
    return (outputs + mote_columns_width(outputs) - 1) / mote_columns_width(outputs);
}

/* How the outputs of a block end: for each of them the multiplier, what rounding and zero point
 * add, and in bytes the shift: of width words each, and width bytes, little-endian. */
static inline int32_t mote_columns_ends_bytes(int32_t width)
{
    return 9 * width;
}

/* Inputs that are not zero; assembly knows the order. An entry: bytes from the first column to that
 * of the input in the lower half, and there 2^15 more if it is the last of its chunk; the input
 * less its zero point in the upper half. */
struct mote_columns_list {
    uint32_t *entries, *end;
    int32_t load; /* of the last chunk: how far its sums may be from 0 */
};

/* Appends n > 0 inputs. `bounds`: the largest magnitude among the weights of each of them; `at`:
 * bytes to the column of the first, `step`: from column to column; `offset`: minus the zero point.
 */
void mote_columns_add(struct mote_columns_list *l, const int8_t *in, int32_t n,
                      const uint8_t *bounds, int32_t at, int32_t step, int32_t offset);

static inline void mote_columns_open(struct mote_columns_list *l, uint32_t *entries)
{
    l->entries = l->end = entries;
    l->load = 0;
}

/* Ends the list; there is an entry at least then. */
static inline void mote_columns_close(struct mote_columns_list *l)
{
    if (l->end == l->entries) *l->end++ = 0;
    l->end[-1] |= MOTE_COLUMNS_LAST;
}

/* A list whose inputs have their columns `at` bytes further on. */
struct mote_columns_part {
    const uint32_t *entries, *end;
    int32_t at;
};

enum { MOTE_COLUMNS_PARTS_MAX = 8 };

/* Assembly knows the order, and that of parts. */
struct mote_columns {
    const struct mote_columns_part *parts;
    int32_t n_parts;
    const uint32_t *columns; /* [blocks][taps][width / 2] */
    int32_t block_bytes;     /* from block to block of them */
    const int32_t *start;    /* total and high of each pair of outputs: biases, or sums */
    const uint8_t *ends;     /* [blocks][mote_columns_ends_bytes]; NULL: sums are wanted */
    int32_t ends_bytes;      /* from block to block of them: 0 where all end alike */
    void *out;               /* int8_t, or sums as at `start`, which they may be */
    int32_t blocks;          /* > 0 */
    int32_t floored;         /* the zero point is -128: whatever is below 0 is that */
    int32_t width;           /* of a block */
};

/* Whole blocks, of 16 and of 8. Sums beyond MOTE_COLUMNS_SUM_MAX give outputs without meaning. */
void mote_columns_16_s8(const struct mote_columns *c);
void mote_columns_8_s8(const struct mote_columns *c);

/* Sums for all of c->blocks. */
void mote_columns_sums_s8(struct mote_columns *c, int32_t *sums);

/* So many outputs; blocks and out are filled in. */
void mote_columns_outputs_s8(struct mote_columns *c, int32_t outputs, int8_t *out);

#endif
