/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GATHER_ND
 *     output[k..., i...] = input[index[k..., 0], index[k..., 1], ..., i...]
 * Indices are int32 or int64 and are checked at run time. Any type of 1, 2, 4 or 8 bytes.
 */
#include "../base/mem.h"
#include "shapes.h"

struct args {
    int32_t slices, depth; /* indices that make a slice */
    int32_t bytes;         /* of a slice */
    int32_t wide;
    int32_t dims[MOTE_MAX_DIMS];
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, index, out;
    int e, depth;
    if ((e = mote_prep_arity(p, 2, 2, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_input(p, 1, &index)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_shape_moved(p, 0, &in, 2, &out)) != 0) return e;
    a->wide = index.type == MOTE_INT64;
    if (!a->wide && (e = mote_prep_type(p, 1, &index, MOTE_INT32)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 1, MOTE_MAX_DIMS)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, &index, 1, MOTE_MAX_DIMS)) != 0) return e;
    depth = mote_tensor_dim(&index, index.rank - 1);
    if (depth > in.rank) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 1, in.rank, depth);
    if ((e = mote_prep_rank(p, 2, &out, index.rank - 1 + in.rank - depth,
                            index.rank - 1 + in.rank - depth)) != 0)
        return e;
    for (int i = 0; i < out.rank; i++) {
        const int32_t d = i < index.rank - 1 ? mote_tensor_dim(&index, i)
                                             : mote_tensor_dim(&in, i - (index.rank - 1) + depth);
        if ((e = mote_prep_dim(p, 2, &out, i, d)) != 0) return e;
    }
    if (out.elements == 0) return 0; /* no slices: nothing to do */
    if (in.elements == 0) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 0, 1, 0);
    a->depth = depth;
    a->slices = mote_shape_product(&index, 0, index.rank - 1);
    a->bytes = (int32_t)out.bytes / a->slices;
    for (int i = 0; i < depth; i++) a->dims[i] = mote_tensor_dim(&in, i);
    return 0;
}

int mote_gather_nd_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    uint8_t *out = mote_out(c, 0);
    for (int32_t k = 0; k < a->slices; k++, out += a->bytes) {
        int32_t at = 0;
        for (int32_t i = 0; i < a->depth; i++) {
            const int64_t index = mote_shape_index(mote_in(c, 1), k * a->depth + i, a->wide);
            if (index < 0 || index >= a->dims[i]) return MOTE_E_DATA;
            at = at * a->dims[i] + (int32_t)index;
        }
        memcpy(out, (const uint8_t *)mote_in(c, 0) + at * a->bytes, (size_t)a->bytes);
    }
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_gather_nd_any}, {0, NULL}};

const struct mote_op mote_op_gather_nd = {
    .code = 107,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
