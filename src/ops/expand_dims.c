/* SPDX-License-Identifier: Apache-2.0 */
/*
 * EXPAND_DIMS
 *     output = input with a dimension of 1 put in at `axis` (constant; negative: from the end of
 * the output) Any type.
 */
#include "shapes.h"

struct args {
    int32_t bytes;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e, axis;
    if ((e = mote_prep_arity(p, 2, 2, 1, 1)) != 0) return e;
    if ((e = mote_shape_constants(p, 1, 1, &out)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_shape_axis(p, 1, mote_tensor_int(&out, 0), in.rank + 1, &axis)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_shape_view(p, &in, &out, &a->bytes)) != 0) return e;
    if ((e = mote_prep_rank(p, 2, &out, in.rank + 1, in.rank + 1)) != 0) return e;
    for (int i = 0; i < out.rank; i++)
        if ((e = mote_prep_dim(p, 2, &out, i,
                               i == axis ? 1 : mote_tensor_dim(&in, i < axis ? i : i - 1))) != 0)
            return e;
    return 0;
}

int mote_expand_dims_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    mote_shape_copy(c, a->bytes);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_expand_dims_any}, {0, NULL}};

const struct mote_op mote_op_expand_dims = {
    .code = 70,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
