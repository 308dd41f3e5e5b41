/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UNIDIRECTIONAL_SEQUENCE_LSTM, the plain one: no peepholes, projection, layer normalisation,
 * coupled gates. gate g = act(W[g] . input + bias[g] + R[g] . hidden),   act = tanh for the cell
 * gate, else logistic cell   = clip(forget * cell + input gate * cell gate) hidden = output[t] =
 * output gate * tanh(cell)           for each step t of each batch Inputs (24): 0 input [batch,
 * time, n] or, time major, [time, batch, n]; 1-4 W [units, n] and 5-8 R [units, units] of the
 * input, forget, cell and output gate; 12-15 their biases; 18 hidden and 19 cell state: variables.
 * float32; int8 with int8 weights; int16 with int8 weights. The quantised ones sum a gate up as
 * 4096ths, its two products rounded apart, and keep cell state and gates in int16. Source of the
 * arithmetic: TensorFlow Lite Micro's lstm_eval.
 */
#include "../base/fixed.h"
#include "../base/float_logistic.h"
#include "../base/float_math.h"
#include "../base/f32.h"
#include "../base/lookup.h"
#include "../base/mem.h"
#include "../base/real.h"
#include "../base/state.h"
#include "recurrent.h"

enum { FIELD_ACTIVATION, FIELD_CELL_CLIP, FIELD_PROJECTION_CLIP, FIELD_TIME_MAJOR };
enum {
    WEIGHTS = 1,
    RECURRENT = 5,
    PEEPHOLES = 9,
    BIASES = 12,
    PROJECTION = 16,
    HIDDEN = 18,
    CELL = 19,
    NORMALISATION = 20,
    INPUTS = 24,
    OUTPUT = 24
};
enum gate { INPUT_GATE, FORGET_GATE, CELL_GATE, OUTPUT_GATE, GATES };
enum { ACT_TANH = 4 };

/* 2^-12: a gate's sum; 2^-15: its value */
#define SUM_SCALE 0x39800000u
#define GATE_SCALE 0x38000000u

struct scale {
    int32_t multiplier, shift;
};

struct args {
    int32_t batches, steps, inputs, units, time_major;
    uint32_t clip; /* of the cell state, as its elements are: float bits, or int16; 0 = none */
    int32_t in_zero, hidden_zero;
    struct scale from_input[GATES], from_hidden[GATES]; /* products to 2^-12 */
    struct scale keep, add, hide; /* forget * cell, input * cell gate, output * tanh */
    struct scale tanh;            /* cell state to units of 1 / (3 * 4096); shift to the right */
};

static int absent(struct mote_prep *p, int first, int behind, struct mote_tensor *t)
{
    int e = 0;
    for (int i = first; i < behind && e == 0; i++) {
        e = mote_prep_input(p, i, t);
        if (e == 0 && t->type != MOTE_NO_TYPE)
            return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, i, -1, t->index);
    }
    return e;
}

/* Weights [units, columns] of all gates, and what scales their products with numbers of scale
 * `scale`. */
static int matrices(struct mote_prep *p, int first, int type, int32_t units, int32_t columns,
                    uint32_t scale, struct scale *to_sum, struct mote_tensor *t)
{
    int e;
    for (int g = 0; g < GATES; g++) {
        if ((e = mote_prep_input(p, first + g, t)) != 0) return e;
        if ((e = mote_prep_type(p, first + g, t, type)) != 0) return e;
        if ((e = mote_prep_rank(p, first + g, t, 2, 2)) != 0) return e;
        if ((e = mote_prep_dim(p, first + g, t, 0, units)) != 0) return e;
        if ((e = mote_prep_dim(p, first + g, t, 1, columns)) != 0) return e;
        if (type == MOTE_FLOAT32) continue;
        if ((e = mote_prep_symmetric(p, first + g, t)) != 0) return e;
        mote_layer_multiplier(scale, mote_tensor_scale_bits(t, 0), SUM_SCALE, &to_sum[g].multiplier,
                              &to_sum[g].shift);
        if (to_sum[g].shift > 7) /* the most that 64-bit sums take */
            return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, first + g, 7,
                                  to_sum[g].shift);
    }
    return 0;
}

static int biases(struct mote_prep *p, int type, int32_t units, struct mote_tensor *t)
{
    const int wanted = type == MOTE_INT8 ? MOTE_INT32 : type == MOTE_INT16 ? MOTE_INT64 : type;
    int e;
    for (int i = BIASES; i < BIASES + GATES; i++) {
        if ((e = mote_prep_input(p, i, t)) != 0) return e;
        if ((e = mote_prep_type(p, i, t, wanted)) != 0) return e;
        if ((e = mote_prep_rank(p, i, t, 1, 1)) != 0) return e;
        if ((e = mote_prep_dim(p, i, t, 0, units)) != 0) return e;
    }
    return 0;
}

static struct scale product(uint32_t a, uint32_t b, uint32_t result)
{
    struct scale s;
    mote_channel_multiplier(a, b, result, &s.multiplier, &s.shift);
    return s;
}

/* The cell state's scale must be a power of two, which is all that its tanh knows: 2^(n - 12). */
static int cell_scale(struct mote_prep *p, struct args *a, uint32_t scale)
{
    const int most = 14; /* 3 * 2^14 * 2^15 < 2^31 */
    int n = -31;
    while (n <= most && !mote_scale_is_power(scale, n - 12)) n++;
    if (n > most) return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, CELL, -12, -1);
    a->tanh.multiplier = n > 0 ? 3 << n : 3;
    a->tanh.shift = n < 0 ? -n : 0;
    return 0;
}

static int cell_state(struct mote_prep *p, struct args *a, int type, uint32_t hidden_scale,
                      struct mote_tensor *t)
{
    const uint32_t clip = mote_option_f32(p, FIELD_CELL_CLIP, 0);
    const int clips = clip - 1u < 0x7f800000u; /* > 0, infinity too */
    uint32_t scale;
    int64_t steps;
    int e;
    if ((e = mote_prep_variable(p, CELL, type == MOTE_FLOAT32 ? type : MOTE_INT16,
                                (uint64_t)a->batches * (uint32_t)a->units, t)) != 0)
        return e;
    a->clip = clips ? clip : 0;
    if (type == MOTE_FLOAT32) return 0;
    if ((e = mote_prep_symmetric(p, CELL, t)) != 0) return e;
    scale = mote_tensor_scale_bits(t, 0);
    if (clips) {
        steps = mote_real_floor(
            mote_real_div(mote_real_from_float(clip), mote_real_from_float(scale), MOTE_AS_DOUBLE));
        a->clip = steps > INT16_MAX ? INT16_MAX : (uint32_t)steps;
        /* 0 would mean no bounds, but it means that nothing passes: no model has that */
        if (steps == 0) return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, CELL, 1, 0);
    }
    a->keep = product(GATE_SCALE, scale, scale);
    a->add = product(GATE_SCALE, GATE_SCALE, scale);
    a->hide = product(GATE_SCALE, GATE_SCALE, hidden_scale);
    return cell_scale(p, a, scale);
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor t;
    int32_t d0, d1, hidden_index, activation;
    uint32_t in_scale = 0, hidden_scale = 0;
    int e, type, weights;
    if ((e = mote_prep_arity(p, INPUTS, INPUTS, 1, 1)) != 0) return e;
    activation = mote_option_i8(p, FIELD_ACTIVATION, 0);
    if (activation != ACT_TANH)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, ACT_TANH, activation);
    if ((e = mote_prep_input(p, 0, &t)) != 0) return e;
    type = t.type;
    if ((e = mote_prep_kernel(p, type)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &t, 3, 3)) != 0) return e;
    if ((e = mote_prep_positive(p, 0, (int32_t)t.elements)) != 0) return e;
    d0 = mote_tensor_dim(&t, 0);
    d1 = mote_tensor_dim(&t, 1);
    a->inputs = mote_tensor_dim(&t, 2);
    a->time_major = mote_option_i8(p, FIELD_TIME_MAJOR, 0) != 0;
    a->batches = a->time_major ? d1 : d0;
    a->steps = a->time_major ? d0 : d1;
    weights = type == MOTE_FLOAT32 ? type : MOTE_INT8;
    if (type != MOTE_FLOAT32) {
        if ((e = mote_prep_quant(p, 0, &t)) != 0) return e;
        in_scale = mote_tensor_scale_bits(&t, 0);
        a->in_zero = mote_tensor_zero_point(&t);
    }
    if ((e = mote_prep_output(p, 0, &t)) != 0) return e;
    if ((e = mote_prep_type(p, OUTPUT, &t, type)) != 0) return e;
    if ((e = mote_prep_rank(p, OUTPUT, &t, 3, 3)) != 0) return e;
    if ((e = mote_prep_dim(p, OUTPUT, &t, 0, d0)) != 0) return e;
    if ((e = mote_prep_dim(p, OUTPUT, &t, 1, d1)) != 0) return e;
    a->units = mote_tensor_dim(&t, 2);
    hidden_index = t.index;
    if ((e = mote_prep_variable(p, HIDDEN, type, (uint64_t)a->batches * (uint32_t)a->units, &t)) !=
        0)
        return e;
    if (t.index == hidden_index) /* the output takes shape while the state is still read */
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_ORDER, OUTPUT, -1, t.index);
    if (type != MOTE_FLOAT32) {
        if ((e = mote_prep_quant(p, HIDDEN, &t)) != 0) return e;
        hidden_scale = mote_tensor_scale_bits(&t, 0);
        a->hidden_zero = mote_tensor_zero_point(&t);
        if ((e = mote_prep_begin(p, &t)) != 0) return e;
    }
    if ((e = matrices(p, WEIGHTS, weights, a->units, a->inputs, in_scale, a->from_input, &t)) != 0)
        return e;
    if ((e = matrices(p, RECURRENT, weights, a->units, a->units, hidden_scale, a->from_hidden,
                      &t)) != 0)
        return e;
    if ((e = biases(p, type, a->units, &t)) != 0) return e;
    if ((e = absent(p, PEEPHOLES, BIASES, &t)) != 0) return e;
    if ((e = absent(p, PROJECTION, HIDDEN, &t)) != 0) return e;
    if ((e = absent(p, NORMALISATION, INPUTS, &t)) != 0) return e;
    return cell_state(p, a, type, hidden_scale, &t);
}

/* A step of a batch: vectors of the input, the states and the output. */
struct step {
    const struct mote_call *c;
    const struct args *a;
    const void *in;
    void *hidden, *cell, *out;
};

/* Runs all steps. The element sizes are those of activations and of the cell state. Hidden state is
 * replaced when all units of a step are done, for each reads all of it. */
static void steps(const struct mote_call *c, uint32_t size, uint32_t cell_size,
                  void (*unit)(const struct step *s, int32_t u))
{
    const struct args *a = (const void *)c->args;
    const uint32_t in_bytes = size * (uint32_t)a->inputs, out_bytes = size * (uint32_t)a->units;
    struct step s;
    s.c = c;
    s.a = a;
    s.hidden = mote_at(c, c->refs[HIDDEN]);
    s.cell = mote_at(c, c->refs[CELL]);
    for (int32_t b = 0; b < a->batches; b++) {
        for (int32_t t = 0; t < a->steps; t++) {
            const uint32_t at = (uint32_t)(a->time_major ? t * a->batches + b : b * a->steps + t);
            s.in = (const uint8_t *)mote_in(c, 0) + in_bytes * at;
            s.out = (uint8_t *)mote_out(c, 0) + out_bytes * at;
            for (int32_t u = 0; u < a->units; u++) unit(&s, u);
            memcpy(s.hidden, s.out, out_bytes);
        }
        s.hidden = (uint8_t *)s.hidden + out_bytes;
        s.cell = (uint8_t *)s.cell + cell_size * (uint32_t)a->units;
    }
}

static int16_t to_s16(int32_t x)
{
    return (int16_t)mote_clamp(x, INT16_MIN, INT16_MAX);
}

/* Sum of a gate over an int8 vector, as 4096ths; wraps. */
static int16_t dot_s8(const int8_t *w, const int8_t *x, int32_t n, int32_t zero, uint32_t bias,
                      struct scale s)
{
    uint32_t sum = bias;
    for (int32_t i = 0; i < n; i++) sum += (uint32_t)(w[i] * (x[i] - zero));
    return to_s16(mote_requant((int32_t)sum, s.multiplier, (int)s.shift));
}

static int16_t dot_s16(const int8_t *w, const int16_t *x, int32_t n, int32_t zero, int64_t bias,
                       struct scale s)
{
    uint64_t sum = (uint64_t)bias;
    for (int32_t i = 0; i < n; i++) sum += (uint64_t)(int64_t)(w[i] * (x[i] - zero));
    return to_s16(mote_requant_i64((int64_t)sum, s.multiplier, (int)s.shift));
}

static int16_t gate_s8(const struct step *s, int32_t u, int gate)
{
    const struct args *a = s->a;
    const int8_t *w = mote_in(s->c, WEIGHTS + gate), *r = mote_in(s->c, RECURRENT + gate);
    const int32_t *bias = mote_in(s->c, BIASES + gate);
    return to_s16(
        dot_s8(w + u * a->inputs, s->in, a->inputs, a->in_zero, (uint32_t)bias[u],
               a->from_input[gate]) +
        dot_s8(r + u * a->units, s->hidden, a->units, a->hidden_zero, 0, a->from_hidden[gate]));
}

static int16_t gate_s16(const struct step *s, int32_t u, int gate)
{
    const struct args *a = s->a;
    const int8_t *w = mote_in(s->c, WEIGHTS + gate), *r = mote_in(s->c, RECURRENT + gate);
    const int64_t *bias = mote_in(s->c, BIASES + gate);
    return to_s16(
        dot_s16(w + u * a->inputs, s->in, a->inputs, a->in_zero, bias[u], a->from_input[gate]) +
        dot_s16(r + u * a->units, s->hidden, a->units, a->hidden_zero, 0, a->from_hidden[gate]));
}

static int32_t times(int32_t x, int32_t y, struct scale s)
{
    return mote_requant(x * y, s.multiplier, (int)s.shift);
}

/* New cell state and, as the return value, hidden state before its clamp; sums[] are those of the
 * gates. */
static int32_t cell_s16(const struct args *a, const int16_t *sums, int16_t *cell)
{
    const int32_t kept = to_s16(times(mote_lookup_logistic(3 * sums[FORGET_GATE]), *cell, a->keep));
    const int32_t added = to_s16(times(mote_lookup_logistic(3 * sums[INPUT_GATE]),
                                       mote_lookup_tanh(3 * sums[CELL_GATE]), a->add));
    int32_t value = to_s16(kept + added), hidden;
    if (a->clip) value = mote_clamp(value, -(int32_t)a->clip, (int32_t)a->clip);
    *cell = (int16_t)value;
    hidden = times(mote_lookup_tanh(mote_sigmoid_input(*cell, a->tanh.multiplier, a->tanh.shift)),
                   mote_lookup_logistic(3 * sums[OUTPUT_GATE]), a->hide);
    return (int32_t)((uint32_t)hidden + (uint32_t)a->hidden_zero);
}

static void unit_s8(const struct step *s, int32_t u)
{
    int16_t sums[GATES];
    for (int g = 0; g < GATES; g++) sums[g] = gate_s8(s, u, g);
    ((int8_t *)s->out)[u] =
        (int8_t)mote_clamp(cell_s16(s->a, sums, (int16_t *)s->cell + u), INT8_MIN, INT8_MAX);
}

static void unit_s16(const struct step *s, int32_t u)
{
    int16_t sums[GATES];
    for (int g = 0; g < GATES; g++) sums[g] = gate_s16(s, u, g);
    ((int16_t *)s->out)[u] = to_s16(cell_s16(s->a, sums, (int16_t *)s->cell + u));
}

static float dot_f32(const float *w, const float *x, int32_t n)
{
    float sum = 0.0f;
    for (int32_t i = 0; i < n; i++) sum += x[i] * w[i];
    return sum;
}

static float gate_f32(const struct step *s, int32_t u, int gate)
{
    const struct args *a = s->a;
    const float *w = mote_in(s->c, WEIGHTS + gate), *r = mote_in(s->c, RECURRENT + gate);
    const float *bias = mote_in(s->c, BIASES + gate);
    const float sum = dot_f32(w + u * a->inputs, s->in, a->inputs) + bias[u];
    return sum + dot_f32(r + u * a->units, s->hidden, a->units);
}

static void unit_f32(const struct step *s, int32_t u)
{
    const float forget = mote_logisticf(gate_f32(s, u, FORGET_GATE));
    const float input = mote_logisticf(gate_f32(s, u, INPUT_GATE));
    const float candidate = mote_tanhf(gate_f32(s, u, CELL_GATE));
    const float output = mote_logisticf(gate_f32(s, u, OUTPUT_GATE));
    float *cell = (float *)s->cell + u, value = forget * *cell;
    value += input * candidate;
    if (s->a->clip) {
        const float clip = mote_f32_of(s->a->clip);
        value = mote_f32_clamp(value, -clip, clip);
    }
    *cell = value;
    ((float *)s->out)[u] = mote_tanhf(value) * output;
}

int mote_unidirectional_sequence_lstm_s8(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    if (a->hidden_zero)
        mote_state_begin(mote_extra(c, 0), mote_at(c, c->refs[HIDDEN]),
                         (uint32_t)(a->batches * a->units), a->hidden_zero);
    steps(c, 1, 2, unit_s8);
    return 0;
}

int mote_unidirectional_sequence_lstm_s16(const struct mote_call *c)
{
    steps(c, 2, 2, unit_s16);
    return 0;
}

int mote_unidirectional_sequence_lstm_f32(const struct mote_call *c)
{
    steps(c, 4, 4, unit_f32);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_S8, mote_unidirectional_sequence_lstm_s8},
                                             {MOTE_K_S16, mote_unidirectional_sequence_lstm_s16},
                                             {MOTE_K_F32, mote_unidirectional_sequence_lstm_f32},
                                             {0, NULL}};
static const struct mote_kernel kernels_s8[] = {{MOTE_K_S8, mote_unidirectional_sequence_lstm_s8},
                                                {0, NULL}};
static const struct mote_kernel kernels_s16[] = {
    {MOTE_K_S16, mote_unidirectional_sequence_lstm_s16}, {0, NULL}};
static const struct mote_kernel kernels_f32[] = {
    {MOTE_K_F32, mote_unidirectional_sequence_lstm_f32}, {0, NULL}};

const struct mote_op mote_op_unidirectional_sequence_lstm = {
    .code = 44,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
const struct mote_op mote_op_unidirectional_sequence_lstm_s8 = {
    .code = 44,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels_s8,
    .prepare = prepare,
};
const struct mote_op mote_op_unidirectional_sequence_lstm_s16 = {
    .code = 44,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels_s16,
    .prepare = prepare,
};
const struct mote_op mote_op_unidirectional_sequence_lstm_f32 = {
    .code = 44,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels_f32,
    .prepare = prepare,
};
