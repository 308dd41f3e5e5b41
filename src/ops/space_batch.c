/* SPDX-License-Identifier: Apache-2.0 */
#include "space_batch.h"
#include "../base/mem.h"
#include "shapes.h"

/* Block and border of spatial dimension i; size of the plain side, count of the batch side. */
static int border(struct mote_prep *p, int i, int32_t size, int32_t count, int32_t *block,
                  int32_t *before)
{
    struct mote_tensor t;
    int32_t after, whole;
    int e;
    if ((e = mote_prep_input(p, 1, &t)) != 0) return e;
    *block = mote_tensor_int(&t, (uint32_t)i);
    if ((e = mote_prep_positive(p, 1, *block)) != 0) return e;
    if ((e = mote_prep_input(p, 2, &t)) != 0) return e;
    *before = mote_tensor_int(&t, 2 * (uint32_t)i);
    after = mote_tensor_int(&t, 2 * (uint32_t)i + 1);
    if (*before < 0 || after < 0 || *before > 1 << 28 || after > 1 << 28)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_RANGE, 2, 0, *before < 0 ? *before : after);
    whole = size + *before + after; /* below 2^30 */
    if (whole % *block || whole / *block != count)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, p->n_in, whole / *block, count);
    return 0;
}

int mote_space_batch_prepare(struct mote_prep *p, struct mote_space_batch *a, int plain, int batch)
{
    struct mote_tensor s, b;
    int e, spatial;
    if ((e = mote_prep_arity(p, 3, 3, 1, 1)) != 0) return e;
    if ((e = mote_prep_operand(p, plain, &s)) != 0) return e;
    if ((e = mote_prep_rank(p, plain, &s, 3, 4)) != 0) return e;
    spatial = s.rank - 2;
    if ((e = mote_shape_constants(p, 1, spatial, &b)) != 0) return e;
    if ((e = mote_shape_constants(p, 2, 2 * spatial, &b)) != 0) return e;
    if ((e = mote_prep_operand(p, batch, &b)) != 0) return e;
    if ((e = mote_shape_moved(p, plain, &s, batch, &b)) != 0) return e;
    if ((e = mote_prep_rank(p, batch, &b, s.rank, s.rank)) != 0) return e;
    if ((e = mote_prep_dim(p, batch, &b, s.rank - 1, mote_tensor_dim(&s, s.rank - 1))) != 0)
        return e;
    if (s.elements == 0 || b.elements == 0)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_SHAPE, 0, 1, 0);
    a->images = mote_tensor_dim(&s, 0);
    a->height = mote_tensor_dim(&s, 1);
    a->rows = mote_tensor_dim(&b, 1);
    a->width = a->columns = a->block_w = 1;
    if ((e = border(p, 0, a->height, a->rows, &a->block_h, &a->top)) != 0) return e;
    if (spatial == 2) {
        a->width = mote_tensor_dim(&s, 2);
        a->columns = mote_tensor_dim(&b, 2);
        if ((e = border(p, 1, a->width, a->columns, &a->block_w, &a->left)) != 0) return e;
    }
    /* Blocks divide numbers below 2^30, so their product may be large: 64 bits. */
    if ((int64_t)a->block_h * a->block_w > INT32_MAX / a->images ||
        a->images * a->block_h * a->block_w != mote_tensor_dim(&b, 0))
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, batch, -1, mote_tensor_dim(&b, 0));
    a->pixel = mote_tensor_dim(&s, s.rank - 1) * (int32_t)mote_type_bytes(s.type);
    return 0;
}

int mote_space_batch_run(const struct mote_call *c, int to_batch)
{
    const struct mote_space_batch *a = (const void *)c->args;
    const uint8_t *in = mote_in(c, 0);
    uint8_t *out = mote_out(c, 0);
    const size_t pixel = (size_t)a->pixel;
    for (int32_t block = 0; block < a->block_h * a->block_w; block++) {
        const int32_t v = block / a->block_w - a->top, u = block % a->block_w - a->left;
        for (int32_t image = 0; image < a->images; image++) {
            for (int32_t row = 0; row < a->rows; row++) {
                const int32_t y = row * a->block_h + v;
                for (int32_t column = 0; column < a->columns; column++) {
                    const int32_t x = column * a->block_w + u;
                    const int inside = y >= 0 && y < a->height && x >= 0 && x < a->width;
                    const int32_t at =
                        inside ? ((image * a->height + y) * a->width + x) * a->pixel : 0;
                    if (!to_batch) {
                        if (inside) memcpy(out + at, in, pixel);
                        in += pixel;
                    } else {
                        if (inside)
                            memcpy(out, in + at, pixel);
                        else
                            memset(out, a->value, pixel);
                        out += pixel;
                    }
                }
            }
        }
    }
    return 0;
}
