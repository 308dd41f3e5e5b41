/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SELECT
 *     output[i, ..] = condition[i] ? x[i, ..] : y[i, ..]
 * The condition (bool) has the shape of x, y and output, or one element, or one for each i of the
 * first dimension. Any type of 1, 2, 4 or 8 bytes.
 */
#include "../base/mem.h"
#include "shapes.h"

struct args {
    int32_t count, bytes; /* elements of the condition, bytes that each one chooses */
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e;
    if ((e = mote_prep_arity(p, 3, 3, 1, 1)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    for (int i = 1; i < 3; i++) {
        if ((e = mote_prep_input(p, i, &in)) != 0) return e;
        if ((e = mote_shape_moved(p, i, &in, 3, &out)) != 0) return e;
        if ((e = mote_prep_same_shape(p, i, &in, &out)) != 0) return e;
    }
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_type(p, 0, &in, MOTE_BOOL)) != 0) return e;
    if (in.rank > 1 || (in.rank == 1 && in.elements > 1 && out.rank <= 1)) {
        if ((e = mote_prep_same_shape(p, 0, &in, &out)) != 0) return e;
    } else if (in.elements != 1) {
        if ((e = mote_prep_dim(p, 0, &in, 0, mote_tensor_dim(&out, 0))) != 0) return e;
    }
    a->count = (int32_t)in.elements;
    a->bytes = in.elements ? (int32_t)(out.bytes / in.elements) : 0;
    return 0;
}

int mote_select_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const uint8_t *condition = mote_in(c, 0), *x = mote_in(c, 1), *y = mote_in(c, 2);
    uint8_t *out = mote_out(c, 0);
    const uint32_t bytes = (uint32_t)a->bytes;
    for (int32_t i = 0; i < a->count; i++, x += bytes, y += bytes, out += bytes)
        memcpy(out, condition[i] ? x : y, bytes);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_select_any}, {0, NULL}};

const struct mote_op mote_op_select = {
    .code = 64,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
