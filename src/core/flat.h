/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading the FlatBuffer of an opened model. Positions are byte offsets into the file; 0 means
 * absent. mote_model_open has checked every table, vector and string that these functions are used
 * on (see model.c), so they follow offsets without looking; only operator options, whose tables
 * differ, are checked field by field.
 */
#ifndef MOTE_CORE_FLAT_H
#define MOTE_CORE_FLAT_H

#include "../base/bytes.h"
#include "../mote.h"

/* A table taken apart, for reading several fields of it. */
struct mote_flat_table {
    const uint8_t *vtable;
    uint32_t at, size; /* of the table; bytes of the vtable */
};

static inline struct mote_flat_table mote_flat_table_at(const struct mote_model *m, uint32_t table)
{
    struct mote_flat_table t;
    t.at = table;
    t.vtable =
        m->data + (table - mote_rd32(m->data + table)); /* the stored offset is signed: it wraps */
    t.size = mote_rd16(t.vtable);
    return t;
}

/* Position of a field; 0 if it is absent. Field 0 is the first of the schema. */
static inline uint32_t mote_flat_table_field(const struct mote_flat_table *t, uint32_t field)
{
    const uint32_t slot = 4u + 2u * field, at = slot < t->size ? mote_rd16(t->vtable + slot) : 0;
    return at ? t->at + at : 0;
}

/* The same for a single field. */
uint32_t mote_flat_field(const struct mote_model *m, uint32_t table, int field);

/* Scalars of a table with their default. */
int32_t mote_flat_i32(const struct mote_model *m, uint32_t table, int field, int32_t otherwise);
int32_t mote_flat_i8(const struct mote_model *m, uint32_t table, int field, int32_t otherwise);

/* A table that a field of a table refers to. */
uint32_t mote_flat_child(const struct mote_model *m, uint32_t table, int field);

/* A vector field: position of its first element, and count. */
uint32_t mote_flat_vector(const struct mote_model *m, uint32_t table, int field, uint32_t *count);

/* The same, given the position of the field (0: absent). */
uint32_t mote_flat_vector_at(const struct mote_model *m, uint32_t at, uint32_t *count);

/* i-th table of a vector of tables whose first element is at `vector`. */
uint32_t mote_flat_element(const struct mote_model *m, uint32_t vector, uint32_t i);

/* Position of an option of `bytes` bytes; 0 if it is absent or not inside the file. */
uint32_t mote_flat_option(const struct mote_model *m, uint32_t table, int field, uint32_t bytes);

/* Is [at, at + bytes) inside the file? */
static inline int mote_flat_inside(const struct mote_model *m, uint32_t at, uint32_t bytes)
{
    return at <= m->size && bytes <= m->size - at;
}

/* Fields of the schema's tables that are read, by number. */
enum {
    MODEL_VERSION = 0,
    MODEL_OPCODES = 1,
    MODEL_SUBGRAPHS = 2,
    MODEL_DESCRIPTION = 3,
    MODEL_BUFFERS = 4,
    MODEL_METADATA = 6,
    OPCODE_OLD_CODE = 0,
    OPCODE_CUSTOM = 1,
    OPCODE_VERSION = 2,
    OPCODE_CODE = 3,
    SUBGRAPH_TENSORS = 0,
    SUBGRAPH_INPUTS = 1,
    SUBGRAPH_OUTPUTS = 2,
    SUBGRAPH_OPERATORS = 3,
    SUBGRAPH_NAME = 4,
    TENSOR_SHAPE = 0,
    TENSOR_TYPE = 1,
    TENSOR_BUFFER = 2,
    TENSOR_NAME = 3,
    TENSOR_QUANT = 4,
    TENSOR_VARIABLE = 5,
    TENSOR_SPARSITY = 6,
    TENSOR_SIGNATURE = 7,
    QUANT_MIN = 0,
    QUANT_MAX = 1,
    QUANT_SCALE = 2,
    QUANT_ZERO_POINT = 3,
    QUANT_DIMENSION = 6,
    OPERATOR_CODE = 0,
    OPERATOR_INPUTS = 1,
    OPERATOR_OUTPUTS = 2,
    OPERATOR_OPTIONS_TYPE = 3,
    OPERATOR_OPTIONS = 4,
    OPERATOR_CUSTOM = 5,
    OPERATOR_INTERMEDIATES = 8,
    OPERATOR_OPTIONS2_TYPE = 11,
    OPERATOR_OPTIONS2 = 12,
    BUFFER_DATA = 0,
    BUFFER_OFFSET = 1,
    BUFFER_SIZE = 2,
    METADATA_NAME = 0,
    METADATA_BUFFER = 1
};

#endif
