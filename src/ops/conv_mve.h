/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels of convolutions for MVE (simd/mve.h); they return 0, having done nothing, if the
 * layer is not for them. */
#ifndef MOTE_OPS_CONV_MVE_H
#define MOTE_OPS_CONV_MVE_H

#include "conv.h"

int mote_conv_2d_mve_s8(const struct mote_call *c, const int32_t *multipliers);
int mote_depthwise_conv_2d_mve_s8(const struct mote_call *c, const int32_t *multipliers);

/* One output for each channel: see conv_folded.h. */
int mote_depthwise_conv_2d_mve_s8_folded(const struct mote_call *c, const int32_t *multipliers);

/* An ordinary convolution with another filter, [channels][taps], and another patch than the
 * call's. Is what is added to inputs folded into the bias, which is there then? */
int mote_conv_mve(const struct mote_call *c, const int32_t *multipliers, const int8_t *filter,
                  int8_t *patch, int folded);

#endif
