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

enum { VAR_HANDLE = 142, CONTAINER = 0, SHARED_NAME = 1 };

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

/* Options of the VAR_HANDLE in the same graph that makes a tensor; 0: there is none. */
static uint32_t handle_options(const struct mote_prep *p, int32_t tensor)
{
    const struct mote_model *m = p->model;
    struct mote_subgraph g;
    uint32_t i = 0;
    do mote_subgraph_read(m, i, &g);
    while (g.tensors != p->tensors && ++i < m->n_subgraphs);
    for (i = 0; i < g.n_operators; i++) {
        const uint32_t node = mote_flat_element(m, g.operators, i);
        const uint32_t code = (uint32_t)mote_flat_i32(m, node, OPERATOR_CODE, 0);
        uint32_t count, outputs = mote_flat_vector(m, node, OPERATOR_OUTPUTS, &count);
        if (count != 1 || mote_rd32s(m->data + outputs) != tensor || code >= m->n_opcodes) continue;
        if (mote_flat_i32(m, mote_flat_element(m, m->opcodes, code), OPCODE_CODE, 0) != VAR_HANDLE)
            return 0;
        return mote_flat_child(m, node, OPERATOR_OPTIONS);
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
        if (same_string(p->model, v->container, container) && same_string(p->model, v->name, name))
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
