/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SignalDelay: each channel's samples, late by delay_length; zeros come first.
 *     output[c, i] = stream of channel c at position i - delay_length          int16 [..., frame]
 */
#include "../base/signal_stream.h"
#include "signal.h"

struct args {
    int32_t channels, frame, delay;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e;
    if ((e = mote_prep_arity(p, 1, 1, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 1, MOTE_MAX_DIMS)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_prep_type(p, 1, &out, MOTE_INT16)) != 0) return e;
    if ((e = mote_prep_same_shape(p, 1, &out, &in)) != 0) return e;
    a->frame = mote_tensor_dim(&in, in.rank - 1);
    if ((e = mote_prep_positive(p, 0, (int32_t)in.elements)) != 0) return e;
    a->channels = (int32_t)in.elements / a->frame;
    if ((e = mote_signal_option(p, "delay_length", 0, MOTE_SIGNAL_MAX / a->channels, &a->delay)) !=
        0)
        return e;
    return mote_prep_state(p, 2 * (uint32_t)(a->channels * a->delay));
}

int mote_signal_delay_s16(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const uint32_t frame = (uint32_t)a->frame;
    const int16_t *in = mote_in(c, 0);
    int16_t *out = mote_out(c, 0), *history = mote_extra(c, 0);
    for (int32_t i = 0; i < a->channels; i++, in += frame, out += frame, history += a->delay)
        mote_history_window(history, (uint32_t)a->delay, in, frame, out, frame);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_S16, mote_signal_delay_s16}, {0, NULL}};

const struct mote_op mote_op_signal_delay = {
    .name = "SignalDelay",
    .code = 32,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
