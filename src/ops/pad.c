/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PAD
 *     output[i0 + before0, i1 + before1, ...] = input[i0, i1, ...]; everything else = value
 * value: real 0, that is the output's zero point for int8 and uint8; or the one element of input 2
 * (PADV2). Paddings are constants [rank, 2] >= 0. Any type of 1, 2, 4 or 8 bytes.
 */
#include "pad.h"
#include "../base/mem.h"
#include "shapes.h"

/* The value must mean in the output what it means by itself. `value`: room for its tensor. */
static int check_value(struct mote_prep *p, const struct mote_tensor *out,
                       struct mote_tensor *value, struct mote_pad_args *a)
{
    int e;
    a->given = p->n_in == 3;
    if (!a->given) {
        if (out->type == MOTE_INT8 || out->type == MOTE_UINT8) {
            const int32_t low = out->type == MOTE_INT8 ? -128 : 0;
            a->value = mote_tensor_zero_point(out);
            if (a->value < low || a->value > low + 255)
                return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_QUANT, p->n_in, low, a->value);
        }
        return 0;
    }
    if ((e = mote_prep_input(p, 2, value)) != 0) return e;
    if ((e = mote_prep_type(p, 2, value, out->type)) != 0) return e;
    if ((e = mote_shape_elements(p, 2, value, 1)) != 0) return e;
    if (out->type == MOTE_INT8 || out->type == MOTE_UINT8) {
        const int32_t zero = mote_tensor_zero_point(out), got = mote_tensor_zero_point(value);
        if (zero != got || mote_tensor_scale_bits(out, 0) != mote_tensor_scale_bits(value, 0))
            return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 2, zero, got);
    }
    return 0;
}

int mote_pad_prepare(struct mote_prep *p, void *words)
{
    struct mote_pad_args *a = words;
    struct mote_tensor in, pads, out;
    int32_t offset = 0;
    int e, by_rows, first;
    if ((e = mote_prep_arity(p, 2, 3, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_shape_moved(p, 0, &in, p->n_in, &out)) != 0) return e;
    if ((e = mote_prep_rank(p, p->n_in, &out, in.rank, in.rank)) != 0) return e;
    if ((e = check_value(p, &out, &pads, a)) != 0) return e;
    if ((e = mote_shape_constants(p, 1, 2 * in.rank, &pads)) != 0) return e;
    a->element = (int32_t)mote_type_bytes(in.type);

    by_rows = mote_tensor_has_rows(&out) && mote_tensor_dim(&in, 0) == 1 && in.elements > 0;
    first = by_rows ? 2 : 0; /* the walk's outermost dimension */
    a->in_rows = 1;
    a->in_row_bytes = (int32_t)in.bytes;
    a->out_row_bytes = (int32_t)out.bytes;
    mote_shape_strides(&out, a->element, a->walk.strides);
    for (int i = 0; i < in.rank; i++) {
        const int32_t d = mote_tensor_dim(&in, i), all = mote_tensor_dim(&out, i);
        const int32_t before = mote_tensor_int(&pads, 2 * (uint32_t)i),
                      after = mote_tensor_int(&pads, 2 * (uint32_t)i + 1);
        if (before < 0 || after < 0)
            return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_RANGE, 1, 0,
                                  before < 0 ? before : after);
        if (before > all || d > all - before || after != all - before - d)
            return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, p->n_in, d, all);
        if (i >= first) {
            if (in.elements) offset += before * a->walk.strides[i];
            a->walk.strides[i - first] = a->walk.strides[i];
            a->walk.dims[i - first] = d;
        } else if (i == 1) {
            a->top = before;
            a->in_rows = d;
            a->in_row_bytes /= d;
            a->out_row_bytes /= all;
            mote_prep_rows(p, all);
        }
    }
    if (by_rows) a->walk.strides[in.rank - 1] = a->walk.strides[in.rank - 2] = 0;
    a->offset = offset;
    mote_walk_fold(&a->walk, in.rank - first, a->element);
    return 0;
}

void mote_pad_reach(const void *words, int32_t y, int32_t *first, int32_t *last)
{
    const struct mote_pad_args *a = words;
    *first = *last = y - a->top;
}

static void fill(const struct mote_call *c, const struct mote_pad_args *a, uint8_t *out,
                 int32_t bytes)
{
    if (a->given)
        mote_fill(out, mote_in(c, 2), a->element, bytes);
    else
        memset(out, a->value, (size_t)bytes);
}

int mote_pad_any(const struct mote_call *c)
{
    const struct mote_pad_args *a = (const void *)c->args;
    const struct mote_rows in = mote_rows_of(c, 0, (uint32_t)a->in_row_bytes);
    const struct mote_rows out = mote_rows_of(c, c->n_in, (uint32_t)a->out_row_bytes);
    for (int32_t y = c->y0; y < c->y1; y++) {
        uint8_t *to = mote_row(&out, y);
        const int32_t source = y - a->top;
        int32_t before = a->out_row_bytes;
        if (source >= 0 && source < a->in_rows) {
            /* In one run: only what lies before and behind is padding. */
            if (a->walk.n == 0) {
                before = a->offset;
                fill(c, a, to + before + a->walk.run, a->out_row_bytes - before - a->walk.run);
            }
            fill(c, a, to, before);
            mote_walk_spread(&a->walk, to + a->offset, mote_row(&in, source));
        } else {
            fill(c, a, to, before);
        }
    }
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_pad_any}, {0, NULL}};

const struct mote_op mote_op_pad = {
    .code = 34,
    .args_words = sizeof(struct mote_pad_args) / 4,
    .kernels = kernels,
    .prepare = mote_pad_prepare,
    .reach = mote_pad_reach,
};
