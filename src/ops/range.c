/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RANGE: output = start, start + delta, .. below limit (above it, if delta < 0). The three inputs
 * are constants; float32 (summed up step by step), int32, int64.
 */
#include "../base/f32.h"
#include "../base/float_math.h"
#include "shapes.h"

struct args {
    int32_t count;
    uint32_t start, delta; /* numbers (int64: that fit int32), or floats as bits */
};

/* ceil(distance / step) for numbers of one sign, both not 0 */
static int64_t steps(int64_t distance, int64_t step)
{
    if (step < 0) {
        distance = -distance;
        step = -step;
    }
    return distance <= 0 ? 0 : (distance + step - 1) / step;
}

static int64_t steps_f32(float distance, float step)
{
    const float n = mote_ceilf(distance / step);
    return n > 0.0f ? n < 1e9f ? (int32_t)n : -1 : 0;
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor t, out;
    uint32_t limit = 0, *values[3] = {&a->start, &limit, &a->delta};
    int64_t count;
    int e;
    if ((e = mote_prep_arity(p, 3, 3, 1, 1)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_prep_kernel(p, out.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 3, &out, 1, 1)) != 0) return e;
    for (int i = 0; i < 3; i++) {
        if ((e = mote_prep_input(p, i, &t)) != 0) return e;
        if ((e = mote_prep_type(p, i, &t, out.type)) != 0) return e;
        if ((e = mote_shape_elements(p, i, &t, 1)) != 0) return e;
        if ((e = mote_prep_constant(p, i, &t)) != 0) return e;
        if (t.type == MOTE_FLOAT32) t.type = MOTE_INT32; /* as bits */
        *values[i] = (uint32_t)mote_tensor_int(&t, 0);
        if (t.type == MOTE_INT64 && ((int32_t)*values[i] == INT32_MAX ||
                                     (int32_t)*values[i] == INT32_MIN)) /* perhaps saturated */
            return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_RANGE, i, INT32_MAX,
                                  (int32_t)*values[i]);
    }
    if (out.type == MOTE_FLOAT32) {
        const float delta = mote_f32_of(a->delta);
        if (!(delta < 0.0f || delta > 0.0f))
            return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_ZERO, 2, 1, 0);
        count = steps_f32(mote_f32_of(limit) - mote_f32_of(a->start), delta);
    } else {
        if (a->delta == 0) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_ZERO, 2, 1, 0);
        count = steps((int64_t)(int32_t)limit - (int32_t)a->start, (int32_t)a->delta);
    }
    a->count = (int32_t)out.elements;
    if (count == a->count) return 0;
    return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 3, (int32_t)count, a->count);
}

int mote_range_i32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    uint32_t *out = mote_out(c, 0), x = a->start;
    for (int32_t i = 0; i < a->count; i++, x += a->delta) out[i] = x;
    return 0;
}

int mote_range_i64(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    int64_t *out = mote_out(c, 0), x = (int32_t)a->start;
    for (int32_t i = 0; i < a->count; i++, x += (int32_t)a->delta) out[i] = x;
    return 0;
}

int mote_range_f32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    float *out = mote_out(c, 0), x = mote_f32_of(a->start);
    for (int32_t i = 0; i < a->count; i++, x += mote_f32_of(a->delta)) out[i] = x;
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_I32, mote_range_i32},
                                             {MOTE_K_I64, mote_range_i64},
                                             {MOTE_K_F32, mote_range_f32},
                                             {0, NULL}};

const struct mote_op mote_op_range = {
    .code = 96,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
