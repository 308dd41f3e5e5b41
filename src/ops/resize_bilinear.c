/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RESIZE_BILINEAR
 *     output[b, y, x, k] = mean of the four input pixels around (at(y), at(x)), weighted by
 * nearness at(i) = i * in / out                              as it stands at(i) = (i + 1/2) * in /
 * out - 1/2                half_pixel_centers at(i) = i * (in - 1) / (out - 1) align_corners
 * float32 as it stands; int8 in fixed point with 10 bits of fraction.
 */
#include "../base/float_math.h"
#include "resize.h"

enum { FIELD_ALIGN_CORNERS = 2, UNIT = 1 << 10 };

struct args {
    struct mote_resize r;
    int32_t scale_y, scale_x; /* int8: input steps for an output step, in UNITs */
    int32_t floating;
};

static int32_t step(const struct mote_resize_axis *a, int align_corners)
{
    const int less = align_corners && a->out > 1;
    return (UNIT * (a->in - less) + (a->out - less) / 2) / (a->out - less);
}

static int prepare_s8(struct mote_prep *p, void *words)
{
    struct args *a = words;
    const int e = mote_resize_prepare(p, &a->r, FIELD_ALIGN_CORNERS);
    if (e) return e;
    if (a->r.align_corners && a->r.half_pixel)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, 0, 1);
    a->scale_y = step(&a->r.y, a->r.align_corners);
    a->scale_x = step(&a->r.x, a->r.align_corners);
    return 0;
}

static int prepare(struct mote_prep *p, void *words)
{
    const int e = prepare_s8(p, words);
    ((struct args *)words)->floating = p->op->kernels[p->kernel].key == MOTE_K_F32;
    return e;
}

/* Between input positions low and high: `rest` behind low. */
struct place {
    int32_t low, high, rest; /* in UNITs */
};

static struct place place_s8(const struct args *a, int32_t in, int32_t scale, int32_t i)
{
    struct place p;
    i *= scale;
    if (a->r.half_pixel) i += scale / 2 - UNIT / 2;
    p.low = i < 0 ? 0 : i / UNIT;
    p.high = (i + UNIT - 1) / UNIT;
    if (p.low >= in) p.low = in - 1; /* a scale that was rounded up */
    if (p.high >= in) p.high = in - 1;
    p.rest = i - p.low * UNIT;
    return p;
}

void mote_resize_bilinear_reach_s8(const void *args, int32_t y, int32_t *first, int32_t *last)
{
    const struct args *a = args;
    const struct place p = place_s8(a, a->r.y.in, a->scale_y, y);
    *first = p.low;
    *last = p.high;
}

static void row_s8(const void *args, const struct mote_resize_row *row)
{
    const struct args *a = args;
    const struct place y = place_s8(a, a->r.y.in, a->scale_y, row->y);
    const int8_t *above = mote_resize_input(row, y.low), *below = mote_resize_input(row, y.high);
    int8_t *out = row->out;
    for (int32_t i = 0; i < a->r.x.out; i++) {
        const struct place x = place_s8(a, a->r.x.in, a->scale_x, i);
        const int32_t left = x.low * a->r.channels, right = x.high * a->r.channels;
        for (int32_t k = 0; k < a->r.channels; k++) {
            /* Weights of an axis add up to UNIT; one may be negative where there is half a pixel
             * before the first, but then both positions are one. */
            const int64_t upper = above[left + k] * (UNIT - x.rest) + above[right + k] * x.rest;
            const int64_t lower = below[left + k] * (UNIT - x.rest) + below[right + k] * x.rest;
            const int32_t sum = (int32_t)(upper * (UNIT - y.rest) + lower * y.rest);
            *out++ = (int8_t)((sum + (sum > 0 ? 1 << 19 : -(1 << 19))) / (1 << 20));
        }
    }
}

int mote_resize_bilinear_s8(const struct mote_call *c)
{
    mote_resize_walk(c, 1, row_s8);
    return 0;
}

struct place_f32 {
    int32_t low, high;
    float rest;
};

static struct place_f32 place_f32(const struct args *a, const struct mote_resize_axis *axis,
                                  int32_t i)
{
    const int less = a->r.align_corners && axis->out > 1;
    const float scale = (float)(axis->in - less) / (float)(axis->out - less);
    const float at = a->r.half_pixel ? ((float)i + 0.5f) * scale - 0.5f : (float)i * scale;
    struct place_f32 p;
    p.low = (int32_t)mote_floorf(at);
    if (p.low < 0) p.low = 0;
    p.high = (int32_t)mote_ceilf(at);
    if (p.low >= axis->in) p.low = axis->in - 1;
    if (p.high >= axis->in) p.high = axis->in - 1;
    p.rest = at - (float)p.low;
    return p;
}

void mote_resize_bilinear_reach(const void *args, int32_t y, int32_t *first, int32_t *last)
{
    const struct args *a = args;
    struct place_f32 p;
    if (!a->floating) {
        mote_resize_bilinear_reach_s8(args, y, first, last);
        return;
    }
    p = place_f32(a, &a->r.y, y);
    *first = p.low;
    *last = p.high;
}

static void row_f32(const void *args, const struct mote_resize_row *row)
{
    const struct args *a = args;
    const struct place_f32 y = place_f32(a, &a->r.y, row->y);
    const float *above = mote_resize_input(row, y.low), *below = mote_resize_input(row, y.high);
    float *out = row->out;
    for (int32_t i = 0; i < a->r.x.out; i++) {
        const struct place_f32 x = place_f32(a, &a->r.x, i);
        const int32_t left = x.low * a->r.channels, right = x.high * a->r.channels;
        for (int32_t k = 0; k < a->r.channels; k++)
            *out++ = above[left + k] * (1.0f - y.rest) * (1.0f - x.rest) +
                     below[left + k] * y.rest * (1.0f - x.rest) +
                     above[right + k] * (1.0f - y.rest) * x.rest +
                     below[right + k] * y.rest * x.rest;
    }
}

int mote_resize_bilinear_f32(const struct mote_call *c)
{
    mote_resize_walk(c, 4, row_f32);
    return 0;
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_resize_bilinear_s8}, {MOTE_K_F32, mote_resize_bilinear_f32}, {0, NULL}};

const struct mote_op mote_op_resize_bilinear = {
    .code = 23,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
    .reach = mote_resize_bilinear_reach,
};

static const struct mote_kernel kernel_s8[] = {{MOTE_K_S8, mote_resize_bilinear_s8}, {0, NULL}};

const struct mote_op mote_op_resize_bilinear_s8 = {
    .code = 23,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_s8,
    .prepare = prepare_s8,
    .reach = mote_resize_bilinear_reach_s8,
};
