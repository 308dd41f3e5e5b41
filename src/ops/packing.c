/* SPDX-License-Identifier: Apache-2.0 */
#include "packing.h"
#include "../base/bytes.h"
#include "../base/halves.h"
#include "conv_packed.h"
#include "fully_connected.h"

/* ---- what convolutions have in common ---- */

struct layer {
    const struct mote_conv_args *a;
    const int8_t *filter;
    const uint8_t *bias, *scales;
    int32_t taps, channels;
    int32_t channel_step, tap_step; /* of the filter */
};

static void put_16(uint8_t *to, uint32_t value)
{
    to[0] = (uint8_t)value;
    to[1] = (uint8_t)(value >> 8);
}

static int32_t bias_of(const struct layer *l, int32_t o)
{
    return mote_rd32s(l->bias + 4 * o);
}

/* The rescale of a channel, in the form of base/rescale.h. */
static int32_t multiplier_of(const struct layer *l, int32_t o, int32_t *right)
{
    const struct mote_scales *s = &l->a->scales;
    int32_t multiplier, shift;
    mote_channel_multiplier(s->in, mote_rd32(l->scales + o * mote_conv_scales_step(l->a)), s->out,
                            &multiplier, &shift);
    *right = mote_right_of_shift(shift);
    return multiplier;
}

/* Fills in what all packed kernels want: a bias, and bounds that are those of int8. */
static int layer_of(struct layer *l, struct mote_prep *p, const struct mote_conv_args *a)
{
    struct mote_tensor filter, bias;
    if (mote_prep_input(p, 1, &filter) || p->n_in < 3 || mote_prep_input(p, 2, &bias) ||
        bias.type == MOTE_NO_TYPE || a->max - a->min != 255)
        return 0;
    l->a = a;
    l->filter = (const int8_t *)filter.data;
    l->bias = bias.data;
    l->scales = filter.scales;
    l->taps = mote_axis_filter(&a->s.y) * mote_axis_filter(&a->s.x);
    l->channels = a->s.out_channels;
    l->channel_step = 1;
    l->tap_step = l->channels;
    return filter.data && bias.data;
}

/* ---- in pairs of channels ---- */

/* Some nets have channels without weights worth the name and enormous biases. What such a channel
 * gives, if it is the same for any input; otherwise -1. */
static int32_t constant_of(const struct layer *l, int32_t o)
{
    int32_t right, least, most;
    const int32_t multiplier = multiplier_of(l, o, &right), zero = mote_conv_zero(l->a);
    int64_t reach = 0;
    for (int32_t i = 0; i < l->taps; i++) {
        const int32_t w = l->filter[o * l->channel_step + i * l->tap_step];
        reach += 255 * (w < 0 ? -w : w);
    }
    if (bias_of(l, o) - reach < INT32_MIN || bias_of(l, o) + reach > INT32_MAX) return -1;
    least = mote_rescale_any((uint32_t)(bias_of(l, o) - reach), multiplier, right, 2 * zero + 1);
    most = mote_rescale_any((uint32_t)(bias_of(l, o) + reach), multiplier, right, 2 * zero + 1);
    return least == most ? mote_clamp(least, -128, 127) + 128 : -1;
}

static uint32_t pack_pairs(const struct layer *l, uint8_t *to)
{
    const uint32_t bytes = (uint32_t)(l->channels * mote_packed_taps(l->taps));
    uint32_t constants = 0;
    if (l->channels % 2 || mote_axis_dilation(&l->a->s.x) != 1 || l->taps < MOTE_BLOCK_TAPS_MIN ||
        l->taps > MOTE_BLOCK_TAPS_MAX)
        return 0;
    if (to && !mote_pack_filter((int8_t *)to, l->filter, l->channels, l->taps, l->channel_step,
                                l->tap_step))
        return 0;
    if (mote_conv_easy(l->a)) return bytes;
    for (int32_t o = 0; o < l->channels; o++) {
        int32_t right, value;
        const int32_t multiplier = multiplier_of(l, o, &right);
        if (mote_block_bias_small(bias_of(l, o)) && (right >= 0 || multiplier == 0)) continue;
        value = constant_of(l, o);
        if (value < 0) return 0;
        constants++;
        if (!to) continue;
        put_16(to + bytes + 4 * constants, (uint32_t)o);
        put_16(to + bytes + 4 * constants + 2, (uint32_t)(value - 128));
    }
    if (to) {
        put_16(to + bytes, constants);
        put_16(to + bytes + 2, 0);
    }
    return bytes + 4 + 4 * constants;
}

static uint32_t pack_conv(struct mote_prep *p, void *args, uint8_t *to)
{
    const struct mote_conv_args *a = args;
    struct layer l;
    if (a->depth != a->s.in_channels || !layer_of(&l, p, a)) return 0;
    l.taps *= a->depth;
    l.channel_step = l.taps;
    l.tap_step = 1;
    return pack_pairs(&l, to);
}

/* The blocks' own copy of the filter need not be made then: scratch shrinks to the patch of two
 * pixels and the room for one's bytes. */
static uint32_t pack_single_channel(struct mote_prep *p, void *args, uint8_t *to)
{
    struct mote_conv_args *a = args;
    struct layer l;
    uint32_t bytes;
    if (a->s.in_channels != 1 || a->depth == 1 || !layer_of(&l, p, a)) return 0;
    bytes = pack_pairs(&l, to);
    if (to && bytes) {
        const int32_t patch = mote_packed_taps(l.taps) * (mote_axis_filter(&a->s.x) % 4 ? 5 : 4);
        a->kinds |= (uint32_t)MOTE_CONV_PACKED << 16;
        p->refs[p->n_in + p->n_out] = mote_ref_make(MOTE_BASE_PLAN_SCRATCH, -patch);
    }
    return bytes;
}

/* ---- depthwise 3x3 ---- */

static int32_t halves_sum(uint32_t pair)
{
    return mote_low_half(pair) + mote_high_half(pair);
}

static uint32_t pack_3x3(struct mote_prep *p, void *args, uint8_t *to)
{
    const struct mote_conv_args *a = args;
    struct layer l;
    if (!layer_of(&l, p, a) || !mote_depthwise_conv_2d_3x3_fits(a)) return 0;
    for (int32_t o = 0; o < l.channels; o++) {
        const int32_t offset = mote_conv_offset(a);
        struct mote_block_3x3_channel w;
        int32_t right, left_adds, middle_adds, right_adds, all;
        const int32_t multiplier = multiplier_of(&l, o, &right);
        mote_block_3x3_pack(&w, l.filter + o, l.channels, 1);
        left_adds = offset * (halves_sum(w.left) + mote_low_half(w.third_row));
        middle_adds = offset * (halves_sum(w.middle) + mote_high_half(w.third_row));
        right_adds = offset * (halves_sum(w.right) + mote_high_half(w.corner));
        if (!mote_block_3x3_end(&w, bias_of(&l, o), multiplier, right, 2 * mote_conv_zero(a) + 1))
            return 0;
        all = w.twice_bias + left_adds + middle_adds + right_adds;
        if (to) {
            /* in the order of struct mote_packed_3x3 */
            const uint32_t words[] = {w.left,
                                      w.middle,
                                      w.right,
                                      w.third_row,
                                      w.corner,
                                      (uint32_t)(mote_axis_pad(&a->s.x) ? all - left_adds : all),
                                      (uint32_t)all,
                                      (uint32_t)w.multiplier,
                                      (uint32_t)w.zero,
                                      (uint32_t)-right_adds,
                                      (uint32_t)w.twice_bias};
            for (uint32_t i = 0; i < sizeof words / 4; i++, to += 4) {
                put_16(to, words[i]);
                put_16(to + 2, words[i] >> 16);
            }
        }
    }
    return (uint32_t)l.channels * (uint32_t)sizeof(struct mote_packed_3x3);
}

/* ---- FULLY_CONNECTED ---- */

static uint32_t pack_fully_connected(struct mote_prep *p, void *args, uint8_t *to)
{
    const struct mote_fully_connected_args *a = args;
    const struct mote_scales *s = (const void *)a->scale;
    struct mote_tensor filter, bias;
    if (mote_prep_input(p, 1, &filter) || !filter.data || a->depth > MOTE_BLOCK_TAPS_MAX ||
        mote_high_half(a->bounds) - mote_low_half(a->bounds) != 255)
        return 0;
    bias.type = MOTE_NO_TYPE;
    if (p->n_in > 2 && mote_prep_input(p, 2, &bias)) return 0;
    for (int32_t o = 0; o < a->units; o++) {
        int32_t multiplier = (int32_t)a->scale[0], shift = (int32_t)a->scale[1];
        if (a->scale[2])
            mote_channel_multiplier(s->in, mote_rd32(filter.scales + 4 * o), s->out, &multiplier,
                                    &shift);
        if (mote_right_of_shift(shift) < 0 && multiplier) return 0;
        if (bias.type == MOTE_NO_TYPE) continue;
        if (!bias.data || !mote_block_bias_small(mote_rd32s(bias.data + 4 * o))) return 0;
    }
    if (to && !mote_pack_filter((int8_t *)to, (const int8_t *)filter.data, a->units, a->depth,
                                a->depth, 1))
        return 0;
    return (uint32_t)((a->units + 1) / 2 * 2 * mote_packed_taps(a->depth));
}

enum { CONV_2D = 3, DEPTHWISE_CONV_2D = 4, FULLY_CONNECTED = 9 };

const struct mote_packing mote_packings[] = {
    {CONV_2D, MOTE_K_S8, 1, "_packed", pack_conv},
    {DEPTHWISE_CONV_2D, MOTE_K_S8, 1, "_packed", pack_single_channel},
    {DEPTHWISE_CONV_2D, MOTE_K_S8, 1, "_packed_3x3", pack_3x3},
    {FULLY_CONNECTED, MOTE_K_S8, 1, "_packed", pack_fully_connected},
    {0, 0, 0, NULL, NULL},
};
