/* SPDX-License-Identifier: Apache-2.0 */
/* The graph of an opened model, node by node, as a reader sees it: names, operands, tensors. */
#ifndef MOTE_TOOLS_GRAPH_H
#define MOTE_TOOLS_GRAPH_H

#include "core/flat.h"
#include "core/tensor.h"
#include "mote.h"
#include "mote_op.h"

#define MOTE_NAME_ROOM 128

struct mote_graph_node {
    int subgraph, index;
    int32_t code; /* BuiltinOperator; 32 = custom; -1 = its operator code does not exist */
    int32_t version;
    uint32_t table;   /* of the operator in the file */
    uint32_t in, out; /* positions of the operands' tensor indices in the file */
    uint32_t n_in, n_out;
    char name[MOTE_NAME_ROOM]; /* "CONV_2D", or what a custom operator calls itself */
};

/* Reads a node of an opened model; 0 if there is no such node. */
int mote_graph_node(const struct mote_model *m, int subgraph, int index,
                    struct mote_graph_node *node);

/* Tensor index of an operand (inputs from 0, outputs behind them); -1 if absent. */
int32_t mote_graph_operand(const struct mote_model *m, const struct mote_graph_node *node,
                           int operand);

/* Any tensor of a subgraph; 0 or a negative error. `fault` may be NULL. */
int mote_graph_tensor(const struct mote_model *m, int subgraph, int32_t index,
                      struct mote_tensor *t, struct mote_fault *fault);

/* A string of the file as printable text of at most `room` - 1 bytes; `at` is the position of its
 * length. */
void mote_graph_text(const struct mote_model *m, uint32_t at, char *text, size_t room);

/* "int8", "float32".... */
const char *mote_type_name(int type);

/* "[1,49,40,1]" */
char *mote_shape_text(const struct mote_tensor *t, char *text, size_t room);

/* The operator in mote_all_ops that runs the node; NULL if there is none. */
const struct mote_op *mote_graph_op(const struct mote_graph_node *node);

#endif
