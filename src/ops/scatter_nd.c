/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SCATTER_ND
 *     output = 0, then output[index[k.., 0], index[k.., 1], .., i..] += update[k.., i..]
 * in the order of k. The shape (input 2) is constant; indices are int32 or int64 and are checked at
 * run time. Integers wrap; of bool, += is "or".
 */
#include "../base/accumulate.h"
#include "../base/mem.h"
#include "shapes.h"

struct args {
    int32_t slices, depth; /* indices that make a slice */
    int32_t count;         /* elements of a slice */
    int32_t bytes;         /* of the output */
    int32_t wide;
    int32_t dims[MOTE_MAX_DIMS];
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor index, t, out;
    int e, depth, outer;
    if ((e = mote_prep_arity(p, 3, 3, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &index)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    a->wide = index.type == MOTE_INT64;
    if (!a->wide && (e = mote_prep_type(p, 0, &index, MOTE_INT32)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &index, 1, MOTE_MAX_DIMS)) != 0) return e;
    if ((e = mote_shape_constants(p, 2, out.rank, &t)) != 0) return e;
    for (int i = 0; i < out.rank; i++)
        if ((e = mote_prep_dim(p, 3, &out, i, mote_tensor_int(&t, (uint32_t)i))) != 0) return e;
    outer = index.rank - 1;
    depth = mote_tensor_dim(&index, outer);
    if (depth > out.rank)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 0, out.rank, depth);
    if ((e = mote_prep_input(p, 1, &t)) != 0) return e;
    if ((e = mote_prep_kernel(p, t.type)) != 0) return e;
    if ((e = mote_prep_type(p, 3, &out, t.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, &t, outer + out.rank - depth, outer + out.rank - depth)) != 0)
        return e;
    for (int i = 0; i < t.rank; i++) {
        const int32_t d =
            i < outer ? mote_tensor_dim(&index, i) : mote_tensor_dim(&out, i - outer + depth);
        if ((e = mote_prep_dim(p, 1, &t, i, d)) != 0) return e;
    }
    a->bytes = (int32_t)out.bytes;
    if (t.elements == 0 || out.elements == 0) return 0; /* slices 0: zeros only */
    a->depth = depth;
    a->slices = mote_shape_product(&t, 0, outer);
    a->count = (int32_t)t.elements / a->slices;
    for (int i = 0; i < depth; i++) a->dims[i] = mote_tensor_dim(&out, i);
    return 0;
}

static int scatter(const struct mote_call *c, int32_t element, mote_accumulate_fn *add)
{
    const struct args *a = (const void *)c->args;
    const uint8_t *update = mote_in(c, 1);
    uint8_t *out = mote_out(c, 0);
    memset(out, 0, (size_t)a->bytes);
    for (int32_t k = 0; k < a->slices; k++, update += a->count * element) {
        int32_t at = 0;
        for (int32_t i = 0; i < a->depth; i++) {
            const int64_t index = mote_shape_index(mote_in(c, 0), k * a->depth + i, a->wide);
            if (index < 0 || index >= a->dims[i]) return MOTE_E_DATA;
            at = at * a->dims[i] + (int32_t)index;
        }
        add(out + at * a->count * element, update, a->count);
    }
    return 0;
}

int mote_scatter_nd_s8(const struct mote_call *c)
{
    return scatter(c, 1, mote_accumulate_add_8);
}

int mote_scatter_nd_u8(const struct mote_call *c)
{
    return scatter(c, 1, mote_accumulate_add_8);
}

int mote_scatter_nd_s16(const struct mote_call *c)
{
    return scatter(c, 2, mote_accumulate_add_16);
}

int mote_scatter_nd_i32(const struct mote_call *c)
{
    return scatter(c, 4, mote_accumulate_add_32);
}

int mote_scatter_nd_i64(const struct mote_call *c)
{
    return scatter(c, 8, mote_accumulate_add_64);
}

int mote_scatter_nd_f32(const struct mote_call *c)
{
    return scatter(c, 4, mote_accumulate_add_f32);
}

int mote_scatter_nd_bool(const struct mote_call *c)
{
    return scatter(c, 1, mote_accumulate_or_bool);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_scatter_nd_s8},     {MOTE_K_U8, mote_scatter_nd_u8},
    {MOTE_K_S16, mote_scatter_nd_s16},   {MOTE_K_I32, mote_scatter_nd_i32},
    {MOTE_K_I64, mote_scatter_nd_i64},   {MOTE_K_F32, mote_scatter_nd_f32},
    {MOTE_K_BOOL, mote_scatter_nd_bool}, {0, NULL},
};
static const struct mote_kernel kernels_f32[] = {{MOTE_K_F32, mote_scatter_nd_f32}, {0, NULL}};

enum { CODE = 122, ARGS_WORDS = sizeof(struct args) / 4 };

const struct mote_op mote_op_scatter_nd = {
    .code = CODE, .args_words = ARGS_WORDS, .kernels = kernels, .prepare = prepare};
const struct mote_op mote_op_scatter_nd_f32 = {
    .code = CODE, .args_words = ARGS_WORDS, .kernels = kernels_f32, .prepare = prepare};
