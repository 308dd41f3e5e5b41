/* SPDX-License-Identifier: Apache-2.0 */
#include "dynamic.h"
#include "f32.h"
#include "real.h"

void mote_range_extend(struct mote_range *r, const float *x, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        if (x[i] < r->min) r->min = x[i];
        if (x[i] > r->max) r->max = x[i];
    }
}

/* The nearest float; 0 for what would be denormal. */
static float to_float(struct mote_real a)
{
    const struct mote_real r = mote_real_mul(a, mote_real_from_int(1), MOTE_AS_FLOAT);
    const int32_t exponent = r.e + 63 + 127;
    if (r.m == 0 || exponent <= 0) return 0.0f;
    if (exponent >= 255) return mote_f32_of(0x7f800000u);
    return mote_f32_of((uint32_t)exponent << 23 | ((uint32_t)(r.m >> 40) & 0x7fffffu));
}

static int32_t held(int64_t x)
{
    return x < INT8_MIN ? INT8_MIN : x > INT8_MAX ? INT8_MAX : (int32_t)x;
}

/* In double, as the reference has it, but by integer arithmetic: one number for a tensor is not
 * worth the helpers that double needs on a microcontroller. */
static void choose_asymmetric(const struct mote_range *r, struct mote_dynamic *d)
{
    const struct mote_real below = mote_real_from_float(mote_f32_bits(-r->min));
    const struct mote_real above = mote_real_from_float(mote_f32_bits(r->max));
    const struct mote_real low = mote_real_from_int(128), high = mote_real_from_int(127);
    const struct mote_real scale = mote_real_div(mote_real_add(below, above, MOTE_AS_DOUBLE),
                                                 mote_real_from_int(255), MOTE_AS_DOUBLE);
    struct mote_real down, up;
    d->scale = to_float(scale);
    if (scale.m == 0) return;
    down = mote_real_div(below, scale, MOTE_AS_DOUBLE);
    up = mote_real_div(above, scale, MOTE_AS_DOUBLE);
    /* The zero point follows from the end of the range that it errs less at. */
    if (mote_real_less(mote_real_add(low, down, MOTE_AS_DOUBLE),
                       mote_real_add(high, up, MOTE_AS_DOUBLE))) {
        const int64_t far = mote_real_round(mote_real_diff(down, low, MOTE_AS_DOUBLE));
        d->zero = held(mote_real_less(down, low) ? -far : far);
    } else {
        const int64_t far = mote_real_round(mote_real_diff(high, up, MOTE_AS_DOUBLE));
        d->zero = held(mote_real_less(up, high) ? far : -far);
    }
}

void mote_dynamic_choose(const struct mote_range *r, int asymmetric, struct mote_dynamic *d)
{
    const float most = -r->min > r->max ? -r->min : r->max;
    d->zero = 0;
    d->least = asymmetric ? INT8_MIN : -INT8_MAX;
    if (asymmetric)
        choose_asymmetric(r, d);
    else
        d->scale = most / 127.0f;
    if (d->scale < 0x1p-126f) {
        d->scale = 1.0f;
        d->inverse = 0.0f;
        d->zero = 0;
    } else {
        d->inverse = asymmetric ? 1.0f / d->scale : 127.0f / most;
    }
}

void mote_dynamic_quantize(const struct mote_dynamic *d, const float *x, int32_t n, int8_t *q)
{
    const float zero = (float)d->zero, least = (float)d->least;
    for (int32_t i = 0; i < n; i++) {
        float v = zero + x[i] * d->inverse, part;
        int32_t whole;
        if (!(v > least)) v = least; /* NaN too */
        if (v > 127.0f) v = 127.0f;
        whole = (int32_t)v;
        part = v - (float)whole; /* exact; halves go away from zero */
        if (part >= 0.5f) whole++;
        if (part <= -0.5f) whole--;
        q[i] = (int8_t)whole;
    }
}
