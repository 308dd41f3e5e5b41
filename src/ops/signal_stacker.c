/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SignalStacker: a frame with its neighbours in time, every stacker_step frames.
 *     output = frames t - left_context .. t + right_context, oldest first
 * int16 [num_channels] -> int16 [num_channels * (left + 1 + right)], and bool: is there an output
 * this time? (Without one it is all zeros.) The first frame also stands for all before it.
 */
#include "../base/mem.h"
#include "../base/signal_stream.h"
#include "signal.h"

struct args {
    int32_t channels, frames; /* in an output */
    int32_t left, step;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out, valid;
    int32_t right, most;
    int e;
    if ((e = mote_prep_arity(p, 1, 1, 2, 2)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 1, 1)) != 0) return e;
    a->channels = (int32_t)in.elements;
    if ((e = mote_prep_positive(p, 0, a->channels)) != 0) return e;
    most = MOTE_SIGNAL_MAX / 2 / a->channels - 1;
    if ((e = mote_signal_option(p, "num_channels", a->channels, a->channels, &a->channels)) != 0)
        return e;
    if ((e = mote_signal_option(p, "stacker_left_context", 0, most, &a->left)) != 0) return e;
    if ((e = mote_signal_option(p, "stacker_right_context", 0, most, &right)) != 0) return e;
    a->frames = a->left + right + 1;
    if ((e = mote_signal_option(p, "stacker_step", 1, a->frames, &a->step)) != 0) return e;
    if ((e = mote_signal_vector(p, 1, MOTE_INT16, a->channels * a->frames, &out)) != 0) return e;
    if ((e = mote_signal_valid(p, 2, &valid)) != 0) return e;
    if ((e = mote_prep_state(p, 4)) != 0) return e;
    return mote_prep_state(p, out.bytes - in.bytes);
}

int mote_signal_stacker_s16(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const uint32_t channels = (uint32_t)a->channels,
                   history_size = channels * (uint32_t)(a->frames - 1);
    const int16_t *in = mote_in(c, 0);
    int16_t *out = mote_out(c, 0), *history = mote_extra(c, 1);
    uint8_t *valid = mote_out(c, 1);
    /* One more than the frames that wait for an output; 0: none has come yet. */
    int32_t *waiting = mote_extra(c, 0);
    if (*waiting == 0) {
        *waiting = 1 + a->left;
        for (uint32_t i = 0; i < history_size; i += channels) memcpy(history + i, in, 2 * channels);
    }
    *valid = *waiting >= a->frames;
    if (!*valid) memset(out, 0, 2 * (history_size + channels));
    mote_history_window(history, history_size, in, channels, *valid ? out : NULL,
                        history_size + channels);
    *waiting += *valid ? 1 - a->step : 1;
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_S16, mote_signal_stacker_s16}, {0, NULL}};

const struct mote_op mote_op_signal_stacker = {
    .name = "SignalStacker",
    .code = 32,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
