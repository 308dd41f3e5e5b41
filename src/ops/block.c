/* SPDX-License-Identifier: Apache-2.0 */
#include "block.h"
#include "shapes.h"

int mote_block_prepare(struct mote_prep *p, struct mote_block *a, int deep, int wide)
{
    struct mote_tensor d, w;
    int e;
    if ((e = mote_prep_arity(p, 1, 1, 1, 1)) != 0) return e;
    if ((e = mote_prep_operand(p, deep, &d)) != 0) return e;
    if ((e = mote_prep_operand(p, wide, &w)) != 0) return e;
    if ((e = mote_shape_moved(p, deep, &d, wide, &w)) != 0) return e;
    if ((e = mote_prep_rank(p, deep, &d, 4, 4)) != 0) return e;
    if ((e = mote_prep_rank(p, wide, &w, 4, 4)) != 0) return e;
    a->size = mote_option_i32(p, 0, 0);
    if ((e = mote_prep_positive(p, -1, a->size)) != 0) return e;
    /* Divide rather than multiply: the option may be any number. */
    for (int i = 0; i < 4; i++) {
        int32_t more = mote_tensor_dim(&w, i), less = mote_tensor_dim(&d, i);
        if (i == 3) {
            const int32_t channels = more;
            more = less;
            less = channels;
        }
        for (int k = i == 0 ? 2 : i == 3 ? 0 : 1; k < 2; k++) {
            if (more % a->size)
                return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, wide, a->size, more);
            more /= a->size;
        }
        if (more != less) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, wide, less, more);
    }
    if (d.elements == 0) return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_SHAPE, 0, 1, 0);
    a->width = mote_tensor_dim(&d, 2);
    a->group = a->size * mote_tensor_dim(&w, 3) * (int32_t)mote_type_bytes(d.type);
    if ((e = mote_prep_output(p, 0, &d)) != 0) return e;
    a->rows = 0;
    if (mote_tensor_has_rows(&d))
        mote_prep_rows(p, mote_tensor_dim(&d, 1));
    else
        a->rows = mote_shape_product(&d, 0, 2);
    return 0;
}
