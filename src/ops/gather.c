/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GATHER
 *     output[b..., o..., k..., i...] = input[b..., o..., index[b..., k...], i...]
 * b: batch_dims dimensions that input and index share; the index stands for dimension `axis`.
 * Indices are int32 or int64 and are checked at run time. Any type of 1, 2, 4 or 8 bytes.
 */
#include "../base/mem.h"
#include "shapes.h"

enum field { AXIS, BATCH_DIMS };

struct args {
    int32_t batches, outer, indices; /* per batch */
    int32_t size;                    /* of the axis */
    int32_t inner;                   /* bytes */
    int32_t wide;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, index, out;
    int32_t batch = mote_option_i32(p, BATCH_DIMS, 0);
    int e, axis, dims = 0;
    if ((e = mote_prep_arity(p, 2, 2, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_input(p, 1, &index)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_shape_moved(p, 0, &in, 2, &out)) != 0) return e;
    a->wide = index.type == MOTE_INT64;
    if (!a->wide && (e = mote_prep_type(p, 1, &index, MOTE_INT32)) != 0) return e;
    if ((e = mote_shape_axis(p, -1, mote_option_i32(p, AXIS, 0), in.rank, &axis)) != 0) return e;
    if (batch < 0) batch += index.rank;
    if (batch < 0 || batch > axis || batch > index.rank)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_OPTION, -1, axis, batch);
    if ((e = mote_prep_rank(p, 2, &out, in.rank + index.rank - 1 - batch,
                            in.rank + index.rank - 1 - batch)) != 0)
        return e;
    for (int i = 0; i < batch; i++)
        if ((e = mote_prep_dim(p, 1, &index, i, mote_tensor_dim(&in, i))) != 0) return e;
    for (int i = 0; i < axis; i++)
        if ((e = mote_prep_dim(p, 2, &out, dims++, mote_tensor_dim(&in, i))) != 0) return e;
    for (int i = batch; i < index.rank; i++)
        if ((e = mote_prep_dim(p, 2, &out, dims++, mote_tensor_dim(&index, i))) != 0) return e;
    for (int i = axis + 1; i < in.rank; i++)
        if ((e = mote_prep_dim(p, 2, &out, dims++, mote_tensor_dim(&in, i))) != 0) return e;
    if (out.elements == 0) return 0; /* no batches: nothing to do */
    a->size = mote_tensor_dim(&in, axis);
    a->batches = mote_shape_product(&in, 0, batch);
    a->outer = mote_shape_product(&in, batch, axis);
    a->inner = mote_shape_product(&in, axis + 1, in.rank) * (int32_t)mote_type_bytes(in.type);
    a->indices = mote_shape_product(&index, batch, index.rank);
    return 0;
}

int mote_gather_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const uint8_t *in = mote_in(c, 0);
    uint8_t *out = mote_out(c, 0);
    for (int32_t i = 0; i < a->batches * a->outer; i++, in += a->size * a->inner) {
        const int32_t first = i / a->outer * a->indices;
        for (int32_t k = 0; k < a->indices; k++, out += a->inner) {
            const int64_t at = mote_shape_index(mote_in(c, 1), first + k, a->wide);
            if (at < 0 || at >= a->size) return MOTE_E_DATA;
            memcpy(out, in + (int32_t)at * a->inner, (size_t)a->inner);
        }
    }
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_gather_any}, {0, NULL}};

const struct mote_op mote_op_gather = {
    .code = 36,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
