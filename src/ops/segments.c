/* SPDX-License-Identifier: Apache-2.0 */
#include "segments.h"
#include "../base/walk.h"
#include "shapes.h"

int mote_segments_prepare(struct mote_prep *p, struct mote_segments *a)
{
    struct mote_tensor in, t;
    int e;
    if ((e = mote_prep_arity(p, 3, 3, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 1, MOTE_MAX_DIMS)) != 0) return e;
    if ((e = mote_prep_input(p, 1, &t)) != 0) return e;
    if ((e = mote_prep_type(p, 1, &t, MOTE_INT32)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, &t, 1, 1)) != 0) return e;
    if ((e = mote_prep_dim(p, 1, &t, 0, mote_tensor_dim(&in, 0))) != 0) return e;
    if ((e = mote_shape_constants(p, 2, 1, &t)) != 0) return e;
    a->segments = mote_tensor_int(&t, 0);
    if ((e = mote_prep_output(p, 0, &t)) != 0) return e;
    if ((e = mote_prep_type(p, 3, &t, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 3, &t, in.rank, in.rank)) != 0) return e;
    for (int i = 0; i < in.rank; i++)
        if ((e = mote_prep_dim(p, 3, &t, i, i ? mote_tensor_dim(&in, i) : a->segments)) != 0)
            return e;
    a->ids = mote_tensor_dim(&in, 0);
    if (t.elements)
        a->count = (int32_t)t.elements / a->segments;
    else if (in.elements)
        a->count = (int32_t)in.elements / a->ids;
    return 0;
}

int mote_segments_eval(const struct mote_call *c, uint32_t start, mote_accumulate_fn *fold)
{
    const struct mote_segments *a = (const void *)c->args;
    const uint32_t *in = mote_in(c, 0);
    const int32_t *ids = mote_in(c, 1);
    uint32_t *out = mote_out(c, 0);
    mote_fill(out, &start, 4, 4 * a->segments * a->count);
    for (int32_t k = 0; k < a->ids; k++, in += a->count) {
        if (ids[k] < 0) continue;
        if (ids[k] >= a->segments) return MOTE_E_DATA;
        fold(out + ids[k] * a->count, in, a->count);
    }
    return 0;
}
