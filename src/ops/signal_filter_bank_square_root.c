/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SignalFilterBankSquareRoot: magnitudes, with the scaling before the FFT taken back.
 *     output[i] = round(sqrt(input[i])) / 2^scale_bits          uint64, int32 scalar -> uint32,
 * rounded down
 */
#include "../base/signal.h"
#include "signal.h"

struct args {
    int32_t channels;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, bits, out;
    int e;
    if ((e = mote_prep_arity(p, 2, 2, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 1, &bits)) != 0) return e;
    if ((e = mote_prep_type(p, 1, &bits, MOTE_INT32)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, &bits, 0, 0)) != 0) return e;
    if ((e = mote_signal_vector(p, 2, MOTE_UINT32, mote_tensor_dim(&in, 0), &out)) != 0) return e;
    a->channels = (int32_t)in.elements;
    return 0;
}

int mote_signal_filter_bank_square_root_u64(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const uint64_t *in = mote_in(c, 0);
    const int32_t bits = *(const int32_t *)mote_in(c, 1);
    uint32_t *out = mote_out(c, 0);
    if (bits < 0 || bits > 31) return MOTE_E_DATA;
    for (int32_t i = 0; i < a->channels; i++) out[i] = mote_root_u64(in[i]) >> bits;
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_U64, mote_signal_filter_bank_square_root_u64},
                                             {0, NULL}};

const struct mote_op mote_op_signal_filter_bank_square_root = {
    .name = "SignalFilterBankSquareRoot",
    .code = 32,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
