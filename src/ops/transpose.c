/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TRANSPOSE
 *     output[i0, i1, ...] = input[j0, j1, ...] with j[perm[k]] = i[k]; perm is a constant
 * permutation Any type of 1, 2, 4 or 8 bytes.
 */
#include "../base/walk.h"
#include "shapes.h"

struct args {
    struct mote_walk walk; /* the input in the output's order */
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, perm, out;
    int32_t strides[MOTE_MAX_DIMS];
    uint32_t seen = 0;
    int e, axis;
    if ((e = mote_prep_arity(p, 2, 2, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_shape_moved(p, 0, &in, 2, &out)) != 0) return e;
    if ((e = mote_shape_constants(p, 1, in.rank, &perm)) != 0) return e;
    if ((e = mote_prep_rank(p, 2, &out, in.rank, in.rank)) != 0) return e;
    mote_shape_strides(&in, (int32_t)mote_type_bytes(in.type), strides);
    for (int i = 0; i < in.rank; i++) {
        if ((e = mote_shape_axis(p, 1, mote_tensor_int(&perm, (uint32_t)i), in.rank, &axis)) != 0)
            return e;
        if (seen >> axis & 1u)
            return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_AXIS, 1, in.rank, axis);
        seen |= 1u << axis;
        a->walk.dims[i] = mote_tensor_dim(&in, axis);
        a->walk.strides[i] = strides[axis];
        if ((e = mote_prep_dim(p, 2, &out, i, a->walk.dims[i])) != 0) return e;
    }
    mote_walk_fold(&a->walk, in.rank, (int32_t)mote_type_bytes(in.type));
    if (a->walk.n == 0) mote_prep_view(p, 0);
    return 0;
}

int mote_transpose_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    mote_walk_collect(&a->walk, mote_out(c, 0), mote_in(c, 0));
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_transpose_any}, {0, NULL}};

const struct mote_op mote_op_transpose = {
    .code = 39,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
