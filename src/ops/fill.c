/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FILL
 *     output = input 1 (one element), everywhere; input 0 (constant) repeats the output's shape
 * Any type of 1, 2, 4 or 8 bytes.
 */
#include "../base/walk.h"
#include "shapes.h"

struct args {
    int32_t element, bytes;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e;
    if ((e = mote_prep_arity(p, 2, 2, 1, 1)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if (in.type != MOTE_INT8 && in.type != MOTE_INT16 && in.type != MOTE_INT64 &&
        (e = mote_prep_type(p, 0, &in, MOTE_INT32)) != 0)
        return e;
    if ((e = mote_prep_constant(p, 0, &in)) != 0) return e;
    if ((e = mote_shape_elements(p, 0, &in, out.rank)) != 0) return e;
    for (int i = 0; i < out.rank; i++)
        if ((e = mote_prep_dim(p, 2, &out, i, mote_tensor_int(&in, (uint32_t)i))) != 0) return e;
    if ((e = mote_prep_input(p, 1, &in)) != 0) return e;
    if ((e = mote_shape_elements(p, 1, &in, 1)) != 0) return e;
    a->element = (int32_t)mote_type_bytes(in.type);
    a->bytes = (int32_t)out.bytes;
    return mote_shape_moved(p, 1, &in, 2, &out);
}

int mote_fill_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    mote_fill(mote_out(c, 0), mote_in(c, 1), a->element, a->bytes);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_fill_any}, {0, NULL}};

const struct mote_op mote_op_fill = {
    .code = 94,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
