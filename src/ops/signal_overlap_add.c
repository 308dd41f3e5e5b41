/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SignalOverlapAdd: puts frames together, each frame_step behind the one before, and adds where
 * they overlap; signal_stream.h of base/ has the arithmetic. int16 or float32 [..., frames,
 * frame_size] -> [..., frames * frame_step]
 */
#include "../base/signal_stream.h"
#include "signal.h"

struct args {
    int32_t channels, frames, size, step;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e;
    if ((e = mote_prep_arity(p, 1, 1, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 2, MOTE_MAX_DIMS)) != 0) return e;
    if ((e = mote_prep_positive(p, 0, (int32_t)in.elements)) != 0) return e;
    a->size = mote_tensor_dim(&in, in.rank - 1);
    a->frames = mote_tensor_dim(&in, in.rank - 2);
    a->channels = (int32_t)in.elements / a->size / a->frames;
    if ((e = mote_signal_option(p, "frame_step", 1, a->size, &a->step)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_prep_type(p, 1, &out, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, &out, in.rank - 1, in.rank - 1)) != 0) return e;
    for (int i = 0; i < in.rank - 2; i++)
        if ((e = mote_prep_dim(p, 1, &out, i, mote_tensor_dim(&in, i))) != 0) return e;
    if ((e = mote_prep_dim(p, 1, &out, in.rank - 2, a->frames * a->step)) != 0) return e;
    return mote_prep_state(p, mote_type_bytes(in.type) * (uint32_t)a->channels *
                                  (uint32_t)(a->size - a->step));
}

int mote_signal_overlap_add_s16(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const int16_t *in = mote_in(c, 0);
    int16_t *out = mote_out(c, 0), *rest = mote_extra(c, 0);
    for (int32_t i = 0; i < a->channels; i++, rest += a->size - a->step)
        for (int32_t k = 0; k < a->frames; k++, in += a->size, out += a->step)
            mote_overlap_add_s16(in, rest, a->size, a->step, out);
    return 0;
}

int mote_signal_overlap_add_f32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const float *in = mote_in(c, 0);
    float *out = mote_out(c, 0), *rest = mote_extra(c, 0);
    for (int32_t i = 0; i < a->channels; i++, rest += a->size - a->step)
        for (int32_t k = 0; k < a->frames; k++, in += a->size, out += a->step)
            mote_overlap_add_f32(in, rest, a->size, a->step, out);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_S16, mote_signal_overlap_add_s16},
                                             {MOTE_K_F32, mote_signal_overlap_add_f32},
                                             {0, NULL}};

const struct mote_op mote_op_signal_overlap_add = {
    .name = "SignalOverlapAdd",
    .code = 32,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
