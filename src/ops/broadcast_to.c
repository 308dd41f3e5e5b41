/* SPDX-License-Identifier: Apache-2.0 */
/*
 * BROADCAST_TO
 *     output[i0, i1, ...] = input[..., i(k), ...], 0 in place of i(k) where the input's dimension
 * is 1 or missing in front Input 1 (constant) repeats the output's shape. Any type of 1, 2, 4 or 8
 * bytes.
 */
#include "../base/walk.h"
#include "shapes.h"

struct args {
    struct mote_walk walk;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, shape, out;
    int32_t strides[MOTE_MAX_DIMS];
    int e, missing;
    if ((e = mote_prep_arity(p, 2, 2, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_shape_moved(p, 0, &in, 2, &out)) != 0) return e;
    if ((e = mote_shape_constants(p, 1, out.rank, &shape)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, &shape, 1, 1)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 0, out.rank)) != 0) return e;
    missing = out.rank - in.rank;
    mote_shape_strides(&in, (int32_t)mote_type_bytes(in.type), strides);
    for (int i = 0; i < out.rank; i++) {
        const int32_t d = i < missing ? 1 : mote_tensor_dim(&in, i - missing);
        const int32_t all = mote_tensor_int(&shape, (uint32_t)i);
        if ((e = mote_prep_dim(p, 2, &out, i, all)) != 0) return e;
        if (d != 1 && d != all) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 0, all, d);
        a->walk.dims[i] = all;
        a->walk.strides[i] = d == 1 ? 0 : strides[i - missing];
    }
    mote_walk_fold(&a->walk, out.rank, (int32_t)mote_type_bytes(in.type));
    if (a->walk.n == 0 && in.bytes == out.bytes) mote_prep_view(p, 0);
    return 0;
}

int mote_broadcast_to_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    mote_walk_collect(&a->walk, mote_out(c, 0), mote_in(c, 0));
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_broadcast_to_any}, {0, NULL}};

const struct mote_op mote_op_broadcast_to = {
    .code = 130,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
