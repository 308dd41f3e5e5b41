/* SPDX-License-Identifier: Apache-2.0 */
/* Checks on shapes and types that operators which only move data have in common. */
#ifndef MOTE_OPS_SHAPES_H
#define MOTE_OPS_SHAPES_H

#include "../mote_op.h"

/* Product of dimensions [from, to). Exact if the tensor has elements, else a number that means
 * nothing. */
int32_t mote_shape_product(const struct mote_tensor *t, int from, int to);

/* Bytes from one element to the next along each dimension, for elements of `element` bytes. */
void mote_shape_strides(const struct mote_tensor *t, int32_t element, int32_t *strides);

/* axis in [-rank, rank) to *normal in [0, rank). */
int mote_shape_axis(struct mote_prep *p, int operand, int32_t axis, int rank, int *normal);

/* The tensor has `expected` elements. */
int mote_shape_elements(struct mote_prep *p, int operand, const struct mote_tensor *t,
                        uint32_t expected);

/* `in` and `out` are of one type whose elements take 1, 2, 4 or 8 bytes; picks the kernel for
 * MOTE_K_ANY. */
int mote_shape_moved(struct mote_prep *p, int operand_in, const struct mote_tensor *in,
                     int operand_out, const struct mote_tensor *out);

/* Reads operand `operand`, which must be a constant int32 or int64 tensor of `count` elements (any
 * number if -1). */
int mote_shape_constants(struct mote_prep *p, int operand, int32_t count, struct mote_tensor *t);

/* Operators whose output has the input's bytes: checks type and number of elements, asks for a
 * view. *bytes is what the kernel copies where the two cannot share memory. */
int mote_shape_view(struct mote_prep *p, const struct mote_tensor *in,
                    const struct mote_tensor *out, int32_t *bytes);

/* Output 0 := input 0. */
void mote_shape_copy(const struct mote_call *c, int32_t bytes);

/* i-th index of a tensor of int32 (wide 0) or int64 (wide 1). */
static inline int64_t mote_shape_index(const void *data, int32_t i, int32_t wide)
{
    return wide ? ((const int64_t *)data)[i] : ((const int32_t *)data)[i];
}

#endif
