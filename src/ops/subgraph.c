/* SPDX-License-Identifier: Apache-2.0 */
#include "subgraph.h"
#include "../base/mem.h"

int mote_prep_operand_bytes(struct mote_prep *p, struct mote_subgraph_args *a)
{
    const int n = p->n_in + p->n_out;
    struct mote_tensor t;
    uint32_t *bytes;
    void *data;
    int e = mote_prep_table(p, 4 * (uint32_t)n, &data, &a->bytes);
    if (e) return e;
    bytes = data;
    for (int i = 0; i < n; i++) {
        if ((e = mote_prep_operand(p, i, &t)) != 0) return e;
        bytes[i] = t.bytes;
    }
    return 0;
}

int mote_prep_match(struct mote_prep *p, int32_t index, int output, int i, int operand)
{
    struct mote_tensor a, b;
    int e;
    if ((e = mote_prep_subgraph_end(p, index, output, (uint32_t)i, &b)) != 0) return e;
    if ((e = mote_prep_operand(p, operand, &a)) != 0) return e;
    if ((e = mote_prep_type(p, operand, &a, b.type)) != 0) return e;
    if (a.bytes == b.bytes) return 0;
    return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_BUFFER, operand, (int32_t)b.bytes,
                          (int32_t)a.bytes);
}

int mote_prep_call(struct mote_prep *p, int32_t index, int first_in, int n_in, int first_out,
                   int n_out)
{
    uint32_t ins, outs;
    int e = mote_prep_subgraph(p, index, &ins, &outs);
    if (e) return e;
    if (ins != (uint32_t)n_in || outs != (uint32_t)n_out)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_ARITY, -1,
                              (int32_t)(ins != (uint32_t)n_in ? ins : outs),
                              ins != (uint32_t)n_in ? n_in : n_out);
    for (int i = 0; i < n_in && e == 0; i++) e = mote_prep_match(p, index, 0, i, first_in + i);
    for (int i = 0; i < n_out && e == 0; i++) e = mote_prep_match(p, index, 1, i, first_out + i);
    return e;
}

void mote_pass(const struct mote_call *c, const mote_ref *ends, int first, int n, int out)
{
    const struct mote_subgraph_args *a = (const void *)c->args;
    const uint32_t *bytes = (const uint32_t *)mote_at(c, a->bytes) + first;
    for (int i = 0; i < n; i++) {
        void *operand = mote_at(c, c->refs[first + i]), *end = mote_at(c, ends[i]);
        memmove(out ? operand : end, out ? end : operand, bytes[i]);
    }
}
