/* SPDX-License-Identifier: Apache-2.0 */
#include "unary.h"

static int prepare_types(struct mote_prep *p, struct mote_unary *u, struct mote_tensor *in,
                         struct mote_tensor *out)
{
    int e;
    if ((e = mote_unary_prepare(p, u, in, out)) != 0) return e;
    if ((e = mote_prep_kernel(p, in->type)) != 0) return e;
    return mote_prep_type(p, 1, out, in->type);
}

int mote_unary_prepare_plain(struct mote_prep *p, void *unary)
{
    struct mote_tensor in, out;
    return prepare_types(p, unary, &in, &out);
}

int mote_unary_prepare_typed(struct mote_prep *p, struct mote_unary *u, struct mote_tensor *in,
                             struct mote_tensor *out)
{
    int e;
    if ((e = prepare_types(p, u, in, out)) != 0) return e;
    if (in->type != MOTE_INT8 && in->type != MOTE_INT16) return 0;
    if ((e = mote_prep_quant(p, 0, in)) != 0) return e;
    return mote_prep_quant(p, 1, out);
}
