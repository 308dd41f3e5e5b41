/* SPDX-License-Identifier: Apache-2.0 */
#include "signal.h"

int mote_signal_option(struct mote_prep *p, const char *key, int32_t low, int32_t high,
                       int32_t *value)
{
    int64_t wide;
    const int e = mote_custom_int(p, key, &wide);
    if (e != 0) return e;
    if (wide < low || wide > high) {
        const int32_t shown = wide < INT32_MIN   ? INT32_MIN
                              : wide > INT32_MAX ? INT32_MAX
                                                 : (int32_t)wide;
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_OPTION, -1, wide < low ? low : high, shown);
    }
    *value = (int32_t)wide;
    return 0;
}

int mote_signal_vector(struct mote_prep *p, int operand, int type, int32_t elements,
                       struct mote_tensor *t)
{
    int e;
    if ((e = mote_prep_operand(p, operand, t)) != 0) return e;
    if ((e = mote_prep_type(p, operand, t, type)) != 0) return e;
    if ((e = mote_prep_rank(p, operand, t, 1, 1)) != 0) return e;
    return elements < 0 ? 0 : mote_prep_dim(p, operand, t, 0, elements);
}

int mote_signal_valid(struct mote_prep *p, int operand, struct mote_tensor *t)
{
    int e;
    if ((e = mote_prep_operand(p, operand, t)) != 0) return e;
    if ((e = mote_prep_type(p, operand, t, MOTE_BOOL)) != 0) return e;
    return mote_prep_rank(p, operand, t, 0, 0);
}
