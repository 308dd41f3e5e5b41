/* SPDX-License-Identifier: Apache-2.0 */
/*
 * BROADCAST_ARGS
 *     output = the shape that two shapes broadcast to: from the back, the one of two dimensions
 * that is not 1 int32, int64. Shapes that do not fit together are refused at run time.
 */
#include "shapes.h"

struct args {
    int32_t n[2], n_out, wide;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e;
    if ((e = mote_prep_arity(p, 2, 2, 1, 1)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_prep_kernel(p, out.type)) != 0) return e;
    for (int i = 0; i < 2; i++) {
        if ((e = mote_prep_input(p, i, &in)) != 0) return e;
        if ((e = mote_prep_type(p, i, &in, out.type)) != 0) return e;
        if ((e = mote_prep_rank(p, i, &in, 1, 1)) != 0) return e;
        a->n[i] = (int32_t)in.elements;
    }
    a->n_out = a->n[0] > a->n[1] ? a->n[0] : a->n[1];
    a->wide = out.type == MOTE_INT64;
    return mote_shape_elements(p, 2, &out, (uint32_t)a->n_out);
}

/* Dimension i from the back; 1 where there is none. */
static int64_t dim(const struct mote_call *c, const struct args *a, int shape, int32_t i)
{
    return i < a->n[shape] ? mote_shape_index(mote_in(c, shape), a->n[shape] - 1 - i, a->wide) : 1;
}

static int run(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    for (int32_t i = 0; i < a->n_out; i++) {
        const int64_t x = dim(c, a, 0, i), y = dim(c, a, 1, i);
        const int32_t at = a->n_out - 1 - i;
        if (x != 1 && y != 1 && x != y) return MOTE_E_DATA;
        if (a->wide)
            ((int64_t *)mote_out(c, 0))[at] = x == 1 ? y : x;
        else
            ((int32_t *)mote_out(c, 0))[at] = (int32_t)(x == 1 ? y : x);
    }
    return 0;
}

int mote_broadcast_args_i32(const struct mote_call *c)
{
    return run(c);
}

int mote_broadcast_args_i64(const struct mote_call *c)
{
    return run(c);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_I32, mote_broadcast_args_i32}, {MOTE_K_I64, mote_broadcast_args_i64}, {0, NULL}};

const struct mote_op mote_op_broadcast_args = {
    .code = 145,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
