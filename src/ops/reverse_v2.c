/* SPDX-License-Identifier: Apache-2.0 */
/*
 * REVERSE_V2
 *     output[..., i(k), ...] = input[..., size(k) - 1 - i(k), ...] for every k in the constant axes
 * Any type of 1, 2, 4 or 8 bytes.
 */
#include "../base/walk.h"
#include "shapes.h"

struct args {
    struct mote_walk walk;
    int32_t offset; /* bytes to the input's element that comes first */
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, t;
    uint32_t seen = 0;
    int e, axis;
    if ((e = mote_prep_arity(p, 2, 2, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &t)) != 0) return e;
    if ((e = mote_shape_moved(p, 0, &in, 2, &t)) != 0) return e;
    if ((e = mote_prep_same_shape(p, 2, &t, &in)) != 0) return e;
    if ((e = mote_shape_constants(p, 1, -1, &t)) != 0) return e;
    for (int i = 0; i < in.rank; i++) a->walk.dims[i] = mote_tensor_dim(&in, i);
    mote_shape_strides(&in, (int32_t)mote_type_bytes(in.type), a->walk.strides);
    for (uint32_t i = 0; i < t.elements; i++) {
        if ((e = mote_shape_axis(p, 1, mote_tensor_int(&t, i), in.rank, &axis)) != 0) return e;
        if (seen >> axis & 1u) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_AXIS, 1, -1, axis);
        seen |= 1u << axis;
        if (in.elements == 0) continue;
        a->offset += (a->walk.dims[axis] - 1) * a->walk.strides[axis];
        a->walk.strides[axis] = -a->walk.strides[axis];
    }
    mote_walk_fold(&a->walk, in.rank, (int32_t)mote_type_bytes(in.type));
    if (a->walk.n == 0) mote_prep_view(p, 0);
    return 0;
}

int mote_reverse_v2_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    mote_walk_collect(&a->walk, mote_out(c, 0), (const uint8_t *)mote_in(c, 0) + a->offset);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_reverse_v2_any}, {0, NULL}};

const struct mote_op mote_op_reverse_v2 = {
    .code = 105,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
