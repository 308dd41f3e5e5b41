/* SPDX-License-Identifier: Apache-2.0 */
/* RANK: output = the number of the input's dimensions, int32; the input's data is not read. */
#include "shapes.h"

struct args {
    int32_t rank;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e;
    if ((e = mote_prep_arity(p, 1, 1, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if (in.type == MOTE_NO_TYPE)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_TYPE, 0, -1, in.type);
    if ((e = mote_prep_kernel(p, out.type)) != 0) return e;
    a->rank = in.rank;
    return mote_prep_rank(p, 1, &out, 0, 0);
}

int mote_rank_i32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    *(int32_t *)mote_out(c, 0) = a->rank;
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_I32, mote_rank_i32}, {0, NULL}};

const struct mote_op mote_op_rank = {
    .code = 110,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
