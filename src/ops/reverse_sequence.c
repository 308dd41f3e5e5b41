/* SPDX-License-Identifier: Apache-2.0 */
/*
 * REVERSE_SEQUENCE
 *     output[.., b, .., k, ..] = input[.., b, .., n - 1 - k, ..]   for k < n = length[b]
 *                                input[.., b, .., k, ..]           behind
 * k counts along seq_dim, b along batch_dim. Lengths are int32 or int64 and are checked at run
 * time. Any type of 1, 2, 4 or 8 bytes.
 */
#include "../base/mem.h"
#include "shapes.h"

enum field { SEQ_DIM, BATCH_DIM };

/* The two dimensions in their order, and what lies around, between and inside them. */
struct args {
    int32_t outer, first, middle, second;
    int32_t bytes; /* inside both */
    int32_t batch_first;
    int32_t wide; /* lengths are int64 */
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, t;
    int e, seq, batch, low, high;
    if ((e = mote_prep_arity(p, 2, 2, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &t)) != 0) return e;
    if ((e = mote_shape_moved(p, 0, &in, 2, &t)) != 0) return e;
    if ((e = mote_prep_same_shape(p, 2, &t, &in)) != 0) return e;
    if ((e = mote_shape_axis(p, -1, mote_option_i32(p, SEQ_DIM, 0), in.rank, &seq)) != 0) return e;
    if ((e = mote_shape_axis(p, -1, mote_option_i32(p, BATCH_DIM, 0), in.rank, &batch)) != 0)
        return e;
    if (seq == batch) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_AXIS, -1, in.rank, seq);
    if ((e = mote_prep_input(p, 1, &t)) != 0) return e;
    a->wide = t.type == MOTE_INT64;
    if (!a->wide && (e = mote_prep_type(p, 1, &t, MOTE_INT32)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, &t, 1, 1)) != 0) return e;
    if ((e = mote_prep_dim(p, 1, &t, 0, mote_tensor_dim(&in, batch))) != 0) return e;
    if (in.elements == 0) return 0; /* outer 0: nothing to do */
    a->batch_first = batch < seq;
    low = batch < seq ? batch : seq;
    high = batch < seq ? seq : batch;
    a->outer = mote_shape_product(&in, 0, low);
    a->first = mote_tensor_dim(&in, low);
    a->middle = mote_shape_product(&in, low + 1, high);
    a->second = mote_tensor_dim(&in, high);
    a->bytes = mote_shape_product(&in, high + 1, in.rank) * (int32_t)mote_type_bytes(in.type);
    return 0;
}

static int32_t mirrored(int32_t k, int64_t length)
{
    return k < length ? (int32_t)length - 1 - k : k;
}

int mote_reverse_sequence_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const int32_t batches = a->batch_first ? a->first : a->second;
    const int32_t size = a->batch_first ? a->second : a->first;
    const uint8_t *in = mote_in(c, 0);
    uint8_t *out = mote_out(c, 0);
    for (int32_t b = 0; b < batches && a->outer; b++) {
        const int64_t length = mote_shape_index(mote_in(c, 1), b, a->wide);
        if (length < 0 || length > size) return MOTE_E_DATA;
    }
    for (int32_t i = 0; i < a->outer * a->first * a->middle * a->second; i++, out += a->bytes) {
        const int32_t y = i % a->second, m = i / a->second % a->middle;
        const int32_t row = i / a->second / a->middle, x = row % a->first;
        const int64_t length = mote_shape_index(mote_in(c, 1), a->batch_first ? x : y, a->wide);
        const int32_t from_x = a->batch_first ? x : mirrored(x, length);
        const int32_t from_y = a->batch_first ? mirrored(y, length) : y;
        const int32_t from = ((row - x + from_x) * a->middle + m) * a->second + from_y;
        memcpy(out, in + from * a->bytes, (size_t)a->bytes);
    }
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_reverse_sequence_any}, {0, NULL}};

const struct mote_op mote_op_reverse_sequence = {
    .code = 112,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
