/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FULLY_CONNECTED for int8 by columns (simd/columns.h). Of large inputs a part at a time is listed,
 * with the sums of so many outputs. fully_connected.c has the same written for reading.
 */
#include "../base/inline.h"
#include "columns.h"

#if MOTE_COLUMNS

/* Inputs listed at a time, and outputs summed up for them where those are not all: 1 KB of stack;
 * 128 bytes for small layers. */
enum { PART = 224, UNITS = 128, SMALL = 32 };

/* What a layer has besides what the kernel is told. */
struct dense {
    const uint8_t *bounds;
    int32_t depth, offset;
};

/* Lists n inputs from `from` on as the one part of *c. */
static void list(struct mote_columns *c, const struct dense *d, const int8_t *in, int32_t from,
                 int32_t n, struct mote_columns_part *part, uint32_t *entries)
{
    const int32_t step = 2 * c->width;
    struct mote_columns_list l;
    mote_columns_open(&l, entries);
    mote_columns_add(&l, in + from, n, d->bounds + from, 0, step, d->offset);
    mote_columns_close(&l);
    *part = (struct mote_columns_part){entries, l.end, from * step};
    c->parts = part;
    c->n_parts = 1;
}

MOTE_APART void small(struct mote_columns *c, const struct dense *d, const int8_t *in,
                      int32_t outputs, int8_t *out)
{
    struct mote_columns_part part;
    uint32_t entries[SMALL];
    list(c, d, in, 0, d->depth, &part, entries);
    mote_columns_outputs_s8(c, outputs, out);
}

MOTE_APART void one_part(struct mote_columns *c, const struct dense *d, const int8_t *in,
                         int32_t outputs, int8_t *out)
{
    struct mote_columns_part part;
    uint32_t entries[PART];
    list(c, d, in, 0, d->depth, &part, entries);
    mote_columns_outputs_s8(c, outputs, out);
}

/* So many outputs at a time, whose sums begin with what is at `start`. */
MOTE_APART void parts(const struct mote_columns *all, const struct dense *d, const int8_t *in,
                      int32_t units, int8_t *out)
{
    struct mote_columns c = *all;
    struct mote_columns_part part;
    uint32_t entries[PART];
    int32_t sums[UNITS];
    for (int32_t o = 0, n; o < units; o += n) {
        int32_t from = 0;
        n = units - o < UNITS ? units - o : UNITS;
        c.columns = all->columns + o / c.width * (c.block_bytes / 4);
        c.start = all->start + o;
        c.blocks = (n + c.width - 1) / c.width;
        for (; d->depth - from > PART; from += PART) {
            list(&c, d, in, from, PART, &part, entries);
            mote_columns_sums_s8(&c, sums);
            c.start = sums;
        }
        list(&c, d, in, from, d->depth - from, &part, entries);
        c.ends = all->ends + o / c.width * c.ends_bytes;
        mote_columns_outputs_s8(&c, n, out + o);
    }
}

int mote_fully_connected_s8_columns(const struct mote_call *c)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t units = a->units, depth = a->depth;
    const uint8_t *filter = mote_in(c, 1);
    const struct dense d = {filter, depth, -mote_low_half(a->zeros)};
    const int8_t *in = mote_in(c, 0);
    int8_t *out = mote_out(c, 0);
    struct mote_columns k;
    k.width = mote_columns_width(units);
    k.block_bytes = 2 * k.width * depth;
    k.columns = (const void *)(filter + mote_columns_bounds_bytes(depth));
    k.start = mote_in(c, 2);
    k.ends = (const uint8_t *)k.columns + mote_columns_blocks(units) * k.block_bytes;
    k.floored = mote_high_half(a->zeros) == -128;
    k.ends_bytes = a->scale[2] ? mote_columns_ends_bytes(k.width) : 0;
    for (int32_t b = a->batches; b > 0; b--, in += depth, out += units) {
        if (depth <= SMALL)
            small(&k, &d, in, units, out);
        else if (depth <= PART)
            one_part(&k, &d, in, units, out);
        else
            parts(&k, &d, in, units, out);
    }
    return 0;
}

#endif
