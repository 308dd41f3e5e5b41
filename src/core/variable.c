/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Resource variables: named memory that lives in the state block. VAR_HANDLE names one, the
 * operators that read and assign it meet by that name, in any subgraph. While nodes are prepared a
 * list of the variables met so far is kept among the tables.
 */
#include "build.h"
#include "fault.h"
#include "tensor.h"
#include "../base/bytes.h"
#include "../base/mem.h"

/* of the schema: operators, and fields of their options */
enum { IF = 118, WHILE = 119, VAR_HANDLE = 142 };
enum { CONTAINER = 0, SHARED_NAME = 1, BODY = 1 };
enum { MOST_STEPS = 16 }; /* from graph to graph, until a handle is given up */

struct variable {
    mote_ref next;
    uint32_t container, name; /* where their strings are in the file; 0 = none */
    uint32_t bytes, state;
    uint32_t none;
};

/* Where a string option is, with its length in front; 0 if it is absent or broken. */
static uint32_t string_at(const struct mote_model *m, uint32_t options, int field)
{
    uint32_t at = mote_flat_option(m, options, field, 4);
    if (!at || mote_rd32(m->data + at) > m->size) return 0;
    at += mote_rd32(m->data + at);
    if (!mote_flat_inside(m, at, 4) || mote_rd32(m->data + at) > m->size - at - 4) return 0;
    return at;
}

static int same_string(const struct mote_model *m, uint32_t a, uint32_t b)
{
    const uint32_t bytes = a ? mote_rd32(m->data + a) : 0;
    if (bytes != (b ? mote_rd32(m->data + b) : 0)) return 0;
    return bytes == 0 || memcmp(m->data + a + 4, m->data + b + 4, bytes) == 0;
}

/* ---- from a handle to the VAR_HANDLE that made it ---- */

/* A tensor of a graph. */
struct place {
    uint32_t graph;
    int32_t tensor;
};

static int32_t code_of(const struct mote_model *m, uint32_t node)
{
    const uint32_t code = (uint32_t)mote_flat_i32(m, node, OPERATOR_CODE, 0);
    if (code >= m->n_opcodes) return -1;
    return mote_flat_i32(m, mote_flat_element(m, m->opcodes, code), OPCODE_CODE, 0);
}

static uint32_t called(const struct mote_model *m, uint32_t node, int field)
{
    const uint32_t options = mote_flat_child(m, node, OPERATOR_OPTIONS);
    const uint32_t at = options ? mote_flat_option(m, options, field, 4) : 0;
    return at ? mote_rd32(m->data + at) : 0;
}

/* Where a vector of tensors has one; its length if it has not. */
static uint32_t find(const struct mote_model *m, uint32_t vector, uint32_t count, int32_t tensor)
{
    uint32_t k = 0;
    while (k < count && mote_rd32s(m->data + vector + 4 * k) != tensor) k++;
    return k;
}

/* The node that makes a tensor, and as which of its outputs; 0: none. */
static uint32_t producer(const struct mote_model *m, const struct mote_subgraph *g, int32_t tensor,
                         uint32_t *k)
{
    for (uint32_t i = 0; i < g->n_operators; i++) {
        const uint32_t node = mote_flat_element(m, g->operators, i);
        uint32_t count, outputs = mote_flat_vector(m, node, OPERATOR_OUTPUTS, &count);
        *k = find(m, outputs, count, tensor);
        if (*k < count) return node;
    }
    return 0;
}

/* From the k-th input of a graph that IF or WHILE (with its k-th output, too) calls to what they
 * give it. What goes round in a WHILE must come out as it went in. */
static int go_outside(const struct mote_model *m, uint32_t node, uint32_t graph, uint32_t k,
                      struct place *at)
{
    uint32_t count, inputs = mote_flat_vector(m, node, OPERATOR_INPUTS, &count);
    struct mote_subgraph body;
    if (code_of(m, node) == IF) {
        k++;
    } else {
        const uint32_t index = called(m, node, BODY);
        if (index >= m->n_subgraphs) return 0;
        mote_subgraph_read(m, index, &body);
        if (k >= body.n_inputs || k >= body.n_outputs ||
            mote_rd32(m->data + body.inputs + 4 * k) != mote_rd32(m->data + body.outputs + 4 * k))
            return 0;
    }
    if (k >= count) return 0;
    at->graph = graph;
    at->tensor = mote_rd32s(m->data + inputs + 4 * k);
    return 1;
}

/* The same for all that call a graph: they must agree. */
static int find_caller(const struct mote_model *m, uint32_t graph, uint32_t k, struct place *at)
{
    struct place here = {0, -1};
    int found = 0;
    for (uint32_t j = 0; j < m->n_subgraphs; j++) {
        struct mote_subgraph g;
        mote_subgraph_read(m, j, &g);
        for (uint32_t i = 0; i < g.n_operators; i++) {
            const uint32_t node = mote_flat_element(m, g.operators, i);
            const int32_t code = code_of(m, node);
            if ((code != IF && code != WHILE) ||
                (called(m, node, 0) != graph && called(m, node, 1) != graph))
                continue;
            if (!go_outside(m, node, j, k, &here)) return 0;
            if (found && (here.graph != at->graph || here.tensor != at->tensor)) return 0;
            *at = here;
            found = 1;
        }
    }
    return found;
}

/* Options of the VAR_HANDLE that a tensor comes from: in its graph, or through operands of IF and
 * WHILE; 0: none, or not for certain. */
static uint32_t handle_options(const struct mote_prep *p, int32_t tensor)
{
    const struct mote_model *m = p->model;
    struct place at = {0, tensor};
    struct mote_subgraph g;
    do mote_subgraph_read(m, at.graph, &g);
    while (g.tensors != p->tensors && ++at.graph < m->n_subgraphs);
    for (int steps = 0; steps < MOST_STEPS; steps++) {
        uint32_t k, node = producer(m, &g, at.tensor, &k);
        const int32_t code = node ? code_of(m, node) : -1;
        if (code == VAR_HANDLE) return mote_flat_child(m, node, OPERATOR_OPTIONS);
        if (node && (code != WHILE || !go_outside(m, node, at.graph, k, &at))) return 0;
        if (!node) {
            k = find(m, g.inputs, g.n_inputs, at.tensor);
            if (k == g.n_inputs || !find_caller(m, at.graph, k, &at)) return 0;
        }
        mote_subgraph_read(m, at.graph, &g);
    }
    return 0;
}

int mote_prep_resource(struct mote_prep *p, int operand, uint32_t bytes)
{
    struct mote_build *b = p->build;
    const uint32_t options = handle_options(p, mote_prep_tensor_index(p, operand));
    const uint32_t container = string_at(p->model, options, CONTAINER),
                   name = string_at(p->model, options, SHARED_NAME);
    struct variable *v = NULL;
    mote_ref at = b->variables, made;
    uint32_t *word;
    void *data;
    int e;
    if (!options) return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_CONSTANT, operand, -1, -1);
    for (; at; at = v->next) {
        v = (struct variable *)(void *)(b->arena + b->size + mote_ref_offset(at));
        /* Some converters leave the container out: any will do then, as in TFLM. */
        if ((!container || same_string(p->model, v->container, container)) &&
            same_string(p->model, v->name, name))
            break;
    }
    if (!at) {
        if ((e = mote_build_table(b, sizeof *v, &data, &made)) != 0) return e;
        v = data;
        v->next = b->variables;
        v->container = container;
        v->name = name;
        v->bytes = bytes;
        v->state = b->state;
        b->variables = made;
        /* a word behind it says whether anything was assigned */
        b->state += (((bytes + 3u) & ~3u) + 4u + 7u) & ~7u;
        if (bytes > 0x0fffffffu || b->state > 0x0fffffffu)
            return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_LIMIT, operand, 0x0fffffff, -1);
    }
    if (v->bytes != bytes)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_BUFFER, operand, (int32_t)v->bytes,
                              (int32_t)bytes);
    word = mote_build_record(b, 1);
    if (!word) return MOTE_E_ARENA;
    *word = mote_ref_make(MOTE_BASE_STATE, (int32_t)v->state);
    p->n_extra++;
    return 0;
}
