/* SPDX-License-Identifier: Apache-2.0 */
/* Builds .tflite files in memory: a graph is described in plain arrays, then written as a
 * FlatBuffer. One subgraph, builtin operators only. Constants are kept in the byte order of the
 * file, whatever the machine's. */
#ifndef MOTE_TESTS_TFLITE_WRITER_H
#define MOTE_TESTS_TFLITE_WRITER_H

#include <stddef.h>
#include <stdint.h>

enum {
    TFLITE_RANK = 6,
    TFLITE_SCALES = 64,
    TFLITE_TENSORS = 160,
    TFLITE_OPS = 24,
    TFLITE_OPERANDS = 8,
    TFLITE_OPTIONS = 8,
    TFLITE_ENDS = 40 /* graph inputs, or outputs */
};

struct mote_tflite_tensor {
    int type; /* enum mote_type */
    int rank;
    int32_t dims[TFLITE_RANK];
    int n_scales; /* 0: not quantised; more than 1: per channel, along `axis` */
    int axis;
    float scales[TFLITE_SCALES];
    int32_t zero_point;
    uint8_t *data; /* constant elements, little-endian; NULL if computed */
    uint32_t bytes;
};

struct mote_tflite_option {
    int field; /* number in the options' table */
    int bytes; /* 1: enum or bool, 4: int32 or float32 */
    uint32_t bits;
};

struct mote_tflite_op {
    int code, options_type; /* BuiltinOperator and BuiltinOptions of the schema */
    int n_in, n_out, n_options;
    int32_t in[TFLITE_OPERANDS], out[TFLITE_OPERANDS];
    struct mote_tflite_option options[TFLITE_OPTIONS];
};

struct mote_tflite_graph {
    int n_tensors, n_ops, n_inputs, n_outputs;
    struct mote_tflite_tensor tensors[TFLITE_TENSORS];
    struct mote_tflite_op ops[TFLITE_OPS];
    int32_t inputs[TFLITE_ENDS], outputs[TFLITE_ENDS];
};

/* All of these end the program when an array or memory runs out: a graph is written by a test, not
 * by a user. */

void mote_tflite_begin(struct mote_tflite_graph *g);
void mote_tflite_end(struct mote_tflite_graph *g); /* frees the constants */

/* A further tensor; returns its index. */
int mote_tflite_tensor(struct mote_tflite_graph *g, int type, int rank, const int32_t *dims);
void mote_tflite_quantise(struct mote_tflite_graph *g, int tensor, float scale, int32_t zero_point);

/* Turns a tensor into a constant with room for its elements, all zero; `set` then gives one its
 * value. */
void mote_tflite_constant(struct mote_tflite_graph *g, int tensor);
void mote_tflite_set(struct mote_tflite_graph *g, int tensor, uint32_t element, int64_t value);
void mote_tflite_set_f32(struct mote_tflite_graph *g, int tensor, uint32_t element, float value);
uint32_t mote_tflite_elements(const struct mote_tflite_graph *g, int tensor);

/* A further operator; operands and options are added one by one. */
struct mote_tflite_op *mote_tflite_op(struct mote_tflite_graph *g, int code, int options_type);
void mote_tflite_in(struct mote_tflite_op *op, int tensor);
void mote_tflite_out(struct mote_tflite_op *op, int tensor);
void mote_tflite_option(struct mote_tflite_op *op, int field, int bytes, int32_t value);
void mote_tflite_option_f32(struct mote_tflite_op *op, int field, float value);

/* The file, to be freed by the caller. */
uint8_t *mote_tflite_write(const struct mote_tflite_graph *g, size_t *size);

#endif
