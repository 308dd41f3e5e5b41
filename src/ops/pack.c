/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PACK
 *     output = the inputs, all of one shape, one after another along a new dimension `axis`
 * Any number of inputs, any type of 1, 2, 4 or 8 bytes.
 */
#include "parts.h"
#include "shapes.h"

enum field { COUNT, AXIS };

static int prepare(struct mote_prep *p, void *words)
{
    struct mote_tensor out;
    int e, axis;
    if ((e = mote_prep_arity(p, 1, UINT16_MAX, 1, 1)) != 0) return e;
    if (mote_option_i32(p, COUNT, 0) != p->n_in)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_OPTION, -1, p->n_in,
                              mote_option_i32(p, COUNT, 0));
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_shape_axis(p, -1, mote_option_i32(p, AXIS, 0), out.rank, &axis)) != 0) return e;
    if ((e = mote_parts_prepare(p, words, p->n_in, &out, axis, 0, p->n_in, 1)) != 0) return e;
    if (p->n_in == 1) mote_prep_view(p, 0);
    return 0;
}

int mote_pack_any(const struct mote_call *c)
{
    return mote_parts_join(c);
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_pack_any}, {0, NULL}};

const struct mote_op mote_op_pack = {
    .code = 83,
    .args_words = sizeof(struct mote_parts) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
