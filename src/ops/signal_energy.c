/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SignalEnergy: squared magnitudes of the bins [start_index, end_index) of a spectrum.
 *     output[k] = input[2 k]^2 + input[2 k + 1]^2          int16 -> uint32
 * The other bins are 0 (TensorFlow Lite Micro leaves what was in memory).
 */
#include "../base/signal.h"
#include "signal.h"

struct args {
    int32_t start, end, bins;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e;
    if ((e = mote_prep_arity(p, 1, 1, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 1, 1)) != 0) return e;
    if ((e = mote_signal_vector(p, 1, MOTE_UINT32, -1, &out)) != 0) return e;
    a->bins = (int32_t)out.elements;
    const int32_t most = in.elements / 2 < out.elements ? (int32_t)(in.elements / 2) : a->bins;
    if ((e = mote_signal_option(p, "end_index", 0, most, &a->end)) != 0) return e;
    if ((e = mote_signal_option(p, "start_index", 0, a->end, &a->start)) != 0) return e;
    if (in.bytes == out.bytes) mote_prep_in_place(p, 0);
    return 0;
}

int mote_signal_energy_s16(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const int16_t *in = mote_in(c, 0);
    uint32_t *out = mote_out(c, 0);
    int32_t k = 0;
    for (; k < a->start; k++) out[k] = 0;
    for (; k < a->end; k++) out[k] = mote_bin_energy(in[2 * k], in[2 * k + 1]);
    for (; k < a->bins; k++) out[k] = 0;
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_S16, mote_signal_energy_s16}, {0, NULL}};

const struct mote_op mote_op_signal_energy = {
    .name = "SignalEnergy",
    .code = 32,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
