/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SignalWindow: each run of as many samples as there are weights is multiplied by them.
 *     output[i] = saturate(input[i] * weight[i % weights] / 2^shift)          int16, rounded down
 * Inputs: samples [..., n], weights [n].
 */
#include "../base/signal.h"
#include "signal.h"

struct args {
    int32_t windows, length, shift;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, weights, out;
    int e;
    if ((e = mote_prep_arity(p, 2, 2, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 1, MOTE_MAX_DIMS)) != 0) return e;
    if ((e = mote_signal_vector(p, 1, MOTE_INT16, mote_tensor_dim(&in, in.rank - 1), &weights)) !=
        0)
        return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_prep_type(p, 2, &out, MOTE_INT16)) != 0) return e;
    if ((e = mote_prep_same_shape(p, 2, &out, &in)) != 0) return e;
    if ((e = mote_signal_option(p, "shift", 0, 31, &a->shift)) != 0) return e;
    a->length = (int32_t)weights.elements;
    a->windows = a->length > 0 ? (int32_t)in.elements / a->length : 0;
    mote_prep_in_place(p, 0);
    return 0;
}

int mote_signal_window_s16(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const int16_t *in = mote_in(c, 0), *weights = mote_in(c, 1);
    int16_t *out = mote_out(c, 0);
    for (int32_t w = 0; w < a->windows; w++) {
        for (int32_t i = 0; i < a->length; i++) *out++ = mote_windowed(*in++, weights[i], a->shift);
    }
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_S16, mote_signal_window_s16}, {0, NULL}};

const struct mote_op mote_op_signal_window = {
    .name = "SignalWindow",
    .code = 32,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
