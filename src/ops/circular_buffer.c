/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CIRCULAR_BUFFER: the last `slots` inputs, for strided convolutions over a stream.
 *     output = the last slots - 1 rows of the output before, then the input
 * int8 [1, 1, w, depth] -> [1, slots, w, depth]. Only every cycles_max-th invoke goes on behind
 * this operator; the others end here with MOTE_E_NOT_YET. Rows not seen yet are at the zero point.
 */
#include "../base/mem.h"
#include "../base/state.h"
#include "recurrent.h"
#include "signal.h"

struct args {
    int32_t row, kept; /* bytes of one input, and of the output's older part */
    int32_t cycles_max, zero;
    int32_t in_output; /* the output is a variable: it keeps itself */
};

/* Words of state; behind them the rows, unless the output keeps them. */
enum { CYCLES, BEGUN, WORDS };

/* Models from before the option was: the layers with these numbers of slots ran every time, the
 * others every other time. TensorFlow Lite Micro also counts layers to find one of 2 x 96; that
 * cannot be told from here. */
static int default_cycles(struct mote_prep *p, const struct mote_tensor *out, int32_t *cycles)
{
    const int32_t slots = mote_tensor_dim(out, 1);
    *cycles = slots == 5 || slots == 13 || slots == 25 ? 1 : 2;
    if (*cycles == 2 && mote_tensor_dim(out, 2) == 2 && mote_tensor_dim(out, 3) == 96)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_CUSTOM, -1, 1, 0);
    return 0;
}

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
    if ((e = mote_prep_rank(p, 0, &in, 4, 4)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, &out, 4, 4)) != 0) return e;
    for (int i = 0; i < 4; i++) {
        if (i < 2 && (e = mote_prep_dim(p, 0, &in, i, 1)) != 0) return e;
        if (i != 1 && (e = mote_prep_dim(p, 1, &out, i, mote_tensor_dim(&in, i))) != 0) return e;
        if ((e = mote_prep_positive(p, 1, mote_tensor_dim(&out, i))) != 0) return e;
    }
    if (mote_custom_has(p, "cycles_max") &&
        (e = mote_signal_option(p, "cycles_max", INT32_MIN, INT32_MAX, &a->cycles_max)) != 0)
        return e;
    if (a->cycles_max <= 0 && (e = default_cycles(p, &out, &a->cycles_max)) != 0) return e;
    if (out.n_scales && (e = mote_prep_quant(p, 1, &out)) != 0) return e;
    a->zero = mote_tensor_zero_point(&out);
    a->row = (int32_t)in.bytes;
    a->kept = (int32_t)(out.bytes - in.bytes);
    a->in_output = out.is_variable;
    return mote_prep_state(p, 4 * WORDS + (a->in_output ? 0 : out.bytes));
}

int mote_circular_buffer_s8(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const uint32_t row = (uint32_t)a->row, kept = (uint32_t)a->kept;
    uint32_t *state = mote_extra(c, 0);
    int8_t *rows = a->in_output ? mote_out(c, 0) : (void *)(state + WORDS);
    mote_state_begin(&state[BEGUN], rows, row + kept, a->zero);
    memmove(rows, rows + row, kept);
    memcpy(rows + kept, mote_in(c, 0), row);
    if (++state[CYCLES] < (uint32_t)a->cycles_max) return MOTE_E_NOT_YET;
    state[CYCLES] = 0;
    if (!a->in_output) memcpy(mote_out(c, 0), rows, row + kept);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_S8, mote_circular_buffer_s8}, {0, NULL}};

const struct mote_op mote_op_circular_buffer = {
    .name = "CIRCULAR_BUFFER",
    .code = 32,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
