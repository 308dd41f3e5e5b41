/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DEPTHWISE_CONV_2D for int8 over an image of a single channel, 3x3 with strides of 2, two rows of
 * outputs at a time (simd/plain_image.h). depthwise_conv_2d.c has the same written for reading.
 */
#include "../base/mem.h"
#include "conv_plain.h"

#if MOTE_PLAIN_IMAGES

/* Columns from `at` to before `end` of a row of the input; where it has none there are zero points,
 * as everywhere if there is no row. */
static void gather(int8_t *to, const struct mote_conv_args *a, const int8_t *row, int32_t at,
                   int32_t end)
{
    const int32_t outside = -mote_conv_offset(a), from = at > 0 ? at : 0;
    int32_t until = end < a->s.x.in ? end : a->s.x.in;
    if (!row || until < from) until = from;
    memset(to, outside, (uint32_t)(from - at));
    if (until > from) memcpy(to + (from - at), row + from, (uint32_t)(until - from));
    memset(to + (until - at), outside, (uint32_t)(end - until));
}

/* Rows of the input for output row out_y on, from `first` on of the five. */
static void gather_rows(int8_t *to, const struct mote_conv_args *a, const struct mote_rows *in,
                        int32_t image, int32_t out_y, int32_t at, int32_t end, int32_t first)
{
    for (int32_t i = 0; i < MOTE_PLAIN_IMAGE_ROWS; i++, to += MOTE_PLAIN_IMAGE_PITCH) {
        const int32_t y = mote_axis_tap(&a->s.y, out_y, i - first);
        const int inside = i >= first && y >= 0 && y < a->s.y.in;
        gather(to, a, inside ? mote_row(in, image + y) : NULL, at, end);
    }
}

static int is_3x3_by_2(const struct mote_conv_args *a)
{
    const uint32_t step = mote_halves(2, 1);
    return a->s.in_channels == 1 && mote_axis_filter(&a->s.y) == 3 &&
           mote_axis_filter(&a->s.x) == 3 && a->s.y.step == step && a->s.x.step == step;
}

int mote_depthwise_conv_2d_image_s8(const struct mote_call *c, const int32_t *multipliers,
                                    int folded)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const int32_t channels = a->s.out_channels, end = a->s.all_rows ? a->s.all_rows : c->y1;
    const struct mote_rows in = mote_rows_of(c, 0, (uint32_t)a->s.x.in);
    const struct mote_rows out = mote_rows_of(c, c->n_in, (uint32_t)(a->s.x.out * channels));
    int8_t rows[MOTE_PLAIN_IMAGE_ROWS * MOTE_PLAIN_IMAGE_PITCH];
    int32_t out_y = c->y0, image = 0, n;
    struct mote_plain_image p;
    p.in = rows;
    p.filter = mote_in(c, 1);
    p.bias = mote_in_optional(c, 2);
    p.multiplier = multipliers;
    p.right = mote_conv_rights(a, multipliers);
    p.channels = channels;
    p.tap = folded ? 1 : channels;
    p.next_channel = folded ? 9 : 1;
    p.step = channels;
    p.offset = folded ? 0 : mote_conv_offset(a);
    p.zero = 4 * (2 * mote_conv_zero(a) + 1);
    p.floored = mote_conv_zero(a) == -128;
    if (!is_3x3_by_2(a) || !p.bias || a->max - a->min != 255) return 0;
    if (!mote_conv_tame(a) && mote_conv_plain_tame(p.bias, p.right, 9, channels) < channels)
        return 0;
    for (int32_t y = c->y0; y < end; y += n, out_y += n) {
        if (out_y == a->s.y.out) { /* the next batch */
            out_y = 0;
            image += a->s.y.in;
        }
        /* a row by itself is the second one, and also what is overwritten by it */
        n = y + 1 < end && out_y + 1 < a->s.y.out ? 2 : 1;
        for (int32_t x = 0, outputs; x < a->s.x.out; x += outputs) {
            const int32_t at = mote_axis_tap(&a->s.x, x, 0);
            outputs = a->s.x.out - x;
            if (outputs > MOTE_PLAIN_IMAGE_OUTPUTS) outputs = MOTE_PLAIN_IMAGE_OUTPUTS;
            gather_rows(rows, a, &in, image, out_y, at, at + 2 * outputs + 1, n == 1 ? 2 : 0);
            p.out = (int8_t *)mote_row(&out, y) + x * channels;
            p.second = (int8_t *)mote_row(&out, y + n - 1) + x * channels;
            p.width = outputs * channels;
            mote_plain_image_s8(&p);
        }
    }
    return 1;
}

#endif
