/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TILE
 *     output[i0, i1, ...] = input[i0 mod d0, i1 mod d1, ...]
 * Input 1 (constant) says how often each dimension is repeated. Any type of 1, 2, 4 or 8 bytes.
 */
#include "../base/walk.h"
#include "shapes.h"

struct args {
    struct mote_walk walk;
};

/* One loop more, inwards, unless it goes on where the last one is. */
static int add(struct mote_prep *p, struct mote_walk *walk, int *n, int32_t size, int32_t stride)
{
    if (size == 1) return 0;
    if (*n && walk->strides[*n - 1] == size * stride) {
        walk->dims[*n - 1] *= size;
        walk->strides[*n - 1] = stride;
        return 0;
    }
    if (*n == MOTE_WALK_DIMS)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_RANK, 0, MOTE_WALK_DIMS,
                              MOTE_WALK_DIMS + 1);
    walk->dims[*n] = size;
    walk->strides[*n] = stride;
    ++*n;
    return 0;
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, times, out;
    int32_t strides[MOTE_MAX_DIMS];
    int e, n = 0;
    if ((e = mote_prep_arity(p, 2, 2, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_shape_moved(p, 0, &in, 2, &out)) != 0) return e;
    if ((e = mote_shape_constants(p, 1, in.rank, &times)) != 0) return e;
    if ((e = mote_prep_rank(p, 2, &out, in.rank, in.rank)) != 0) return e;
    mote_shape_strides(&in, (int32_t)mote_type_bytes(in.type), strides);
    for (int i = 0; i < in.rank; i++) {
        const int32_t d = mote_tensor_dim(&in, i), all = mote_tensor_dim(&out, i),
                      repeat = mote_tensor_int(&times, (uint32_t)i);
        if (repeat < 0 || (int64_t)d * repeat != all)
            return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 2, repeat, all);
        if (out.elements == 0) continue;
        if ((e = add(p, &a->walk, &n, repeat, 0)) != 0) return e;
        if ((e = add(p, &a->walk, &n, d, strides[i])) != 0) return e;
    }
    if (out.elements == 0) n = 1; /* of no element */
    mote_walk_fold(&a->walk, n, (int32_t)mote_type_bytes(in.type));
    if (a->walk.n == 0 && in.bytes == out.bytes) mote_prep_view(p, 0);
    return 0;
}

int mote_tile_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    mote_walk_collect(&a->walk, mote_out(c, 0), mote_in(c, 0));
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_tile_any}, {0, NULL}};

const struct mote_op mote_op_tile = {
    .code = 69,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
