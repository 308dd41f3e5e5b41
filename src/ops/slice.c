/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SLICE
 *     output[i0, i1, ...] = input[begin0 + i0, begin1 + i1, ...]
 * size is constant (-1: up to the end) and says the output's shape; begin may be computed, it is
 * checked at run time then. Any type of 1, 2, 4 or 8 bytes.
 */
#include "../base/walk.h"
#include "shapes.h"

struct args {
    struct mote_walk walk;
    int32_t offset;  /* bytes to the first element, if begin is constant */
    int32_t rank;    /* otherwise: elements of begin */
    int32_t wide;    /* they are int64 */
    mote_ref places; /* and of each dimension the stride in bytes and the greatest begin */
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, begin, size;
    int32_t *places = NULL;
    uint32_t elements = 1;
    void *data;
    int e;
    if ((e = mote_prep_arity(p, 3, 3, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &size)) != 0) return e;
    if ((e = mote_shape_moved(p, 0, &in, 3, &size)) != 0) return e;
    if ((e = mote_prep_input(p, 1, &begin)) != 0) return e;
    a->wide = begin.type == MOTE_INT64;
    if (!a->wide && (e = mote_prep_type(p, 1, &begin, MOTE_INT32)) != 0) return e;
    if ((e = mote_shape_elements(p, 1, &begin, in.rank)) != 0) return e;
    if ((e = mote_shape_constants(p, 2, in.rank, &size)) != 0) return e;
    if (!begin.data && in.rank) {
        a->rank = in.rank;
        if ((e = mote_prep_table(p, 8u * in.rank, &data, &a->places)) != 0) return e;
        places = data;
    }
    mote_shape_strides(&in, (int32_t)mote_type_bytes(in.type), a->walk.strides);
    for (int i = 0; i < in.rank; i++) {
        const int32_t d = mote_tensor_dim(&in, i), from = mote_tensor_int(&begin, (uint32_t)i);
        int32_t count = mote_tensor_int(&size, (uint32_t)i);
        if (from < 0 || from > d)
            return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_RANGE, 1, d, from);
        if (count == -1 && places)
            return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_CONSTANT, 1, -1, -1);
        if (count == -1) count = d - from;
        if (count < 0 || count > d - from)
            return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_RANGE, 2, d - from, count);
        if (places) {
            places[2 * i] = a->walk.strides[i];
            places[2 * i + 1] = d - count;
        } else if (in.elements) {
            a->offset += from * a->walk.strides[i];
        }
        a->walk.dims[i] = count;
        elements *= (uint32_t)count;
    }
    mote_walk_fold(&a->walk, in.rank, (int32_t)mote_type_bytes(in.type));
    if (a->walk.n == 0 && elements == in.elements && !places) mote_prep_view(p, 0);
    /* The output's shape may be another one, as long as the elements fit: it often lacks dimensions
     * of 1. */
    if ((e = mote_prep_output(p, 0, &size)) != 0) return e;
    return mote_shape_elements(p, 3, &size, a->walk.run ? elements : 0);
}

int mote_slice_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    int32_t offset = a->offset;
    if (a->rank) {
        const int32_t *places = mote_at(c, a->places);
        for (int i = 0; i < a->rank; i++) {
            const int64_t begin = mote_shape_index(mote_in(c, 1), i, a->wide);
            if (begin < 0 || begin > places[2 * i + 1]) return MOTE_E_DATA;
            offset += (int32_t)begin * places[2 * i];
        }
    }
    mote_walk_collect(&a->walk, mote_out(c, 0), (const uint8_t *)mote_in(c, 0) + offset);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_slice_any}, {0, NULL}};

const struct mote_op mote_op_slice = {
    .code = 65,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
