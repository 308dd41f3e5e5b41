/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ZEROS_LIKE
 *     output = 0, everywhere, in the input's shape and type (1, 2, 4 or 8 bytes)
 */
#include "../base/mem.h"
#include "shapes.h"

struct args {
    int32_t bytes;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e;
    if ((e = mote_prep_arity(p, 1, 1, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_shape_moved(p, 0, &in, 1, &out)) != 0) return e;
    a->bytes = (int32_t)out.bytes;
    return mote_prep_same_shape(p, 1, &out, &in);
}

int mote_zeros_like_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    memset(mote_out(c, 0), 0, (size_t)a->bytes);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_zeros_like_any}, {0, NULL}};

const struct mote_op mote_op_zeros_like = {
    .code = 93,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
