/* SPDX-License-Identifier: Apache-2.0 */
/* Columns in C: lists, and for machines without assembly for them the sums. */
#include "columns.h"
#include "../base/bytes.h"
#include "../base/inline.h"
#include "../base/mem.h"

#if MOTE_COLUMNS

enum { LAST = MOTE_COLUMNS_LAST, MOST = 16 };

static void run(const struct mote_columns *c)
{
    if (c->width == 16)
        mote_columns_16_s8(c);
    else
        mote_columns_8_s8(c);
}

void mote_columns_sums_s8(struct mote_columns *c, int32_t *sums)
{
    const uint8_t *const ends = c->ends;
    c->ends = NULL;
    c->out = sums;
    run(c);
    c->ends = ends;
}

/* What the last block has too many is nobody's. */
MOTE_APART void outputs_and_rest(struct mote_columns *c, int32_t outputs, int8_t *out)
{
    const int32_t rest = outputs & (c->width - 1), whole = outputs - rest;
    struct mote_columns last = *c;
    int8_t outs[MOST];
    if (whole) mote_columns_outputs_s8(c, whole, out);
    last.columns += whole / c->width * (c->block_bytes / 4);
    last.start += whole;
    last.ends += whole / c->width * c->ends_bytes;
    last.out = outs;
    last.blocks = 1;
    run(&last);
    memcpy(out + whole, outs, (size_t)rest);
}

void mote_columns_outputs_s8(struct mote_columns *c, int32_t outputs, int8_t *out)
{
    if (outputs & (c->width - 1)) {
        outputs_and_rest(c, outputs, out);
        return;
    }
    c->out = out;
    c->blocks = outputs / c->width;
    run(c);
}

#if !MOTE_SIMD_RV32

void mote_columns_add(struct mote_columns_list *l, const int8_t *in, int32_t n,
                      const uint8_t *bounds, int32_t at, int32_t step, int32_t offset)
{
    const int8_t *const last = in + n;
    uint32_t *end = l->end;
    int32_t load = l->load;
    for (; in != last; in++, bounds++, at += step) {
        const int32_t x = *in + offset;
        int32_t more;
        if (x == 0) continue;
        more = (x < 0 ? -x : x) * *bounds;
        load += more;
        if (load > MOTE_COLUMNS_REACH) {
            end[-1] |= LAST;
            load = more;
        }
        *end++ = (uint32_t)at | (uint32_t)x << 16;
    }
    l->end = end;
    l->load = load;
}

#endif
#if !MOTE_SIMD_RV32 && !MOTE_SIMD_ARMV7M

/* The upper word of 4 * sum * multiplier, with both roundings of mote_rescale_s8 and the zero point
 * in what is added to it. */
static int8_t end_of(const uint8_t *ends, int32_t width, int32_t k, int32_t sum)
{
    const int64_t product = (int64_t)4 * sum * mote_rd32s(ends + 4 * k);
    int64_t y = (product >> 32) + mote_rd32s(ends + 4 * (width + k));
    if (product < 0) y -= 2;
    y >>= ends[8 * width + k];
    return (int8_t)(y < -128 ? -128 : y > 127 ? 127 : y);
}

/* Sums of two outputs, as total and high, on top of those at `start`. */
static void pair(const struct mote_columns *c, const uint32_t *column, const int32_t *start,
                 uint32_t *total, uint32_t *high)
{
    uint32_t p = 0;
    *total = (uint32_t)start[0];
    *high = (uint32_t)start[1];
    for (const struct mote_columns_part *i = c->parts; i != c->parts + c->n_parts; i++)
        for (const uint32_t *e = i->entries; e != i->end; e++) {
            const uint32_t x = *e >> 16 | (*e >> 31) * 0xffff0000u;
            p += x * column[((*e & (LAST - 1)) + (uint32_t)i->at) / 4];
            if (*e & LAST) {
                *total += p;
                p += 0x8000u;
                *high += p >> 16 | (p >> 31) * 0xffff0000u;
                p = 0;
            }
        }
}

static void blocks_of(const struct mote_columns *c, int32_t width)
{
    const uint32_t *columns = c->columns;
    const int32_t *start = c->start;
    const uint8_t *ends = c->ends;
    int8_t *out = c->out;
    int32_t *sums = c->out;
    for (int32_t left = c->blocks; left > 0; left--) {
        for (int32_t k = 0; k < width; k += 2) {
            uint32_t total, high;
            pair(c, columns + k / 2, start + k, &total, &high);
            if (ends) {
                *out++ = end_of(ends, width, k, (int32_t)(total - (high << 16)));
                *out++ = end_of(ends, width, k + 1, (int32_t)high);
            } else {
                *sums++ = (int32_t)total;
                *sums++ = (int32_t)high;
            }
        }
        columns += c->block_bytes / 4;
        start += width;
        if (ends) ends += c->ends_bytes;
    }
}

void mote_columns_16_s8(const struct mote_columns *c)
{
    blocks_of(c, 16);
}

void mote_columns_8_s8(const struct mote_columns *c)
{
    blocks_of(c, 8);
}

#endif
#endif
