/* SPDX-License-Identifier: Apache-2.0 */
#include "comparison.h"
#include "../base/real.h"

int mote_comparison_prepare(struct mote_prep *p, struct mote_comparison *a, int relation)
{
    struct mote_tensor t[3];
    int e;
    if ((e = mote_binary_prepare(p, &a->binary, t, MOTE_BOOL)) != 0) return e;
    if ((e = mote_prep_kernel(p, t[0].type)) != 0) return e;
    a->relation = relation;
    if (t[0].type == MOTE_INT16 && /* compared as they stand */
        mote_tensor_scale_bits(&t[0], 0) != mote_tensor_scale_bits(&t[1], 0))
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, -1, -1);
    for (int i = 0; i < 2 && t[0].type == MOTE_INT8; i++) {
        struct mote_compare_scale *k = &a->scale[i];
        if ((e = mote_prep_quant(p, i, &t[i])) != 0) return e;
        k->zero = mote_tensor_zero_point(&t[i]);
        mote_real_multiplier(mote_real_from_float(mote_tensor_scale_bits(&t[i], 0)), &k->multiplier,
                             &k->shift);
        if (k->shift > 14) /* more than 31 bits */
            return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, i, 14, k->shift);
    }
    return 0;
}

static int run_s8(const void *args, const struct mote_stretch *s)
{
    const struct mote_comparison *a = args;
    mote_compare_s8(a->relation, a->scale, s);
    return 0;
}

int mote_comparison_eval_s8(const struct mote_call *c)
{
    return mote_binary_eval(c, 1, 1, run_s8);
}

static int run_s16(const void *args, const struct mote_stretch *s)
{
    mote_compare_s16(((const struct mote_comparison *)args)->relation, s);
    return 0;
}

int mote_comparison_eval_s16(const struct mote_call *c)
{
    return mote_binary_eval(c, 2, 1, run_s16);
}

static int run_i32(const void *args, const struct mote_stretch *s)
{
    mote_compare_i32(((const struct mote_comparison *)args)->relation, s);
    return 0;
}

int mote_comparison_eval_i32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 1, run_i32);
}

static int run_i64(const void *args, const struct mote_stretch *s)
{
    mote_compare_i64(((const struct mote_comparison *)args)->relation, s);
    return 0;
}

int mote_comparison_eval_i64(const struct mote_call *c)
{
    return mote_binary_eval(c, 8, 1, run_i64);
}

static int run_f32(const void *args, const struct mote_stretch *s)
{
    mote_compare_f32(((const struct mote_comparison *)args)->relation, s);
    return 0;
}

int mote_comparison_eval_f32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 1, run_f32);
}

static int run_bool(const void *args, const struct mote_stretch *s)
{
    mote_compare_bool(((const struct mote_comparison *)args)->relation, s);
    return 0;
}

int mote_comparison_eval_bool(const struct mote_call *c)
{
    return mote_binary_eval(c, 1, 1, run_bool);
}
