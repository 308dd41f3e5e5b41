/* SPDX-License-Identifier: Apache-2.0 */
/* The names that generated code calls kernels by: made by rule, so that no operator need be known.
 */
#ifndef MOTE_TOOLS_GENERATE_NAMES_H
#define MOTE_TOOLS_GENERATE_NAMES_H

#include "mote_op.h"

#define MOTE_SYMBOL_ROOM 160

/* "conv_2d", "signal_rfft": the operator's part of every symbol. */
char *mote_symbol_operator(const struct mote_op *op, char *text, size_t room);

/* "mote_conv_2d_s8", or "mote_mean_s8_consume". Returns NULL if the key has no suffix. */
char *mote_symbol_kernel(const struct mote_op *op, int key, int consume, char *text, size_t room);

/* NULL if the function is not in the table of generate_names.c. */
const char *mote_symbol_reach(mote_reach *reach, int key);

#endif
