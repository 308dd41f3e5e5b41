/* SPDX-License-Identifier: Apache-2.0 */
/* What a network costs, counted from its shapes. */
#ifndef MOTE_TOOLS_MACS_H
#define MOTE_TOOLS_MACS_H

#include "graph.h"

/* Multiply-accumulates of one run of the node: those of convolutions, matrix products and recurrent
 * cells; padding is counted as if it were data, biases and element-wise work are not counted. */
uint64_t mote_node_macs(const struct mote_model *m, const struct mote_graph_node *node);

/* Of one invoke: every node once (the body of a loop too). */
uint64_t mote_model_macs(const struct mote_model *m);

/* Elements of the constants that training made: floats, and integers that have a scale. Shapes,
 * axes and the like are none. */
uint64_t mote_model_parameters(const struct mote_model *m);

#endif
