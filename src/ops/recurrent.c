/* SPDX-License-Identifier: Apache-2.0 */
#include "recurrent.h"

int mote_prep_variable(struct mote_prep *p, int operand, int type, uint64_t elements,
                       struct mote_tensor *t)
{
    int e;
    if ((e = mote_prep_input(p, operand, t)) != 0) return e;
    if ((e = mote_prep_type(p, operand, t, type)) != 0) return e;
    if (!t->is_variable)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_STATE, operand, 1, t->is_variable);
    if (t->elements == 0 || t->elements != elements)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, operand, (int32_t)elements,
                              (int32_t)t->elements);
    return 0;
}

int mote_prep_symmetric(struct mote_prep *p, int operand, const struct mote_tensor *t)
{
    const int e = mote_prep_quant(p, operand, t);
    if (e != 0) return e;
    if (t->n_scales > 1)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, operand, 1, t->n_scales);
    if (mote_tensor_zero_point(t))
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, operand, 0,
                              mote_tensor_zero_point(t));
    return 0;
}

int mote_prep_begin(struct mote_prep *p, const struct mote_tensor *variable)
{
    return variable->type == MOTE_INT8 && mote_tensor_zero_point(variable) ? mote_prep_state(p, 4)
                                                                           : 0;
}
