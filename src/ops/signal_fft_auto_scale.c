/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SignalFftAutoScale: shifts samples left as far as they fit.
 *     output[i] = input[i] * 2^s, scale_bits = s          int16; int32 scalar
 */
#include "../base/signal.h"
#include "signal.h"

struct args {
    int32_t count;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out, bits;
    int e;
    if ((e = mote_prep_arity(p, 1, 1, 2, 2)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 1, 1)) != 0) return e;
    if ((e = mote_signal_vector(p, 1, MOTE_INT16, mote_tensor_dim(&in, 0), &out)) != 0) return e;
    if ((e = mote_prep_output(p, 1, &bits)) != 0) return e;
    if ((e = mote_prep_type(p, 2, &bits, MOTE_INT32)) != 0) return e;
    if ((e = mote_prep_rank(p, 2, &bits, 0, 0)) != 0) return e;
    a->count = (int32_t)in.elements;
    mote_prep_in_place(p, 0);
    return 0;
}

int mote_signal_fft_auto_scale_s16(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    int32_t *bits = mote_out(c, 1);
    *bits = mote_auto_scale(mote_in(c, 0), a->count, mote_out(c, 0));
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_S16, mote_signal_fft_auto_scale_s16},
                                             {0, NULL}};

const struct mote_op mote_op_signal_fft_auto_scale = {
    .name = "SignalFftAutoScale",
    .code = 32,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
