/* SPDX-License-Identifier: Apache-2.0 */
#include "conv_gather.h"

static struct mote_line line_of(const struct mote_gather *g, int32_t image, int32_t out_y)
{
    const struct mote_axis *y = &g->a->s.y;
    const int32_t ring = (int32_t)g->in.ring;
    struct mote_line l;
    int32_t first;
    mote_axis_span(y, out_y, &l.rows);
    l.image_y = image + mote_axis_tap(y, out_y, 0);
    l.before = l.rows.n;
    first = l.image_y + l.rows.tap * g->dilation;
    if (ring) {
        int32_t left = ring - (first %= ring);
        if (g->dilation > 1) left = (left + g->dilation - 1) / g->dilation;
        if (left < l.before) l.before = left;
    }
    l.in = (const int8_t *)g->in.data + first * (int32_t)g->in.row_bytes;
    return l;
}

/* The first element inside the image, of row i inside the image. */
static const int8_t *row_of(const struct mote_gather *g, const struct mote_place *p, int32_t i)
{
    const struct mote_line *l = p->line;
    const int8_t *row =
        i == 0 ? l->in : mote_row(&g->in, l->image_y + (l->rows.tap + i) * g->dilation);
    return row + p->columns.at * g->a->s.in_channels;
}

static struct mote_block_rows rows_of(const struct mote_gather *g, int32_t rows)
{
    const struct mote_block_rows r = {g->run, rows, g->dilation * (int32_t)g->in.row_bytes};
    return r;
}

static void zero(int16_t *to, int32_t n)
{
    for (; n > 0; n -= 4, to += 8) to[0] = to[1] = to[4] = to[5] = 0;
}

static void set(int8_t *to, int8_t value, int32_t n)
{
    for (const int8_t *end = to + n; to != end;) *to++ = value;
}

/* One pixel by way of its bytes: what lies outside the image becomes the zero point there. */
static void gather_staged(const struct mote_gather *g, const struct mote_place *p, int16_t *to)
{
    const int32_t channels = g->a->s.in_channels, offset = mote_conv_offset(g->a);
    const int32_t left = p->columns.tap * channels, n = p->columns.n * channels, run = g->run;
    const int8_t outside = (int8_t)-offset;
    int8_t *row = g->stage + p->line->rows.tap * run;
    if (n == run && p->line->before == p->line->rows.n) {
        const struct mote_block_rows rows = rows_of(g, p->line->rows.n);
        if (rows.rows < g->height) set(g->stage, outside, g->taps);
        if (rows.rows > 0) mote_block_copy(row, row_of(g, p, 0), &rows);
    } else {
        struct mote_block_rows one = rows_of(g, 1);
        set(g->stage, outside, g->taps);
        one.n = n;
        for (int32_t i = 0; i < p->line->rows.n; i++, row += run)
            mote_block_copy(row + left, row_of(g, p, i), &one);
    }
    mote_block_widen(to, g->stage, (g->taps + 3) & ~3, offset);
}

/* The same where rows of taps are whole groups but the columns inside the image are not: element
 * by element into its place, column by column, which has the same place in every row. */
static void gather_elements(const struct mote_gather *g, const struct mote_place *p, int16_t *to)
{
    const struct mote_line *l = p->line;
    const int32_t channels = g->a->s.in_channels, offset = mote_conv_offset(g->a);
    const int32_t left = p->columns.tap * channels, n = p->columns.n * channels;
    const int32_t pitch = g->dilation * (int32_t)g->in.row_bytes, step = 2 * g->run;
    zero(to, g->taps);
    to += l->rows.tap * step;
    for (int32_t i = 0, rows; i < l->rows.n; i += rows) {
        const int8_t *column = row_of(g, p, i);
        rows = i == 0 ? l->before : l->rows.n - i;
        for (int32_t k = left; k < left + n; k++) {
            const int8_t *from = column++;
            int16_t *place = to + i * step + mote_block_place(k);
            for (const int16_t *end = place + rows * step; place < end; place += step) {
                *place = (int16_t)(*from + offset);
                from += pitch;
            }
        }
    }
}

/* The same where they are. */
static void gather_rows(const struct mote_gather *g, const struct mote_place *p, int16_t *to)
{
    const int32_t channels = g->a->s.in_channels, offset = mote_conv_offset(g->a);
    const int32_t left = p->columns.tap * channels, n = p->columns.n * channels;
    zero(to, p->line->rows.tap * g->run);
    to += 2 * p->line->rows.tap * g->run;
    for (int32_t i = 0; i < p->line->rows.n; i++, to += 2 * g->run) {
        zero(to, left);
        mote_block_widen(to + 2 * left, row_of(g, p, i), n, offset);
        zero(to + 2 * (left + n), g->run - left - n);
    }
    zero(to, (g->height - p->line->rows.tap - p->line->rows.n) * g->run);
}

static void gather(const struct mote_gather *g, const struct mote_place *p, int16_t *to)
{
    const int32_t channels = g->a->s.in_channels;
    if (g->run % 4 != 0)
        gather_staged(g, p, to);
    else if (channels % 4 == 0 || p->columns.n * channels == g->run)
        gather_rows(g, p, to);
    else
        gather_elements(g, p, to);
}

static int inside(const struct mote_gather *g, const struct mote_place *p)
{
    return p->line->rows.n == g->height && p->columns.n * g->a->s.in_channels == g->run;
}

static void pair(const struct mote_gather *g, const struct mote_conv_block *block,
                 const struct mote_place *a, const struct mote_place *b)
{
    if (g->run % 4 == 0 && inside(g, a) && inside(g, b)) {
        const int32_t offset = mote_conv_offset(g->a), all = g->height, split = a->line->before;
        int16_t *to = g->patch;
        if (split == all && b->line->before == all) {
            const struct mote_block_rows rows = rows_of(g, all);
            mote_block_widen_pair(to, row_of(g, a, 0), row_of(g, b, 0), &rows, offset);
        } else {
            for (int32_t i = 0, n; i < all; i += n, to += 2 * n * g->run) {
                struct mote_block_rows rows;
                n = b->line->before != split ? 1 : i == 0 ? split : all - i;
                rows = rows_of(g, n);
                mote_block_widen_pair(to, row_of(g, a, i), row_of(g, b, i), &rows, offset);
            }
        }
    } else {
        gather(g, a, g->patch);
        gather(g, b, g->patch + 2);
    }
    block->pair(block, a->out, b->out);
}

static void single(const struct mote_gather *g, const struct mote_conv_block *block,
                   const struct mote_place *p)
{
    int16_t *x = g->patch;
    if (!block->single) {
        pair(g, block, p, p);
        return;
    }
    gather(g, p, x);
    for (int32_t i = 0; i < g->taps / 4; i++) { /* its halves of groups side by side */
        const int16_t *from = g->patch + 8 * i;
        x[4 * i] = from[0];
        x[4 * i + 1] = from[1];
        x[4 * i + 2] = from[4];
        x[4 * i + 3] = from[5];
    }
    block->single(block, x, p->out);
}

int mote_gather_of(struct mote_gather *g, const struct mote_call *c, int16_t *patch)
{
    const struct mote_conv_args *a = (const void *)c->args;
    g->a = a;
    g->in = mote_rows_of(c, 0, (uint32_t)(a->s.x.in * a->s.in_channels));
    g->run = mote_axis_filter(&a->s.x) * a->s.in_channels;
    g->height = mote_axis_filter(&a->s.y);
    g->taps = g->height * g->run;
    g->dilation = mote_axis_dilation(&a->s.y);
    g->patch = patch;
    g->stage = (int8_t *)patch + mote_block_bytes((uint32_t)g->taps);
    return mote_axis_dilation(&a->s.x) == 1;
}

/* 1x1: a pixel is its own patch. */
static void walk_points(const struct mote_gather *g, const struct mote_call *c,
                        const struct mote_conv_block *b)
{
    const struct mote_conv_args *a = g->a;
    const int32_t depth = a->s.in_channels, channels = a->s.out_channels, width = a->s.x.out;
    const int32_t offset = mote_conv_offset(a), step = mote_axis_stride(&a->s.x) * depth;
    const int32_t end = a->s.all_rows ? a->s.all_rows : c->y1;
    const struct mote_rows out = mote_rows_of(c, c->n_in, (uint32_t)(width * channels));
    const struct mote_block_rows point = {depth, 1, 0};
    const int8_t *waiting = NULL;
    int8_t *waiting_out = NULL;
    int32_t out_y = c->y0, image = 0;
    for (int32_t row = c->y0; row < end; row++, out_y++) {
        const int8_t *in;
        int8_t *to = mote_row(&out, row);
        if (out_y == a->s.y.out) { /* the next batch */
            out_y = 0;
            image += a->s.y.in;
        }
        in = mote_row(&g->in, image + mote_axis_tap(&a->s.y, out_y, 0));
        for (int32_t n = width; n > 0; n--, in += step, to += channels) {
            if (!waiting) {
                waiting = in;
                waiting_out = to;
                continue;
            }
            mote_block_widen_pair(g->patch, waiting, in, &point, offset);
            b->pair(b, waiting_out, to);
            waiting = NULL;
        }
    }
    if (!waiting) return;
    if (b->single) {
        mote_block_widen_vector(g->patch, waiting, depth, offset);
        b->single(b, g->patch, waiting_out);
        return;
    }
    mote_block_widen_pair(g->patch, waiting, waiting, &point, offset);
    b->pair(b, waiting_out, waiting_out);
}

/* mote_axis_span without dilation, sooner done for the many that lie inside. */
static void columns_of(const struct mote_axis *x, int32_t out_x, struct mote_span *s)
{
    s->at = mote_axis_tap(x, out_x, 0);
    s->tap = 0;
    s->n = mote_axis_filter(x);
    if (s->at < 0 || s->at + s->n > x->in) mote_axis_span(x, out_x, s);
}

void mote_gather_walk(const struct mote_gather *g, const struct mote_call *c,
                      const struct mote_conv_block *b)
{
    const struct mote_conv_args *a = g->a;
    const struct mote_axis *y = &a->s.y, *x = &a->s.x;
    const struct mote_rows out = mote_rows_of(c, c->n_in, (uint32_t)(x->out * a->s.out_channels));
    const int32_t end = a->s.all_rows ? a->s.all_rows : c->y1;
    int32_t out_y = c->y0, image = 0, waiting = 0;
    struct mote_place places[2]; /* by turns, and so are lines: a pixel may wait for the next row */
    struct mote_line lines[2];
    if (g->taps == a->s.in_channels && g->taps % 4 == 0) {
        walk_points(g, c, b);
        return;
    }
    for (int32_t row = c->y0; row < end; row++, out_y++) {
        struct mote_line *line = &lines[row & 1];
        int8_t *to = mote_row(&out, row);
        if (out_y == y->out) { /* the next batch */
            out_y = 0;
            image += y->in;
        }
        *line = line_of(g, image, out_y);
        for (int32_t out_x = 0; out_x < x->out; out_x++, to += a->s.out_channels) {
            struct mote_place *p = &places[waiting];
            p->line = line;
            p->out = to;
            columns_of(x, out_x, &p->columns);
            if (waiting) pair(g, b, &places[0], &places[1]);
            waiting = !waiting;
        }
    }
    if (waiting) single(g, b, &places[0]);
}
