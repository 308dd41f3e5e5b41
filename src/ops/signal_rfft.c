/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SignalRfft: spectrum of the last dimension's samples, zeros appended up to fft_length.
 *     output[..., 2 k], [..., 2 k + 1] = real and imaginary part of bin k, 0 <= k <= fft_length / 2
 * int16 and int32 come out divided by fft_length. fft_length is a power of two from 4 to 2048.
 */
#include "../base/mem.h"
#include "../base/signal_fft.h"
#include "signal.h"

struct args {
    int32_t transforms, samples, fft_length;
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
    for (int i = 0; i < in.rank - 1; i++) {
        if ((e = mote_prep_dim(p, 1, &out, i, mote_tensor_dim(&in, i))) != 0) return e;
    }
    if ((e = mote_prep_dim(p, 1, &out, out.rank - 1, a->fft_length + 2)) != 0) return e;
    a->samples = mote_tensor_dim(&in, in.rank - 1);
    if (a->samples > a->fft_length)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 0, a->fft_length, a->samples);
    a->transforms = (int32_t)out.elements / (a->fft_length + 2);
    return 0;
}

/* The transform works in place, so the samples go to where its bins are to be. */
static uint8_t *place(const struct mote_call *c, int32_t transform, uint32_t element)
{
    const struct args *a = (const void *)c->args;
    const uint32_t used = element * (uint32_t)a->samples;
    const uint8_t *from = (const uint8_t *)mote_in(c, 0) + used * (uint32_t)transform;
    uint8_t *to =
        (uint8_t *)mote_out(c, 0) + element * (uint32_t)(a->fft_length + 2) * (uint32_t)transform;
    if (used) memcpy(to, from, used);
    memset(to + used, 0, element * (uint32_t)a->fft_length - used);
    return to;
}

int mote_signal_rfft_s16(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    for (int32_t t = 0; t < a->transforms; t++)
        mote_fft_real_s16((void *)place(c, t, 2), a->fft_length, &mote_wave_2048_s16);
    return 0;
}

int mote_signal_rfft_i32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    for (int32_t t = 0; t < a->transforms; t++)
        mote_fft_real_i32((void *)place(c, t, 4), a->fft_length);
    return 0;
}

int mote_signal_rfft_f32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    for (int32_t t = 0; t < a->transforms; t++)
        mote_fft_real_f32((void *)place(c, t, 4), a->fft_length);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_S16, mote_signal_rfft_s16},
                                             {MOTE_K_I32, mote_signal_rfft_i32},
                                             {MOTE_K_F32, mote_signal_rfft_f32},
                                             {0, NULL}};

const struct mote_op mote_op_signal_rfft = {
    .name = "SignalRfft",
    .code = 32,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};

/* Without int32 and float, for firmware: 4 KB of tables less. */
static const struct mote_kernel kernels_s16[] = {{MOTE_K_S16, mote_signal_rfft_s16}, {0, NULL}};

const struct mote_op mote_op_signal_rfft_s16 = {
    .name = "SignalRfft",
    .code = 32,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels_s16,
    .prepare = prepare,
};
