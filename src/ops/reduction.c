/* SPDX-License-Identifier: Apache-2.0 */
#include "reduction.h"
#include "../base/fixed.h"
#include "../base/mem.h"
#include "../base/real.h"
#include "../base/walk.h"
#include "shapes.h"

int mote_reduction_prepare(struct mote_prep *p, struct mote_reduction *a)
{
    struct mote_tensor in, t;
    int32_t dims[MOTE_MAX_DIMS];
    uint32_t reduced = 0;
    int e, axis, first = 0;
    if ((e = mote_prep_arity(p, 2, 2, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 0, MOTE_MAX_DIMS)) != 0) return e;
    if ((e = mote_shape_constants(p, 1, -1, &t)) != 0) return e;
    for (uint32_t i = 0; i < t.elements && in.rank; i++) {
        if ((e = mote_shape_axis(p, 1, mote_tensor_int(&t, i), in.rank, &axis)) != 0) return e;
        reduced |= 1u << axis;
    }
    if (in.elements == 0) return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_SHAPE, 0, 1, 0);
    for (int i = 0; i < in.rank; i++) dims[i] = mote_tensor_dim(&in, i);
    a->rows = 1;
    a->row_bytes = (int32_t)in.bytes;
    if (mote_tensor_has_rows(&in) && reduced >> 1 & 1u) {
        first = 2;
        a->rows = dims[1];
        a->row_bytes /= a->rows;
    }
    if (p->op->consume && (e = mote_prep_consume(p, first ? a->rows : -1, 0)) != 0)
        return e; /* -1: it cannot */
    a->outputs = mote_reduce_fold(&a->plan, dims + first, in.rank - first, reduced >> first);
    a->count = (int32_t)in.elements / a->outputs;
    /* The output may or may not keep reduced dimensions: its elements are the same. */
    if ((e = mote_prep_output(p, 0, &t)) != 0) return e;
    if ((e = mote_prep_type(p, 2, &t, in.type)) != 0) return e;
    return mote_shape_elements(p, 2, &t, (uint32_t)a->outputs);
}

int mote_reduction_rescale(struct mote_prep *p, struct mote_reduction *a, int by_count)
{
    struct mote_tensor in, out;
    int e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if (in.type != MOTE_INT8 && in.type != MOTE_INT16) return 0;
    if ((e = mote_prep_quant(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_quant(p, 2, &out)) != 0) return e;
    mote_real_multiplier(mote_real_div(mote_real_from_float(mote_tensor_scale_bits(&in, 0)),
                                       mote_real_from_float(mote_tensor_scale_bits(&out, 0)),
                                       MOTE_AS_DOUBLE),
                         &a->multiplier, &a->shift);
    a->zero_point = mote_tensor_zero_point(&out);
    a->zero_sum = (int32_t)((uint32_t)mote_tensor_zero_point(&in) * (uint32_t)a->count);
    if (by_count) {
        /* multiplier * 2^s / count, cut, with 2^s the greatest power that count holds: long
         * division, for 64-bit division would link a helper. s is held where the shift would leave
         * [-31, 31]. */
        const uint32_t count = (uint32_t)a->count;
        uint32_t quotient = (uint32_t)a->multiplier / count, rest = (uint32_t)a->multiplier % count;
        int s = 0;
        while (s < 31 + a->shift && count >> s > 1) {
            const uint32_t doubled = 2 * rest; /* rest < count < 2^29 */
            quotient = 2 * quotient + (doubled >= count);
            rest = doubled >= count ? doubled - count : doubled;
            s++;
        }
        a->multiplier = (int32_t)quotient;
        a->shift -= s;
    }
    a->sums = p->n_extra;
    return mote_prep_scratch(p, 4 * (uint32_t)a->outputs);
}

int mote_reduction_same_quant(struct mote_prep *p)
{
    struct mote_tensor in, out;
    int e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if (in.type != MOTE_INT8) return 0;
    if (mote_tensor_zero_point(&in) == mote_tensor_zero_point(&out) &&
        mote_tensor_scale_bits(&in, 0) == mote_tensor_scale_bits(&out, 0))
        return 0;
    return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 2, mote_tensor_zero_point(&in),
                          mote_tensor_zero_point(&out));
}

void mote_reduction_take(const struct mote_call *c, const struct mote_fold *fold, void *acc,
                         int32_t y0, int32_t y1)
{
    const struct mote_reduction *a = (const void *)c->args;
    const struct mote_rows in = mote_rows_of(c, 0, (uint32_t)a->row_bytes);
    for (int32_t y = y0; y < y1; y++) mote_reduce_run(&a->plan, fold, acc, mote_row(&in, y));
}

/* The sums, if these rows complete them; else NULL. */
static const uint32_t *take_sums(const struct mote_call *c, const struct mote_fold *fold,
                                 int32_t y0, int32_t y1)
{
    const struct mote_reduction *a = (const void *)c->args;
    uint32_t *acc = mote_extra(c, a->sums);
    if (y0 == 0) memset(acc, 0, 4 * (size_t)a->outputs);
    mote_reduction_take(c, fold, acc, y0, y1);
    return y1 == a->rows ? acc : NULL;
}

static int32_t rescale(const struct mote_reduction *a, uint32_t sum, int32_t low, int32_t high)
{
    const int32_t x = mote_requant((int32_t)(sum - (uint32_t)a->zero_sum), a->multiplier, a->shift);
    return mote_clamp(x, low - a->zero_point, high - a->zero_point) + a->zero_point;
}

int mote_reduction_sum_s8(const struct mote_call *c, int32_t y0, int32_t y1)
{
    const struct mote_reduction *a = (const void *)c->args;
    const uint32_t *acc = take_sums(c, &mote_fold_add_s8, y0, y1);
    int8_t *out = mote_out(c, 0);
    for (int32_t i = 0; acc && i < a->outputs; i++) out[i] = (int8_t)rescale(a, acc[i], -128, 127);
    return 0;
}

int mote_reduction_sum_s16(const struct mote_call *c, int32_t y0, int32_t y1)
{
    const struct mote_reduction *a = (const void *)c->args;
    const uint32_t *acc = take_sums(c, &mote_fold_add_s16, y0, y1);
    int16_t *out = mote_out(c, 0);
    for (int32_t i = 0; acc && i < a->outputs; i++)
        out[i] = (int16_t)rescale(a, acc[i], -32768, 32767);
    return 0;
}

void mote_reduction_run(const struct mote_call *c, const struct mote_fold *fold, const void *start,
                        int32_t y0, int32_t y1)
{
    const struct mote_reduction *a = (const void *)c->args;
    if (y0 == 0) mote_fill(mote_out(c, 0), start, fold->acc_bytes, a->outputs * fold->acc_bytes);
    mote_reduction_take(c, fold, mote_out(c, 0), y0, y1);
}
