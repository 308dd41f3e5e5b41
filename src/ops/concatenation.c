/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CONCATENATION
 *     output = the inputs, one after another along `axis`
 * Any number of inputs, any type of 1, 2, 4 or 8 bytes. int8 and uint8 must share scale and zero
 * point, the zero points of int16 must be 0: nothing is rescaled. No fused activation.
 */
#include "parts.h"
#include "shapes.h"

enum field { AXIS, ACTIVATION };

/* Same meaning of the same number. */
static int check_quant(struct mote_prep *p, const struct mote_tensor *out)
{
    const int32_t zero = out->type == MOTE_INT16 ? 0 : mote_tensor_zero_point(out);
    struct mote_tensor in;
    int e;
    if (out->type != MOTE_INT8 && out->type != MOTE_UINT8 && out->type != MOTE_INT16) return 0;
    for (int i = 0; i <= p->n_in; i++) { /* the output too */
        if ((e = mote_prep_operand(p, i, &in)) != 0) return e;
        if (mote_tensor_zero_point(&in) != zero ||
            (out->type != MOTE_INT16 &&
             mote_tensor_scale_bits(&in, 0) != mote_tensor_scale_bits(out, 0)))
            return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, i, zero,
                                  mote_tensor_zero_point(&in));
    }
    return 0;
}

static int prepare(struct mote_prep *p, void *words)
{
    struct mote_parts *a = words;
    struct mote_tensor out;
    int e, axis;
    if ((e = mote_prep_arity(p, 1, UINT16_MAX, 1, 1)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if (mote_option_i8(p, ACTIVATION, 0))
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, 0,
                              mote_option_i8(p, ACTIVATION, 0));
    if ((e = mote_shape_axis(p, -1, mote_option_i32(p, AXIS, 0), out.rank, &axis)) != 0) return e;
    if ((e = mote_parts_prepare(p, a, p->n_in, &out, axis, 0, p->n_in, 0)) != 0) return e;
    if ((e = check_quant(p, &out)) != 0) return e;
    if (axis >= 2 && mote_tensor_has_rows(&out)) {
        mote_prep_rows(p, mote_tensor_dim(&out, 1));
        for (int i = 1; i < p->n_in; i++) mote_prep_row_input(p, i);
        a->outer /= mote_tensor_dim(&out, 1);
    }
    if (p->n_in == 1) mote_prep_view(p, 0);
    return 0;
}

int mote_concatenation_any(const struct mote_call *c)
{
    return mote_parts_join(c);
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_concatenation_any}, {0, NULL}};

const struct mote_op mote_op_concatenation = {
    .code = 2,
    .args_words = sizeof(struct mote_parts) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
