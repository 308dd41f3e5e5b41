/* SPDX-License-Identifier: Apache-2.0 */
#include "transform.h"
#include "../base/f32.h"
#include "../base/fixed.h"
#include "../base/float_math.h"

int mote_transform_prepare(struct mote_prep *p, struct mote_transform *t, mote_unary_run_fn *run_s8)
{
    struct mote_tensor in, out;
    const int e = mote_unary_prepare_typed(p, &t->unary, &in, &out);
    if (e || in.type == MOTE_FLOAT32) return e;
    t->scale_in = mote_tensor_scale_bits(&in, 0);
    t->inverse_out = mote_f32_bits(1.0f / mote_f32_of(mote_tensor_scale_bits(&out, 0)));
    t->zero_in = mote_tensor_zero_point(&in);
    t->zero_out = mote_tensor_zero_point(&out);
    return mote_unary_tabulate(p, &t->unary, &in, run_s8);
}

void mote_transform_run(const struct mote_transform *t, float (*f)(float), const int8_t *in,
                        int8_t *out, int32_t n)
{
    const float scale = mote_f32_of(t->scale_in), inverse = mote_f32_of(t->inverse_out);
    for (int32_t i = 0; i < n; i++) {
        float v = f(scale * (float)(in[i] - t->zero_in)) * inverse;
        v = mote_f32_clamp(v, -1024.0f, 1024.0f); /* beyond any output: fits an integer */
        if (v != v) v = 0.0f; /* from scales at the ends of what a float holds */
        v = v < 0.0f ? -mote_floorf(0.5f - v) : mote_floorf(0.5f + v);
        out[i] = (int8_t)mote_clamp((int32_t)v + t->zero_out, -128, 127);
    }
}
