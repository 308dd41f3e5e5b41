/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SPLIT
 *     outputs = equal parts of input 1 along the axis that input 0 (constant) says
 * Any type of 1, 2, 4 or 8 bytes.
 */
#include "parts.h"
#include "shapes.h"

static int prepare(struct mote_prep *p, void *words)
{
    struct mote_parts *a = words;
    struct mote_tensor axis, in;
    int e, at;
    if ((e = mote_prep_arity(p, 2, 2, 1, UINT16_MAX)) != 0) return e;
    if ((e = mote_shape_constants(p, 0, 1, &axis)) != 0) return e;
    if ((e = mote_prep_input(p, 1, &in)) != 0) return e;
    if ((e = mote_shape_axis(p, 0, mote_tensor_int(&axis, 0), in.rank, &at)) != 0) return e;
    if ((e = mote_parts_prepare(p, a, 1, &in, at, 2, p->n_out, 0)) != 0) return e;
    if (a->blocks != MOTE_REF_NONE)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 2, -1, -1);
    if (p->n_out == 1) mote_prep_view(p, 1);
    return 0;
}

int mote_split_any(const struct mote_call *c)
{
    return mote_parts_cut(c, 1);
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_split_any}, {0, NULL}};

const struct mote_op mote_op_split = {
    .code = 49,
    .args_words = sizeof(struct mote_parts) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
