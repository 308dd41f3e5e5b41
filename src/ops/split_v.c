/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SPLIT_V
 *     outputs = parts of input 0 along the axis that input 2 (constant) says
 * The outputs' shapes say how long the parts are; input 1 repeats it and must agree where it is
 * constant (-1 = what is left). Any type of 1, 2, 4 or 8 bytes.
 */
#include "parts.h"
#include "shapes.h"

static int prepare(struct mote_prep *p, void *words)
{
    struct mote_tensor in, sizes, out;
    int e, axis;
    if ((e = mote_prep_arity(p, 3, 3, 1, UINT16_MAX)) != 0) return e;
    if ((e = mote_shape_constants(p, 2, 1, &sizes)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_shape_axis(p, 2, mote_tensor_int(&sizes, 0), in.rank, &axis)) != 0) return e;
    if ((e = mote_parts_prepare(p, words, 0, &in, axis, 3, p->n_out, 0)) != 0) return e;
    if ((e = mote_prep_input(p, 1, &sizes)) != 0) return e;
    for (int i = 0; sizes.data && i < p->n_out && (uint32_t)i < sizes.elements; i++) {
        const int32_t size = mote_tensor_int(&sizes, (uint32_t)i);
        if ((e = mote_prep_output(p, i, &out)) != 0) return e;
        if (size != -1 && (e = mote_prep_dim(p, 3 + i, &out, axis, size)) != 0) return e;
    }
    if (p->n_out == 1) mote_prep_view(p, 0);
    return 0;
}

int mote_split_v_any(const struct mote_call *c)
{
    return mote_parts_cut(c, 0);
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_split_v_any}, {0, NULL}};

const struct mote_op mote_op_split_v = {
    .code = 102,
    .args_words = sizeof(struct mote_parts) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
