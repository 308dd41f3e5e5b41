/* SPDX-License-Identifier: Apache-2.0 */
/*
 * VAR_HANDLE
 *     output = a handle of the resource variable that the options name
 * The operators that use the variable find it by the name when they are prepared, so the handle
 * itself says nothing.
 */
#include "../mote_op.h"
#include "../base/mem.h"

struct args {
    uint32_t bytes; /* of the handle */
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor out;
    int e;
    if ((e = mote_prep_arity(p, 0, 0, 1, 1)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    a->bytes = out.bytes;
    return mote_prep_type(p, 0, &out, MOTE_RESOURCE);
}

int mote_var_handle_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    memset(mote_out(c, 0), 0, a->bytes);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_var_handle_any}, {0, NULL}};

const struct mote_op mote_op_var_handle = {
    .code = 142,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
