/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Nodes are added one by one; each takes one of the tensors there are, a late one as a rule. An
 * operator that does not suit the tensor it was drawn for adds nothing, and another one is drawn.
 * Scales are chosen so that values neither die out nor saturate: else wrong rows would look like
 * right ones.
 */
#include "random_graph.h"

#include <stdlib.h>

#include "mote.h"

/* BuiltinOperator of the schema. */
enum {
    ADD = 0,
    AVERAGE_POOL_2D = 1,
    CONCATENATION = 2,
    CONV_2D = 3,
    DEPTHWISE_CONV_2D = 4,
    DEPTH_TO_SPACE = 5,
    FULLY_CONNECTED = 9,
    LOGISTIC = 14,
    MAX_POOL_2D = 17,
    MUL = 18,
    RELU = 19,
    RELU6 = 21,
    RESHAPE = 22,
    SPACE_TO_DEPTH = 26,
    TANH = 28,
    PAD = 34,
    MEAN = 40,
    SPLIT = 49,
    SUB = 41,
    MAXIMUM = 55,
    MINIMUM = 57,
    TRANSPOSE_CONV = 67,
    SUM = 74,
    REDUCE_MAX = 82,
    LEAKY_RELU = 98
};

/* BuiltinOptions of the schema. */
enum {
    NO_OPTIONS = 0,
    CONV_OPTIONS = 1,
    DEPTHWISE_OPTIONS = 2,
    POOL_OPTIONS = 5,
    DENSE_OPTIONS = 8,
    CONCAT_OPTIONS = 10,
    ADD_OPTIONS = 11,
    RESHAPE_OPTIONS = 17,
    SPACE_OPTIONS = 19,
    MUL_OPTIONS = 21,
    PAD_OPTIONS = 22,
    REDUCER_OPTIONS = 27,
    SUB_OPTIONS = 28,
    SPLIT_OPTIONS = 35,
    MINMAX_OPTIONS = 39,
    TRANSPOSE_OPTIONS = 49,
    LEAKY_OPTIONS = 75,
    DEPTH_OPTIONS = 94
};

enum { SAME, VALID };

enum { MOST_ELEMENTS = 6000, MOST_PRODUCTS = 300000, MOST_CHANNELS = 24 };

struct graph {
    struct mote_tflite_graph *g;
    struct mote_random random;
    int type;
    float scale; /* that most tensors share */
    int32_t zero;
    int live[TFLITE_TENSORS]; /* computed tensors and inputs, in order of appearance */
    int n_live, n_inputs;
    int tower; /* a chain of wide maps with a branch here and there, which is what streaming is for
                */
    int valid; /* windows without padding as a rule: what a sliding input is for */
    int parts; /* many tensors fall into parts along their outermost dimension, or are made of such
                */
};

/* ---- chance ---- */

struct mote_random mote_random_seeded(uint64_t seed)
{
    struct mote_random r = {seed * 0x9e3779b97f4a7c15u + 0x2545f4914f6cdd1du};
    for (int i = 0; i < 4; i++) mote_random_bits(&r);
    return r;
}

uint32_t mote_random_bits(struct mote_random *r)
{
    uint64_t x = r->state += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return (uint32_t)(x >> 32);
}

int32_t mote_random_range(struct mote_random *r, int32_t low, int32_t high)
{
    return low + (int32_t)(mote_random_bits(r) % (uint32_t)(high - low + 1));
}

static int32_t range(struct graph *s, int32_t low, int32_t high)
{
    return mote_random_range(&s->random, low, high);
}

static int chance(struct graph *s, int percent)
{
    return range(s, 0, 99) < percent;
}

static float real(struct graph *s, float low, float high)
{
    return low + (high - low) * (float)range(s, 0, 4096) / 4096.0f;
}

static float root(float x)
{
    float r = x > 1 ? x : 1;
    for (int i = 0; i < 20; i++) r = (r + x / r) / 2;
    return r;
}

/* ---- tensors ---- */

static struct mote_tflite_tensor *tensor(const struct graph *s, int t)
{
    return &s->g->tensors[t];
}

static int is_map(const struct graph *s, int t)
{
    return tensor(s, t)->rank == 4;
}

static int elements(const struct graph *s, int t)
{
    return (int)mote_tflite_elements(s->g, t);
}

/* A computed tensor; not yet live. */
static int computed(struct graph *s, int rank, const int32_t *dims)
{
    const int t = mote_tflite_tensor(s->g, s->type, rank, dims);
    if (s->type == MOTE_FLOAT32) return t;
    if (chance(s, 65)) {
        mote_tflite_quantise(s->g, t, s->scale, s->zero);
    } else { /* drawn one after the other: arguments have no order */
        const float scale = s->scale * real(s, 0.4f, 1.6f);
        mote_tflite_quantise(s->g, t, scale, s->type == MOTE_INT8 ? range(s, -60, 60) : 0);
    }
    return t;
}

static int map(struct graph *s, int32_t h, int32_t w, int32_t c)
{
    const int32_t dims[4] = {1, h, w, c};
    return computed(s, 4, dims);
}

/* With the quantisation of another tensor. */
static int like(struct graph *s, int model, int rank, const int32_t *dims)
{
    const struct mote_tflite_tensor *m = tensor(s, model);
    const int t = computed(s, rank, dims);
    if (m->n_scales) mote_tflite_quantise(s->g, t, m->scales[0], m->zero_point);
    return t;
}

static int integers(struct graph *s, int rank, const int32_t *dims, const int32_t *values)
{
    const int t = mote_tflite_tensor(s->g, MOTE_INT32, rank, dims);
    mote_tflite_constant(s->g, t);
    for (int i = 0; i < elements(s, t); i++) mote_tflite_set(s->g, t, (uint32_t)i, values[i]);
    return t;
}

/* An operand of an elementwise operator that is known beforehand. */
static int constant_like(struct graph *s, int rank, const int32_t *dims)
{
    const int t = computed(s, rank, dims);
    mote_tflite_constant(s->g, t);
    for (uint32_t i = 0; i < (uint32_t)elements(s, t); i++) {
        if (s->type == MOTE_FLOAT32)
            mote_tflite_set_f32(s->g, t, i, real(s, -2, 2));
        else
            mote_tflite_set(
                s->g, t, i,
                range(s, s->type == MOTE_INT8 ? -128 : -32768, s->type == MOTE_INT8 ? 127 : 32767));
    }
    return t;
}

/* A filter whose outputs lie along `axis` and sum `taps` products each, and the bias that goes with
 * it. */
static void weights(struct graph *s, const int32_t *dims, int rank, int axis, int32_t taps, int in,
                    int out, int per_channel, int *filter, int *bias)
{
    const int32_t channels = dims[axis];
    const float typical = 1 / (root((float)taps) * (s->type == MOTE_FLOAT32 ? 1.0f : 73.0f));
    struct mote_tflite_tensor *f;
    *filter =
        mote_tflite_tensor(s->g, s->type == MOTE_FLOAT32 ? MOTE_FLOAT32 : MOTE_INT8, rank, dims);
    mote_tflite_constant(s->g, *filter);
    f = tensor(s, *filter);
    for (uint32_t i = 0; i < (uint32_t)elements(s, *filter); i++) {
        if (s->type == MOTE_FLOAT32)
            mote_tflite_set_f32(s->g, *filter, i, real(s, -1, 1) * typical);
        else
            mote_tflite_set(s->g, *filter, i, range(s, -127, 127));
    }
    if (s->type != MOTE_FLOAT32) {
        f->axis = axis;
        f->n_scales = per_channel ? channels : 1;
        for (int i = 0; i < f->n_scales; i++)
            f->scales[i] = tensor(s, out)->scales[0] / tensor(s, in)->scales[0] * typical *
                           real(s, 0.7f, 1.5f);
    }
    *bias = -1;
    if (chance(s, 15)) return;
    *bias = mote_tflite_tensor(s->g,
                               s->type == MOTE_INT8    ? MOTE_INT32
                               : s->type == MOTE_INT16 ? MOTE_INT64
                                                       : MOTE_FLOAT32,
                               1, &channels);
    mote_tflite_constant(s->g, *bias);
    if (s->type != MOTE_FLOAT32)
        mote_tflite_quantise(s->g, *bias, tensor(s, in)->scales[0] * f->scales[0], 0);
    for (uint32_t i = 0; i < (uint32_t)channels; i++) {
        if (s->type == MOTE_FLOAT32)
            mote_tflite_set_f32(s->g, *bias, i, real(s, -1, 1));
        else
            mote_tflite_set(s->g, *bias, i, range(s, -2000, 2000));
    }
}

/* ---- choosing tensors ---- */

static int pick(struct graph *s)
{
    const int late = s->n_live < 3 ? s->n_live : 3;
    if (s->tower && chance(s, 80)) return s->live[s->n_live - 1];
    return chance(s, 75) ? s->live[s->n_live - range(s, 1, late)]
                         : s->live[range(s, 0, s->n_live - 1)];
}

/* A live tensor of the same shape but for dimension `but`, and of the same quantisation if that is
 * asked for; -1: none. */
static int match(struct graph *s, int t, int but, int same_quant, int other)
{
    const struct mote_tflite_tensor *a = tensor(s, t);
    int found = -1, seen = 0;
    for (int i = 0; i < s->n_live; i++) {
        const struct mote_tflite_tensor *b = tensor(s, s->live[i]);
        int fits = a->rank == b->rank && !(other && s->live[i] == t);
        for (int k = 0; k < a->rank && fits; k++) fits = k == but || a->dims[k] == b->dims[k];
        if (same_quant && a->n_scales)
            fits = fits && b->n_scales && a->scales[0] == b->scales[0] &&
                   a->zero_point == b->zero_point;
        if (fits && range(s, 0, seen++) == 0) found = s->live[i];
    }
    return found;
}

static int finish(struct graph *s, struct mote_tflite_op *op, int out)
{
    mote_tflite_out(op, out);
    s->live[s->n_live++] = out;
    return 1;
}

static int activation(struct graph *s)
{
    static const int8_t which[] = {0, 0, 0, 1, 3};
    return which[range(s, 0, 4)];
}

/* ---- operators: each adds a node that reads t, or returns 0 ---- */

/* One axis of a sliding window. Returns the output's size, 0 if the window does not fit. */
static int32_t window(int32_t in, int32_t filter, int32_t stride, int32_t dilation, int padding)
{
    const int32_t reach = (filter - 1) * dilation + 1;
    if (padding == SAME) return (in - 1) / stride + 1;
    return in < reach ? 0 : (in - reach) / stride + 1;
}

static void draw_filter(struct graph *s, int32_t *fy, int32_t *fx)
{
    const int32_t k = range(s, 0, 9) == 0 ? range(s, 4, 5) : range(s, 2, 3);
    const int kind = range(s, 0, 9);
    *fy = kind < 3 ? 1 : kind < 5 ? k : kind < 6 ? 1 : k;
    *fx = kind < 3 ? 1 : kind < 5 ? 1 : k;
}

static int32_t draw_stride(struct graph *s)
{
    return chance(s, 65) ? 1 : range(s, 1, 3);
}

static int add_conv(struct graph *s, int t, int depthwise)
{
    const int32_t *in = tensor(s, t)->dims;
    const int padding = chance(s, s->valid ? 4 : 65) ? SAME : VALID;
    int32_t fy, fx, sy = draw_stride(s), sx = chance(s, 80) ? sy : draw_stride(s);
    const int32_t dy = chance(s, 85) ? 1 : 2, dx = chance(s, 80) ? dy : range(s, 1, 2);
    const int32_t depth = depthwise && chance(s, 25) ? range(s, 2, 3) : 1;
    const int32_t channels = depthwise ? in[3] * depth : range(s, 1, s->tower ? 20 : 12);
    int32_t h, w, dims[4];
    int filter, bias, out;
    struct mote_tflite_op *op;
    draw_filter(s, &fy, &fx);
    h = window(in[1], fy, sy, dy, padding);
    w = window(in[2], fx, sx, dx, padding);
    if (h < 1 || w < 1 || channels > MOST_CHANNELS || h * w * channels > MOST_ELEMENTS) return 0;
    if (h * w * channels * fy * fx * (depthwise ? 1 : in[3]) > MOST_PRODUCTS) return 0;
    dims[0] = depthwise ? 1 : channels;
    dims[1] = fy;
    dims[2] = fx;
    dims[3] = depthwise ? channels : in[3];
    out = map(s, h, w, channels);
    weights(s, dims, 4, depthwise ? 3 : 0, fy * fx * (depthwise ? 1 : in[3]), t, out, 1, &filter,
            &bias);
    op = depthwise ? mote_tflite_op(s->g, DEPTHWISE_CONV_2D, DEPTHWISE_OPTIONS)
                   : mote_tflite_op(s->g, CONV_2D, CONV_OPTIONS);
    mote_tflite_in(op, t);
    mote_tflite_in(op, filter);
    if (bias >= 0) mote_tflite_in(op, bias);
    mote_tflite_option(op, 0, 1, padding);
    mote_tflite_option(op, 1, 4, sx);
    mote_tflite_option(op, 2, 4, sy);
    if (depthwise) mote_tflite_option(op, 3, 4, depth);
    mote_tflite_option(op, 3 + depthwise, 1, activation(s));
    mote_tflite_option(op, 4 + depthwise, 4, dx);
    mote_tflite_option(op, 5 + depthwise, 4, dy);
    return finish(s, op, out);
}

static int add_transpose_conv(struct graph *s, int t)
{
    const int32_t *in = tensor(s, t)->dims;
    const int padding = chance(s, 60) ? SAME : VALID;
    const int32_t sy = range(s, 1, 2), sx = range(s, 1, 2), fy = range(s, 1, 3),
                  fx = range(s, 1, 3);
    const int32_t grow_y = padding == VALID && fy > sy ? fy - sy : 0;
    const int32_t grow_x = padding == VALID && fx > sx ? fx - sx : 0;
    const int32_t channels = range(s, 1, 6), four = 4;
    int32_t shape[4] = {1, in[1] * sy + grow_y, in[2] * sx + grow_x, channels};
    const int32_t dims[4] = {channels, fy, fx, in[3]};
    int filter, bias, out;
    struct mote_tflite_op *op;
    if (shape[1] * shape[2] * channels > MOST_ELEMENTS) return 0;
    if (shape[1] * shape[2] * channels * fy * fx * in[3] > MOST_PRODUCTS) return 0;
    out = computed(s, 4, shape);
    weights(s, dims, 4, 0, fy * fx * in[3], t, out, 1, &filter, &bias);
    op = mote_tflite_op(s->g, TRANSPOSE_CONV, TRANSPOSE_OPTIONS);
    mote_tflite_in(op, integers(s, 1, &four, shape));
    mote_tflite_in(op, filter);
    mote_tflite_in(op, t);
    if (bias >= 0) mote_tflite_in(op, bias);
    mote_tflite_option(op, 0, 1, padding);
    mote_tflite_option(op, 1, 4, sx);
    mote_tflite_option(op, 2, 4, sy);
    mote_tflite_option(op, 3, 1, activation(s));
    return finish(s, op, out);
}

static int add_pool(struct graph *s, int t, int whole)
{
    const int32_t *in = tensor(s, t)->dims;
    const int padding = whole || chance(s, s->valid ? 97 : 50) ? VALID : SAME;
    const int32_t fy = whole ? in[1] : range(s, 1, 3), fx = whole ? in[2] : range(s, 1, 3);
    const int32_t sy = range(s, 1, 3), sx = chance(s, 80) ? sy : range(s, 1, 3);
    const int32_t h = window(in[1], fy, sy, 1, padding), w = window(in[2], fx, sx, 1, padding);
    const int32_t dims[4] = {1, h, w, in[3]};
    struct mote_tflite_op *op;
    if (h < 1 || w < 1) return 0;
    op = mote_tflite_op(s->g, chance(s, 50) ? AVERAGE_POOL_2D : MAX_POOL_2D, POOL_OPTIONS);
    mote_tflite_in(op, t);
    mote_tflite_option(op, 0, 1, padding);
    mote_tflite_option(op, 1, 4, sx);
    mote_tflite_option(op, 2, 4, sy);
    mote_tflite_option(op, 3, 4, fx);
    mote_tflite_option(op, 4, 4, fy);
    mote_tflite_option(op, 5, 1, activation(s));
    return finish(s, op, like(s, t, 4, dims));
}

static int add_pad(struct graph *s, int t)
{
    const struct mote_tflite_tensor *in = tensor(s, t);
    const int32_t shape[2] = {in->rank, 2};
    int32_t pads[2 * TFLITE_RANK] = {0}, dims[TFLITE_RANK] = {1, 0}, total = 1;
    struct mote_tflite_op *op;
    for (int i = 1; i < in->rank; i++) {
        if (chance(s, i == 3 ? 20 : 70)) pads[2 * i] = range(s, 0, 3);
        if (chance(s, i == 3 ? 20 : 70)) pads[2 * i + 1] = range(s, 0, 3);
        dims[i] = in->dims[i] + pads[2 * i] + pads[2 * i + 1];
        total *= dims[i];
    }
    if (total > MOST_ELEMENTS || (in->rank == 4 && dims[3] > MOST_CHANNELS) || in->dims[0] != 1)
        return 0;
    op = mote_tflite_op(s->g, PAD, PAD_OPTIONS);
    mote_tflite_in(op, t);
    mote_tflite_in(op, integers(s, 2, shape, pads));
    return finish(s, op, like(s, t, in->rank, dims));
}

static int add_unary(struct graph *s, int t)
{
    static const int codes[] = {RELU, RELU6, LEAKY_RELU, LOGISTIC, TANH};
    const int code = codes[range(s, 0, 4)];
    const struct mote_tflite_tensor *in = tensor(s, t);
    struct mote_tflite_op *op =
        mote_tflite_op(s->g, code, code == LEAKY_RELU ? LEAKY_OPTIONS : NO_OPTIONS);
    const int out =
        code == RELU6 ? like(s, t, in->rank, in->dims) : computed(s, in->rank, in->dims);
    mote_tflite_in(op, t);
    if (code == LEAKY_RELU) mote_tflite_option_f32(op, 0, real(s, 0.05f, 0.8f));
    if (code == LOGISTIC && s->type == MOTE_INT8) mote_tflite_quantise(s->g, out, 1 / 256.0f, -128);
    if (code == TANH && s->type == MOTE_INT8) mote_tflite_quantise(s->g, out, 1 / 128.0f, 0);
    if ((code == LOGISTIC || code == TANH) && s->type == MOTE_INT16)
        mote_tflite_quantise(s->g, out, 1 / 32768.0f, 0);
    return finish(s, op, out);
}

/* Something to broadcast over t: a constant, or a live tensor with the same channels. */
static int broadcast_partner(struct graph *s, int t)
{
    const struct mote_tflite_tensor *a = tensor(s, t);
    int32_t dims[TFLITE_RANK];
    const int rank = chance(s, 30) ? 1 : a->rank;
    for (int i = 0; i < s->n_live && chance(s, 60); i++) {
        const struct mote_tflite_tensor *b = tensor(s, s->live[i]);
        int fits = a->rank == b->rank && s->live[i] != t;
        for (int k = 0; k < a->rank && fits; k++)
            fits = b->dims[k] == 1 || b->dims[k] == a->dims[k];
        if (fits) return s->live[i];
    }
    for (int i = 0; i < rank; i++) {
        const int32_t d = a->dims[a->rank - rank + i];
        dims[i] = i == rank - 1 ? (chance(s, 85) ? d : 1) : chance(s, 40) ? d : 1;
    }
    return constant_like(s, rank, dims);
}

static int add_binary(struct graph *s, int t)
{
    static const int codes[] = {ADD, ADD, ADD, SUB, MUL, MAXIMUM, MINIMUM};
    static const int options[] = {ADD_OPTIONS, ADD_OPTIONS,    ADD_OPTIONS,   SUB_OPTIONS,
                                  MUL_OPTIONS, MINMAX_OPTIONS, MINMAX_OPTIONS};
    const int which = range(s, 0, 6);
    const int minmax = options[which] == MINMAX_OPTIONS;
    const struct mote_tflite_tensor *in = tensor(s, t);
    int partner = chance(s, 70) ? match(s, t, -1, minmax, 1) : -1, out;
    const int swap = chance(s, 40);
    struct mote_tflite_op *op;
    if (partner < 0 && chance(s, 15)) partner = t;
    if (partner < 0) partner = broadcast_partner(s, t);
    op = mote_tflite_op(s->g, codes[which], options[which]);
    out = minmax ? like(s, t, in->rank, in->dims) : computed(s, in->rank, in->dims);
    mote_tflite_in(op, swap ? partner : t);
    mote_tflite_in(op, swap ? t : partner);
    if (!minmax) mote_tflite_option(op, 0, 1, activation(s));
    return finish(s, op, out);
}

static int add_concatenation(struct graph *s, int t)
{
    const struct mote_tflite_tensor *in = tensor(s, t);
    const int last = in->rank - 1;
    const int axis = s->parts && last > 0        ? 1
                     : last > 1 && chance(s, 30) ? range(s, 1, last)
                                                 : last;
    const int parts = range(s, chance(s, 10) ? 1 : 2, 4);
    int32_t dims[TFLITE_RANK], total = 1;
    int list[4];
    struct mote_tflite_op *op;
    for (int i = 0; i < in->rank; i++) dims[i] = in->dims[i];
    dims[axis] = 0;
    for (int i = 0; i < parts; i++) {
        list[i] = i == 0 ? t : match(s, t, axis, 1, i == 1);
        if (list[i] < 0) list[i] = t;
        dims[axis] += tensor(s, list[i])->dims[axis];
    }
    if (parts > 1 && chance(s, 30)) { /* the late one last */
        const int first = list[0];
        list[0] = list[parts - 1];
        list[parts - 1] = first;
    }
    for (int i = 0; i < in->rank; i++) total *= dims[i];
    if (total > MOST_ELEMENTS || (in->rank == 4 && dims[3] > MOST_CHANNELS)) return 0;
    op = mote_tflite_op(s->g, CONCATENATION, CONCAT_OPTIONS);
    for (int i = 0; i < parts; i++) mote_tflite_in(op, list[i]);
    mote_tflite_option(op, 0, 4, chance(s, 20) ? axis - in->rank : axis);
    return finish(s, op, like(s, t, in->rank, dims));
}

static int add_split(struct graph *s, int t)
{
    const struct mote_tflite_tensor *in = tensor(s, t);
    const int32_t axis = chance(s, 80) || in->rank < 3 ? 1 : range(s, 1, in->rank - 1),
                  none[1] = {0};
    int32_t dims[TFLITE_RANK], parts = range(s, 2, 3);
    struct mote_tflite_op *op;
    if (axis < 1 || axis >= in->rank) return 0;
    if (in->dims[axis] % parts) parts = in->dims[axis];
    if (parts < 2 || parts > 4) return 0;
    for (int i = 0; i < in->rank; i++) dims[i] = in->dims[i];
    dims[axis] /= parts;
    op = mote_tflite_op(s->g, SPLIT, SPLIT_OPTIONS);
    mote_tflite_in(op, integers(s, 0, none, &axis));
    mote_tflite_in(op, t);
    mote_tflite_option(op, 0, 4, parts);
    while (parts-- > 0) finish(s, op, like(s, t, in->rank, dims));
    return 1;
}

static int add_reshape(struct graph *s, int t)
{
    const struct mote_tflite_tensor *in = tensor(s, t);
    const int32_t n = elements(s, t);
    int32_t dims[4] = {1, n, 1, 1}, rank = 2, h = 1;
    struct mote_tflite_op *op;
    if (chance(s, 60)) { /* a map again, or rows of another kind */
        const int32_t wanted = range(s, 2, 12);
        for (int32_t d = 2; d <= wanted; d++)
            if (n % d == 0) h = d;
        if (chance(s, 40) && in->rank > 2) h = in->dims[1];
        rank = chance(s, 25) ? 3 : 4;
        dims[1] = h;
        dims[2] = n / h;
        for (int32_t c = 2; c <= 12 && rank == 4; c++)
            if (n / h % c == 0 && chance(s, 50)) dims[3] = c;
        dims[2] /= dims[3];
        if (rank == 4 && chance(s, 15)) {
            dims[3] = dims[2] <= MOST_CHANNELS ? dims[2] * dims[3] : dims[3];
            dims[2] = n / h / dims[3];
        }
        if (dims[3] > MOST_CHANNELS) return 0;
    }
    op = mote_tflite_op(s->g, RESHAPE, RESHAPE_OPTIONS);
    mote_tflite_in(op, t);
    if (chance(s, 70)) mote_tflite_in(op, integers(s, 1, &rank, dims));
    return finish(s, op, like(s, t, rank, dims));
}

static int add_space(struct graph *s, int t, int deep)
{
    const int32_t *in = tensor(s, t)->dims;
    const int32_t block = chance(s, 80) ? 2 : 3, area = block * block;
    int32_t dims[4] = {1, in[1] * block, in[2] * block, in[3] / area};
    struct mote_tflite_op *op;
    if (deep) {
        dims[1] = in[1] / block;
        dims[2] = in[2] / block;
        dims[3] = in[3] * area;
        if (in[1] % block || in[2] % block || dims[3] > MOST_CHANNELS) return 0;
    } else if (in[3] % area) {
        return 0;
    }
    op = mote_tflite_op(s->g, deep ? SPACE_TO_DEPTH : DEPTH_TO_SPACE,
                        deep ? SPACE_OPTIONS : DEPTH_OPTIONS);
    mote_tflite_in(op, t);
    mote_tflite_option(op, 0, 4, block);
    return finish(s, op, like(s, t, 4, dims));
}

static int add_reduction(struct graph *s, int t)
{
    static const int codes[] = {MEAN, MEAN, MEAN, SUM, REDUCE_MAX};
    const struct mote_tflite_tensor *in = tensor(s, t);
    const int code = s->type == MOTE_INT16 ? MEAN : codes[range(s, 0, 4)], keep = chance(s, 60);
    int32_t axes[4] = {1, 2, 0, 0}, n = 2, dims[4];
    int rank = 0, out;
    struct mote_tflite_op *op;
    if (chance(s, 25))
        axes[0] = range(s, 1, 3), n = 1;
    else if (chance(s, 15))
        axes[2] = 3, n = 3;
    for (int i = 0; i < 4; i++) {
        int gone = 0;
        for (int k = 0; k < n; k++) gone |= axes[k] == i;
        if (!gone || keep) dims[rank++] = gone ? 1 : in->dims[i];
    }
    op = mote_tflite_op(s->g, code, REDUCER_OPTIONS);
    mote_tflite_in(op, t);
    mote_tflite_in(op, integers(s, 1, &n, axes));
    mote_tflite_option(op, 0, 1, keep);
    out = code == REDUCE_MAX ? like(s, t, rank, dims) : computed(s, rank, dims);
    if (code == SUM && s->type == MOTE_INT8)
        tensor(s, out)->scales[0] = in->scales[0] * root((float)(in->dims[1] * in->dims[2]));
    return finish(s, op, out);
}

/* Over the flattened tensor, or over the channels of each pixel. */
static int add_dense(struct graph *s, int t)
{
    const struct mote_tflite_tensor *in = tensor(s, t);
    const int32_t n = elements(s, t), units = range(s, 1, 16);
    const int flat = in->rank == 2 || chance(s, 60);
    const int32_t depth = flat ? n : in->dims[in->rank - 1], dims[2] = {units, depth};
    int32_t shape[TFLITE_RANK] = {1, units};
    int rank = 2, filter, bias, out;
    struct mote_tflite_op *op;
    if (units * n > MOST_PRODUCTS) return 0;
    if (!flat) {
        rank = in->rank;
        for (int i = 0; i < rank; i++) shape[i] = i < rank - 1 ? in->dims[i] : units;
    }
    out = computed(s, rank, shape);
    if (elements(s, out) > MOST_ELEMENTS) return 0;
    weights(s, dims, 2, 0, depth, t, out, chance(s, 30), &filter, &bias);
    op = mote_tflite_op(s->g, FULLY_CONNECTED, DENSE_OPTIONS);
    mote_tflite_in(op, t);
    mote_tflite_in(op, filter);
    if (bias >= 0) mote_tflite_in(op, bias);
    mote_tflite_option(op, 0, 1, activation(s));
    mote_tflite_option(op, 2, 1, !flat);
    return finish(s, op, out);
}

static int add_node(struct graph *s)
{
    const int t = pick(s);
    int what = range(s, 0, 99);
    if (s->tower && (what >= 88 || (what >= 36 && what < 46)) && chance(s, 70))
        what = range(s, 51, 81);
    if (s->parts && chance(s, 15)) return add_split(s, t);
    if (s->parts && chance(s, 15)) return add_concatenation(s, t);
    if (what < 14) return add_unary(s, t);
    if (what < 29) return add_binary(s, t);
    if (what < 36) return add_concatenation(s, t);
    if (what < 42) return add_reshape(s, t);
    if (what < 46) return add_dense(s, t);
    if (tensor(s, t)->rank < 3) return 0;
    if (what < 51) return add_pad(s, t);
    if (!is_map(s, t)) return 0;
    if (what < 69) return add_conv(s, t, 0);
    if (what < 82) return add_conv(s, t, 1);
    if (what < 88) return add_pool(s, t, 0);
    if (what < 90) return add_pool(s, t, 1);
    if (what < 93) return add_transpose_conv(s, t);
    if (what < 96) return add_space(s, t, chance(s, 50));
    return add_reduction(s, t);
}

/* ---- the ends ---- */

static void add_inputs(struct graph *s)
{
    const int n = chance(s, s->tower ? 90 : 65) ? 1 : range(s, 2, 3);
    int32_t h = chance(s, 10) ? 1 : range(s, 2, 36), w = chance(s, 20) ? 1 : range(s, 2, 16);
    int32_t c = chance(s, 30) ? 1 : range(s, 1, 8);
    if (s->tower) {
        h = s->valid ? range(s, 20, 64) : range(s, 8, 48);
        c = range(s, 1, 3);
    }
    for (int i = 0; i < n; i++) {
        const int t = map(s, h, w, c);
        s->g->inputs[s->g->n_inputs++] = t;
        s->live[s->n_live++] = t;
        if (chance(s, 50)) continue;
        h = range(s, 1, 20);
        w = range(s, 1, 10);
        c = range(s, 1, 6);
    }
    s->n_inputs = n;
}

static int is_read(const struct graph *s, int t)
{
    for (int i = 0; i < s->g->n_ops; i++)
        for (int k = 0; k < s->g->ops[i].n_in; k++)
            if (s->g->ops[i].in[k] == t) return 1;
    return 0;
}

/* What nobody reads is an output, but for a few results that nobody wants; some others are as well.
 */
static void add_outputs(struct graph *s)
{
    struct mote_tflite_graph *g = s->g;
    const int tap = chance(s, s->tower ? 10 : 30) ? 30 : 2;
    for (int i = 0; i < s->n_live; i++) {
        const int t = s->live[i], input = i < s->n_inputs;
        if (chance(s, input ? 2 : is_read(s, t) ? tap : 95)) g->outputs[g->n_outputs++] = t;
    }
    if (g->n_outputs == 0) g->outputs[g->n_outputs++] = s->live[s->n_live - 1];
    if (chance(s, 3)) g->outputs[g->n_outputs++] = g->outputs[0];
}

void mote_random_graph(struct mote_tflite_graph *g, uint32_t seed)
{
    struct graph s = {.g = g, .random = mote_random_seeded(seed)};
    int nodes;
    mote_tflite_begin(g);
    s.type = chance(&s, 84) ? MOTE_INT8 : chance(&s, 50) ? MOTE_INT16 : MOTE_FLOAT32;
    s.scale = s.type == MOTE_INT8 ? real(&s, 0.02f, 0.1f) : real(&s, 0.0001f, 0.0004f);
    s.zero = s.type == MOTE_INT8 ? range(&s, -40, 40) : 0;
    nodes = range(&s, 3, 14);
    s.tower = chance(&s, 65);
    s.valid = seed % 5 == 4;
    s.parts = seed % 7 == 3;
    add_inputs(&s);
    for (int tries = 0; g->n_ops < nodes && tries < 400; tries++) add_node(&s);
    add_outputs(&s);
}

const char *mote_random_op_name(int code)
{
    static const struct {
        int code;
        const char *name;
    } names[] = {
        {ADD, "ADD"},
        {AVERAGE_POOL_2D, "AVERAGE_POOL_2D"},
        {CONCATENATION, "CONCATENATION"},
        {CONV_2D, "CONV_2D"},
        {DEPTHWISE_CONV_2D, "DEPTHWISE_CONV_2D"},
        {DEPTH_TO_SPACE, "DEPTH_TO_SPACE"},
        {FULLY_CONNECTED, "FULLY_CONNECTED"},
        {LOGISTIC, "LOGISTIC"},
        {MAX_POOL_2D, "MAX_POOL_2D"},
        {MUL, "MUL"},
        {RELU, "RELU"},
        {RELU6, "RELU6"},
        {RESHAPE, "RESHAPE"},
        {SPACE_TO_DEPTH, "SPACE_TO_DEPTH"},
        {TANH, "TANH"},
        {PAD, "PAD"},
        {MEAN, "MEAN"},
        {SUB, "SUB"},
        {MAXIMUM, "MAXIMUM"},
        {MINIMUM, "MINIMUM"},
        {TRANSPOSE_CONV, "TRANSPOSE_CONV"},
        {SPLIT, "SPLIT"},
        {SUM, "SUM"},
        {REDUCE_MAX, "REDUCE_MAX"},
        {LEAKY_RELU, "LEAKY_RELU"},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].code == code) return names[i].name;
    return "?";
}
