/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SHAPE
 *     output = the input's dimensions, int32 or int64; the input's data is not read
 */
#include "shapes.h"

struct args {
    int32_t rank;
    int32_t dims[MOTE_MAX_DIMS];
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e;
    if ((e = mote_prep_arity(p, 1, 1, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if (in.type == MOTE_NO_TYPE)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_TYPE, 0, -1, in.type);
    if ((e = mote_prep_kernel(p, out.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 0, MOTE_MAX_DIMS)) != 0) return e;
    /* TensorFlow Lite Micro takes an output with room for fewer dimensions: the first ones. */
    if (out.elements > in.rank && (e = mote_shape_elements(p, 1, &out, in.rank)) != 0) return e;
    a->rank = (int32_t)out.elements;
    for (int i = 0; i < a->rank; i++) a->dims[i] = mote_tensor_dim(&in, i);
    return 0;
}

int mote_shape_i32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    int32_t *out = mote_out(c, 0);
    for (int i = 0; i < a->rank; i++) out[i] = a->dims[i];
    return 0;
}

int mote_shape_i64(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    int64_t *out = mote_out(c, 0);
    for (int i = 0; i < a->rank; i++) out[i] = a->dims[i];
    return 0;
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_I32, mote_shape_i32}, {MOTE_K_I64, mote_shape_i64}, {0, NULL}};

const struct mote_op mote_op_shape = {
    .code = 77,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
