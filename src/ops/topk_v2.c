/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TOPK_V2, along the last dimension
 *     output 0 = the k largest elements, descending; equal ones in the order of their places
 *     output 1 = their places, int32
 * k (input 1) is constant; float32, int8, int16, int32, int64.
 */
#include "../base/mem.h"
#include "shapes.h"

struct args {
    int32_t vectors, depth, k;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, t;
    int e;
    if ((e = mote_prep_arity(p, 2, 2, 2, 2)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 1, MOTE_MAX_DIMS)) != 0) return e;
    if ((e = mote_shape_constants(p, 1, 1, &t)) != 0) return e;
    a->depth = mote_tensor_dim(&in, in.rank - 1);
    a->k = mote_tensor_int(&t, 0);
    if (a->k < 1 || a->k > a->depth)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_RANGE, 1, a->depth, a->k);
    a->vectors = (int32_t)in.elements / a->depth;
    for (int i = 2; i < 4; i++) {
        if ((e = mote_prep_operand(p, i, &t)) != 0) return e;
        if ((e = mote_prep_type(p, i, &t, i == 2 ? in.type : MOTE_INT32)) != 0) return e;
        if ((e = mote_prep_rank(p, i, &t, in.rank, in.rank)) != 0) return e;
        for (int d = 0; d < in.rank; d++) {
            const int32_t size = d == in.rank - 1 ? a->k : mote_tensor_dim(&in, d);
            if ((e = mote_prep_dim(p, i, &t, d, size)) != 0) return e;
        }
    }
    return 0;
}

/* Is element i of a vector larger than element k? */
typedef int larger_fn(const void *vector, int32_t i, int32_t k);

/* The places of the largest so far are kept sorted; each element sinks to its own. */
static void select_places(const struct args *a, const void *vector, int32_t *places,
                          larger_fn *larger)
{
    int32_t n = 0;
    for (int32_t i = 0; i < a->depth; i++) {
        int32_t at = n;
        while (at > 0 && larger(vector, i, places[at - 1])) at--;
        if (at == a->k) continue;
        if (n < a->k) n++;
        memmove(places + at + 1, places + at, (size_t)(n - 1 - at) * sizeof *places);
        places[at] = i;
    }
}

static int eval(const struct mote_call *c, uint32_t bytes, larger_fn *larger)
{
    const struct args *a = (const void *)c->args;
    const uint8_t *in = mote_in(c, 0);
    uint8_t *out = mote_out(c, 0);
    int32_t *places = mote_out(c, 1);
    for (int32_t i = 0; i < a->vectors; i++) {
        select_places(a, in, places, larger);
        for (int32_t k = 0; k < a->k; k++, out += bytes)
            memcpy(out, in + (uint32_t)places[k] * bytes, bytes);
        places += a->k;
        in += (uint32_t)a->depth * bytes;
    }
    return 0;
}

static int larger_s8(const void *vector, int32_t i, int32_t k)
{
    const int8_t *x = vector;
    return x[i] > x[k];
}

int mote_topk_v2_s8(const struct mote_call *c)
{
    return eval(c, 1, larger_s8);
}

static int larger_s16(const void *vector, int32_t i, int32_t k)
{
    const int16_t *x = vector;
    return x[i] > x[k];
}

int mote_topk_v2_s16(const struct mote_call *c)
{
    return eval(c, 2, larger_s16);
}

static int larger_i32(const void *vector, int32_t i, int32_t k)
{
    const int32_t *x = vector;
    return x[i] > x[k];
}

int mote_topk_v2_i32(const struct mote_call *c)
{
    return eval(c, 4, larger_i32);
}

static int larger_i64(const void *vector, int32_t i, int32_t k)
{
    const int64_t *x = vector;
    return x[i] > x[k];
}

int mote_topk_v2_i64(const struct mote_call *c)
{
    return eval(c, 8, larger_i64);
}

static int larger_f32(const void *vector, int32_t i, int32_t k)
{
    const float *x = vector;
    return x[i] > x[k];
}

int mote_topk_v2_f32(const struct mote_call *c)
{
    return eval(c, 4, larger_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_topk_v2_s8},   {MOTE_K_S16, mote_topk_v2_s16}, {MOTE_K_I32, mote_topk_v2_i32},
    {MOTE_K_I64, mote_topk_v2_i64}, {MOTE_K_F32, mote_topk_v2_f32}, {0, NULL},
};

const struct mote_op mote_op_topk_v2 = {
    .code = 48,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
