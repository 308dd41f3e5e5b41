/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CONV_2D for int8 by columns (simd/columns.h). The inputs of a column of the image, in the rows
 * that a window has, are listed once for all windows of the output row that they are in. What is
 * outside the image adds nothing. conv_2d.c has the same written for reading.
 */
#include "columns.h"

#if MOTE_COLUMNS

struct job {
    struct mote_columns kernel;
    struct mote_columns_part parts[MOTE_COLUMNS_PARTS_MAX];
    /* Of column x of the image, x % filter width. */
    struct mote_columns_list lists[MOTE_COLUMNS_PARTS_MAX];
    int32_t listed; /* columns before this one are */
    const struct mote_spatial *s;
    struct mote_rows in;
    const uint8_t *bounds;
    int32_t offset, column_bytes;
    uint32_t *entries;
    /* of the output row */
    int32_t image; /* row of the input where it begins */
    struct mote_span y;
};

static void list_column(struct job *j, int32_t x, struct mote_columns_list *l)
{
    const struct mote_spatial *s = j->s;
    const int32_t depth = s->in_channels, row = mote_axis_filter(&s->x) * depth * j->column_bytes;
    for (int32_t i = 0; i < j->y.n; i++) {
        const int8_t *in = mote_row(&j->in, j->image + j->y.at + i * mote_axis_dilation(&s->y));
        const int32_t tap = j->y.tap + i;
        mote_columns_add(l, in + x * depth, depth, j->bounds + tap * depth, tap * row,
                         j->column_bytes, j->offset);
    }
    mote_columns_close(l);
}

/* The pixel at column x of the output. */
static void pixel(struct job *j, int32_t x, int8_t *out)
{
    const struct mote_spatial *s = j->s;
    const int32_t width = mote_axis_filter(&s->x), depth = s->in_channels;
    struct mote_columns *k = &j->kernel;
    struct mote_span span;
    mote_axis_span(&s->x, x, &span);
    for (int32_t i = 0; i < span.n; i++) {
        const int32_t at = span.at + i, slot = at % width;
        struct mote_columns_list *l = &j->lists[slot];
        if (at >= j->listed) {
            mote_columns_open(l, j->entries + slot * mote_axis_filter(&s->y) * depth);
            list_column(j, at, l);
            j->listed = at + 1;
        }
        j->parts[i].entries = l->entries;
        j->parts[i].end = l->end;
        j->parts[i].at = (span.tap + i) * depth * j->column_bytes;
    }
    k->n_parts = span.n;
    mote_columns_outputs_s8(k, s->out_channels, out);
}

static void set_up(struct job *j, const struct mote_call *c)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const struct mote_spatial *s = &a->s;
    const int32_t height = mote_axis_filter(&s->y), width = mote_axis_filter(&s->x);
    struct mote_columns *k = &j->kernel;
    const uint8_t *filter = mote_in(c, 1);
    j->s = s;
    j->in = mote_rows_of(c, 0, (uint32_t)(s->x.in * s->in_channels));
    j->entries = mote_extra(c, 0);
    j->bounds = filter;
    j->offset = mote_conv_offset(a);
    j->image = 0;
    k->width = mote_columns_width(s->out_channels);
    j->column_bytes = 2 * k->width;
    k->parts = j->parts;
    filter += mote_columns_bounds_bytes(height * s->in_channels);
    k->columns = (const void *)filter;
    k->block_bytes = j->column_bytes * height * width * s->in_channels;
    k->start = mote_in(c, 2);
    k->ends = filter + mote_columns_blocks(s->out_channels) * k->block_bytes;
    k->floored = mote_conv_zero(a) == -128;
    k->ends_bytes = mote_columns_ends_bytes(k->width);
}

int mote_conv_2d_s8_columns(const struct mote_call *c)
{
    const struct mote_spatial *s = &((const struct mote_conv_args *)(const void *)c->args)->s;
    const int32_t channels = s->out_channels, end = s->all_rows ? s->all_rows : c->y1;
    const struct mote_rows outs = mote_rows_of(c, c->n_in, (uint32_t)(s->x.out * channels));
    struct job j;
    set_up(&j, c);
    for (int32_t y = c->y0, out_y = y; y < end; y++, out_y++) {
        int8_t *out = mote_row(&outs, y);
        if (out_y == s->y.out) { /* the next batch */
            out_y = 0;
            j.image += s->y.in;
        }
        mote_axis_span(&s->y, out_y, &j.y);
        j.listed = 0;
        for (int32_t x = 0; x < s->x.out; x++, out += channels) pixel(&j, x, out);
    }
    return 0;
}

#endif
