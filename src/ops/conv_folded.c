/* SPDX-License-Identifier: Apache-2.0 */
#include "conv_folded.h"
#include "../simd/simd.h"
#include "conv_mve.h"
#include "conv_plain.h"

/* ---- for any machine: compiled models may be built with other options than the library ---- */

struct job {
    const struct mote_conv_args *a;
    const int8_t *filter;
    const int32_t *bias, *multiplier;
    int32_t depth;                  /* channels that an output reads */
    int32_t channel_step, tap_step; /* of the filter */
    int32_t each;                   /* output o reads channel o */
};

static void pixel(struct mote_pixel *p)
{
    const struct job *j = p->job;
    const struct mote_conv_args *a = j->a;
    const struct mote_axis *y = &a->s.y, *x = &a->s.x;
    const int8_t *right = mote_conv_rights(a, j->multiplier);
    int8_t *out = p->out;
    for (int32_t o = 0; o < a->s.out_channels; o++) {
        const int8_t *f = j->filter + o * j->channel_step;
        uint32_t acc = (uint32_t)j->bias[o];
        for (int32_t i = 0; i < mote_axis_filter(y); i++)
            for (int32_t k = 0; k < mote_axis_filter(x); k++, f += j->tap_step) {
                const int32_t in_y = mote_axis_tap(y, p->out_y, i);
                const int32_t in_x = mote_axis_tap(x, p->out_x, k);
                const int inside = in_y >= 0 && in_y < y->in && in_x >= 0 && in_x < x->in;
                const int8_t *in = NULL;
                if (inside) {
                    in = mote_row(&p->in, p->image + in_y);
                    in += in_x * a->s.in_channels + (j->each ? o : 0);
                }
                for (int32_t d = 0; d < j->depth; d++)
                    acc += (uint32_t)(f[d] * (inside ? in[d] : -mote_conv_offset(a)));
            }
        out[o] = (int8_t)mote_rescale_s8(acc, j->multiplier[o], right[o], 2 * mote_conv_zero(a) + 1,
                                         a->min, a->max);
    }
}

static int run_any(const struct mote_call *c, int32_t depth, int each)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const int32_t taps = mote_axis_filter(&a->s.y) * mote_axis_filter(&a->s.x);
    struct job j;
    j.a = a;
    j.filter = mote_in(c, 1);
    j.bias = mote_in(c, 2);
    j.multiplier = mote_conv_multipliers(c, 1);
    j.depth = depth;
    j.channel_step = each ? 1 : taps * depth;
    j.tap_step = each ? a->s.out_channels : depth;
    j.each = each;
    mote_spatial_walk(c, 1, pixel, &j);
    return 0;
}

/* ---- the kernels ---- */

/* The filter lies as [channels][taps]. */
static int by_rows(const struct mote_call *c)
{
    const struct mote_conv_args *a = (const void *)c->args;
    const int32_t *multipliers = mote_conv_multipliers(c, 1);
    const int8_t *filter = mote_in(c, 1);
    if (MOTE_SIMD_MVE && mote_conv_mve(c, multipliers, filter, mote_extra(c, 0), 1)) return 0;
    if (MOTE_SIMD_PLAIN && mote_conv_plain_walk(c, multipliers, filter, 1, mote_extra(c, 0), 1))
        return 0;
    return run_any(c, a->s.in_channels, 0);
}

int mote_conv_2d_s8_folded(const struct mote_call *c)
{
    return by_rows(c);
}

int mote_depthwise_conv_2d_s8_turned(const struct mote_call *c)
{
#if MOTE_PLAIN_IMAGES
    if (mote_depthwise_conv_2d_image_s8(c, mote_conv_multipliers(c, 1), 1)) return 0;
#endif
    return by_rows(c);
}

int mote_depthwise_conv_2d_s8_folded(const struct mote_call *c)
{
    if (MOTE_SIMD_MVE && mote_depthwise_conv_2d_mve_s8_folded(c, mote_conv_multipliers(c, 1)))
        return 0;
    return run_any(c, 1, 1);
}
