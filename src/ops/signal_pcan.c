/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SignalPCAN: per-channel amplitude normalisation.
 *     output[i] = shrink(input[i] * gain(noise[i]) / 2^snr_shift)          uint32
 * Inputs: levels, noise estimates, and the gain curve (int16); signal.h of base/ says how that is
 * laid out.
 */
#include "../base/signal.h"
#include "signal.h"

struct args {
    int32_t channels, shift;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, noise, gains, out;
    int e;
    if ((e = mote_prep_arity(p, 3, 3, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 1, 1)) != 0) return e;
    a->channels = (int32_t)in.elements;
    if ((e = mote_signal_vector(p, 1, MOTE_UINT32, a->channels, &noise)) != 0) return e;
    if ((e = mote_signal_vector(p, 2, MOTE_INT16, -1, &gains)) != 0) return e;
    if (gains.elements < MOTE_GAINS)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 2, MOTE_GAINS,
                              (int32_t)gains.elements);
    if ((e = mote_signal_vector(p, 3, MOTE_UINT32, a->channels, &out)) != 0) return e;
    if ((e = mote_signal_option(p, "snr_shift", 0, 63, &a->shift)) != 0) return e;
    mote_prep_in_place(p, 0);
    return 0;
}

int mote_signal_pcan_u32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    mote_control_gain(mote_in(c, 2), a->shift, mote_in(c, 0), mote_in(c, 1), a->channels,
                      mote_out(c, 0));
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_U32, mote_signal_pcan_u32}, {0, NULL}};

const struct mote_op mote_op_signal_pcan = {
    .name = "SignalPCAN",
    .code = 32,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
