/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SignalFilterBank: sums of energies under overlapping triangles. uint32 -> uint64
 *     output[b - 1] = sum of weight * energy over band b + sum of unweight * energy over band b - 1
 * Inputs: energies, weights, unweights, and per band (one more than channels) its first bin, its
 * first weight and its width. The last three must be constants: they are indices, and are checked
 * here once and for all.
 */
#include "../base/signal.h"
#include "signal.h"

enum { ENERGY, WEIGHTS, UNWEIGHTS, BINS, STARTS, WIDTHS, OUTPUT };

struct args {
    int32_t channels;
};

/* Band b reads `width` elements from `first` on, of `count`. */
static int check_span(struct mote_prep *p, int operand, int32_t first, int32_t width,
                      uint32_t count)
{
    if (first >= 0 && (int64_t)first + width <= (int64_t)count) return 0;
    return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_INDEX, operand, (int32_t)count, first + width);
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, weights, unweights, tables[3], out;
    int e;
    if ((e = mote_prep_arity(p, 6, 6, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, ENERGY, &in)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, ENERGY, &in, 1, 1)) != 0) return e;
    if ((e = mote_signal_option(p, "num_channels", 0, INT16_MAX, &a->channels)) != 0) return e;
    if ((e = mote_signal_vector(p, WEIGHTS, MOTE_INT16, -1, &weights)) != 0) return e;
    if ((e = mote_signal_vector(p, UNWEIGHTS, MOTE_INT16, -1, &unweights)) != 0) return e;
    for (int i = 0; i < 3; i++) {
        if ((e = mote_signal_vector(p, BINS + i, MOTE_INT16, a->channels + 1, &tables[i])) != 0)
            return e;
        if ((e = mote_prep_constant(p, BINS + i, &tables[i])) != 0) return e;
    }
    if ((e = mote_signal_vector(p, OUTPUT, MOTE_UINT64, a->channels, &out)) != 0) return e;
    const uint32_t pairs =
        weights.elements < unweights.elements ? weights.elements : unweights.elements;
    for (uint32_t b = 0; b <= (uint32_t)a->channels; b++) {
        const int32_t width = mote_tensor_int(&tables[WIDTHS - BINS], b);
        if (width < 0) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_RANGE, WIDTHS, 0, width);
        if ((e = check_span(p, BINS, mote_tensor_int(&tables[0], b), width, in.elements)) != 0)
            return e;
        if ((e = check_span(p, STARTS, mote_tensor_int(&tables[STARTS - BINS], b), width, pairs)) !=
            0)
            return e;
    }
    return 0;
}

int mote_signal_filter_bank_u32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const struct mote_filter_bank bank = {
        .channels = a->channels,
        .bins = mote_in(c, BINS),
        .starts = mote_in(c, STARTS),
        .widths = mote_in(c, WIDTHS),
        .weights = mote_in(c, WEIGHTS),
        .unweights = mote_in(c, UNWEIGHTS),
    };
    mote_filter_bank_apply(&bank, mote_in(c, ENERGY), mote_out(c, 0));
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_U32, mote_signal_filter_bank_u32}, {0, NULL}};

const struct mote_op mote_op_signal_filter_bank = {
    .name = "SignalFilterBank",
    .code = 32,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
