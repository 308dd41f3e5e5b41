/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQUEEZE
 *     output = input without the dimensions named by the option (negative: from the end), or
 * without all that are 1 Any type.
 */
#include "../base/bytes.h"
#include "shapes.h"

struct args {
    int32_t bytes;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    uint32_t at, count;
    int e, axis;
    if ((e = mote_prep_arity(p, 1, 1, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_shape_view(p, &in, &out, &a->bytes)) != 0) return e;
    count = mote_option_vector(p, 0, &at);
    for (uint32_t i = 0; i < count; i++) {
        if ((e = mote_shape_axis(p, 0, mote_rd32s(p->model->data + at + 4 * i), in.rank, &axis)) !=
            0)
            return e;
        if ((e = mote_prep_dim(p, 0, &in, axis, 1)) != 0) return e;
    }
    return 0;
}

int mote_squeeze_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    mote_shape_copy(c, a->bytes);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_squeeze_any}, {0, NULL}};

const struct mote_op mote_op_squeeze = {
    .code = 43,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
