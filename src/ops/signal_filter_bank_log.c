/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SignalFilterBankLog:
 *     output[i] = min(ln(input[i] * 2^input_correction_bits) * output_scale, 32767)          uint32
 * -> int16
 */
#include "../base/signal.h"
#include "signal.h"

struct args {
    int32_t channels, scale, correction_bits;
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
    a->channels = (int32_t)in.elements;
    if ((e = mote_signal_vector(p, 1, MOTE_INT16, a->channels, &out)) != 0) return e;
    if ((e = mote_signal_option(p, "output_scale", 0, INT32_MAX, &a->scale)) != 0) return e;
    return mote_signal_option(p, "input_correction_bits", 0, 31, &a->correction_bits);
}

int mote_signal_filter_bank_log_u32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    mote_logarithm(mote_in(c, 0), a->channels, (uint32_t)a->scale, a->correction_bits,
                   mote_out(c, 0));
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_U32, mote_signal_filter_bank_log_u32},
                                             {0, NULL}};

const struct mote_op mote_op_signal_filter_bank_log = {
    .name = "SignalFilterBankLog",
    .code = 32,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
