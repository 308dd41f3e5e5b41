/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SignalFilterBankSpectralSubtraction: takes a slowly following noise estimate away from each
 * channel; signal.h of base/ has the formula. uint32 -> uint32 and the estimate, uint32. The
 * estimate is state: it starts at 0 and goes on from invoke to invoke.
 */
#include "../base/mem.h"
#include "../base/signal.h"
#include "signal.h"

struct args {
    int32_t channels, smoothing[2], one_minus_smoothing[2], min_remaining, smoothing_bits, bits,
        clamping;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out, noise;
    int e;
    if ((e = mote_prep_arity(p, 1, 1, 2, 2)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 1, 1)) != 0) return e;
    a->channels = (int32_t)in.elements;
    if ((e = mote_signal_vector(p, 1, MOTE_UINT32, a->channels, &out)) != 0) return e;
    if ((e = mote_signal_vector(p, 2, MOTE_UINT32, a->channels, &noise)) != 0) return e;
    if ((e = mote_signal_option(p, "num_channels", a->channels, a->channels, &a->channels)) != 0)
        return e;
    if ((e = mote_signal_option(p, "smoothing", 0, INT32_MAX, &a->smoothing[0])) != 0) return e;
    if ((e = mote_signal_option(p, "one_minus_smoothing", 0, INT32_MAX,
                                &a->one_minus_smoothing[0])) != 0)
        return e;
    if ((e = mote_signal_option(p, "alternate_smoothing", 0, INT32_MAX, &a->smoothing[1])) != 0)
        return e;
    if ((e = mote_signal_option(p, "alternate_one_minus_smoothing", 0, INT32_MAX,
                                &a->one_minus_smoothing[1])) != 0)
        return e;
    if ((e = mote_signal_option(p, "min_signal_remaining", 0, INT32_MAX, &a->min_remaining)) != 0)
        return e;
    if ((e = mote_signal_option(p, "smoothing_bits", 0, 31, &a->smoothing_bits)) != 0) return e;
    if ((e = mote_signal_option(p, "spectral_subtraction_bits", 0, 63, &a->bits)) != 0) return e;
    if ((e = mote_signal_option(p, "clamping", 0, 1, &a->clamping)) != 0) return e;
    mote_prep_in_place(p, 0);
    return mote_prep_state(p, 4 * in.elements);
}

int mote_signal_filter_bank_spectral_subtraction_u32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const struct mote_noise how = {
        .smoothing = {(uint32_t)a->smoothing[0], (uint32_t)a->smoothing[1]},
        .one_minus_smoothing = {(uint32_t)a->one_minus_smoothing[0],
                                (uint32_t)a->one_minus_smoothing[1]},
        .min_remaining = (uint32_t)a->min_remaining,
        .smoothing_bits = a->smoothing_bits,
        .bits = a->bits,
        .clamping = a->clamping,
    };
    uint32_t *noise = mote_extra(c, 0);
    mote_subtract_noise(&how, mote_in(c, 0), a->channels, noise, mote_out(c, 0));
    memcpy(mote_out(c, 1), noise, 4 * (uint32_t)a->channels);
    return 0;
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_U32, mote_signal_filter_bank_spectral_subtraction_u32}, {0, NULL}};

const struct mote_op mote_op_signal_filter_bank_spectral_subtraction = {
    .name = "SignalFilterBankSpectralSubtraction",
    .code = 32,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
