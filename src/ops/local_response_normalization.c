/* SPDX-License-Identifier: Apache-2.0 */
/*
 * LOCAL_RESPONSE_NORMALIZATION, along the last dimension
 *     output[.., c] = input[.., c] / (bias + alpha * sum of input[.., k]^2)^beta
 * over c - radius <= k <= c + radius. float32.
 */
#include "../base/f32.h"
#include "../base/float_math.h"
#include "../mote_op.h"

enum field { RADIUS, BIAS, ALPHA, BETA };

struct args {
    int32_t vectors, depth; /* vectors: of one row of dimension 1, or of all */
    int32_t radius;
    uint32_t bias, alpha, beta; /* as bits */
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e;
    if ((e = mote_prep_arity(p, 1, 1, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 4, 4)) != 0) return e;
    if ((e = mote_prep_type(p, 1, &out, in.type)) != 0) return e;
    if ((e = mote_prep_same_shape(p, 1, &out, &in)) != 0) return e;
    a->radius = mote_option_i32(p, RADIUS, 0);
    if (a->radius < 0) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_OPTION, -1, 0, a->radius);
    a->bias = mote_option_f32(p, BIAS, 0);
    a->alpha = mote_option_f32(p, ALPHA, 0);
    a->beta = mote_option_f32(p, BETA, 0);
    if (in.elements == 0) return 0;
    a->depth = mote_tensor_dim(&in, 3);
    a->vectors = (int32_t)in.elements / a->depth;
    if (mote_tensor_has_rows(&out)) {
        mote_prep_rows(p, mote_tensor_dim(&out, 1));
        a->vectors /= p->rows;
    }
    return 0;
}

static void normalise(const struct args *a, const float *in, float *out)
{
    const float bias = mote_f32_of(a->bias), alpha = mote_f32_of(a->alpha),
                beta = mote_f32_of(a->beta);
    for (int32_t c = 0; c < a->depth; c++) {
        const int32_t first = c > a->radius ? c - a->radius : 0;
        const int32_t last = a->depth - 1 - c > a->radius ? c + a->radius : a->depth - 1;
        float sum = 0.0f;
        for (int32_t k = first; k <= last; k++) sum += in[k] * in[k];
        out[c] = in[c] * mote_powf(bias + alpha * sum, -beta);
    }
}

int mote_local_response_normalization_f32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const uint32_t bytes = 4 * (uint32_t)a->vectors * (uint32_t)a->depth;
    const struct mote_rows in = mote_rows_of(c, 0, bytes), out = mote_rows_of(c, 1, bytes);
    for (int32_t y = c->y0; y < c->y1; y++)
        for (int32_t i = 0; i < a->vectors; i++)
            normalise(a, (const float *)mote_row(&in, y) + i * a->depth,
                      (float *)mote_row(&out, y) + i * a->depth);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_F32, mote_local_response_normalization_f32},
                                             {0, NULL}};

const struct mote_op mote_op_local_response_normalization = {
    .code = 13,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
