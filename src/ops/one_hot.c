/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ONE_HOT
 *     output[.., d, ..] = indices[.., ..] == d ? on : off
 * with the new dimension d of `depth` (input 1, constant) elements at option axis (-1: last).
 * Indices int32 or int64; on and off (inputs 2 and 3) are of the output's type, of 1, 2, 4 or 8
 * bytes.
 */
#include "../base/mem.h"
#include "shapes.h"

struct args {
    int32_t outer, depth, inner; /* the output's elements around d, of d, behind d */
    int32_t element, wide;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, t, out;
    int e, axis;
    if ((e = mote_prep_arity(p, 4, 4, 1, 1)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    for (int i = 2; i < 4; i++) {
        if ((e = mote_prep_input(p, i, &t)) != 0) return e;
        if ((e = mote_shape_moved(p, i, &t, 4, &out)) != 0) return e;
        if ((e = mote_shape_elements(p, i, &t, 1)) != 0) return e;
    }
    if ((e = mote_shape_constants(p, 1, 1, &t)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    a->wide = in.type == MOTE_INT64;
    if (!a->wide && (e = mote_prep_type(p, 0, &in, MOTE_INT32)) != 0) return e;
    if ((e = mote_prep_rank(p, 4, &out, in.rank + 1, in.rank + 1)) != 0) return e;
    if ((e = mote_shape_axis(p, -1, mote_option_i32(p, 0, 0), out.rank, &axis)) != 0) return e;
    for (int i = 0; i < out.rank; i++) {
        const int32_t d = i == axis ? mote_tensor_int(&t, 0) : mote_tensor_dim(&in, i - (i > axis));
        if ((e = mote_prep_dim(p, 4, &out, i, d)) != 0) return e;
    }
    a->element = (int32_t)mote_type_bytes(out.type);
    a->depth = mote_tensor_dim(&out, axis);
    if (out.elements == 0) return 0; /* outer 0 */
    a->outer = mote_shape_product(&out, 0, axis);
    a->inner = mote_shape_product(&out, axis + 1, out.rank);
    return 0;
}

int mote_one_hot_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const void *indices = mote_in(c, 0), *on = mote_in(c, 2), *off = mote_in(c, 3);
    uint8_t *out = mote_out(c, 0);
    for (int32_t i = 0; i < a->outer; i++) {
        for (int32_t d = 0; d < a->depth; d++) {
            for (int32_t k = 0; k < a->inner; k++, out += a->element) {
                const int64_t index = mote_shape_index(indices, i * a->inner + k, a->wide);
                memcpy(out, index == d ? on : off, (size_t)a->element);
            }
        }
    }
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_one_hot_any}, {0, NULL}};

const struct mote_op mote_op_one_hot = {
    .code = 85,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
