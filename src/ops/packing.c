/* SPDX-License-Identifier: Apache-2.0 */
#include "packing.h"
#include "../base/bytes.h"
#include "../base/halves.h"
#include "../base/mem.h"
#include "../simd/mve.h"
#include "../simd/plain.h"
#include "columns.h"
#include "conv_folded.h"
#include "conv_packed.h"

/* ---- what convolutions have in common ---- */

struct layer {
    const struct mote_conv_args *a;
    const int8_t *filter;
    const uint8_t *bias, *scales;
    int32_t taps, channels;
    int32_t channel_step, tap_step; /* of the filter */
    const uint32_t *same; /* multiplier and shift of all channels; NULL: of each its own */
};

static void put_16(uint8_t *to, uint32_t value)
{
    to[0] = (uint8_t)value;
    to[1] = (uint8_t)(value >> 8);
}

static void put_32(uint8_t *to, uint32_t value)
{
    put_16(to, value);
    put_16(to + 2, value >> 16);
}

static int32_t bias_of(const struct layer *l, int32_t o)
{
    return l->bias ? mote_rd32s(l->bias + 4 * o) : 0;
}

/* The rescale of a channel, in the form of base/rescale.h. */
static int32_t multiplier_of(const struct layer *l, int32_t o, int32_t *right)
{
    const struct mote_scales *s = &l->a->scales;
    int32_t multiplier, shift;
    if (l->same) {
        multiplier = (int32_t)l->same[0];
        shift = (int32_t)l->same[1];
    } else {
        mote_channel_multiplier(s->in, mote_rd32(l->scales + o * mote_conv_scales_step(l->a)),
                                s->out, &multiplier, &shift);
    }
    *right = mote_right_of_shift(shift);
    return multiplier;
}

/* A depthwise layer's order is that of taps. Returns 0 if the filter is no constant, or the bias.
 */
static int layer_of(struct layer *l, struct mote_prep *p, const struct mote_conv_args *a)
{
    struct mote_tensor filter, bias;
    bias.type = MOTE_NO_TYPE;
    bias.data = NULL;
    if (mote_prep_input(p, 1, &filter) || (p->n_in > 2 && mote_prep_input(p, 2, &bias))) return 0;
    l->a = a;
    l->filter = (const int8_t *)filter.data;
    l->bias = bias.type == MOTE_NO_TYPE ? NULL : bias.data;
    l->scales = filter.scales;
    l->taps = mote_axis_filter(&a->s.y) * mote_axis_filter(&a->s.x);
    l->channels = a->s.out_channels;
    l->channel_step = 1;
    l->tap_step = l->channels;
    l->same = NULL;
    return filter.data && (l->bias || bias.type == MOTE_NO_TYPE);
}

/* The same of CONV_2D without groups. */
static int conv_layer_of(struct layer *l, struct mote_prep *p, const struct mote_conv_args *a)
{
    if (a->depth != a->s.in_channels || !layer_of(l, p, a)) return 0;
    l->taps *= a->depth;
    l->channel_step = l->taps;
    l->tap_step = 1;
    return 1;
}

/* What all packed kernels want: a bias, and bounds that are those of int8. */
static int can_pack(const struct layer *l)
{
    return l->bias && l->a->max - l->a->min == 255;
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
    return conv_layer_of(&l, p, a) && can_pack(&l) ? pack_pairs(&l, to) : 0;
}

/* The blocks' own copy of the filter need not be made then: scratch shrinks to the patch of two
 * pixels and the room for one's bytes. */
static uint32_t pack_single_channel(struct mote_prep *p, void *args, uint8_t *to)
{
    struct mote_conv_args *a = args;
    struct layer l;
    uint32_t bytes;
    if (a->s.in_channels != 1 || a->depth == 1 || !layer_of(&l, p, a) || !can_pack(&l)) return 0;
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
    if (!layer_of(&l, p, a) || !can_pack(&l) || !mote_depthwise_conv_2d_3x3_fits(a)) return 0;
    for (int32_t o = 0; o < l.channels; o++) {
        const int32_t offset = mote_conv_offset(a);
        struct mote_block_3x3_channel w;
        int32_t right, left_adds, middle_adds, right_adds, all;
        const int32_t multiplier = multiplier_of(&l, o, &right);
        mote_block_3x3_pack(&w, l.filter + o, l.channels);
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
            for (uint32_t i = 0; i < sizeof words / 4; i++, to += 4) put_32(to, words[i]);
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

/* ---- biases that hold what the offset of inputs adds ---- */

/* Are the multipliers those of kernels for MVE? */
static int can_end(const struct layer *l)
{
    for (int32_t o = 0; o < l->channels; o++) {
        int32_t right;
        if (multiplier_of(l, o, &right) && right < -1) return 0;
    }
    return 1;
}

/* Is it an ordinary convolution, for the kernels for MVE and for those of simd/plain.h? */
static int can_fold(const struct layer *l)
{
    return mote_axis_dilation(&l->a->s.x) == 1 && l->channels >= MOTE_FOLDED_CHANNELS &&
           l->taps <= MOTE_BLOCK_TAPS_MAX && can_end(l);
}

static uint32_t fold(const struct layer *l, uint8_t *to)
{
    for (int32_t o = 0; to && o < l->channels; o++, to += 4) {
        int32_t sum = 0;
        for (int32_t i = 0; i < l->taps; i++)
            sum += l->filter[o * l->channel_step + i * l->tap_step];
        put_32(to, (uint32_t)bias_of(l, o) + (uint32_t)mote_conv_offset(l->a) * (uint32_t)sum);
    }
    return 4 * (uint32_t)l->channels;
}

/* See MOTE_CONV_TAME: for all machines, none of which has tighter bounds than columns. */
static int is_tame_channel(const struct layer *l, int32_t o)
{
    const int32_t limit = MOTE_COLUMNS_SUM_MAX - 255 * 128 * l->taps, bias = bias_of(l, o);
    int32_t right;
    multiplier_of(l, o, &right);
    return right >= 0 && right <= MOTE_COLUMNS_RIGHT_MAX && bias < limit && bias > -limit;
}

static int is_tame(const struct layer *l)
{
    for (int32_t o = 0; o < l->channels; o++)
        if (!is_tame_channel(l, o)) return 0;
    return 1;
}

static uint32_t fold_tame(const struct layer *l, struct mote_conv_args *a, uint8_t *to)
{
    if (to && is_tame(l)) a->kinds |= (uint32_t)MOTE_CONV_TAME << 16;
    return fold(l, to);
}

static uint32_t fold_conv(struct mote_prep *p, void *args, uint8_t *to)
{
    struct layer l;
    return conv_layer_of(&l, p, args) && can_fold(&l) ? fold_tame(&l, args, to) : 0;
}

static int single_channel_of(struct layer *l, struct mote_prep *p, const struct mote_conv_args *a)
{
    return a->s.in_channels == 1 && a->depth > 1 && a->depth <= MOTE_MVE_TURNED_MAX &&
           layer_of(l, p, a) && can_fold(l);
}

static uint32_t fold_single_channel(struct mote_prep *p, void *args, uint8_t *to)
{
    struct layer l;
    return single_channel_of(&l, p, args) ? fold_tame(&l, args, to) : 0;
}

static uint32_t turn_single_channel(struct mote_prep *p, void *args, uint8_t *to)
{
    struct layer l;
    if (!single_channel_of(&l, p, args)) return 0;
    if (to) mote_conv_turn((int8_t *)to, l.filter, l.taps, l.channels);
    return (uint32_t)(l.taps * l.channels);
}

static uint32_t fold_depthwise(struct mote_prep *p, void *args, uint8_t *to)
{
    const struct mote_conv_args *a = args;
    struct layer l;
    if (a->depth != 1 || !layer_of(&l, p, a) || l.taps > MOTE_MVE_TAPS || !can_end(&l)) return 0;
    for (int32_t i = 0; i < l.taps * l.channels; i++)
        if (l.filter[i] == INT8_MIN) return 0; /* what two such weights give has no 16 bits */
    return fold_tame(&l, args, to);
}

/* ---- column by column ---- */

/* The largest magnitude among the weights of `of` taps, `apart` taps apart. */
static uint8_t bound_of(const struct layer *l, int32_t tap, int32_t of, int32_t apart)
{
    int32_t bound = 0;
    for (int32_t o = 0; o < l->channels; o++)
        for (int32_t i = 0; i < of; i++) {
            const int32_t w = l->filter[o * l->channel_step + (tap + i * apart) * l->tap_step];
            if (w > bound) bound = w;
            if (-w > bound) bound = -w;
        }
    return (uint8_t)bound;
}

/* Can all outputs end as columns do? What is always the same is no sum at all. */
static int can_columns(const struct layer *l)
{
    enum { WEIGHTS_MAX = 1 << 28 };
    if (l->channels < MOTE_COLUMNS_OUTPUTS_MIN || l->channels > WEIGHTS_MAX / l->taps) return 0;
    for (int32_t o = 0; o < l->channels; o++)
        if (!is_tame_channel(l, o) && constant_of(l, o) < 0) return 0;
    return 1;
}

/* The end of output o among those of its block: what rounding adds is in it, for sums times 8 (see
 * mote_rescale_s8). */
static void put_end(const struct layer *l, int32_t o, uint8_t *block, int32_t width)
{
    const int32_t k = o % width, zero = mote_conv_zero(l->a);
    int32_t right;
    uint32_t multiplier = (uint32_t)multiplier_of(l, o, &right), add;
    if (is_tame_channel(l, o)) {
        add = ((uint32_t)(4 * (2 * zero + 1)) << right) + 1;
        right += 3;
    } else {
        multiplier = 0;
        add = (uint32_t)(constant_of(l, o) - 128);
        right = 0;
    }
    put_32(block + 4 * k, multiplier);
    put_32(block + 4 * (width + k), add);
    block[8 * width + k] = (uint8_t)right;
}

/* `row` taps a row of the window, `depth` of them a place; `ends_blocks`: for how many blocks there
 * are ends. */
static uint32_t put_columns(const struct layer *l, int32_t row, int32_t depth, int32_t ends_blocks,
                            uint8_t *to)
{
    const int32_t width = mote_columns_width(l->channels);
    const int32_t blocks = mote_columns_blocks(l->channels), columns = 2 * width * l->taps;
    const int32_t bounds = mote_columns_bounds_bytes(l->taps / row * depth);
    const int32_t bytes = bounds + blocks * columns + ends_blocks * mote_columns_ends_bytes(width);
    if (!to) return (uint32_t)bytes;
    memset(to, 0, (size_t)bytes);
    for (int32_t i = 0; i < l->taps / row * depth; i++)
        to[i] = bound_of(l, i / depth * row + i % depth, row / depth, depth);
    to += bounds;
    for (int32_t o = 0; o < l->channels; o++) {
        uint8_t *column = to + o / width * columns + o % width / 2 * 4;
        if (!is_tame_channel(l, o)) continue;
        for (int32_t i = 0; i < l->taps; i++, column += 2 * width) {
            const uint32_t w = (uint32_t)l->filter[o * l->channel_step + i * l->tap_step];
            put_32(column, mote_rd32(column) + (o & 1 ? w << 16 : w));
        }
    }
    to += blocks * columns;
    for (int32_t o = 0; o < l->channels && o < ends_blocks * width; o++)
        put_end(l, o, to + o / width * mote_columns_ends_bytes(width), width);
    return (uint32_t)bytes;
}

static uint32_t put_starts(const struct layer *l, uint8_t *to)
{
    const int32_t bytes = 4 * mote_columns_width(l->channels) * mote_columns_blocks(l->channels);
    if (to) memset(to, 0, (size_t)bytes);
    for (int32_t o = 0; to && o < l->channels; o++) {
        uint8_t *const total = to + 4 * (o & ~1);
        const uint32_t bias = (uint32_t)bias_of(l, o);
        if (!is_tame_channel(l, o)) continue;
        put_32(total, mote_rd32(total) + (o & 1 ? bias << 16 : bias));
        if (o & 1) put_32(total + 4, bias);
    }
    return (uint32_t)bytes;
}

static int columns_conv_of(struct layer *l, struct mote_prep *p, const struct mote_conv_args *a)
{
    return conv_layer_of(l, p, a) && can_pack(l) && a->depth >= MOTE_COLUMNS_DEPTH_MIN &&
           mote_axis_dilation(&a->s.x) == 1 && l->taps <= MOTE_COLUMNS_TAPS_MAX &&
           mote_axis_filter(&a->s.x) <= MOTE_COLUMNS_PARTS_MAX && can_columns(l);
}

static uint32_t columns_conv(struct mote_prep *p, void *args, uint8_t *to)
{
    const struct mote_conv_args *a = args;
    struct layer l;
    if (!columns_conv_of(&l, p, a)) return 0;
    return put_columns(&l, mote_axis_filter(&a->s.x) * a->depth, a->depth,
                       mote_columns_blocks(l.channels), to);
}

static uint32_t start_conv(struct mote_prep *p, void *args, uint8_t *to)
{
    struct layer l;
    return columns_conv_of(&l, p, args) ? put_starts(&l, to) : 0;
}

/* As a convolution of a pixel, of which `like` holds what is asked for. */
static int columns_dense_of(struct layer *l, struct mote_conv_args *like, struct mote_prep *p,
                            const struct mote_fully_connected_args *a)
{
    struct mote_tensor filter, bias;
    if (p->n_in < 3 || mote_prep_input(p, 1, &filter) || mote_prep_input(p, 2, &bias)) return 0;
    *like = (struct mote_conv_args){.zeros = a->zeros, .kinds = 4u << 16};
    if (a->scale[2]) like->scales = *(const struct mote_scales *)(const void *)a->scale;
    l->a = like;
    l->filter = (const int8_t *)filter.data;
    l->bias = bias.data;
    l->scales = filter.scales;
    l->taps = l->channel_step = a->depth;
    l->channels = a->units;
    l->tap_step = 1;
    l->same = a->scale[2] ? NULL : a->scale;
    return l->filter && l->bias && a->depth >= MOTE_COLUMNS_DEPTH_MIN &&
           a->depth <= MOTE_BLOCK_TAPS_MAX && a->bounds == mote_halves(-128, 127) &&
           can_columns(l) && (!l->same || is_tame(l)); /* whose ends are the same for all */
}

static uint32_t columns_dense(struct mote_prep *p, void *args, uint8_t *to)
{
    struct mote_conv_args like;
    struct layer l;
    if (!columns_dense_of(&l, &like, p, args)) return 0;
    return put_columns(&l, l.taps, l.taps, l.same ? 1 : mote_columns_blocks(l.channels), to);
}

static uint32_t start_dense(struct mote_prep *p, void *args, uint8_t *to)
{
    struct mote_conv_args like;
    struct layer l;
    return columns_dense_of(&l, &like, p, args) ? put_starts(&l, to) : 0;
}

enum { CONV_2D = 3, DEPTHWISE_CONV_2D = 4, FULLY_CONNECTED = 9 };

enum { FILTER = 1, BIAS = 2 };

#define PACKED MOTE_FORM_PACKED
#define COLUMNS MOTE_FORM_COLUMNS
#define FOLDED MOTE_FORM_FOLDED

const struct mote_packing mote_packings[] = {
    {PACKED, CONV_2D, MOTE_K_S8, FILTER, "_packed", pack_conv},
    {PACKED, DEPTHWISE_CONV_2D, MOTE_K_S8, FILTER, "_packed", pack_single_channel},
    {PACKED, DEPTHWISE_CONV_2D, MOTE_K_S8, FILTER, "_packed_3x3", pack_3x3},
    {PACKED, FULLY_CONNECTED, MOTE_K_S8, FILTER, "_packed", pack_fully_connected},
    {COLUMNS, CONV_2D, MOTE_K_S8, FILTER, "_columns", columns_conv},
    {COLUMNS, CONV_2D, MOTE_K_S8, BIAS, "_columns", start_conv},
    {COLUMNS, FULLY_CONNECTED, MOTE_K_S8, FILTER, "_columns", columns_dense},
    {COLUMNS, FULLY_CONNECTED, MOTE_K_S8, BIAS, "_columns", start_dense},
    {FOLDED, CONV_2D, MOTE_K_S8, BIAS, "_folded", fold_conv},
    {FOLDED, DEPTHWISE_CONV_2D, MOTE_K_S8, FILTER, "_turned", turn_single_channel},
    {FOLDED, DEPTHWISE_CONV_2D, MOTE_K_S8, BIAS, "_turned", fold_single_channel},
    {MOTE_FORM_FOLDED_DEPTHWISE, DEPTHWISE_CONV_2D, MOTE_K_S8, BIAS, "_folded", fold_depthwise},
    {PACKED, 0, 0, 0, NULL, NULL},
};
