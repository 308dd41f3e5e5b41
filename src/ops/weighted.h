/* SPDX-License-Identifier: Apache-2.0 */
/* Checks that convolutions, FULLY_CONNECTED and pools share: weights, bias, quantisation, fused
 * activation. */
#ifndef MOTE_OPS_WEIGHTED_H
#define MOTE_OPS_WEIGHTED_H

#include "../mote_op.h"

/* Types: the kernel is chosen by those of operand `input` and the filter (operand 1), the output's
 * is the input's. Nothing is empty. */
int mote_prep_weighted(struct mote_prep *p, int input, const struct mote_tensor *in,
                       const struct mote_tensor *filter, const struct mote_tensor *out);

/* The bias that operators with weights may have: `wide` and `other` are the types that int16
 * activations take. `option` is the field that says int32 accumulators where there is no bias (0:
 * there is none). *type: of the bias, or if there is none one that says the accumulator. */
struct mote_bias_form {
    uint8_t operand, wide, other, option;
};
int mote_prep_bias(struct mote_prep *p, const struct mote_bias_form *form, int activations,
                   int32_t channels, struct mote_tensor *bias, int32_t *type);

/* Quantisation of input, output and filter, whose outputs are along `axis`; zero points of weights
 * are 0. */
int mote_prep_weighted_quant(struct mote_prep *p, int input, const struct mote_tensor *in,
                             const struct mote_tensor *filter, int axis,
                             const struct mote_tensor *out);

/* Multipliers for 64-bit accumulators, which are shifted by 15 - shift: refuses those that are too
 * large. `step` bytes from scale to scale. */
int mote_prep_wide(struct mote_prep *p, uint32_t in, const uint8_t *scales, int32_t step,
                   int32_t channels, uint32_t out);

/* Bounds that the fused activation (option field) sets on the output; as bits for float. */
int mote_prep_activation(struct mote_prep *p, int field, const struct mote_tensor *out,
                         int32_t *min, int32_t *max);

/* Where multipliers of channels come from: the filter's scales in the file, the input's and the
 * output's as bits (0: there are none to derive). */
struct mote_scales {
    mote_ref filter;
    uint32_t in, out;
};

/* What begin does for a weighted operator: int32 multipliers of n channels, and behind them int8
 * each their `right` (see base/rescale.h), go to extra number `extra`, 5 bytes a channel. `step`:
 * bytes from a scale of the filter to the next, 4 or 0. */
void mote_weighted_begin(const struct mote_call *c, const struct mote_scales *s, int32_t step,
                         int32_t n, int extra);

#endif
