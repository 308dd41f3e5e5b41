/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UNPACK
 *     output k = the input at k of dimension `axis`, which goes away
 * Any type of 1, 2, 4 or 8 bytes.
 */
#include "parts.h"
#include "shapes.h"

enum field { COUNT, AXIS };

static int prepare(struct mote_prep *p, void *words)
{
    struct mote_tensor in;
    int e, axis;
    if ((e = mote_prep_arity(p, 1, 1, 1, UINT16_MAX)) != 0) return e;
    if (mote_option_i32(p, COUNT, 0) != p->n_out)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_OPTION, -1, p->n_out,
                              mote_option_i32(p, COUNT, 0));
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_shape_axis(p, -1, mote_option_i32(p, AXIS, 0), in.rank, &axis)) != 0) return e;
    if ((e = mote_parts_prepare(p, words, 0, &in, axis, 1, p->n_out, 1)) != 0) return e;
    if (p->n_out == 1) mote_prep_view(p, 0);
    return 0;
}

int mote_unpack_any(const struct mote_call *c)
{
    return mote_parts_cut(c, 0);
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_unpack_any}, {0, NULL}};

const struct mote_op mote_op_unpack = {
    .code = 88,
    .args_words = sizeof(struct mote_parts) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
