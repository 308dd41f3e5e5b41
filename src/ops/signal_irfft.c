/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SignalIrfft: samples of the last dimension's spectrum, as SignalRfft gives it.
 *     [..., fft_length + 2], real and imaginary part of bins 0 .. fft_length / 2 -> [...,
 * fft_length] fft_length is a power of two from 4 to 2048. float32 undoes SignalRfft; in int16 and
 * int32 the division by fft_length that SignalRfft makes stays.
 */
#include "../base/signal_fft.h"
#include "signal.h"

struct args {
    int32_t transforms, fft_length;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e;
    if ((e = mote_prep_arity(p, 1, 1, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_type(p, 1, &out, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 1, MOTE_MAX_DIMS)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, &out, in.rank, in.rank)) != 0) return e;
    if ((e = mote_signal_option(p, "fft_length", MOTE_FFT_MIN, MOTE_FFT_MAX, &a->fft_length)) != 0)
        return e;
    if (!mote_fft_length_fits(a->fft_length))
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, -1, a->fft_length);
    for (int i = 0; i < in.rank - 1; i++)
        if ((e = mote_prep_dim(p, 1, &out, i, mote_tensor_dim(&in, i))) != 0) return e;
    if ((e = mote_prep_dim(p, 0, &in, in.rank - 1, a->fft_length + 2)) != 0) return e;
    if ((e = mote_prep_dim(p, 1, &out, in.rank - 1, a->fft_length)) != 0) return e;
    a->transforms = (int32_t)out.elements / a->fft_length;
    return 0;
}

int mote_signal_irfft_s16(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const int16_t *in = mote_in(c, 0);
    int16_t *out = mote_out(c, 0);
    for (int32_t t = 0; t < a->transforms; t++, in += a->fft_length + 2, out += a->fft_length)
        mote_ifft_real_s16(in, out, a->fft_length, &mote_wave_2048_s16);
    return 0;
}

int mote_signal_irfft_i32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const int32_t *in = mote_in(c, 0);
    int32_t *out = mote_out(c, 0);
    for (int32_t t = 0; t < a->transforms; t++, in += a->fft_length + 2, out += a->fft_length)
        mote_ifft_real_i32(in, out, a->fft_length);
    return 0;
}

int mote_signal_irfft_f32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const float *in = mote_in(c, 0);
    float *out = mote_out(c, 0);
    for (int32_t t = 0; t < a->transforms; t++, in += a->fft_length + 2, out += a->fft_length)
        mote_ifft_real_f32(in, out, a->fft_length);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_S16, mote_signal_irfft_s16},
                                             {MOTE_K_I32, mote_signal_irfft_i32},
                                             {MOTE_K_F32, mote_signal_irfft_f32},
                                             {0, NULL}};

const struct mote_op mote_op_signal_irfft = {
    .name = "SignalIrfft",
    .code = 32,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};

/* Without int32 and float, for firmware: 4 KB of tables less. */
static const struct mote_kernel kernels_s16[] = {{MOTE_K_S16, mote_signal_irfft_s16}, {0, NULL}};

const struct mote_op mote_op_signal_irfft_s16 = {
    .name = "SignalIrfft",
    .code = 32,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels_s16,
    .prepare = prepare,
};
