/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CONV_2D for int8 with vectors (simd/vectors.h), and DEPTHWISE_CONV_2D with several outputs of a
 * single input channel, which differs in the order of its filter. The weights of one or two vectors
 * of channels are brought in order first; then input rows are copied, with what lies outside the
 * image, so that no tap is ever checked. conv_2d.c has the same written for reading.
 */
#include "conv_vectors.h"

#if MOTE_SIMD_VECTORS

#include "../base/mem.h"

enum { PAIR = 32 };  /* channels of two vectors, at most */
enum { BLOCKS = 4 }; /* that share staged rows */

enum { ROWS = 32, RUNS = 128, NO_ROW = -1 }; /* of a filter */

/* A layer as it is computed: 1x1 without gaps is one long row. */
struct layer {
    const struct mote_conv_args *a;
    struct mote_conv_args lying;
    const struct mote_vectors *k;
    struct mote_rows in, out;
    int32_t y0, end, width, in_width; /* output rows; pixels of a row */
    int32_t height, columns;          /* of the filter */
    int32_t depth;                    /* channels of the input */
    int32_t turned;                   /* the filter is [taps][channels] */
    /* columns at a time, bytes of a staged pixel and of a staged row */
    int32_t at_once, pixel, pitch;
    int32_t rows_outside; /* some rows of taps lie outside the image: 1 */
    uint8_t outside;      /* what stages as nothing */
};

const struct mote_conv_args *mote_vectors_lying(struct mote_conv_args *room,
                                                const struct mote_call *c)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const struct mote_axis *y = &a->s.y, *x = &a->s.x;
    if (x->in != 1 || x->out != 1 || mote_axis_filter(x) != 1 || mote_axis_pad(x) != 0 ||
        a->s.all_rows || c->rings || c->y0 != 0 || c->y1 != y->out)
        return a;
    memcpy(room, a, offsetof(struct mote_conv_args, scales)); /* compiled models have none */
    room->s.y = *x;
    room->s.x = *y;
    room->s.all_rows = 1;
    return room;
}

void mote_vectors_block_of(struct mote_vectors_block *b, const struct mote_call *c, int32_t o,
                           int32_t channels, int32_t padded, int32_t *room)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const int32_t *multipliers = mote_conv_multipliers(c, 1);
    memset(b, 0, sizeof *b);
    b->channels = channels;
    b->padded = padded;
    b->zero = mote_conv_zero(a);
    b->min = a->min;
    b->max = a->max;
    b->layer_multiplier = multipliers + o;
    b->layer_right = mote_conv_rights(a, multipliers) + o;
    b->bias = room;
    b->multiplier = room + padded;
    b->addend = room + 2 * padded;
    b->shift = room + 3 * padded;
}

static int32_t run_elements(const struct layer *l)
{
    const int32_t dilated = mote_axis_dilation(&l->a->s.x) > 1;
    return (dilated ? 1 : l->columns) * l->depth;
}

static int32_t units_of(const struct layer *l)
{
    return (run_elements(l) * l->k->element + 3) / 4;
}

static int32_t runs_of(const struct layer *l)
{
    return l->height * l->columns * l->depth / run_elements(l);
}

/* Channels and weights from o on; returns how many channels. */
static int32_t block_of(struct mote_vectors_block *b, const struct layer *l,
                        const struct mote_call *c, int32_t o, uint8_t *weights, int32_t *room)
{
    const struct mote_conv_args *a = l->a;
    const struct mote_vectors *k = l->k;
    const int8_t *filter = mote_in(c, 1);
    const int32_t *bias = mote_in_optional(c, 2);
    const int32_t taps = l->height * l->columns * l->depth, left = a->s.out_channels - o;
    const int32_t units = units_of(l), runs = runs_of(l), vector = 4 * k->lanes;
    const int32_t vectors =
        left > k->lanes && 2 * units * runs * vector <= MOTE_VECTORS_WEIGHTS ? 2 : 1;
    const int32_t channels = left < vectors * k->lanes ? left : vectors * k->lanes;
    mote_vectors_block_of(b, c, o, channels, vectors * k->lanes, room);
    b->vectors = vectors;
    b->runs = runs;
    b->units = units;
    b->weights = weights;
    if (l->columns == 3 && mote_axis_stride(&a->s.x) == 1 && runs == l->height &&
        l->depth * k->element % 4 == 0)
        b->wide = units / 3;
    if (l->turned) {
        const struct mote_vectors_form form = {0, 0};
        const int32_t step = a->s.out_channels, run = run_elements(l), rows = 4 / k->element;
        uint8_t *to = weights;
        for (int32_t r = 0; r < runs; r++) {
            for (int32_t u = 0; u < units; u++, to += vectors * vector) {
                const int8_t *of[4];
                for (int32_t i = 0; i < rows; i++)
                    of[i] =
                        u * rows + i < run ? filter + (r * run + u * rows + i) * step + o : NULL;
                k->interleave(to, of, channels, &form);
            }
        }
    } else {
        k->pack(weights, filter + o * taps, taps, run_elements(l), b);
    }
    k->finish(b, bias ? bias + o : NULL, units * runs, vectors * vector, mote_conv_offset(a));
    return channels;
}

/* Input columns that n pixels read. */
static int32_t columns_of(const struct layer *l, int32_t n)
{
    const struct mote_axis *x = &l->a->s.x;
    return (n - 1) * mote_axis_stride(x) + (l->columns - 1) * mote_axis_dilation(x) + 1;
}

/* The part of a staged row that lies inside the image: its first column, where that is in the
 * input, how many there are. The rest is filled once. */
struct inside {
    int32_t column, at, n;
};

static struct inside inside_of(const struct layer *l, int32_t x, int32_t count)
{
    const int32_t at = mote_axis_tap(&l->a->s.x, x, 0), left = at < 0 ? -at : 0;
    struct inside s = {left, at + left, l->in_width - at - left};
    if (s.n > count - left) s.n = count - left;
    if (s.n < 0) s.n = 0;
    return s;
}

/* Output pixels x to x + n - 1 of all rows, of some blocks of channels from o on. */
static void columns(const struct layer *l, const struct mote_vectors_block *b, int32_t blocks,
                    int32_t o, int32_t x, int32_t n, uint8_t *stage)
{
    const struct mote_axis *y = &l->a->s.y;
    const int32_t height = l->height, pitch = l->pitch, per_row = b->runs / height;
    const int32_t stride = mote_axis_stride(y), dilation = mote_axis_dilation(y);
    const int32_t column_step = mote_axis_dilation(&l->a->s.x) * l->pixel;
    const int32_t offset = mote_conv_offset(l->a), out_channels = l->a->s.out_channels;
    const struct inside part = inside_of(l, x, columns_of(l, n));
    const int32_t part_at = part.column * l->pixel, part_from = part.at * l->depth;
    const int32_t part_n = part.n * l->depth, in_height = y->in, first = mote_axis_tap(y, 0, 0);
    const struct mote_rows in_rows = l->in;
    void (*const conv)(const struct mote_vectors_block *, const struct mote_vectors_pixels *) =
        l->k->conv;
    const struct mote_vectors_block *const behind = b + blocks;
    uint8_t *const none = stage + height * pitch;
    int32_t staged[ROWS], image = 0, out_y = l->y0;
    int32_t turn = out_y * stride % height; /* of the slot that the first row of taps is in */
    const uint8_t *run[RUNS];
    struct mote_vectors_pixels p;
    memset(&p, 0, sizeof p);
    p.n = n;
    p.step = mote_axis_stride(&l->a->s.x) * l->pixel;
    p.out_step = out_channels;
    p.run = run;
    for (int32_t i = 0; i < height; i++) staged[i] = NO_ROW;
    if (l->rows_outside || part.n < columns_of(l, n))
        memset(stage, l->outside, (uint32_t)((height + l->rows_outside) * pitch));
    for (int32_t row = l->y0; row < l->end; row++, out_y++) {
        const uint8_t **to_run = run;
        int32_t slot, in_y, begin = height, end = 0; /* rows of taps that count */
        if (out_y == y->out) {                       /* the next batch */
            out_y = 0;
            image += y->in;
            turn = 0;
        }
        slot = turn;
        in_y = first + out_y * stride;
        for (int32_t i = 0; i < height; i++, in_y += dilation) {
            const uint8_t *from = none;
            if (in_y >= 0 && in_y < in_height) {
                uint8_t *to = stage + slot * pitch;
                from = to;
                if (begin > i) begin = i;
                end = i + 1;
                if (staged[slot] != image + in_y || dilation > 1) {
                    const uint8_t *in = mote_row(&in_rows, image + in_y);
                    staged[slot] = image + in_y;
                    l->k->stage(to + part_at, (const int8_t *)in + part_from, part_n, offset);
                }
            }
            slot = slot + 1 == height ? 0 : slot + 1;
            for (int32_t k = per_row; k > 0; k--, from += column_step) *to_run++ = from;
        }
        turn += stride;
        while (turn >= height) turn -= height;
        p.first_run = l->outside ? 0 : begin * per_row;
        p.end_run = (l->outside ? height : end) * per_row;
        p.out = (int8_t *)mote_row(&l->out, row) + x * out_channels + o;
        for (const struct mote_vectors_block *one = b; one < behind; p.out += one++->channels)
            conv(one, &p);
    }
}

/* How many columns fit into the stage at once. */
static int fit(struct layer *l)
{
    const int32_t rows = l->height + l->rows_outside;
    const int32_t room = MOTE_VECTORS_STAGE / rows - 20; /* units may reach beyond the last pixel */
    const int32_t fixed = columns_of(l, 1) * l->pixel;
    if (fixed > room) return 0;
    l->at_once = 1 + (room - fixed) / (mote_axis_stride(&l->a->s.x) * l->pixel);
    if (l->at_once > l->width) l->at_once = l->width;
    l->pitch = (columns_of(l, l->at_once) * l->pixel + 4 + 15) & ~15;
    return 1;
}

static int layer_of(struct layer *l, const struct mote_call *c, const struct mote_vectors *k)
{
    const struct mote_conv_args *a = mote_vectors_lying(&l->lying, c);
    const struct mote_axis *y = &a->s.y, *x = &a->s.x;
    l->a = a;
    l->k = k;
    l->y0 = c->y0;
    l->end = a->s.all_rows ? a->s.all_rows : c->y1;
    l->width = x->out;
    l->in_width = x->in;
    l->height = mote_axis_filter(y);
    l->columns = mote_axis_filter(x);
    l->depth = a->s.in_channels;
    l->pixel = l->depth * k->element;
    l->outside = (uint8_t)(k->element == 1 ? k->raised - mote_conv_offset(a) : 0);
    l->rows_outside = l->height > 1;
    l->in = mote_rows_of(c, 0, (uint32_t)(x->in * a->s.in_channels));
    l->out = mote_rows_of(c, c->n_in, (uint32_t)(x->out * a->s.out_channels));
    if (l->height > ROWS || l->height * l->columns > RUNS) return 0;
    if (l->height == 1 && l->columns == 1 && mote_axis_stride(y) == 1 && mote_axis_stride(x) == 1 &&
        y->in == y->out && x->in == x->out && !l->in.ring && !l->out.ring) {
        const int32_t rows = l->end - l->y0;
        l->in.data = mote_row(&l->in, l->y0);
        l->out.data = mote_row(&l->out, l->y0);
        l->width *= rows;
        l->in_width *= rows;
        l->y0 = 0;
        l->end = 1;
    }
    return fit(l) && units_of(l) * runs_of(l) * 4 * k->lanes <= MOTE_VECTORS_WEIGHTS &&
           l->height * l->columns * l->depth <= MOTE_VECTORS_TAPS_MAX;
}

/* Blocks of channels whose weights have room together go through the image together. */
static void compute(const struct layer *l, const struct mote_call *c)
{
    _Alignas(64) uint8_t weights[MOTE_VECTORS_WEIGHTS + MOTE_VECTORS_PADDING],
        stage[MOTE_VECTORS_STAGE];
    _Alignas(64) int32_t room[BLOCKS][4 * PAIR];
    struct mote_vectors_block b[BLOCKS];
    const int32_t channels = l->a->s.out_channels,
                  most = units_of(l) * runs_of(l) * 8 * l->k->lanes;
    for (int32_t o = 0, next; o < channels; o = next) {
        int32_t n = 0, used = 0;
        for (next = o; next < channels && n < BLOCKS; n++) {
            if (n > 0 && used + most > MOTE_VECTORS_WEIGHTS) break;
            next += block_of(&b[n], l, c, next, weights + used, room[n]);
            used += units_of(l) * runs_of(l) * 4 * b[n].padded;
        }
        for (int32_t x = 0; x < l->width; x += l->at_once)
            columns(l, b, n, o, x, l->width - x < l->at_once ? l->width - x : l->at_once, stage);
    }
}

int mote_conv_2d_vectors_s8(const struct mote_call *c, const struct mote_vectors *k)
{
    const struct mote_conv_args *a = (const void *)c->args;
    struct layer l;
    if (!k || a->depth != a->s.in_channels || !layer_of(&l, c, k)) return 0;
    l.turned = 0;
    compute(&l, c);
    return 1;
}

int mote_conv_2d_turned_vectors_s8(const struct mote_call *c, const struct mote_vectors *k)
{
    const struct mote_conv_args *a = (const void *)c->args;
    struct layer l;
    if (!k || a->s.in_channels != 1 || !layer_of(&l, c, k)) return 0;
    l.turned = 1;
    compute(&l, c);
    return 1;
}

#endif
