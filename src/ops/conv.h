/* SPDX-License-Identifier: Apache-2.0 */
/* What CONV_2D, DEPTHWISE_CONV_2D and TRANSPOSE_CONV share: args, prepare, multipliers per channel,
 * ends of accumulation. */
#ifndef MOTE_OPS_CONV_H
#define MOTE_OPS_CONV_H

#include "spatial.h"
#include "weighted.h"

struct mote_conv_args {
    struct mote_spatial s;
    int32_t depth; /* input channels that a filter reads; depthwise: outputs an input channel has */
    uint32_t zeros;   /* what is added to inputs (low half), zero point of the output */
    int32_t min, max; /* of the output; float bits */
    uint32_t kinds;   /* enum mote_type of the bias (low half), which says the accumulator of
                         16-bit kernels, too; bytes from a channel's scale to the next (0, 4), or-ed
                         with the MOTE_CONV_ flags below */
    struct mote_scales scales; /* one of the filter, or one a channel */
};

/* Of int8 layers: all biases are small (see mote_block_bias_small) and every multiplier is below
 * 1/4 (right >= 0), or 0. May be missing. */
enum { MOTE_CONV_EASY = 1 };

/* Of compiled depthwise layers: the filter may be packed (packing.h), and there is no scratch to
 * put it in another order. */
enum { MOTE_CONV_PACKED = 2 };

/* Of compiled layers, where biases are folded for some machine: no channel is beyond the kernels of
 * simd/plain.h. */
enum { MOTE_CONV_TAME = 8 };

static inline int32_t mote_conv_offset(const struct mote_conv_args *a)
{
    return mote_low_half(a->zeros);
}

static inline int32_t mote_conv_zero(const struct mote_conv_args *a)
{
    return mote_high_half(a->zeros);
}

static inline int32_t mote_conv_bias_type(const struct mote_conv_args *a)
{
    return mote_low_half_u16(a->kinds);
}

static inline int32_t mote_conv_scales_step(const struct mote_conv_args *a)
{
    return mote_high_half_u16(a->kinds) & 4;
}

static inline int mote_conv_easy(const struct mote_conv_args *a)
{
    return mote_high_half_u16(a->kinds) & MOTE_CONV_EASY;
}

static inline int mote_conv_packed(const struct mote_conv_args *a)
{
    return mote_high_half_u16(a->kinds) & MOTE_CONV_PACKED;
}

static inline int mote_conv_tame(const struct mote_conv_args *a)
{
    return mote_high_half_u16(a->kinds) & MOTE_CONV_TAME;
}

/* How one of the operators lays out its operands and options. */
struct mote_conv_form {
    struct mote_bias_form bias;
    uint8_t input;        /* operand; the filter is 1 */
    uint8_t channel_axis; /* of the filter: output channels */
    uint8_t activation;   /* option field */
    uint8_t dilation;     /* option field of the width's, the height's behind it */
};

/*
 * Reads and checks operands and options. in/filter/out are filled for the caller's own checks.
 * Leaves undone: s (but for what mote_prep_axis wants), depth, scratch.
 */
int mote_prep_conv(struct mote_prep *p, const struct mote_conv_form *form, struct mote_conv_args *a,
                   struct mote_tensor *in, struct mote_tensor *filter, struct mote_tensor *out);

/* Asks for the scratch that mote_conv_begin fills. Call last; `channels` outputs. */
int mote_prep_multipliers(struct mote_prep *p, struct mote_conv_args *a, int32_t channels);

/* begin of CONV_2D and DEPTHWISE_CONV_2D, whose scratch comes second, behind a patch; and of
 * TRANSPOSE_CONV. */
void mote_conv_begin(const struct mote_call *c);
void mote_transpose_conv_begin(const struct mote_call *c);

/*
 * Multipliers of all channels, int32 each, and behind all of them int8 each their `right` (see
 * base/rescale.h): 5 bytes a channel, in extra number `extra`.
 */
static inline const int32_t *mote_conv_multipliers(const struct mote_call *c, int extra)
{
    return (const int32_t *)mote_extra(c, extra);
}

static inline const int8_t *mote_conv_rights(const struct mote_conv_args *a,
                                             const int32_t *multipliers)
{
    return (const int8_t *)(multipliers + a->s.out_channels);
}

/* A filter in another order: [taps][channels] -> [channels][taps]. */
void mote_conv_turn(int8_t *to, const int8_t *from, int32_t taps, int32_t channels);

/* The patch that one output pixel reads, `depth` channels from `channel` on, widened, offset added,
 * zeros outside the image: [filter height][filter width][depth]. */
void mote_conv_gather(const struct mote_pixel *p, const struct mote_conv_args *a, int32_t depth,
                      int32_t channel, int16_t *to);

/* Ends a 16-bit output: bias (NULL: none), rescaling, clamp. */
int16_t mote_conv_end_s16(const struct mote_conv_args *a, int64_t acc, const void *bias,
                          int32_t channel, int32_t multiplier, int32_t right);

float mote_conv_end_f32(const struct mote_conv_args *a, float acc);

#endif
