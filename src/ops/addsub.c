/* SPDX-License-Identifier: Apache-2.0 */
#include "addsub.h"
#include "../base/quant.h"
#include "../simd/mve.h"
#include "../simd/vectors.h"

static int prepare_quantised(struct mote_prep *p, struct mote_scaled_sum *a,
                             const struct mote_tensor t[3], int activation, int sign, int bits)
{
    struct mote_scaled_sum_quant q;
    int e;
    for (int i = 0; i < 3; i++) {
        if ((e = mote_prep_quant(p, i, &t[i])) != 0) return e;
        q.scale[i] = mote_tensor_scale_bits(&t[i], 0);
        q.zero[i] = mote_tensor_zero_point(&t[i]);
        if (t[0].type == MOTE_INT16 && q.zero[i])
            return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, i, 0, q.zero[i]);
    }
    if (mote_scaled_sum_prepare(a, &q, t[0].type == MOTE_INT16 ? 15 : 20, sign, bits))
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 2, -1, -1);
    return mote_binary_quant_range(p, &t[2], activation, &a->min, &a->max);
}

int mote_addsub_prepare(struct mote_prep *p, struct mote_addsub_args *a, int sign, int bits)
{
    const int activation = mote_option_i8(p, 0, MOTE_ACT_NONE);
    struct mote_tensor t[3];
    int e;
    if ((e = mote_binary_prepare(p, &a->binary, t, -1)) != 0) return e;
    if ((e = mote_prep_kernel(p, t[0].type)) != 0) return e;
    if (t[0].type == MOTE_INT8 || t[0].type == MOTE_INT16)
        return prepare_quantised(p, &a->scaling, t, activation, sign, bits);
    if (t[0].type == MOTE_INT32 && (e = mote_binary_not_quantised(p, t)) != 0) return e;
    return mote_binary_range(p, t[0].type, activation, &a->scaling.min, &a->scaling.max);
}

static int run_s8(const void *args, const struct mote_stretch *s)
{
    const struct mote_addsub_args *a = args;
#if MOTE_SIMD_MVE
    if (s->dx == 1 && s->dy == 1) {
        const int swap = a->scaling.swap;
        mote_mve_sum_s8(&a->scaling, swap ? s->y : s->x, swap ? s->x : s->y, s->out, (int32_t)s->n);
        return 0;
    }
#elif MOTE_SIMD_VECTORS
    const struct mote_vectors *k = mote_vectors_best();
    if (k && s->dx == 1 && s->dy == 1) {
        const int swap = a->scaling.swap;
        if (k->scaled_sum(&a->scaling, swap ? s->y : s->x, swap ? s->x : s->y, s->out, s->n))
            return 0;
    }
#endif
    mote_scaled_sum_s8(&a->scaling, s);
    return 0;
}

static int run_s16(const void *args, const struct mote_stretch *s)
{
    const struct mote_addsub_args *a = args;
    mote_scaled_sum_s16(&a->scaling, s);
    return 0;
}

int mote_addsub_eval_s8(const struct mote_call *c)
{
    return mote_binary_eval(c, 1, 1, run_s8);
}

int mote_addsub_eval_s16(const struct mote_call *c)
{
    return mote_binary_eval(c, 2, 2, run_s16);
}
