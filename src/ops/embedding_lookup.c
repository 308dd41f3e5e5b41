/* SPDX-License-Identifier: Apache-2.0 */
/*
 * EMBEDDING_LOOKUP
 *     output[k, ...] = values[index[k], ...]                values (input 1) and output of one type
 * of 1, 2, 4 or 8 bytes output[k, ...] = scale * values[index[k], ...]        values int8 (zero
 * point 0), output float32 Indices (input 0) are int32 and are checked at run time.
 */
#include "../base/mem.h"
#include "shapes.h"

struct args {
    int32_t indices, rows;
    int32_t row;    /* bytes of values */
    uint32_t scale; /* float bits */
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor values, t;
    int e;
    if ((e = mote_prep_arity(p, 2, 2, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &t)) != 0) return e;
    if ((e = mote_prep_type(p, 0, &t, MOTE_INT32)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &t, 1, 1)) != 0) return e;
    a->indices = (int32_t)t.elements;
    if ((e = mote_prep_input(p, 1, &values)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, &values, 2, MOTE_MAX_DIMS)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &t)) != 0) return e;
    if (values.type == MOTE_INT8 && t.type == MOTE_FLOAT32) {
        if ((e = mote_prep_quant(p, 1, &values)) != 0) return e;
        if (values.n_scales > 1 || mote_tensor_zero_point(&values) != 0)
            return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, 0,
                                  mote_tensor_zero_point(&values));
        a->scale = mote_tensor_scale_bits(&values, 0);
        if ((e = mote_prep_kernel(p, MOTE_K_HYBRID)) != 0) return e;
    } else if ((e = mote_shape_moved(p, 1, &values, 2, &t)) != 0) {
        return e;
    }
    if ((e = mote_prep_rank(p, 2, &t, values.rank, MOTE_MAX_DIMS)) != 0) return e;
    if ((e = mote_prep_dim(p, 2, &t, 0, a->indices)) != 0) return e;
    for (int i = 1; i < t.rank; i++)
        if ((e = mote_prep_dim(p, 2, &t, i, mote_tensor_dim(&values, i))) != 0) return e;
    a->rows = mote_tensor_dim(&values, 0);
    a->row = a->rows ? (int32_t)values.bytes / a->rows : 0;
    return 0;
}

int mote_embedding_lookup_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const int32_t *index = mote_in(c, 0);
    const uint8_t *values = mote_in(c, 1);
    uint8_t *out = mote_out(c, 0);
    for (int32_t k = 0; k < a->indices; k++, out += a->row) {
        if (index[k] < 0 || index[k] >= a->rows) return MOTE_E_DATA;
        memcpy(out, values + index[k] * a->row, (size_t)a->row);
    }
    return 0;
}

int mote_embedding_lookup_hybrid(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const int32_t *index = mote_in(c, 0);
    const int8_t *values = mote_in(c, 1);
    float *out = mote_out(c, 0), scale;
    memcpy(&scale, &a->scale, sizeof scale);
    for (int32_t k = 0; k < a->indices; k++) {
        if (index[k] < 0 || index[k] >= a->rows) return MOTE_E_DATA;
        for (int32_t i = 0; i < a->row; i++) *out++ = scale * (float)values[index[k] * a->row + i];
    }
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_embedding_lookup_any},
                                             {MOTE_K_HYBRID, mote_embedding_lookup_hybrid},
                                             {0, NULL}};

const struct mote_op mote_op_embedding_lookup = {
    .code = 7,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
