/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MIRROR_PAD
 *     output[i0, i1, ...] = input[mirror(i0 - before0), mirror(i1 - before1), ...]
 *     mirror(i) = |i|, and the same at the other border   REFLECT: the border itself is not
 * repeated = i < 0 ? -1 - i : i                      SYMMETRIC: it is Paddings are constants [rank,
 * 2], no longer than what there is to mirror. Any type of 1, 2, 4 or 8 bytes.
 */
#include "../base/mem.h"
#include "shapes.h"

struct args {
    int32_t rank, element, elements;
    int32_t skip; /* 1 = REFLECT */
    int32_t in_dims[MOTE_MAX_DIMS], out_dims[MOTE_MAX_DIMS], before[MOTE_MAX_DIMS];
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, pads, out;
    const int32_t mode = mote_option_i8(p, 0, 0);
    int e;
    if ((e = mote_prep_arity(p, 2, 2, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_shape_moved(p, 0, &in, 2, &out)) != 0) return e;
    if ((e = mote_shape_constants(p, 1, 2 * in.rank, &pads)) != 0) return e;
    if ((e = mote_prep_rank(p, 2, &out, in.rank, in.rank)) != 0) return e;
    if (mode < 0 || mode > 1)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, 1, mode);
    if (in.elements == 0) return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_SHAPE, 0, 1, 0);
    a->rank = in.rank;
    a->element = (int32_t)mote_type_bytes(in.type);
    a->elements = (int32_t)out.elements;
    a->skip = mode == 0;
    for (int i = 0; i < in.rank; i++) {
        const int32_t d = mote_tensor_dim(&in, i), most = d > a->skip ? d - a->skip : 0;
        const int32_t before = mote_tensor_int(&pads, 2 * (uint32_t)i),
                      after = mote_tensor_int(&pads, 2 * (uint32_t)i + 1);
        if (before < 0 || before > most || after < 0 || after > most)
            return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_RANGE, 1, most,
                                  before < 0 || before > most ? before : after);
        if ((e = mote_prep_dim(p, 2, &out, i, d + before + after)) != 0) return e;
        a->in_dims[i] = d;
        a->out_dims[i] = d + before + after;
        a->before[i] = before;
    }
    return 0;
}

int mote_mirror_pad_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const uint8_t *in = mote_in(c, 0);
    uint8_t *out = mote_out(c, 0);
    int32_t index[MOTE_MAX_DIMS] = {0};
    for (int32_t k = 0; k < a->elements; k++, out += a->element) {
        int32_t at = 0;
        for (int d = 0; d < a->rank; d++) {
            int32_t i = index[d] - a->before[d];
            if (i < 0) i = -i - !a->skip;
            if (i >= a->in_dims[d]) i = 2 * a->in_dims[d] - 1 - a->skip - i;
            at = at * a->in_dims[d] + i;
        }
        memcpy(out, in + at * a->element, (size_t)a->element);
        for (int d = (int)a->rank - 1; d >= 0 && ++index[d] == a->out_dims[d]; d--) index[d] = 0;
    }
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_mirror_pad_any}, {0, NULL}};

const struct mote_op mote_op_mirror_pad = {
    .code = 100,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
