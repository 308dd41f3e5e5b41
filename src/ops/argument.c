/* SPDX-License-Identifier: Apache-2.0 */
#include "argument.h"
#include "shapes.h"

int mote_argument_prepare(struct mote_prep *p, struct mote_argument *a)
{
    struct mote_tensor in, t;
    int e, axis;
    if ((e = mote_prep_arity(p, 2, 2, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_shape_constants(p, 1, 1, &t)) != 0) return e;
    if ((e = mote_shape_axis(p, 1, mote_tensor_int(&t, 0), in.rank, &axis)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &t)) != 0) return e;
    a->wide = t.type == MOTE_INT64;
    if (!a->wide && (e = mote_prep_type(p, 2, &t, MOTE_INT32)) != 0) return e;
    if ((e = mote_prep_rank(p, 2, &t, in.rank - 1, in.rank - 1)) != 0) return e;
    for (int i = 0; i < t.rank; i++)
        if ((e = mote_prep_dim(p, 2, &t, i, mote_tensor_dim(&in, i < axis ? i : i + 1))) != 0)
            return e;
    if (in.elements == 0) return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_SHAPE, 0, 1, 0);
    a->outer = mote_shape_product(&in, 0, axis);
    a->size = mote_tensor_dim(&in, axis);
    a->inner = mote_shape_product(&in, axis + 1, in.rank);
    return 0;
}

/* The n-th output. */
static void put(const struct mote_call *c, int32_t n, int32_t at)
{
    const struct mote_argument *a = (const void *)c->args;
    if (a->wide)
        ((int64_t *)mote_out(c, 0))[n] = at;
    else
        ((int32_t *)mote_out(c, 0))[n] = at;
}

/* Index of the first element that goes into the n-th output. */
static int32_t start(const struct mote_argument *a, int32_t n)
{
    return n / a->inner * a->size * a->inner + n % a->inner;
}

int mote_argument_s8(const struct mote_call *c, int32_t sign)
{
    const struct mote_argument *a = (const void *)c->args;
    for (int32_t n = 0; n < a->outer * a->inner; n++) {
        const int8_t *in = (const int8_t *)mote_in(c, 0) + start(a, n);
        int32_t best = sign * in[0], at = 0;
        for (int32_t i = 1; i < a->size; i++) {
            const int32_t x = sign * in[i * a->inner];
            if (x > best) {
                best = x;
                at = i;
            }
        }
        put(c, n, at);
    }
    return 0;
}

int mote_argument_i32(const struct mote_call *c, int32_t sign)
{
    const struct mote_argument *a = (const void *)c->args;
    for (int32_t n = 0; n < a->outer * a->inner; n++) {
        const int32_t *in = (const int32_t *)mote_in(c, 0) + start(a, n);
        int32_t best = in[0], at = 0;
        for (int32_t i = 1; i < a->size; i++) {
            const int32_t x = in[i * a->inner];
            if (sign > 0 ? x > best : x < best) {
                best = x;
                at = i;
            }
        }
        put(c, n, at);
    }
    return 0;
}

int mote_argument_f32(const struct mote_call *c, float sign)
{
    const struct mote_argument *a = (const void *)c->args;
    for (int32_t n = 0; n < a->outer * a->inner; n++) {
        const float *in = (const float *)mote_in(c, 0) + start(a, n);
        float best = sign * in[0];
        int32_t at = 0;
        for (int32_t i = 1; i < a->size; i++) {
            const float x = sign * in[i * a->inner];
            if (x > best) {
                best = x;
                at = i;
            }
        }
        put(c, n, at);
    }
    return 0;
}
