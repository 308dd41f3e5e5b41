/* SPDX-License-Identifier: Apache-2.0 */
#include "resize.h"
#include "shapes.h"

enum { LONGEST = 65535 };

static int axis(struct mote_prep *p, struct mote_resize_axis *a, const struct mote_tensor *in,
                const struct mote_tensor *out, int dimension)
{
    a->in = mote_tensor_dim(in, dimension);
    a->out = mote_tensor_dim(out, dimension);
    if (a->in > LONGEST)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_RANGE, 0, LONGEST, a->in);
    if (a->out > LONGEST)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_RANGE, 2, LONGEST, a->out);
    return 0;
}

static int shapes(struct mote_prep *p, struct mote_resize *a, const struct mote_tensor *in,
                  const struct mote_tensor *out)
{
    int e;
    if ((e = mote_prep_type(p, 2, out, in->type)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, in, 4, 4)) != 0) return e;
    if ((e = mote_prep_rank(p, 2, out, 4, 4)) != 0) return e;
    if (in->elements == 0 || out->elements == 0)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, in->elements ? 2 : 0, 1, 0);
    if ((e = mote_prep_dim(p, 2, out, 0, mote_tensor_dim(in, 0))) != 0) return e;
    if ((e = mote_prep_dim(p, 2, out, 3, mote_tensor_dim(in, 3))) != 0) return e;
    if ((e = axis(p, &a->y, in, out, 1)) != 0) return e;
    if ((e = axis(p, &a->x, in, out, 2)) != 0) return e;
    /* Numbers are moved or mixed as they stand. */
    if (in->type == MOTE_FLOAT32 ||
        (mote_tensor_scale_bits(in, 0) == mote_tensor_scale_bits(out, 0) &&
         mote_tensor_zero_point(in) == mote_tensor_zero_point(out)))
        return 0;
    return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 2, mote_tensor_zero_point(in),
                          mote_tensor_zero_point(out));
}

int mote_resize_prepare(struct mote_prep *p, struct mote_resize *a, int field)
{
    struct mote_tensor in, t;
    int e;
    if ((e = mote_prep_arity(p, 2, 2, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &t)) != 0) return e;
    if ((e = shapes(p, a, &in, &t)) != 0) return e;
    a->channels = mote_tensor_dim(&in, 3);
    a->align_corners = mote_option_i8(p, field, 0) != 0;
    a->half_pixel = mote_option_i8(p, field + 1, 0) != 0;
    if (mote_tensor_has_rows(&t) && mote_tensor_has_rows(&in)) mote_prep_rows(p, a->y.out);
    if (p->rows == 1) a->all_rows = mote_tensor_dim(&t, 0) * a->y.out;
    /* The size must be what the output has. */
    if ((e = mote_shape_constants(p, 1, 2, &t)) != 0) return e;
    if ((e = mote_prep_type(p, 1, &t, MOTE_INT32)) != 0) return e;
    if (mote_tensor_int(&t, 0) != a->y.out)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 2, mote_tensor_int(&t, 0), a->y.out);
    if (mote_tensor_int(&t, 1) != a->x.out)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 2, mote_tensor_int(&t, 1), a->x.out);
    return 0;
}

void mote_resize_walk(const struct mote_call *c, uint32_t element,
                      void (*each)(const void *args, const struct mote_resize_row *row))
{
    const struct mote_resize *a = (const void *)c->args;
    const uint32_t pixel = (uint32_t)a->channels * element;
    const struct mote_rows out = mote_rows_of(c, c->n_in, (uint32_t)a->x.out * pixel);
    const int32_t end = a->all_rows ? a->all_rows : c->y1;
    struct mote_resize_row row;
    row.in = mote_rows_of(c, 0, (uint32_t)a->x.in * pixel);
    row.image = 0;
    row.y = c->y0;
    for (int32_t y = c->y0; y < end; y++, row.y++) {
        if (row.y == a->y.out) { /* the next batch */
            row.y = 0;
            row.image += a->y.in;
        }
        row.out = mote_row(&out, y);
        each(a, &row);
    }
}
