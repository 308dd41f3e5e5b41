/* SPDX-License-Identifier: Apache-2.0 */
/*
 * WHILE
 *     outputs = inputs
 *     while cond_subgraph(outputs): outputs = body_subgraph(outputs)
 * Any types; inputs, outputs and what the body takes and gives are alike. The values are kept in
 * the outputs, as the two subgraphs may use the same memory.
 */
#include "subgraph.h"
#include "../base/mem.h"

enum field { CONDITION, BODY };

static int prepare(struct mote_prep *p, void *words)
{
    struct mote_tensor in, out;
    uint32_t ins, outs;
    const int32_t condition = mote_option_i32(p, CONDITION, 0);
    int e;
    if ((e = mote_prep_arity(p, 1, UINT16_MAX, p->n_in, p->n_in)) != 0) return e;
    for (int i = 0; i < p->n_in; i++) {
        if ((e = mote_prep_input(p, i, &in)) != 0) return e;
        if ((e = mote_prep_output(p, i, &out)) != 0) return e;
        if ((e = mote_prep_type(p, i, &in, out.type)) != 0) return e;
        if (in.elements != out.elements)
            return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, p->n_in + i,
                                  (int32_t)in.elements, (int32_t)out.elements);
    }
    if ((e = mote_prep_operand_bytes(p, words)) != 0) return e;
    if ((e = mote_prep_subgraph(p, condition, &ins, &outs)) != 0) return e;
    if (ins != p->n_in)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_ARITY, -1, (int32_t)ins, p->n_in);
    if (outs != 1) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_ARITY, -1, 1, (int32_t)outs);
    if ((e = mote_prep_subgraph_end(p, condition, 1, 0, &out)) != 0) return e;
    if (out.type != MOTE_BOOL)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_TYPE, -1, MOTE_BOOL, out.type);
    if (out.elements != 1)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, -1, 1, (int32_t)out.elements);
    for (int i = 0; i < p->n_in; i++)
        if ((e = mote_prep_match(p, condition, 0, i, i)) != 0) return e;
    return mote_prep_call(p, mote_option_i32(p, BODY, 0), 0, p->n_in, p->n_in, p->n_out);
}

int mote_while_any(const struct mote_call *c)
{
    const struct mote_host *host = c->host;
    const struct mote_subgraph_args *a = (const void *)c->args;
    const uint32_t condition = mote_called(c, CONDITION), body = mote_called(c, BODY);
    const mote_ref *asks = host->ends(host, condition), *does = host->ends(host, body);
    const uint32_t *bytes = mote_at(c, a->bytes);
    int e;
    for (int i = 0; i < c->n_in; i++) memmove(mote_out(c, i), mote_in(c, i), bytes[i]);
    for (;;) {
        mote_pass(c, asks, c->n_in, c->n_out, 0);
        if ((e = host->run(host, condition)) != 0) return e;
        if (!*(const uint8_t *)mote_at(c, asks[c->n_in])) return 0;
        mote_pass(c, does, c->n_in, c->n_out, 0);
        if ((e = host->run(host, body)) != 0) return e;
        mote_pass(c, does + c->n_in, c->n_in, c->n_out, 1);
    }
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_while_any}, {0, NULL}};

const struct mote_op mote_op_while = {
    .code = 119,
    .args_words = sizeof(struct mote_subgraph_args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
