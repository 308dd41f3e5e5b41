/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SignalFramer: cuts each channel's stream into overlapping frames, one every frame_step samples.
 *     output[c, k] = frame_size samples, starting frame_step behind the frame before
 * int16 [..., k * frame_step] -> int16 [..., k, frame_size], and bool: are all these frames
 * complete? A frame that is not, because the stream is too young, is all zeros. With `prefill`
 * zeros stand before the stream, so that frames are complete from the start.
 */
#include "../base/mem.h"
#include "../base/signal_stream.h"
#include "signal.h"

struct args {
    int32_t channels, frames, size, step;
    int32_t history; /* samples of each channel that are kept from one step to the next */
    int32_t wait;    /* 1: frames come when the history is full */
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out, valid;
    int32_t prefill, samples;
    int e;
    if ((e = mote_prep_arity(p, 1, 1, 2, 2)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 1, MOTE_MAX_DIMS - 1)) != 0) return e;
    if ((e = mote_prep_positive(p, 0, (int32_t)in.elements)) != 0) return e;
    samples = mote_tensor_dim(&in, in.rank - 1);
    a->channels = (int32_t)in.elements / samples;
    if ((e = mote_signal_option(p, "frame_step", 1, samples, &a->step)) != 0) return e;
    if ((e = mote_signal_option(p, "frame_size", 1, MOTE_SIGNAL_MAX / 2 / a->channels, &a->size)) !=
        0)
        return e;
    if ((e = mote_signal_option(p, "prefill", 0, 1, &prefill)) != 0) return e;
    if (samples % a->step)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_OPTION, 0, samples, a->step);
    if (prefill && a->step > a->size)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_OPTION, 0, a->size, a->step);
    a->frames = samples / a->step;
    a->wait = !prefill;
    /* Without prefill frames begin with the very first sample: as much is kept as makes whole
     * steps. */
    a->history = prefill ? a->size - a->step : (a->size - 1) / a->step * a->step;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_prep_type(p, 1, &out, MOTE_INT16)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, &out, in.rank + 1, in.rank + 1)) != 0) return e;
    for (int i = 0; i < in.rank - 1; i++)
        if ((e = mote_prep_dim(p, 1, &out, i, mote_tensor_dim(&in, i))) != 0) return e;
    if ((e = mote_prep_dim(p, 1, &out, in.rank - 1, a->frames)) != 0) return e;
    if ((e = mote_prep_dim(p, 1, &out, in.rank, a->size)) != 0) return e;
    if ((e = mote_signal_valid(p, 2, &valid)) != 0) return e;
    if ((e = mote_prep_state(p, 4)) != 0) return e;
    return mote_prep_state(p, 2 * (uint32_t)(a->channels * a->history));
}

int mote_signal_framer_s16(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const int32_t full = a->wait ? a->history : 0;
    const int16_t *in = mote_in(c, 0);
    int16_t *out = mote_out(c, 0), *history = mote_extra(c, 1);
    uint8_t *valid = mote_out(c, 1);
    int32_t *filled = mote_extra(c, 0); /* samples in each history so far */
    int32_t have = *filled;
    *valid = have >= full;
    for (int32_t i = 0; i < a->channels; i++, history += a->history) {
        have = *filled;
        for (int32_t k = 0; k < a->frames; k++, in += a->step, out += a->size) {
            const int complete = have >= full;
            if (complete)
                have = full;
            else
                memset(out, 0, 2 * (uint32_t)a->size);
            mote_history_window(history, (uint32_t)a->history, in, (uint32_t)a->step,
                                complete ? out : NULL, (uint32_t)a->size);
            if (!complete) have += a->step;
        }
    }
    *filled = have;
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_S16, mote_signal_framer_s16}, {0, NULL}};

const struct mote_op mote_op_signal_framer = {
    .name = "SignalFramer",
    .code = 32,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
