/* SPDX-License-Identifier: Apache-2.0 */
#include "hybrid.h"
#include "../base/bytes.h"
#include "../base/mem.h"

int mote_prep_is_hybrid(struct mote_prep *p)
{
    struct mote_tensor t;
    if (p->n_in < 2 || mote_prep_input(p, 0, &t) != 0 || t.type != MOTE_FLOAT32) return 0;
    return mote_prep_input(p, 1, &t) == 0 && (t.type == MOTE_INT8 || t.type == MOTE_INT4);
}

int mote_prep_hybrid(struct mote_prep *p, const struct mote_tensor *in,
                     const struct mote_tensor *filter, const struct mote_tensor *out,
                     int *four_bits)
{
    int e;
    if ((e = mote_prep_kernel(p, MOTE_K_HYBRID)) != 0) return e;
    *four_bits = filter->type == MOTE_INT4;
    if ((e = mote_prep_type(p, 0, in, MOTE_FLOAT32)) != 0) return e;
    if ((e = mote_prep_type(p, 1, filter, *four_bits ? MOTE_INT4 : MOTE_INT8)) != 0) return e;
    if ((e = mote_prep_type(p, p->n_in, out, MOTE_FLOAT32)) != 0) return e;
    if (in->elements && filter->elements && out->elements) return 0;
    return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, -1, 1, 0);
}

int mote_prep_hybrid_scales(struct mote_prep *p, int operand, const struct mote_tensor *filter,
                            int axis, mote_ref *scales)
{
    int e = mote_prep_channel_quant(p, operand, filter, axis);
    void *table;
    for (uint32_t i = 0; e == 0 && i < 2 * (uint32_t)filter->n_zero_points; i++) {
        const uint32_t half = mote_rd32(filter->zero_points + 4 * i);
        if (half)
            e = mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, operand, 0, (int32_t)half);
    }
    if (e) return e;
    *scales = mote_prep_model_ref(p, filter->scales);
    if (!p->compiling) return 0;
    if ((e = mote_prep_table(p, 4 * (uint32_t)filter->n_scales, &table, scales)) != 0) return e;
    memcpy(table, filter->scales, 4 * (uint32_t)filter->n_scales);
    return 0;
}
