/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What element-wise operators share: checks of shapes, rows, in place, and the way from a call to
 * flat loops. The args of such an operator begin with struct mote_unary or struct mote_binary.
 */
#ifndef MOTE_OPS_ELEMENTWISE_H
#define MOTE_OPS_ELEMENTWISE_H

#include "../base/broadcast.h"
#include "../mote_op.h"

/* ---- one input ----------------------------------------------------------------------------------
 */

struct mote_unary {
    int32_t row_elements; /* of one row of dimension 1, or all */
    mote_ref table;       /* int8: output for each input (as uint8), or MOTE_REF_NONE */
};

/* What computes n elements. */
typedef void mote_unary_run_fn(const void *args, const void *in, void *out, int32_t n);

/* One input, one output of the same shape; rows; in place if elements have equal sizes. */
int mote_unary_prepare(struct mote_prep *p, struct mote_unary *u, struct mote_tensor *in,
                       struct mote_tensor *out);

/* Operators of one int8 input that compute much for an element: when tables cost no RAM, makes one
 * of all 256 results. Call last, args complete. */
int mote_unary_tabulate(struct mote_prep *p, struct mote_unary *u, const struct mote_tensor *in,
                        mote_unary_run_fn *run);

int mote_unary_eval(const struct mote_call *c, unsigned in_bytes, unsigned out_bytes,
                    mote_unary_run_fn *run);

/* int8 to int8, by the table if there is one. */
int mote_unary_eval_s8(const struct mote_call *c, mote_unary_run_fn *run);

/* ---- two inputs, broadcast
 * ------------------------------------------------------------------------- */

struct mote_binary {
    struct mote_broadcast shape; /* of one row, or of all */
    uint32_t fixed_y;            /* rows: input 1 is the same for every row */
};

typedef int mote_binary_run_fn(const void *args,
                               const struct mote_stretch *s); /* 0 or MOTE_E_DATA */

/* Two inputs of the same type and one output of `out_type` (-1: the inputs' type) whose shape is
 * what the inputs broadcast to; rows; in place on the first input that has the output's shape and
 * element size. t: inputs 0, 1 and the output. */
int mote_binary_prepare(struct mote_prep *p, struct mote_binary *b, struct mote_tensor t[3],
                        int out_type);

/* prepare of operators whose args are a struct mote_binary and nothing more: the output has the
 * inputs' type, by which the kernel is chosen. */
int mote_binary_prepare_plain(struct mote_prep *p, void *words);

int mote_binary_eval(const struct mote_call *c, unsigned in_bytes, unsigned out_bytes,
                     mote_binary_run_fn *run);

/* The same for inputs of two types: types are left to the caller. */
int mote_binary_prepare_mixed(struct mote_prep *p, struct mote_binary *b, struct mote_tensor t[3]);

int mote_binary_eval_mixed(const struct mote_call *c, unsigned x_bytes, unsigned y_bytes,
                           unsigned out_bytes, mote_binary_run_fn *run);

/* Fused activation as bounds of an int32 or float32 output: numbers, or floats as bits. int64
 * outputs have none. */
int mote_binary_range(struct mote_prep *p, int type, int activation, int32_t *min, int32_t *max);

/* Fused activation as bounds of a quantised int8 or int16 output (operand 2). */
int mote_binary_quant_range(struct mote_prep *p, const struct mote_tensor *out, int activation,
                            int32_t *min, int32_t *max);

/* Refuses quantised int32 operands, as TensorFlow Lite Micro does: they are computed as plain
 * integers. */
int mote_binary_not_quantised(struct mote_prep *p, const struct mote_tensor t[3]);

#endif
