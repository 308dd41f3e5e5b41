/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A FlatBuffer is written from front to back: a table comes right behind its vtable, what it refers
 * to comes later, and the slot of the reference is filled in when that place is known.
 */
#include "tflite_writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mote.h"

static void give_up(const char *why)
{
    fprintf(stderr, "tflite_writer: %s\n", why);
    exit(2);
}

/* ---- describing a graph ---- */

void mote_tflite_begin(struct mote_tflite_graph *g)
{
    memset(g, 0, sizeof *g);
}

void mote_tflite_end(struct mote_tflite_graph *g)
{
    for (int i = 0; i < g->n_tensors; i++) free(g->tensors[i].data);
    mote_tflite_begin(g);
}

int mote_tflite_tensor(struct mote_tflite_graph *g, int type, int rank, const int32_t *dims)
{
    struct mote_tflite_tensor *t = &g->tensors[g->n_tensors];
    if (g->n_tensors >= TFLITE_TENSORS || rank > TFLITE_RANK) give_up("too many tensors");
    t->type = type;
    t->rank = rank;
    for (int i = 0; i < rank; i++) t->dims[i] = dims[i];
    return g->n_tensors++;
}

void mote_tflite_quantise(struct mote_tflite_graph *g, int tensor, float scale, int32_t zero_point)
{
    struct mote_tflite_tensor *t = &g->tensors[tensor];
    t->n_scales = 1;
    t->scales[0] = scale;
    t->zero_point = zero_point;
}

uint32_t mote_tflite_elements(const struct mote_tflite_graph *g, int tensor)
{
    const struct mote_tflite_tensor *t = &g->tensors[tensor];
    uint32_t n = 1;
    for (int i = 0; i < t->rank; i++) n *= (uint32_t)t->dims[i];
    return n;
}

void mote_tflite_constant(struct mote_tflite_graph *g, int tensor)
{
    struct mote_tflite_tensor *t = &g->tensors[tensor];
    t->bytes = mote_tflite_elements(g, tensor) * mote_type_bytes(t->type);
    t->data = calloc(t->bytes, 1);
    if (!t->data) give_up("no memory");
}

void mote_tflite_set(struct mote_tflite_graph *g, int tensor, uint32_t element, int64_t value)
{
    const struct mote_tflite_tensor *t = &g->tensors[tensor];
    const unsigned size = mote_type_bytes(t->type);
    for (unsigned k = 0; k < size; k++)
        t->data[element * size + k] = (uint8_t)((uint64_t)value >> 8 * k);
}

static uint32_t bits_of(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

void mote_tflite_set_f32(struct mote_tflite_graph *g, int tensor, uint32_t element, float value)
{
    mote_tflite_set(g, tensor, element, bits_of(value));
}

struct mote_tflite_op *mote_tflite_op(struct mote_tflite_graph *g, int code, int options_type)
{
    struct mote_tflite_op *op = &g->ops[g->n_ops];
    if (g->n_ops >= TFLITE_OPS) give_up("too many operators");
    g->n_ops++;
    op->code = code;
    op->options_type = options_type;
    return op;
}

void mote_tflite_in(struct mote_tflite_op *op, int tensor)
{
    if (op->n_in >= TFLITE_OPERANDS) give_up("too many inputs");
    op->in[op->n_in++] = tensor;
}

void mote_tflite_out(struct mote_tflite_op *op, int tensor)
{
    if (op->n_out >= TFLITE_OPERANDS) give_up("too many outputs");
    op->out[op->n_out++] = tensor;
}

static void add_option(struct mote_tflite_op *op, int field, int bytes, uint32_t bits)
{
    if (op->n_options >= TFLITE_OPTIONS) give_up("too many options");
    op->options[op->n_options++] = (struct mote_tflite_option){field, bytes, bits};
}

void mote_tflite_option(struct mote_tflite_op *op, int field, int bytes, int32_t value)
{
    add_option(op, field, bytes, (uint32_t)value);
}

void mote_tflite_option_f32(struct mote_tflite_op *op, int field, float value)
{
    add_option(op, field, 4, bits_of(value));
}

/* ---- bytes ---- */

struct file {
    uint8_t *data;
    uint32_t size, room;
};

static void append(struct file *f, uint64_t value, unsigned bytes)
{
    if (f->size + bytes > f->room) {
        f->room = 2 * f->room + 4096;
        f->data = realloc(f->data, f->room);
        if (!f->data) give_up("no memory");
    }
    for (unsigned k = 0; k < bytes; k++) f->data[f->size++] = (uint8_t)(value >> 8 * k);
}

/* Zeros until `ahead` bytes further on a multiple of `unit` is reached. */
static void align(struct file *f, uint32_t unit, uint32_t ahead)
{
    while ((f->size + ahead) % unit) append(f, 0, 1);
}

/* The reference in `slot` shall lead to the end of what is written so far. */
static void refer(struct file *f, uint32_t slot)
{
    const uint32_t offset = f->size - slot;
    for (unsigned k = 0; k < 4; k++) f->data[slot + k] = (uint8_t)(offset >> 8 * k);
}

/* A table whose fields are those of `mask`, four bytes each in order of their numbers, zero so far.
 * Returns where it begins. */
static uint32_t table(struct file *f, uint32_t slot, uint32_t mask)
{
    uint32_t fields = 0, present = 0, start;
    while (mask >> fields) fields++;
    align(f, 4, 4 + 2 * fields);
    start = f->size;
    append(f, 4 + 2 * fields, 2);
    for (uint32_t i = 0; i < fields; i++) present += mask >> i & 1;
    append(f, 4 + 4 * present, 2);
    present = 0;
    for (uint32_t i = 0; i < fields; i++) append(f, mask >> i & 1 ? 4 + 4 * present++ : 0, 2);
    refer(f, slot);
    append(f, f->size - start, 4);
    start = f->size - 4;
    for (uint32_t i = 0; i < present; i++) append(f, 0, 4);
    return start;
}

/* Where a table keeps a field that it has. */
static uint32_t field(const struct file *f, uint32_t at, uint32_t number)
{
    const uint8_t *t = f->data + at;
    const uint32_t back = t[0] | (uint32_t)t[1] << 8 | (uint32_t)t[2] << 16;
    const uint8_t *entry = t - back + 4 + 2 * number;
    return at + (uint32_t)(entry[0] | entry[1] << 8);
}

static void set(struct file *f, uint32_t at, uint32_t number, uint32_t bits, unsigned bytes)
{
    const uint32_t slot = field(f, at, number);
    for (unsigned k = 0; k < bytes; k++) f->data[slot + k] = (uint8_t)(bits >> 8 * k);
}

/* The head of a vector; elements of `unit` bytes follow. */
static void vector(struct file *f, uint32_t slot, uint32_t count, uint32_t unit)
{
    align(f, unit < 4 ? 4 : unit, 4);
    refer(f, slot);
    append(f, count, 4);
}

/* A vector of references; returns the slot of the first. */
static uint32_t references(struct file *f, uint32_t slot, uint32_t count)
{
    uint32_t first;
    vector(f, slot, count, 4);
    first = f->size;
    for (uint32_t i = 0; i < count; i++) append(f, 0, 4);
    return first;
}

static void numbers(struct file *f, uint32_t slot, const int32_t *values, int count)
{
    vector(f, slot, (uint32_t)count, 4);
    for (int i = 0; i < count; i++) append(f, (uint32_t)values[i], 4);
}

/* ---- the model, by the field numbers of the schema ---- */

#define BITS2(a, b) (1u << (a) | 1u << (b))
#define BITS4(a, b, c, d) (BITS2(a, b) | BITS2(c, d))

enum {
    MODEL_VERSION = 0,
    MODEL_OPCODES = 1,
    MODEL_SUBGRAPHS = 2,
    MODEL_BUFFERS = 4,
    OPCODE_OLD = 0,
    OPCODE_VERSION = 2,
    OPCODE_CODE = 3,
    GRAPH_TENSORS = 0,
    GRAPH_INPUTS = 1,
    GRAPH_OUTPUTS = 2,
    GRAPH_OPERATORS = 3,
    TENSOR_SHAPE = 0,
    TENSOR_TYPE = 1,
    TENSOR_BUFFER = 2,
    TENSOR_NAME = 3,
    TENSOR_QUANT = 4,
    QUANT_SCALE = 2,
    QUANT_ZERO = 3,
    QUANT_DIMENSION = 6,
    OPERATOR_CODE = 0,
    OPERATOR_INPUTS = 1,
    OPERATOR_OUTPUTS = 2,
    OPERATOR_TYPE = 3,
    OPERATOR_OPTIONS = 4
};

static void write_tensor(struct file *f, uint32_t slot, const struct mote_tflite_tensor *t,
                         int index, uint32_t buffer)
{
    const uint32_t quantised = t->n_scales ? 1u << TENSOR_QUANT : 0;
    const uint32_t at =
        table(f, slot, BITS4(TENSOR_SHAPE, TENSOR_TYPE, TENSOR_BUFFER, TENSOR_NAME) | quantised);
    char name[16];
    const int length = snprintf(name, sizeof name, "t%d", index);
    uint32_t q;
    set(f, at, TENSOR_TYPE, (uint32_t)t->type, 1);
    set(f, at, TENSOR_BUFFER, buffer, 4);
    numbers(f, field(f, at, TENSOR_SHAPE), t->dims, t->rank);
    vector(f, field(f, at, TENSOR_NAME), (uint32_t)length, 1);
    for (int i = 0; i <= length; i++) append(f, (uint8_t)name[i], 1);
    if (!quantised) return;
    q = table(f, field(f, at, TENSOR_QUANT),
              BITS2(QUANT_SCALE, QUANT_ZERO) | 1u << QUANT_DIMENSION);
    set(f, q, QUANT_DIMENSION, (uint32_t)t->axis, 4);
    vector(f, field(f, q, QUANT_SCALE), (uint32_t)t->n_scales, 4);
    for (int i = 0; i < t->n_scales; i++) append(f, bits_of(t->scales[i]), 4);
    vector(f, field(f, q, QUANT_ZERO), (uint32_t)t->n_scales, 8);
    for (int i = 0; i < t->n_scales; i++) append(f, (uint64_t)(int64_t)t->zero_point, 8);
}

static void write_op(struct file *f, uint32_t slot, const struct mote_tflite_op *op,
                     uint32_t opcode)
{
    const uint32_t options = op->options_type ? BITS2(OPERATOR_TYPE, OPERATOR_OPTIONS) : 0;
    const uint32_t at =
        table(f, slot, BITS2(OPERATOR_CODE, OPERATOR_INPUTS) | 1u << OPERATOR_OUTPUTS | options);
    uint32_t mask = 0, o;
    set(f, at, OPERATOR_CODE, opcode, 4);
    numbers(f, field(f, at, OPERATOR_INPUTS), op->in, op->n_in);
    numbers(f, field(f, at, OPERATOR_OUTPUTS), op->out, op->n_out);
    if (!options) return;
    set(f, at, OPERATOR_TYPE, (uint32_t)op->options_type, 1);
    for (int i = 0; i < op->n_options; i++) mask |= 1u << op->options[i].field;
    o = table(f, field(f, at, OPERATOR_OPTIONS), mask);
    for (int i = 0; i < op->n_options; i++)
        set(f, o, (uint32_t)op->options[i].field, op->options[i].bits,
            (unsigned)op->options[i].bytes);
}

/* Opcodes: the different codes of the graph, in order of appearance. Returns how many. */
static int list_codes(const struct mote_tflite_graph *g, int *codes, int *index)
{
    int n = 0;
    for (int i = 0; i < g->n_ops; i++) {
        index[i] = 0;
        while (index[i] < n && codes[index[i]] != g->ops[i].code) index[i]++;
        if (index[i] == n) codes[n++] = g->ops[i].code;
    }
    return n;
}

static void write_buffers(struct file *f, uint32_t slot, const struct mote_tflite_graph *g)
{
    uint32_t count = 1;
    for (int i = 0; i < g->n_tensors; i++) count += g->tensors[i].data != NULL;
    slot = references(f, slot, count);
    table(f, slot, 0); /* buffer 0 is empty by convention */
    for (int i = 0; i < g->n_tensors; i++) {
        const struct mote_tflite_tensor *t = &g->tensors[i];
        uint32_t at;
        if (!t->data) continue;
        slot += 4;
        at = table(f, slot, 1);
        vector(f, field(f, at, 0), t->bytes, 16);
        for (uint32_t k = 0; k < t->bytes; k++) append(f, t->data[k], 1);
    }
}

uint8_t *mote_tflite_write(const struct mote_tflite_graph *g, size_t *size)
{
    struct file f = {NULL, 0, 0};
    int codes[TFLITE_OPS], index[TFLITE_OPS];
    const int n_codes = list_codes(g, codes, index);
    uint32_t model, graph, slot, buffer = 0;
    append(&f, 0, 4);
    append(&f, 0x334c4654u, 4); /* "TFL3" */
    model = table(&f, 0, BITS4(MODEL_VERSION, MODEL_OPCODES, MODEL_SUBGRAPHS, MODEL_BUFFERS));
    set(&f, model, MODEL_VERSION, 3, 4);
    slot = references(&f, field(&f, model, MODEL_OPCODES), (uint32_t)n_codes);
    for (int i = 0; i < n_codes; i++) {
        const uint32_t at = table(&f, slot + 4 * (uint32_t)i,
                                  BITS2(OPCODE_OLD, OPCODE_VERSION) | 1u << OPCODE_CODE);
        set(&f, at, OPCODE_OLD, (uint32_t)codes[i], 1);
        set(&f, at, OPCODE_VERSION, 1, 4);
        set(&f, at, OPCODE_CODE, (uint32_t)codes[i], 4);
    }
    slot = references(&f, field(&f, model, MODEL_SUBGRAPHS), 1);
    graph = table(&f, slot, BITS4(GRAPH_TENSORS, GRAPH_INPUTS, GRAPH_OUTPUTS, GRAPH_OPERATORS));
    numbers(&f, field(&f, graph, GRAPH_INPUTS), g->inputs, g->n_inputs);
    numbers(&f, field(&f, graph, GRAPH_OUTPUTS), g->outputs, g->n_outputs);
    slot = references(&f, field(&f, graph, GRAPH_TENSORS), (uint32_t)g->n_tensors);
    for (int i = 0; i < g->n_tensors; i++) {
        const int constant = g->tensors[i].data != NULL;
        buffer += (uint32_t)constant;
        write_tensor(&f, slot + 4 * (uint32_t)i, &g->tensors[i], i, constant ? buffer : 0);
    }
    slot = references(&f, field(&f, graph, GRAPH_OPERATORS), (uint32_t)g->n_ops);
    for (int i = 0; i < g->n_ops; i++)
        write_op(&f, slot + 4 * (uint32_t)i, &g->ops[i], (uint32_t)index[i]);
    write_buffers(&f, field(&f, model, MODEL_BUFFERS), g);
    *size = f.size;
    return f.data;
}
