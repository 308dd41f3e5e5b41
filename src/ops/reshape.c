/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RESHAPE
 *     output = the input's elements, in their order, in the output tensor's shape
 * The model's output tensor says the shape; the shape operand (or option) repeats it and may be
 * wrong or legacy
 * ([0] for a scalar), as in TensorFlow Lite Micro it is not read. Any type.
 */
#include "shapes.h"

struct args {
    int32_t bytes;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e;
    if ((e = mote_prep_arity(p, 1, 2, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    return mote_shape_view(p, &in, &out, &a->bytes);
}

int mote_reshape_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    mote_shape_copy(c, a->bytes);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_reshape_any}, {0, NULL}};

const struct mote_op mote_op_reshape = {
    .code = 22,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
