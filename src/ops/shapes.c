/* SPDX-License-Identifier: Apache-2.0 */
#include "shapes.h"
#include "../base/mem.h"
#include "../base/reduce.h"
#include "../base/walk.h"

_Static_assert(MOTE_WALK_DIMS == MOTE_MAX_DIMS && MOTE_REDUCE_DIMS == MOTE_MAX_DIMS,
               "one limit on dimensions");

int32_t mote_shape_product(const struct mote_tensor *t, int from, int to)
{
    uint32_t n = 1;
    for (int i = from; i < to; i++) n *= (uint32_t)mote_tensor_dim(t, i);
    return (int32_t)n;
}

void mote_shape_strides(const struct mote_tensor *t, int32_t element, int32_t *strides)
{
    uint32_t stride = (uint32_t)element;
    for (int i = t->rank - 1; i >= 0; i--) {
        strides[i] = (int32_t)stride;
        stride *= (uint32_t)mote_tensor_dim(t, i);
    }
}

int mote_shape_axis(struct mote_prep *p, int operand, int32_t axis, int rank, int *normal)
{
    *normal = axis < 0 ? axis + rank : axis;
    if (*normal >= 0 && *normal < rank) return 0;
    return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_AXIS, operand, rank, axis);
}

int mote_shape_elements(struct mote_prep *p, int operand, const struct mote_tensor *t,
                        uint32_t expected)
{
    if (t->elements == expected) return 0;
    return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, operand, (int32_t)expected,
                          (int32_t)t->elements);
}

int mote_shape_moved(struct mote_prep *p, int operand_in, const struct mote_tensor *in,
                     int operand_out, const struct mote_tensor *out)
{
    const unsigned element = mote_type_bytes(in->type);
    int e;
    if (element == 0 || element > 8)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_TYPE, operand_in, -1, in->type);
    if ((e = mote_prep_type(p, operand_out, out, in->type)) != 0) return e;
    if ((e = mote_prep_rank(p, operand_in, in, 0, MOTE_MAX_DIMS)) != 0) return e;
    if ((e = mote_prep_rank(p, operand_out, out, 0, MOTE_MAX_DIMS)) != 0) return e;
    return mote_prep_kernel(p, MOTE_K_ANY);
}

int mote_shape_constants(struct mote_prep *p, int operand, int32_t count, struct mote_tensor *t)
{
    int e = mote_prep_input(p, operand, t);
    if (e) return e;
    if (t->type != MOTE_INT64 && (e = mote_prep_type(p, operand, t, MOTE_INT32)) != 0) return e;
    if (count >= 0 && (e = mote_shape_elements(p, operand, t, (uint32_t)count)) != 0) return e;
    return mote_prep_constant(p, operand, t);
}

int mote_shape_view(struct mote_prep *p, const struct mote_tensor *in,
                    const struct mote_tensor *out, int32_t *bytes)
{
    int e;
    if (in->type == MOTE_NO_TYPE)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_TYPE, 0, -1, in->type);
    if ((e = mote_prep_type(p, p->n_in, out, in->type)) != 0) return e;
    if ((e = mote_shape_elements(p, p->n_in, out, in->elements)) != 0) return e;
    *bytes = (int32_t)out->bytes;
    mote_prep_view(p, 0);
    return mote_prep_kernel(p, MOTE_K_ANY);
}

void mote_shape_copy(const struct mote_call *c, int32_t bytes)
{
    if (mote_in(c, 0) != mote_out(c, 0)) memcpy(mote_out(c, 0), mote_in(c, 0), (size_t)bytes);
}
