/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels for int16 and float activations that are written for reading: what the quick ones are
 * held against, and fall back to. Where no quick ones are built these are the kernels. */
#ifndef MOTE_OPS_READABLE_H
#define MOTE_OPS_READABLE_H

#include "../mote_op.h"

#if !MOTE_WIDE
#define mote_conv_2d_ref_s16 mote_conv_2d_s16
#define mote_depthwise_conv_2d_ref_s16 mote_depthwise_conv_2d_s16
#define mote_fully_connected_ref_s16 mote_fully_connected_s16
#endif
#if !MOTE_FLOATS
#define mote_conv_2d_ref_f32 mote_conv_2d_f32
#define mote_depthwise_conv_2d_ref_f32 mote_depthwise_conv_2d_f32
#define mote_fully_connected_ref_f32 mote_fully_connected_f32
#endif

mote_eval mote_conv_2d_s16, mote_conv_2d_ref_s16, mote_conv_2d_f32, mote_conv_2d_ref_f32;
mote_eval mote_depthwise_conv_2d_s16, mote_depthwise_conv_2d_ref_s16;
mote_eval mote_depthwise_conv_2d_f32, mote_depthwise_conv_2d_ref_f32;
mote_eval mote_fully_connected_s16, mote_fully_connected_ref_s16;
mote_eval mote_fully_connected_f32, mote_fully_connected_ref_f32;

#endif
