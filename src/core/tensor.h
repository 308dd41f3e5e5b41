/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOTE_CORE_TENSOR_H
#define MOTE_CORE_TENSOR_H

#include "flat.h"

/* The vectors of one subgraph. */
struct mote_subgraph {
    uint32_t tensors, inputs, outputs, operators; /* positions of first elements */
    uint32_t n_tensors, n_inputs, n_outputs, n_operators;
};

void mote_subgraph_read(const struct mote_model *m, uint32_t index, struct mote_subgraph *g);

/*
 * Stage 2 of verification, tensor by tensor: type, shape, element count (64-bit), quantisation
 * vectors, and that constant data holds the bytes the shape asks for. `vector` is the position of
 * the subgraph's tensor vector.
 */
int mote_tensor_read(const struct mote_model *m, uint32_t vector, uint32_t n_tensors, int32_t index,
                     struct mote_tensor *t, struct mote_fault *fault);

#endif
