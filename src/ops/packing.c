/* SPDX-License-Identifier: Apache-2.0 */
#include "packing.h"
#include "conv_blocks.h"
#include "fully_connected.h"

/* ---- convolutions ---- */

static int32_t taps_of(const struct mote_conv_args *a)
{
    return mote_axis_filter(&a->s.y) * mote_axis_filter(&a->s.x);
}

static uint32_t pack_conv(const void *args, const int8_t *from, int8_t *to)
{
    const struct mote_conv_args *a = args;
    const int32_t taps = taps_of(a) * a->depth, channels = a->s.out_channels;
    if (to && !mote_pack_filter(to, from, channels, taps, taps, 1)) return 0;
    return (uint32_t)(channels * mote_packed_taps(taps));
}

static uint32_t pack_depthwise(const void *args, const int8_t *from, int8_t *to)
{
    const struct mote_conv_args *a = args;
    const int32_t taps = taps_of(a), channels = a->s.out_channels;
    if (to && !mote_pack_filter(to, from, channels, taps, 1, channels)) return 0;
    return (uint32_t)(channels * mote_packed_taps(taps));
}

/* What the kernel in packed blocks is for. */
static int is_easy(const struct mote_conv_args *a, int32_t taps)
{
    return mote_conv_easy(a) && a->max - a->min == 255 && a->s.out_channels % 2 == 0 &&
           mote_axis_dilation(&a->s.x) == 1 && taps >= MOTE_BLOCK_TAPS_MIN &&
           taps <= MOTE_BLOCK_TAPS_MAX;
}

static int has_no_least(struct mote_prep *p)
{
    struct mote_tensor filter;
    if (mote_prep_input(p, 1, &filter) != 0) return 0;
    for (uint32_t i = 0; i < filter.bytes; i++)
        if (filter.data[i] == 0x80u) return 0; /* -128 */
    return 1;
}

/* A turn of the loop is three instructions shorter, the end of a pair is six longer. */
static int wanted_conv(struct mote_prep *p, void *args)
{
    const struct mote_conv_args *a = args;
    const int32_t taps = taps_of(a) * a->depth;
    return a->depth == a->s.in_channels && taps > 8 && is_easy(a, taps) && has_no_least(p);
}

/* The blocks' own copy of the filter need not be made then: scratch shrinks to the patch of two
 * pixels and the room for one's bytes. */
static int wanted_depthwise(struct mote_prep *p, void *args)
{
    struct mote_conv_args *a = args;
    const int32_t taps = mote_packed_taps(taps_of(a));
    mote_ref *patch = p->refs + p->n_in + p->n_out;
    if (a->s.in_channels != 1 || a->depth == 1 || !is_easy(a, taps_of(a)) || !has_no_least(p))
        return 0;
    a->kinds |= (uint32_t)MOTE_CONV_PACKED << 16;
    *patch = mote_ref_make(MOTE_BASE_PLAN_SCRATCH, -taps * (mote_axis_filter(&a->s.x) % 4 ? 5 : 4));
    return 1;
}

/* ---- FULLY_CONNECTED ---- */

static uint32_t pack_fully_connected(const void *args, const int8_t *from, int8_t *to)
{
    const struct mote_fully_connected_args *a = args;
    if (to && !mote_pack_filter(to, from, a->units, a->depth, a->depth, 1)) return 0;
    return (uint32_t)(a->units * a->depth);
}

static int wanted_fully_connected(struct mote_prep *p, void *args)
{
    const struct mote_fully_connected_args *a = args;
    return a->units % 2 == 0 && a->depth % 4 == 0 && has_no_least(p);
}

enum { CONV_2D = 3, DEPTHWISE_CONV_2D = 4, FULLY_CONNECTED = 9 };

const struct mote_packing mote_packings[] = {
    {CONV_2D, MOTE_K_S8, 1, wanted_conv, pack_conv},
    {DEPTHWISE_CONV_2D, MOTE_K_S8, 1, wanted_depthwise, pack_depthwise},
    {FULLY_CONNECTED, MOTE_K_S8, 1, wanted_fully_connected, pack_fully_connected},
    {0, 0, 0, NULL, NULL},
};
