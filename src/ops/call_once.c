/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CALL_ONCE
 *     runs init_subgraph, which takes and gives nothing, at the first invoke after a reset
 * It is there to give variables their first values.
 */
#include "../mote_op.h"

enum { INIT_SUBGRAPH };
enum extra { DONE, GRAPH };

static int prepare(struct mote_prep *p, void *words)
{
    uint32_t ins, outs;
    int e;
    (void)words;
    if ((e = mote_prep_arity(p, 0, 0, 0, 0)) != 0) return e;
    if ((e = mote_prep_state(p, 4)) != 0) return e;
    if ((e = mote_prep_subgraph(p, mote_option_i32(p, INIT_SUBGRAPH, 0), &ins, &outs)) != 0)
        return e;
    if (ins || outs)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_ARITY, -1, 0, (int32_t)(ins ? ins : outs));
    return 0;
}

int mote_call_once_any(const struct mote_call *c)
{
    uint32_t *done = mote_extra(c, DONE);
    int e;
    if (*done) return 0;
    e = c->host->run(c->host, mote_called(c, GRAPH));
    if (e == 0) *done = 1;
    return e;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_call_once_any}, {0, NULL}};

const struct mote_op mote_op_call_once = {
    .code = 129,
    .kernels = kernels,
    .prepare = prepare,
};
