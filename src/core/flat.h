/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checked access to a FlatBuffer. Positions are byte offsets into the file; 0 means absent. Every function stays inside the
 * file whatever it holds, so reading a file that was never verified is safe too, only less telling.
 */
#ifndef MOTE_CORE_FLAT_H
#define MOTE_CORE_FLAT_H

#include "../base/bytes.h"
#include "../mote.h"

struct mote_flat {
    const uint8_t *data;
    uint32_t size;
    uint32_t broken; /* where the first broken structure was met; 0 = none */
};

static inline struct mote_flat mote_flat_of(const struct mote_model *m)
{
    struct mote_flat f = {m->data, m->size, 0};
    return f;
}

/* Is [at, at + bytes) inside the file? */
static inline int mote_flat_inside(const struct mote_flat *f, uint32_t at, uint32_t bytes)
{
    return at <= f->size && bytes <= f->size - at;
}

/* Follows the offset stored at `at`; 0 and broken if it leads out of the file. */
uint32_t mote_flat_follow(struct mote_flat *f, uint32_t at);

/* Is there a well-formed table at `table`: its vtable inside the file, every field inside the table? */
int mote_flat_table_ok(struct mote_flat *f, uint32_t table);

/* Position of a field of `bytes` bytes in a table, 0 if the field is absent (or broken). Field 0 is the first of the schema. */
uint32_t mote_flat_field(struct mote_flat *f, uint32_t table, int field, uint32_t bytes);

/* Scalars of a table with their default. */
int32_t mote_flat_i32(struct mote_flat *f, uint32_t table, int field, int32_t otherwise);
int32_t mote_flat_i8(struct mote_flat *f, uint32_t table, int field, int32_t otherwise);

/* A table that a field of a table refers to; 0 if absent. */
uint32_t mote_flat_child(struct mote_flat *f, uint32_t table, int field);

/* A vector field: position of its first element, and count. Elements of `bytes` bytes all lie inside the file. */
uint32_t mote_flat_vector(struct mote_flat *f, uint32_t table, int field, uint32_t bytes, uint32_t *count);

/* i-th table of a vector of tables whose first element is at `vector`. */
uint32_t mote_flat_element(struct mote_flat *f, uint32_t vector, uint32_t i);

/* Fields of the schema's tables that are read, by number. */
enum {
    MODEL_VERSION = 0, MODEL_OPCODES = 1, MODEL_SUBGRAPHS = 2, MODEL_DESCRIPTION = 3, MODEL_BUFFERS = 4, MODEL_METADATA = 6,
    OPCODE_OLD_CODE = 0, OPCODE_CUSTOM = 1, OPCODE_VERSION = 2, OPCODE_CODE = 3,
    SUBGRAPH_TENSORS = 0, SUBGRAPH_INPUTS = 1, SUBGRAPH_OUTPUTS = 2, SUBGRAPH_OPERATORS = 3, SUBGRAPH_NAME = 4,
    TENSOR_SHAPE = 0, TENSOR_TYPE = 1, TENSOR_BUFFER = 2, TENSOR_NAME = 3, TENSOR_QUANT = 4, TENSOR_VARIABLE = 5,
    TENSOR_SPARSITY = 6, TENSOR_SIGNATURE = 7,
    QUANT_MIN = 0, QUANT_MAX = 1, QUANT_SCALE = 2, QUANT_ZERO_POINT = 3, QUANT_DIMENSION = 6,
    OPERATOR_CODE = 0, OPERATOR_INPUTS = 1, OPERATOR_OUTPUTS = 2, OPERATOR_OPTIONS_TYPE = 3, OPERATOR_OPTIONS = 4,
    OPERATOR_CUSTOM = 5, OPERATOR_INTERMEDIATES = 8, OPERATOR_OPTIONS2_TYPE = 11, OPERATOR_OPTIONS2 = 12,
    BUFFER_DATA = 0, BUFFER_OFFSET = 1, BUFFER_SIZE = 2,
    METADATA_NAME = 0, METADATA_BUFFER = 1
};

#endif
