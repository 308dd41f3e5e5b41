/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FULLY_CONNECTED for int8 by columns (simd/columns.h). Of large inputs a part at a time is listed,
 * with the sums of so many outputs. fully_connected.c has the same written for reading.
 */
#include "columns.h"

#if MOTE_COLUMNS

/* Inputs listed, and outputs summed up for them: 1 KB of stack. */
enum { PART = 160, UNITS = 128 };

/* What a layer has besides what the kernel is told. */
struct dense {
    const uint8_t *bounds;
    int32_t depth, offset;
};

/* `outputs`, at most UNITS if the input is more than a part. */
static void run(const struct mote_columns *all, const struct dense *d, const int8_t *in,
                int32_t outputs, int8_t *out)
{
    const int32_t step = 2 * all->width;
    struct mote_columns c = *all;
    struct mote_columns_part part;
    struct mote_columns_list l;
    uint32_t entries[PART];
    int32_t sums[UNITS];
    c.parts = &part;
    c.n_parts = 1;
    c.blocks = (outputs + c.width - 1) / c.width;
    part.at = 0;
    for (int32_t done = 0, n; done < d->depth; done += n) {
        n = d->depth - done < PART ? d->depth - done : PART;
        mote_columns_open(&l, entries);
        mote_columns_add(&l, in + done, n, d->bounds + done, 0, step, d->offset);
        mote_columns_close(&l);
        part.entries = entries;
        part.end = l.end;
        if (done + n == d->depth) {
            mote_columns_outputs_s8(&c, outputs, out);
            return;
        }
        mote_columns_sums_s8(&c, sums);
        c.start = sums;
        part.at += n * step;
    }
}

int mote_fully_connected_s8_columns(const struct mote_call *c)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t units = a->units, most = a->depth <= PART ? units : UNITS;
    const uint8_t *filter = mote_in(c, 1);
    const struct dense d = {filter, a->depth, -mote_low_half(a->zeros)};
    const int8_t *in = mote_in(c, 0);
    int8_t *out = mote_out(c, 0);
    struct mote_columns k;
    k.width = mote_columns_width(units);
    k.block_bytes = 2 * k.width * a->depth;
    k.ends_bytes = a->scale[2] ? mote_columns_ends_bytes(k.width) : 0;
    for (int32_t b = a->batches; b > 0; b--, in += a->depth) {
        k.columns = (const void *)(filter + mote_columns_bounds_bytes(a->depth));
        k.start = mote_in(c, 2);
        k.ends = (const uint8_t *)k.columns + mote_columns_blocks(units) * k.block_bytes;
        for (int32_t left = units, n; left > 0; left -= n, out += n) {
            const int32_t blocks = most / k.width;
            n = left < most ? left : most;
            run(&k, &d, in, n, out);
            k.columns += blocks * (k.block_bytes / 4);
            k.start += n;
            k.ends += blocks * k.ends_bytes;
        }
    }
    return 0;
}

#endif
