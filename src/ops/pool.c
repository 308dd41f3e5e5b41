/* SPDX-License-Identifier: Apache-2.0 */
#include "pool.h"
#include "../base/mem.h"
#include "../base/real.h"
#include "weighted.h"

enum { FIELD_FILTER_W = 3, FIELD_FILTER_H, FIELD_ACTIVATION };

enum {
    MOST_TAPS_S16 = 65535,
    MOST_TAPS = 1 << 23
}; /* the sum of so many, and half of them, fits into 32 bits */

int mote_prep_pool(struct mote_prep *p, void *args)
{
    static const struct mote_real most = {0x8637bd05af6c6800u, -83}; /* 1e-6 */
    struct mote_pool_args *a = args;
    struct mote_tensor in, out;
    int32_t taps_y, taps_x, most_taps;
    int e;
    if ((e = mote_prep_arity(p, 1, 1, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_type(p, 1, &out, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 4, 4)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, &out, 4, 4)) != 0) return e;
    if (in.elements == 0) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 0, 1, 0);
    if (out.elements == 0) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 1, 1, 0);
    a->s.x.window = (uint32_t)mote_option_i32(p, FIELD_FILTER_W, 0);
    a->s.y.window = (uint32_t)mote_option_i32(p, FIELD_FILTER_H, 0);
    a->s.x.step = a->s.y.step = 1; /* dilation */
    if ((e = mote_prep_spatial(p, &a->s, &in, &out)) != 0) return e;
    if ((e = mote_prep_dim(p, 1, &out, 3, a->s.in_channels)) != 0) return e;
    taps_y = mote_axis_filter(&a->s.y) < a->s.y.in ? mote_axis_filter(&a->s.y) : a->s.y.in;
    taps_x = mote_axis_filter(&a->s.x) < a->s.x.in ? mote_axis_filter(&a->s.x) : a->s.x.in;
    most_taps = in.type == MOTE_INT16 ? MOST_TAPS_S16 : MOST_TAPS;
    if (taps_y > most_taps / taps_x)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_RANGE, 0, most_taps / taps_x, taps_y);
    if (in.type != MOTE_FLOAT32) {
        const struct mote_real in_scale = mote_real_from_float(mote_tensor_scale_bits(&in, 0));
        const struct mote_real out_scale = mote_real_from_float(mote_tensor_scale_bits(&out, 0));
        const int32_t zero = mote_tensor_zero_point(&in);
        if ((e = mote_prep_quant(p, 0, &in)) != 0) return e;
        if ((e = mote_prep_quant(p, 1, &out)) != 0) return e;
        if (mote_real_less(most, mote_real_diff(in_scale, out_scale, MOTE_AS_FLOAT)) ||
            zero != mote_tensor_zero_point(&out))
            return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_QUANT, 1, zero,
                                  mote_tensor_zero_point(&out));
    }
    return mote_prep_activation(p, FIELD_ACTIVATION, &out, &a->min, &a->max);
}

float mote_pool_end_f32(const struct mote_pixel *p, float x)
{
    const struct mote_pool_args *a = (const void *)p->s;
    float min, max;
    memcpy(&min, &a->min, sizeof min);
    memcpy(&max, &a->max, sizeof max);
    if (x < min) x = min;
    return x > max ? max : x;
}
