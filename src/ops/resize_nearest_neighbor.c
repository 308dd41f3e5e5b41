/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RESIZE_NEAREST_NEIGHBOR
 *     output[b, y, x, k] = input[b, near(y), near(x), k]
 *     near(i) = floor((i + half) * in / out)                      half: 1/2 with
 * half_pixel_centers, near(i) = round((i + half) * (in - 1) / (out - 1))          else 0; this one
 * with align_corners float32, int8, int16. TensorFlow Lite computes this in float: the same bits
 * come from integers here.
 */
#include "../base/bits.h"
#include "../base/mem.h"
#include "../base/real.h"
#include "resize.h"

/* in / out as float: factor / 2^right */
struct ratio {
    uint32_t factor; /* 24 bits */
    int32_t right;   /* 7 to 40 */
};

struct args {
    struct mote_resize r;
    struct ratio y, x;
};

static void divide(struct ratio *q, const struct mote_resize_axis *a, int align_corners)
{
    const int less = align_corners && a->out > 1;
    const struct mote_real x =
        mote_real_div(mote_real_from_int((uint64_t)(a->in - less)),
                      mote_real_from_int((uint64_t)(a->out - less)), MOTE_AS_FLOAT);
    q->factor = (uint32_t)(x.m >> 40);
    q->right = x.m ? -(x.e + 40) : 7;
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    const int e = mote_resize_prepare(p, &a->r, 0);
    if (e) return e;
    divide(&a->y, &a->r.y, a->r.align_corners);
    divide(&a->x, &a->r.x, a->r.align_corners);
    return 0;
}

static int32_t nearest(const struct args *a, const struct mote_resize_axis *axis, struct ratio q,
                       int32_t i)
{
    uint64_t product = (uint64_t)q.factor * (uint32_t)(2 * i + a->r.half_pixel); /* 41 bits */
    const int excess = mote_bit_width((uint32_t)(product >> 24)); /* over a float's */
    const int right = q.right + 1;
    if (excess) { /* to nearest, halves to even */
        const uint64_t unit = (uint64_t)1 << excess, rest = product & (unit - 1);
        product -= rest;
        if (rest > unit / 2 || (rest == unit / 2 && (product & unit))) product += unit;
    }
    if (a->r.align_corners) product += (uint64_t)1 << (right - 1);
    i = (int32_t)(product >> right);
    return i < axis->in ? i : axis->in - 1;
}

void mote_resize_nearest_neighbor_reach(const void *args, int32_t y, int32_t *first, int32_t *last)
{
    const struct args *a = args;
    *first = *last = nearest(a, &a->r.y, a->y, y);
}

static void row(const struct args *a, const struct mote_resize_row *row, uint32_t element)
{
    const uint8_t *in = mote_resize_input(row, nearest(a, &a->r.y, a->y, row->y));
    const uint32_t pixel = (uint32_t)a->r.channels * element;
    uint8_t *out = row->out;
    for (int32_t x = 0; x < a->r.x.out; x++, out += pixel)
        memcpy(out, in + (uint32_t)nearest(a, &a->r.x, a->x, x) * pixel, pixel);
}

static void row_1(const void *args, const struct mote_resize_row *r)
{
    row(args, r, 1);
}

int mote_resize_nearest_neighbor_s8(const struct mote_call *c)
{
    mote_resize_walk(c, 1, row_1);
    return 0;
}

static void row_2(const void *args, const struct mote_resize_row *r)
{
    row(args, r, 2);
}

int mote_resize_nearest_neighbor_s16(const struct mote_call *c)
{
    mote_resize_walk(c, 2, row_2);
    return 0;
}

static void row_4(const void *args, const struct mote_resize_row *r)
{
    row(args, r, 4);
}

int mote_resize_nearest_neighbor_f32(const struct mote_call *c)
{
    mote_resize_walk(c, 4, row_4);
    return 0;
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_resize_nearest_neighbor_s8},
    {MOTE_K_S16, mote_resize_nearest_neighbor_s16},
    {MOTE_K_F32, mote_resize_nearest_neighbor_f32},
    {0, NULL},
};

const struct mote_op mote_op_resize_nearest_neighbor = {
    .code = 97,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
    .reach = mote_resize_nearest_neighbor_reach,
};

static const struct mote_kernel kernel_s8[] = {{MOTE_K_S8, mote_resize_nearest_neighbor_s8},
                                               {0, NULL}};

const struct mote_op mote_op_resize_nearest_neighbor_s8 = {
    .code = 97,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_s8,
    .prepare = prepare,
    .reach = mote_resize_nearest_neighbor_reach,
};
