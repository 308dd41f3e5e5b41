/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Layers whose weights lie column by column (simd/columns.h): what packing.c and the kernels agree
 * upon. The filter's constant holds
 *     uint8 bounds[filter height][input channels], in whole words: the largest magnitude among the
 *         weights of an input, wherever in its row of the window it is
 *     uint32 columns[blocks][taps][width / 2]
 *     uint8 ends[]                    mote_columns_ends_bytes(width) for each block, or once if all
 *                                     outputs share a multiplier
 * and the bias's `start` of all blocks.
 */
#ifndef MOTE_OPS_COLUMNS_H
#define MOTE_OPS_COLUMNS_H

#include "../simd/columns.h"
#include "conv.h"
#include "fully_connected.h"

/* Layers with fewer outputs, or input channels, are left to other kernels. */
enum { MOTE_COLUMNS_OUTPUTS_MIN = 4, MOTE_COLUMNS_DEPTH_MIN = 8 };

static inline int32_t mote_columns_bounds_bytes(int32_t bounds)
{
    return (bounds + 3) & ~3;
}

/* Kernels of compiled models only. CONV_2D without groups, without dilation of its
 * columns, of which there are MOTE_COLUMNS_PARTS_MAX or fewer. */
mote_eval mote_conv_2d_s8_columns, mote_fully_connected_s8_columns;

#endif
