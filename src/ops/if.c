/* SPDX-License-Identifier: Apache-2.0 */
/*
 * IF
 *     outputs = then_subgraph(inputs 1...) if input 0 else else_subgraph(inputs 1...)
 * Any types; what comes out of either must be of the outputs' types and sizes.
 */
#include "subgraph.h"

enum field { THEN, ELSE };

static int prepare(struct mote_prep *p, void *words)
{
    struct mote_tensor condition;
    int e;
    if ((e = mote_prep_arity(p, 1, UINT16_MAX, 0, UINT16_MAX)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &condition)) != 0) return e;
    if ((e = mote_prep_type(p, 0, &condition, MOTE_BOOL)) != 0) return e;
    if (condition.elements != 1)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 0, 1, (int32_t)condition.elements);
    if ((e = mote_prep_operand_bytes(p, words)) != 0) return e;
    for (int field = THEN; field <= ELSE; field++) {
        e = mote_prep_call(p, mote_option_i32(p, field, 0), 1, p->n_in - 1, p->n_in, p->n_out);
        if (e) return e;
    }
    return 0;
}

int mote_if_any(const struct mote_call *c)
{
    const uint8_t *condition = mote_in(c, 0);
    const uint32_t graph = mote_called(c, *condition ? THEN : ELSE);
    const mote_ref *ends = c->host->ends(c->host, graph);
    int e;
    mote_pass(c, ends, 1, c->n_in - 1, 0);
    if ((e = c->host->run(c->host, graph)) != 0) return e;
    mote_pass(c, ends + c->n_in - 1, c->n_in, c->n_out, 1);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_if_any}, {0, NULL}};

const struct mote_op mote_op_if = {
    .code = 118,
    .args_words = sizeof(struct mote_subgraph_args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
