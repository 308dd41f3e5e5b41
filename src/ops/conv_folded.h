/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Convolutions that take inputs as they are: the bias holds what their offset adds, and so it has
 * to be there. Kernels of compiled models only, for layers that packing.c picks.
 */
#ifndef MOTE_OPS_CONV_FOLDED_H
#define MOTE_OPS_CONV_FOLDED_H

#include "conv.h"

/* Fewest channels: what kernels of simd/plain.h take. */
enum { MOTE_FOLDED_CHANNELS = 4 };

/* CONV_2D without groups; DEPTHWISE_CONV_2D with several outputs of a single channel, whose filter
 * is turned to [channels][taps]; DEPTHWISE_CONV_2D with one output for each channel, and no weight
 * of -128. */
mote_eval mote_conv_2d_s8_folded, mote_depthwise_conv_2d_s8_turned,
    mote_depthwise_conv_2d_s8_folded;

#endif
