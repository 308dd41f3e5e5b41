/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DYNAMIC_UPDATE_SLICE
 *     output = input 0, with input 1 (of the same rank) written over it at the place that input 2
 * says The place (int32 or int64) is data, and is moved so that the update fits in. Any type of 1,
 * 2, 4 or 8 bytes.
 */
#include "../base/mem.h"
#include "../base/walk.h"
#include "shapes.h"

struct args {
    struct mote_walk walk; /* the update, spread over the output */
    int32_t bytes, wide, rank;
    int32_t most[MOTE_MAX_DIMS];    /* where the update can begin */
    int32_t strides[MOTE_MAX_DIMS]; /* bytes */
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, update, t;
    int e;
    if ((e = mote_prep_arity(p, 3, 3, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_input(p, 1, &update)) != 0) return e;
    if ((e = mote_prep_input(p, 2, &t)) != 0) return e;
    a->wide = t.type == MOTE_INT64;
    if (!a->wide && (e = mote_prep_type(p, 2, &t, MOTE_INT32)) != 0) return e;
    if ((e = mote_prep_rank(p, 2, &t, 1, 1)) != 0) return e;
    if ((e = mote_shape_elements(p, 2, &t, in.rank)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &t)) != 0) return e;
    if ((e = mote_shape_moved(p, 0, &in, 3, &t)) != 0) return e;
    if ((e = mote_prep_same_shape(p, 3, &t, &in)) != 0) return e;
    if ((e = mote_prep_type(p, 1, &update, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, &update, in.rank, in.rank)) != 0) return e;
    a->bytes = (int32_t)in.bytes;
    a->rank = in.rank;
    mote_shape_strides(&in, (int32_t)mote_type_bytes(in.type), a->strides);
    for (int i = 0; i < in.rank; i++) {
        const int32_t d = mote_tensor_dim(&in, i), u = mote_tensor_dim(&update, i);
        if (u > d) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 1, d, u);
        a->most[i] = d - u;
        a->walk.dims[i] = u;
        a->walk.strides[i] = a->strides[i];
    }
    mote_walk_fold(&a->walk, in.rank, (int32_t)mote_type_bytes(in.type));
    if (a->walk.run == 0) a->rank = 0; /* nothing to write: the place does not matter */
    mote_prep_in_place(p, 0);
    return 0;
}

int mote_dynamic_update_slice_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    int32_t offset = 0;
    for (int32_t i = 0; i < a->rank; i++) {
        const int64_t at = mote_shape_index(mote_in(c, 2), i, a->wide);
        offset += (at < 0 ? 0 : at > a->most[i] ? a->most[i] : (int32_t)at) * a->strides[i];
    }
    mote_shape_copy(c, a->bytes);
    mote_walk_spread(&a->walk, (uint8_t *)mote_out(c, 0) + offset, mote_in(c, 1));
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_dynamic_update_slice_any},
                                             {0, NULL}};

const struct mote_op mote_op_dynamic_update_slice = {
    .code = 151,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
