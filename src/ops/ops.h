/* SPDX-License-Identifier: Apache-2.0 */
/* Every operator, for the tables that firmware gives to mote_init. With a type behind the name: only the kernel of that type links. */
#ifndef MOTE_OPS_H
#define MOTE_OPS_H

#include "../mote_op.h"

#ifdef __cplusplus
extern "C" {
#endif

extern const struct mote_op mote_op_add;
extern const struct mote_op mote_op_add_f32;
extern const struct mote_op mote_op_add_s16;
extern const struct mote_op mote_op_add_s8;
extern const struct mote_op mote_op_arg_max;
extern const struct mote_op mote_op_arg_max_f32;
extern const struct mote_op mote_op_arg_max_s8;
extern const struct mote_op mote_op_arg_min;
extern const struct mote_op mote_op_arg_min_f32;
extern const struct mote_op mote_op_arg_min_s8;
extern const struct mote_op mote_op_average_pool_2d;
extern const struct mote_op mote_op_average_pool_2d_f32;
extern const struct mote_op mote_op_average_pool_2d_s16;
extern const struct mote_op mote_op_average_pool_2d_s8;
extern const struct mote_op mote_op_batch_to_space_nd;
extern const struct mote_op mote_op_broadcast_args;
extern const struct mote_op mote_op_broadcast_to;
extern const struct mote_op mote_op_cast;
extern const struct mote_op mote_op_cast_any;
extern const struct mote_op mote_op_circular_buffer;
extern const struct mote_op mote_op_concatenation;
extern const struct mote_op mote_op_conv_2d;
extern const struct mote_op mote_op_conv_2d_f32;
extern const struct mote_op mote_op_conv_2d_ref;
extern const struct mote_op mote_op_conv_2d_s16;
extern const struct mote_op mote_op_conv_2d_s8;
extern const struct mote_op mote_op_cumsum;
extern const struct mote_op mote_op_cumsum_f32;
extern const struct mote_op mote_op_cumsum_s8;
extern const struct mote_op mote_op_depth_to_space;
extern const struct mote_op mote_op_depthwise_conv_2d;
extern const struct mote_op mote_op_depthwise_conv_2d_f32;
extern const struct mote_op mote_op_depthwise_conv_2d_ref;
extern const struct mote_op mote_op_depthwise_conv_2d_s16;
extern const struct mote_op mote_op_depthwise_conv_2d_s8;
extern const struct mote_op mote_op_dequantize;
extern const struct mote_op mote_op_div;
extern const struct mote_op mote_op_div_f32;
extern const struct mote_op mote_op_div_s8;
extern const struct mote_op mote_op_dynamic_update_slice;
extern const struct mote_op mote_op_embedding_lookup;
extern const struct mote_op mote_op_expand_dims;
extern const struct mote_op mote_op_fill;
extern const struct mote_op mote_op_fully_connected;
extern const struct mote_op mote_op_fully_connected_f32;
extern const struct mote_op mote_op_fully_connected_ref;
extern const struct mote_op mote_op_fully_connected_s16;
extern const struct mote_op mote_op_fully_connected_s8;
extern const struct mote_op mote_op_gather;
extern const struct mote_op mote_op_gather_nd;
extern const struct mote_op mote_op_leaky_relu;
extern const struct mote_op mote_op_leaky_relu_f32;
extern const struct mote_op mote_op_leaky_relu_s8;
extern const struct mote_op mote_op_logistic;
extern const struct mote_op mote_op_logistic_f32;
extern const struct mote_op mote_op_logistic_s8;
extern const struct mote_op mote_op_max_pool_2d;
extern const struct mote_op mote_op_max_pool_2d_f32;
extern const struct mote_op mote_op_max_pool_2d_s16;
extern const struct mote_op mote_op_max_pool_2d_s8;
extern const struct mote_op mote_op_maximum;
extern const struct mote_op mote_op_maximum_s8;
extern const struct mote_op mote_op_mean;
extern const struct mote_op mote_op_mean_f32;
extern const struct mote_op mote_op_mean_s16;
extern const struct mote_op mote_op_mean_s8;
extern const struct mote_op mote_op_minimum;
extern const struct mote_op mote_op_minimum_s8;
extern const struct mote_op mote_op_mirror_pad;
extern const struct mote_op mote_op_mul;
extern const struct mote_op mote_op_mul_f32;
extern const struct mote_op mote_op_mul_s16;
extern const struct mote_op mote_op_mul_s8;
extern const struct mote_op mote_op_pack;
extern const struct mote_op mote_op_pad;
extern const struct mote_op mote_op_padv2;
extern const struct mote_op mote_op_quantize;
extern const struct mote_op mote_op_quantize_any;
extern const struct mote_op mote_op_reduce_all;
extern const struct mote_op mote_op_reduce_max;
extern const struct mote_op mote_op_reduce_max_f32;
extern const struct mote_op mote_op_reduce_max_s8;
extern const struct mote_op mote_op_reduce_min;
extern const struct mote_op mote_op_reduce_min_f32;
extern const struct mote_op mote_op_reduce_min_s8;
extern const struct mote_op mote_op_relu6;
extern const struct mote_op mote_op_relu6_f32;
extern const struct mote_op mote_op_relu6_s8;
extern const struct mote_op mote_op_relu;
extern const struct mote_op mote_op_relu_f32;
extern const struct mote_op mote_op_relu_s8;
extern const struct mote_op mote_op_reshape;
extern const struct mote_op mote_op_reverse_v2;
extern const struct mote_op mote_op_select_v2;
extern const struct mote_op mote_op_shape;
extern const struct mote_op mote_op_signal_delay;
extern const struct mote_op mote_op_signal_energy;
extern const struct mote_op mote_op_signal_fft_auto_scale;
extern const struct mote_op mote_op_signal_filter_bank;
extern const struct mote_op mote_op_signal_filter_bank_log;
extern const struct mote_op mote_op_signal_filter_bank_spectral_subtraction;
extern const struct mote_op mote_op_signal_filter_bank_square_root;
extern const struct mote_op mote_op_signal_framer;
extern const struct mote_op mote_op_signal_irfft;
extern const struct mote_op mote_op_signal_irfft_s16;
extern const struct mote_op mote_op_signal_overlap_add;
extern const struct mote_op mote_op_signal_pcan;
extern const struct mote_op mote_op_signal_rfft;
extern const struct mote_op mote_op_signal_rfft_s16;
extern const struct mote_op mote_op_signal_stacker;
extern const struct mote_op mote_op_signal_window;
extern const struct mote_op mote_op_slice;
extern const struct mote_op mote_op_softmax;
extern const struct mote_op mote_op_softmax_f32;
extern const struct mote_op mote_op_softmax_s16;
extern const struct mote_op mote_op_softmax_s8;
extern const struct mote_op mote_op_space_to_batch_nd;
extern const struct mote_op mote_op_space_to_depth;
extern const struct mote_op mote_op_split;
extern const struct mote_op mote_op_split_v;
extern const struct mote_op mote_op_squeeze;
extern const struct mote_op mote_op_strided_slice;
extern const struct mote_op mote_op_sub;
extern const struct mote_op mote_op_sub_f32;
extern const struct mote_op mote_op_sub_s16;
extern const struct mote_op mote_op_sub_s8;
extern const struct mote_op mote_op_sum;
extern const struct mote_op mote_op_sum_f32;
extern const struct mote_op mote_op_sum_s16;
extern const struct mote_op mote_op_sum_s8;
extern const struct mote_op mote_op_svdf;
extern const struct mote_op mote_op_svdf_f32;
extern const struct mote_op mote_op_svdf_s8;
extern const struct mote_op mote_op_tanh;
extern const struct mote_op mote_op_tanh_f32;
extern const struct mote_op mote_op_tanh_s8;
extern const struct mote_op mote_op_transpose;
extern const struct mote_op mote_op_transpose_conv;
extern const struct mote_op mote_op_transpose_conv_f32;
extern const struct mote_op mote_op_transpose_conv_s16;
extern const struct mote_op mote_op_transpose_conv_s8;
extern const struct mote_op mote_op_unpack;
extern const struct mote_op mote_op_zeros_like;

#ifdef __cplusplus
}
#endif
#endif
