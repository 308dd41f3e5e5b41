/* SPDX-License-Identifier: Apache-2.0 */
#include "parts.h"
#include "../base/walk.h"
#include "shapes.h"

/* How far a part goes along the axis; checks all other dimensions. */
static int part_dim(struct mote_prep *p, int operand, const struct mote_tensor *whole, int axis,
                    int gone, int32_t *dim)
{
    struct mote_tensor t;
    int e;
    if ((e = mote_prep_operand(p, operand, &t)) != 0) return e;
    if ((e = mote_prep_type(p, operand, &t, whole->type)) != 0) return e;
    if ((e = mote_prep_rank(p, operand, &t, whole->rank - gone, whole->rank - gone)) != 0) return e;
    for (int i = 0; i < whole->rank; i++)
        if (i != axis && (e = mote_prep_dim(p, operand, &t, i - (gone && i > axis),
                                            mote_tensor_dim(whole, i))) != 0)
            return e;
    *dim = gone ? 1 : mote_tensor_dim(&t, axis);
    return 0;
}

int mote_parts_prepare(struct mote_prep *p, struct mote_parts *parts, int operand,
                       const struct mote_tensor *whole, int axis, int first, int count, int gone)
{
    const int32_t size = mote_tensor_dim(whole, axis);
    int32_t inner = 0, left = size, dim = 0, same = -1;
    int32_t *table;
    void *data;
    int e;
    if ((e = mote_shape_moved(p, operand, whole, operand, whole)) != 0) return e;
    if (whole->elements) { /* else nothing is moved, and products may be anything */
        inner = mote_shape_product(whole, axis + 1, whole->rank) *
                (int32_t)mote_type_bytes(whole->type);
        parts->outer = mote_shape_product(whole, 0, axis);
        parts->total = size * inner;
    }
    if (parts->outer == 1) mote_prep_parts(p, operand);
    parts->blocks = MOTE_REF_NONE;
    /* Once to check and to see whether all are alike, once more to note their sizes if not. */
    for (int i = 0; i < count; i++) {
        if ((e = part_dim(p, first + i, whole, axis, gone, &dim)) != 0) return e;
        if (dim > left)
            return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, first + i, left, dim);
        left -= dim;
        same = i == 0 || dim == same ? dim : -1;
        if (same < 0) break;
    }
    if (same >= 0) {
        parts->block = same * inner;
    } else {
        if ((e = mote_prep_table(p, 4 * (uint32_t)count, &data, &parts->blocks)) != 0) return e;
        table = data;
        left = size;
        for (int i = 0; i < count; i++) {
            if ((e = part_dim(p, first + i, whole, axis, gone, &dim)) != 0) return e;
            if (dim > left)
                return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, first + i, left, dim);
            left -= dim;
            table[i] = dim * inner;
        }
    }
    if (left) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, operand, size - left, size);
    return 0;
}

static int32_t block_of(const struct mote_call *c, const struct mote_parts *a, int i)
{
    return a->block || a->blocks == MOTE_REF_NONE ? a->block
                                                  : ((const int32_t *)mote_at(c, a->blocks))[i];
}

int mote_parts_join(const struct mote_call *c)
{
    const struct mote_parts *a = (const void *)c->args;
    const struct mote_rows out = mote_rows_of(c, c->n_in, (uint32_t)(a->outer * a->total));
    for (int32_t y = c->y0; y < c->y1; y++) {
        uint8_t *to = mote_row(&out, y);
        for (int i = 0; i < c->n_in; i++) {
            const int32_t block = block_of(c, a, i);
            const struct mote_rows in = mote_rows_of(c, i, (uint32_t)(a->outer * block));
            mote_copy_blocks(to, a->total, mote_row(&in, y), block, block, a->outer);
            to += block;
        }
    }
    return 0;
}

int mote_parts_cut(const struct mote_call *c, int input)
{
    const struct mote_parts *a = (const void *)c->args;
    const uint8_t *from = mote_in(c, input);
    for (int i = 0; i < c->n_out; i++) {
        const int32_t block = block_of(c, a, i);
        mote_copy_blocks(mote_out(c, i), block, from, a->total, block, a->outer);
        from += block;
    }
    return 0;
}
