/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ASSIGN_VARIABLE
 *     the variable whose handle input 0 is = input 1
 * Any type. The value must be as large as all others that this variable is given.
 */
#include "variable.h"
#include "../base/mem.h"

struct args {
    uint32_t bytes;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor t;
    int e;
    if ((e = mote_prep_arity(p, 2, 2, 0, 0)) != 0) return e;
    if ((e = mote_prep_input(p, 1, &t)) != 0) return e;
    if (t.index < 0) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_ARITY, -1, 2, 1);
    a->bytes = t.bytes;
    return mote_prep_resource(p, 0, t.bytes);
}

int mote_assign_variable_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    memcpy(mote_extra(c, 0), mote_in(c, 1), a->bytes);
    *mote_variable_assigned(c, a->bytes) = 1;
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_assign_variable_any}, {0, NULL}};

const struct mote_op mote_op_assign_variable = {
    .code = 144,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
