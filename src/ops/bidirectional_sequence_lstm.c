/* SPDX-License-Identifier: Apache-2.0 */
/*
 * BIDIRECTIONAL_SEQUENCE_LSTM: one LSTM runs forward through the sequence, one backward.
 *     gate g = act(bias[g] + W[g] . input + A[g] . auxiliary + R[g] . hidden + P[g] * cell)
 *     cell   = clip(forget * cell + input gate * cell gate); without input gate: 1 - forget
 *     hidden = output[t] = clip(projection . (output gate * act(cell)) + its bias), or what stands
 *              in brackets
 * act is logistic, for cell and cell gate that of the options. A (auxiliary input), P (peepholes,
 * of the cell gate none; the output gate's sees the new cell), projection and input gate may be
 * absent. Where there is an auxiliary input but no A, the backward LSTM reads it instead of the
 * input. Inputs (48): 0 input [batch, time, n] or, time major, [time, batch, n]; from 1 (forward)
 * and 18 (backward): W, R (input, forget, cell, output gate), P (input, forget, output), biases,
 * projection, its bias; 35 to 38 hidden and cell state of each: variables; 39 auxiliary input; from
 * 40 and 44 A. float32; with int8 weights (hybrid) input and hidden state are quantised at each
 * step. Source of the arithmetic: TensorFlow Lite's lstm_eval.
 */
#include "../base/dynamic.h"
#include "../base/f32.h"
#include "../base/float_logistic.h"
#include "../base/float_math.h"
#include "../base/mem.h"
#include "recurrent.h"

enum { FIELD_ACTIVATION, FIELD_CELL_CLIP, FIELD_PROJECTION_CLIP, FIELD_MERGE, FIELD_TIME_MAJOR };
enum { FIELD_ASYMMETRIC = 5 };
enum gate { INPUT_GATE, FORGET_GATE, CELL_GATE, OUTPUT_GATE, GATES };
enum { ACT_RELU = 1, ACT_RELU_N1_TO_1, ACT_RELU6, ACT_TANH };

/* Operands. Those of a direction are counted from its first one. */
enum {
    FIRST = 1,
    PER_DIRECTION = 17,
    WEIGHTS = 0,
    RECURRENT = 4,
    PEEPHOLES = 8,
    BIASES = 11,
    PROJECTION = 15,
    PROJECTION_BIAS = 16,
    STATES = 35,
    AUXILIARY = 39,
    AUXILIARY_WEIGHTS = 40,
    INPUTS = 48
};
enum { SCALES = PROJECTION + 1 + GATES }; /* as the operands, then auxiliary weights */

struct args {
    int32_t batches, steps, inputs, auxiliaries;
    uint32_t time_major, merge, asymmetric, activation;
    uint32_t cell_clip, projection_clip; /* float bits; 0 = none */
    uint32_t use_auxiliary;              /* there are A */
    int32_t cells[2], outputs[2];        /* of each direction */
    uint32_t scale[2][SCALES];           /* of int8 weights, as float bits */
};

/* What prepare carries along. */
struct reader {
    struct mote_prep *p;
    struct args *a;
    int hybrid;
    int32_t written[2]; /* tensors of the outputs: no state may be one */
};

static int operand_of(int direction, int k)
{
    return FIRST + direction * PER_DIRECTION + k;
}

/* A weight tensor [rows, columns], or [rows] if columns is 0: sets *there; its scale goes to
 * *scale. */
static int weights(const struct reader *r, int operand, int32_t rows, int32_t columns, int *there,
                   uint32_t *scale)
{
    struct mote_tensor t;
    const int rank = columns ? 2 : 1;
    int e = mote_prep_input(r->p, operand, &t);
    *there = t.type != MOTE_NO_TYPE;
    if (e || !*there) return e;
    if ((e = mote_prep_type(r->p, operand, &t, r->hybrid ? MOTE_INT8 : MOTE_FLOAT32)) != 0)
        return e;
    if ((e = mote_prep_rank(r->p, operand, &t, rank, rank)) != 0) return e;
    if ((e = mote_prep_dim(r->p, operand, &t, 0, rows)) != 0) return e;
    if (columns && (e = mote_prep_dim(r->p, operand, &t, 1, columns)) != 0) return e;
    if (!r->hybrid) return 0;
    *scale = mote_tensor_scale_bits(&t, 0);
    return mote_prep_symmetric(r->p, operand, &t);
}

static int bias(const struct reader *r, int operand, int32_t n, int *there)
{
    struct mote_tensor t;
    int e = mote_prep_input(r->p, operand, &t);
    *there = t.type != MOTE_NO_TYPE;
    if (e || !*there) return e;
    if ((e = mote_prep_type(r->p, operand, &t, MOTE_FLOAT32)) != 0) return e;
    if ((e = mote_prep_rank(r->p, operand, &t, 1, 1)) != 0) return e;
    return mote_prep_dim(r->p, operand, &t, 0, n);
}

static int state(const struct reader *r, int operand, int32_t n)
{
    struct mote_tensor t;
    const int e =
        mote_prep_variable(r->p, operand, MOTE_FLOAT32, (uint64_t)r->a->batches * (uint32_t)n, &t);
    if (e) return e;
    if (t.index == r->written[0] || t.index == r->written[1])
        return mote_prep_fail(r->p, MOTE_E_UNSUPPORTED, MOTE_WHY_ORDER, operand, -1, t.index);
    return 0;
}

/* `there` must be what is wanted. */
static int expect(const struct reader *r, int operand, int there, int wanted)
{
    return there == wanted
               ? 0
               : mote_prep_fail(r->p, MOTE_E_MODEL, MOTE_WHY_ARITY, operand, wanted, there);
}

static int gate(const struct reader *r, int d, int g, int wanted, int peepholes)
{
    struct args *a = r->a;
    const int w = operand_of(d, WEIGHTS + g), h = operand_of(d, RECURRENT + g);
    const int b = operand_of(d, BIASES + g), x = AUXILIARY_WEIGHTS + GATES * d + g;
    const int k = PEEPHOLES + (g > CELL_GATE ? g - 1 : g), peephole = operand_of(d, k);
    int e, there;
    if ((e = weights(r, w, a->cells[d], a->inputs, &there, &a->scale[d][WEIGHTS + g])) != 0)
        return e;
    if ((e = expect(r, w, there, wanted)) != 0) return e;
    if ((e = weights(r, h, a->cells[d], a->outputs[d], &there, &a->scale[d][RECURRENT + g])) != 0)
        return e;
    if ((e = expect(r, h, there, wanted)) != 0) return e;
    if ((e = bias(r, b, a->cells[d], &there)) != 0) return e;
    if ((e = expect(r, b, there, wanted)) != 0) return e;
    if ((e = weights(r, x, a->cells[d], a->auxiliaries, &there,
                     &a->scale[d][PROJECTION + 1 + g])) != 0)
        return e;
    if ((e = expect(r, x, there, wanted && a->use_auxiliary)) != 0) return e;
    if (g == CELL_GATE) return 0;
    if ((e = weights(r, peephole, a->cells[d], 0, &there, &a->scale[d][k])) != 0) return e;
    return expect(r, peephole, there, wanted && peepholes);
}

static int is_there(struct mote_prep *p, int operand)
{
    struct mote_tensor t;
    return mote_prep_input(p, operand, &t) == 0 && t.type != MOTE_NO_TYPE;
}

static int direction(const struct reader *r, int d)
{
    struct args *a = r->a;
    const int input_gate = is_there(r->p, operand_of(d, WEIGHTS + INPUT_GATE));
    const int peepholes = is_there(r->p, operand_of(d, PEEPHOLES + FORGET_GATE));
    const int projection = operand_of(d, PROJECTION), its_bias = operand_of(d, PROJECTION_BIAS);
    struct mote_tensor t;
    int e, there, biased;
    /* The output gate is there in any case: it says how many cells and outputs there are. */
    if ((e = mote_prep_input(r->p, operand_of(d, WEIGHTS + OUTPUT_GATE), &t)) != 0) return e;
    a->cells[d] = mote_tensor_dim(&t, 0);
    if (t.type == MOTE_NO_TYPE || t.elements == 0)
        return expect(r, operand_of(d, WEIGHTS + OUTPUT_GATE), 0, 1);
    if ((e = mote_prep_input(r->p, operand_of(d, RECURRENT + OUTPUT_GATE), &t)) != 0) return e;
    a->outputs[d] = mote_tensor_dim(&t, 1);
    if (t.type == MOTE_NO_TYPE || t.elements == 0)
        return expect(r, operand_of(d, RECURRENT + OUTPUT_GATE), 0, 1);
    for (int g = 0; g < GATES; g++)
        if ((e = gate(r, d, g, g == INPUT_GATE ? input_gate : 1, peepholes)) != 0) return e;
    if ((e = weights(r, projection, a->outputs[d], a->cells[d], &there,
                     &a->scale[d][PROJECTION])) != 0)
        return e;
    if ((e = bias(r, its_bias, a->outputs[d], &biased)) != 0) return e;
    if (!there && a->outputs[d] != a->cells[d])
        return mote_prep_fail(r->p, MOTE_E_MODEL, MOTE_WHY_SHAPE, projection, a->cells[d],
                              a->outputs[d]);
    if (biased && !there) return expect(r, its_bias, 1, 0);
    if ((e = state(r, STATES + 2 * d, a->outputs[d])) != 0) return e;
    return state(r, STATES + 2 * d + 1, a->cells[d]);
}

static int output(const struct reader *r, int i, int32_t units)
{
    const struct args *a = r->a;
    struct mote_tensor t;
    int e;
    if ((e = mote_prep_output(r->p, i, &t)) != 0) return e;
    if ((e = mote_prep_type(r->p, INPUTS + i, &t, MOTE_FLOAT32)) != 0) return e;
    if ((e = mote_prep_rank(r->p, INPUTS + i, &t, 3, 3)) != 0) return e;
    if ((e = mote_prep_dim(r->p, INPUTS + i, &t, 0, a->time_major ? a->steps : a->batches)) != 0)
        return e;
    if ((e = mote_prep_dim(r->p, INPUTS + i, &t, 1, a->time_major ? a->batches : a->steps)) != 0)
        return e;
    return mote_prep_dim(r->p, INPUTS + i, &t, 2, units);
}

static int options(struct mote_prep *p, struct args *a)
{
    const int activation = mote_option_i8(p, FIELD_ACTIVATION, 0);
    a->time_major = mote_option_i8(p, FIELD_TIME_MAJOR, 1) != 0;
    a->merge = mote_option_i8(p, FIELD_MERGE, 0) != 0;
    a->asymmetric = mote_option_i8(p, FIELD_ASYMMETRIC, 0) != 0;
    a->cell_clip = mote_option_f32(p, FIELD_CELL_CLIP, 0);
    a->projection_clip = mote_option_f32(p, FIELD_PROJECTION_CLIP, 0);
    a->activation = (uint32_t)activation;
    if (activation < ACT_RELU || activation > ACT_TANH) /* without one LiteRT computes nonsense */
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, ACT_TANH, activation);
    if (a->cell_clip > 0x7f800000u ||
        a->projection_clip > 0x7f800000u) /* negative, or not a number */
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_OPTION, -1, 0, -1);
    return mote_prep_arity(p, INPUTS, INPUTS, a->merge ? 1 : 2, a->merge ? 1 : 2);
}

static int auxiliary(struct reader *r)
{
    struct args *a = r->a;
    struct mote_tensor t;
    int e = mote_prep_input(r->p, AUXILIARY, &t);
    if (e) return e;
    a->use_auxiliary = (uint32_t)is_there(r->p, AUXILIARY_WEIGHTS + FORGET_GATE);
    a->auxiliaries = a->inputs;
    if (t.type == MOTE_NO_TYPE) return expect(r, AUXILIARY, 0, (int)a->use_auxiliary);
    if ((e = mote_prep_type(r->p, AUXILIARY, &t, MOTE_FLOAT32)) != 0) return e;
    if ((e = mote_prep_rank(r->p, AUXILIARY, &t, 3, 3)) != 0) return e;
    if ((e = mote_prep_dim(r->p, AUXILIARY, &t, 0, a->time_major ? a->steps : a->batches)) != 0)
        return e;
    if ((e = mote_prep_dim(r->p, AUXILIARY, &t, 1, a->time_major ? a->batches : a->steps)) != 0)
        return e;
    a->auxiliaries = mote_tensor_dim(&t, 2);
    if (a->use_auxiliary) return mote_prep_positive(r->p, AUXILIARY, a->auxiliaries);
    return mote_prep_dim(r->p, AUXILIARY, &t, 2, a->inputs);
}

static int32_t larger(const int32_t *n)
{
    return n[0] > n[1] ? n[0] : n[1];
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct reader r = {.p = p, .a = a, .written = {-1, -1}};
    struct mote_tensor t;
    int e;
    if ((e = options(p, a)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &t)) != 0) return e;
    if ((e = mote_prep_type(p, 0, &t, MOTE_FLOAT32)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &t, 3, 3)) != 0) return e;
    if ((e = mote_prep_positive(p, 0, (int32_t)t.elements)) != 0) return e;
    a->batches = mote_tensor_dim(&t, a->time_major ? 1 : 0);
    a->steps = mote_tensor_dim(&t, a->time_major ? 0 : 1);
    a->inputs = mote_tensor_dim(&t, 2);
    if ((e = mote_prep_input(p, FIRST + WEIGHTS + OUTPUT_GATE, &t)) != 0) return e;
    r.hybrid = t.type == MOTE_INT8;
    if ((e = mote_prep_kernel(p, r.hybrid ? MOTE_K_HYBRID : MOTE_K_F32)) != 0) return e;
    for (int i = 0; i < p->n_out; i++) {
        if ((e = mote_prep_output(p, i, &t)) != 0) return e;
        r.written[i] = t.index;
    }
    if ((e = auxiliary(&r)) != 0) return e;
    for (int d = 0; d < 2; d++)
        if ((e = direction(&r, d)) != 0) return e;
    if ((e = output(&r, 0, a->outputs[0] + (a->merge ? a->outputs[1] : 0))) != 0) return e;
    if (!a->merge && (e = output(&r, 1, a->outputs[1])) != 0) return e;
    if ((e = mote_prep_scratch(p, 4 * (uint32_t)larger(a->cells))) != 0) return e;
    if (!r.hybrid) return 0;
    return mote_prep_scratch(p, (uint32_t)a->inputs + (uint32_t)a->auxiliaries +
                                    (uint32_t)larger(a->outputs) + (uint32_t)larger(a->cells));
}

/* A vector that weights are multiplied with; q: quantised, NULL if weights are float. */
struct vector {
    const float *x;
    int8_t *q;
    int32_t n;
    struct mote_dynamic how;
};

static void load(const struct args *a, struct vector *v, const float *x)
{
    struct mote_range range = {0, 0};
    v->x = x;
    if (!v->q) return;
    mote_range_extend(&range, x, v->n);
    mote_dynamic_choose(&range, (int)a->asymmetric, &v->how);
    mote_dynamic_quantize(&v->how, x, v->n, v->q);
}

/* One direction while it runs. */
struct run {
    const struct mote_call *c;
    const struct args *a;
    int d;
    struct vector input, auxiliary, hidden, inner;
    float *cell, *result; /* result: output gate * act(cell), which `inner` is */
};

/* Row u of a matrix times a vector. */
static float product(const struct run *r, int operand, uint32_t scale, int32_t u,
                     const struct vector *v)
{
    if (v->q) {
        const int8_t *w = (const int8_t *)mote_in(r->c, operand) + u * v->n;
        uint32_t acc = 0;
        for (int32_t i = 0; i < v->n; i++) acc += (uint32_t)(w[i] * (v->q[i] - v->how.zero));
        return (float)(int32_t)acc * (mote_f32_of(scale) * v->how.scale);
    } else {
        const float *w = (const float *)mote_in(r->c, operand) + u * v->n;
        float sum = 0.0f;
        for (int32_t i = 0; i < v->n; i++) sum += v->x[i] * w[i];
        return sum;
    }
}

static float gate_sum(const struct run *r, int g, int32_t u)
{
    const uint32_t *scale = r->a->scale[r->d];
    const int k = PEEPHOLES + (g > CELL_GATE ? g - 1 : g);
    const void *peephole = g == CELL_GATE ? NULL : mote_in_optional(r->c, operand_of(r->d, k));
    float sum = ((const float *)mote_in(r->c, operand_of(r->d, BIASES + g)))[u];
    sum += product(r, operand_of(r->d, WEIGHTS + g), scale[WEIGHTS + g], u, &r->input);
    if (r->a->use_auxiliary)
        sum += product(r, AUXILIARY_WEIGHTS + GATES * r->d + g, scale[PROJECTION + 1 + g], u,
                       &r->auxiliary);
    sum += product(r, operand_of(r->d, RECURRENT + g), scale[RECURRENT + g], u, &r->hidden);
    if (peephole && r->input.q)
        sum += (float)((const int8_t *)peephole)[u] * mote_f32_of(scale[k]) * r->cell[u];
    else if (peephole)
        sum += ((const float *)peephole)[u] * r->cell[u];
    return sum;
}

static float activate(uint32_t activation, float x)
{
    switch (activation) {
    case ACT_RELU: return x < 0.0f ? 0.0f : x;
    case ACT_RELU_N1_TO_1: return mote_f32_clamp(x, -1.0f, 1.0f);
    case ACT_RELU6: return mote_f32_clamp(x, 0.0f, 6.0f);
    default: return mote_tanhf(x);
    }
}

static float clip(float x, uint32_t bits)
{
    const float most = mote_f32_of(bits);
    return bits ? mote_f32_clamp(x, -most, most) : x;
}

static void unit(const struct run *r, int32_t u)
{
    const struct args *a = r->a;
    const float forget = mote_logisticf(gate_sum(r, FORGET_GATE, u));
    const float candidate = activate(a->activation, gate_sum(r, CELL_GATE, u));
    float input = 1.0f - forget;
    if (mote_in_optional(r->c, operand_of(r->d, WEIGHTS + INPUT_GATE)))
        input = mote_logisticf(gate_sum(r, INPUT_GATE, u));
    r->cell[u] = clip(forget * r->cell[u] + candidate * input, a->cell_clip);
    r->result[u] =
        mote_logisticf(gate_sum(r, OUTPUT_GATE, u)) * activate(a->activation, r->cell[u]);
}

/* One step; the hidden state is replaced when all units are done, for each reads all of it. */
static void step(struct run *r, const float *input, const float *auxiliary_input, float *hidden,
                 float *out)
{
    const struct args *a = r->a;
    const int projection = operand_of(r->d, PROJECTION);
    const float *its_bias = mote_in_optional(r->c, operand_of(r->d, PROJECTION_BIAS));
    const int32_t n = a->outputs[r->d];
    load(a, &r->input, input);
    load(a, &r->hidden, hidden);
    if (a->use_auxiliary) load(a, &r->auxiliary, auxiliary_input);
    for (int32_t u = 0; u < a->cells[r->d]; u++) unit(r, u);
    if (mote_in_optional(r->c, projection)) {
        load(a, &r->inner, r->result);
        for (int32_t i = 0; i < n; i++) {
            const float sum = product(r, projection, a->scale[r->d][PROJECTION], i, &r->inner);
            out[i] = clip((its_bias ? its_bias[i] : 0.0f) + sum, a->projection_clip);
        }
    } else {
        memcpy(out, r->result, 4 * (uint32_t)n);
    }
    memcpy(hidden, out, 4 * (uint32_t)n);
}

static void pass(const struct mote_call *c, int d, int8_t *quantised)
{
    const struct args *a = (const void *)c->args;
    const int32_t width = a->outputs[d] + (a->merge ? a->outputs[1 - d] : 0);
    const float *extra = mote_in_optional(c, AUXILIARY);
    const float *in = d == 1 && extra && !a->use_auxiliary ? extra : mote_in(c, 0);
    float *hidden = mote_at(c, c->refs[STATES + 2 * d]);
    float *out = (float *)mote_out(c, a->merge ? 0 : d) + (d && a->merge ? a->outputs[0] : 0);
    struct run r = {.c = c, .a = a, .d = d};
    r.input.n = a->inputs;
    r.auxiliary.n = a->auxiliaries;
    r.hidden.n = a->outputs[d];
    r.inner.n = a->cells[d];
    r.result = mote_extra(c, 0);
    r.cell = mote_at(c, c->refs[STATES + 2 * d + 1]);
    if (quantised) {
        r.input.q = quantised;
        r.auxiliary.q = r.input.q + a->inputs;
        r.hidden.q = r.auxiliary.q + a->auxiliaries;
        r.inner.q = r.hidden.q + larger(a->outputs);
    }
    for (int32_t b = 0; b < a->batches; b++) {
        for (int32_t i = 0; i < a->steps; i++) {
            const int32_t t = d ? a->steps - 1 - i : i;
            const int32_t at = a->time_major ? t * a->batches + b : b * a->steps + t;
            step(&r, in + at * a->inputs, extra ? extra + at * a->auxiliaries : NULL, hidden,
                 out + at * width);
        }
        hidden += a->outputs[d];
        r.cell += a->cells[d];
    }
}

int mote_bidirectional_sequence_lstm_f32(const struct mote_call *c)
{
    for (int d = 0; d < 2; d++) pass(c, d, NULL);
    return 0;
}

int mote_bidirectional_sequence_lstm_hybrid(const struct mote_call *c)
{
    for (int d = 0; d < 2; d++) pass(c, d, mote_extra(c, 1));
    return 0;
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_F32, mote_bidirectional_sequence_lstm_f32},
    {MOTE_K_HYBRID, mote_bidirectional_sequence_lstm_hybrid},
    {0, NULL},
};

const struct mote_op mote_op_bidirectional_sequence_lstm = {
    .code = 52,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
