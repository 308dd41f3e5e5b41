/* SPDX-License-Identifier: Apache-2.0 */
/*
 * BATCH_MATMUL
 *     output[.., i, j] = sum over k of x[.., i, k] * y[.., k, j]
 * where leading dimensions broadcast; adj_x and adj_y: the last two dimensions are swapped.
 *     float32       as it stands
 *     int8, int16   zero_point_out + requant(sum of (x - zero_point_x) * (y - zero_point_y))
 */
#include "../base/broadcast.h"
#include "../base/fixed.h"
#include "../base/multiplier.h"
#include "../mote_op.h"

enum { FIELD_ADJ_X, FIELD_ADJ_Y };

/* Elements from one row (i of x, j of y) and one term of the sum (k) to the next. */
struct steps {
    int32_t row, term;
};

struct args {
    struct mote_broadcast batches; /* of whole matrices */
    int32_t rows, columns, depth;
    struct steps x, y;
    int32_t zero_x, zero_y, zero_out; /* int8, int16 from here */
    int32_t multiplier, shift;
};

/* Rows (columns, for the second operand), terms and steps of a matrix. */
static void matrix(const struct mote_tensor *t, int term_last, struct steps *s, int32_t *rows,
                   int32_t *terms)
{
    const int32_t outer = mote_tensor_dim(t, t->rank - 2), inner = mote_tensor_dim(t, t->rank - 1);
    *rows = term_last ? outer : inner;
    *terms = term_last ? inner : outer;
    s->row = term_last ? inner : 1;
    s->term = term_last ? 1 : inner;
}

/* Dimension `i` from the inside; 1 beyond the outermost. */
static int32_t inner_dim(const struct mote_tensor *t, int i)
{
    return i < t->rank ? mote_tensor_dim(t, t->rank - 1 - i) : 1;
}

static int prepare_quantised(struct mote_prep *p, struct args *a, const struct mote_tensor t[3])
{
    int e;
    for (int i = 0; i < 3; i++) {
        if ((e = mote_prep_quant(p, i, &t[i])) != 0) return e;
        if (t[0].type == MOTE_INT16 && mote_tensor_zero_point(&t[i]))
            return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, i, 0,
                                  mote_tensor_zero_point(&t[i]));
    }
    a->zero_x = mote_tensor_zero_point(&t[0]);
    a->zero_y = mote_tensor_zero_point(&t[1]);
    a->zero_out = mote_tensor_zero_point(&t[2]);
    mote_layer_multiplier(mote_tensor_scale_bits(&t[0], 0), mote_tensor_scale_bits(&t[1], 0),
                          mote_tensor_scale_bits(&t[2], 0), &a->multiplier, &a->shift);
    if (t[0].type == MOTE_INT16 && a->shift > 7) /* 64 bits end there */
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 2, 7, a->shift);
    return 0;
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor t[3];
    int32_t terms;
    int e, rank;
    if ((e = mote_prep_arity(p, 2, 2, 1, 1)) != 0) return e;
    for (int i = 0; i < 3; i++) {
        if ((e = mote_prep_operand(p, i, &t[i])) != 0) return e;
        if ((e = mote_prep_rank(p, i, &t[i], 2, 5)) != 0) return e;
        if ((e = mote_prep_type(p, i, &t[i], t[0].type)) != 0) return e;
    }
    if ((e = mote_prep_kernel(p, t[0].type)) != 0) return e;
    matrix(&t[0], !mote_option_i8(p, FIELD_ADJ_X, 0), &a->x, &a->rows, &a->depth);
    matrix(&t[1], mote_option_i8(p, FIELD_ADJ_Y, 0), &a->y, &a->columns, &terms);
    if (terms != a->depth)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 1, a->depth, terms);
    rank = t[0].rank > t[1].rank ? t[0].rank : t[1].rank;
    if ((e = mote_prep_rank(p, 2, &t[2], rank, rank)) != 0) return e;
    if ((e = mote_prep_dim(p, 2, &t[2], rank - 2, a->rows)) != 0) return e;
    if ((e = mote_prep_dim(p, 2, &t[2], rank - 1, a->columns)) != 0) return e;
    for (int i = 2; i < rank; i++) {
        const int32_t x = inner_dim(&t[0], i), y = inner_dim(&t[1], i);
        const int32_t size = mote_broadcast_dim(&a->batches, x, y);
        if (size < 0) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 1, x, y);
        if ((e = mote_prep_dim(p, 2, &t[2], rank - 1 - i, size)) != 0) return e;
    }
    mote_broadcast_end(&a->batches, t[2].elements == 0);
    return t[0].type == MOTE_FLOAT32 ? 0 : prepare_quantised(p, a, t);
}

/* Over a stretch of matrices; `cell` computes an element from the start of row i of x and of column
 * j of y. */
static void each_cell(const struct args *a, const struct mote_stretch *s, uint32_t bytes,
                      void (*cell)(const struct args *a, const void *x, const void *y, void *out))
{
    const uint32_t size_x = (uint32_t)a->rows * (uint32_t)a->depth * bytes;
    const uint32_t size_y = (uint32_t)a->columns * (uint32_t)a->depth * bytes;
    const uint8_t *x = s->x, *y = s->y;
    uint8_t *out = s->out;
    for (int32_t b = 0; b < s->n; b++) {
        for (int32_t i = 0; i < a->rows; i++) {
            for (int32_t j = 0; j < a->columns; j++, out += bytes)
                cell(a, x + (uint32_t)(i * a->x.row) * bytes, y + (uint32_t)(j * a->y.row) * bytes,
                     out);
        }
        if (s->dx) x += size_x;
        if (s->dy) y += size_y;
    }
}

static int walk(const struct mote_call *c, uint32_t bytes,
                int (*run)(const void *args, const struct mote_stretch *s))
{
    const struct args *a = (const void *)c->args;
    struct mote_stretch s;
    s.x = mote_in(c, 0);
    s.y = mote_in(c, 1);
    s.out = mote_out(c, 0);
    return mote_broadcast_walk(&a->batches, &s, (uint32_t)a->rows * (uint32_t)a->depth * bytes,
                               (uint32_t)a->columns * (uint32_t)a->depth * bytes,
                               (uint32_t)a->rows * (uint32_t)a->columns * bytes, run, a);
}

static void cell_s8(const struct args *a, const void *at_x, const void *at_y, void *out)
{
    const int8_t *x = at_x, *y = at_y;
    uint32_t sum = 0; /* wraps as in the reference */
    int32_t r;
    for (int32_t k = a->depth; k > 0; k--, x += a->x.term, y += a->y.term)
        sum += (uint32_t)((*x - a->zero_x) * (*y - a->zero_y));
    r = mote_requant((int32_t)sum, a->multiplier, a->shift);
    r = (int32_t)((uint32_t)r + (uint32_t)a->zero_out);
    *(int8_t *)out = (int8_t)mote_clamp(r, -128, 127);
}

static int run_s8(const void *args, const struct mote_stretch *s)
{
    each_cell(args, s, 1, cell_s8);
    return 0;
}

int mote_batch_matmul_s8(const struct mote_call *c)
{
    return walk(c, 1, run_s8);
}

static void cell_s16(const struct args *a, const void *at_x, const void *at_y, void *out)
{
    const int16_t *x = at_x, *y = at_y;
    int64_t sum = 0;
    for (int32_t k = a->depth; k > 0; k--, x += a->x.term, y += a->y.term) sum += *x * *y;
    *(int16_t *)out =
        (int16_t)mote_clamp(mote_requant_i64(sum, a->multiplier, a->shift), -32768, 32767);
}

static int run_s16(const void *args, const struct mote_stretch *s)
{
    each_cell(args, s, 2, cell_s16);
    return 0;
}

int mote_batch_matmul_s16(const struct mote_call *c)
{
    return walk(c, 2, run_s16);
}

static void cell_f32(const struct args *a, const void *at_x, const void *at_y, void *out)
{
    const float *x = at_x, *y = at_y;
    float sum = 0.0f;
    for (int32_t k = a->depth; k > 0; k--, x += a->x.term, y += a->y.term) sum += *x * *y;
    *(float *)out = sum;
}

static int run_f32(const void *args, const struct mote_stretch *s)
{
    each_cell(args, s, 4, cell_f32);
    return 0;
}

int mote_batch_matmul_f32(const struct mote_call *c)
{
    return walk(c, 4, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_batch_matmul_s8},
    {MOTE_K_S16, mote_batch_matmul_s16},
    {MOTE_K_F32, mote_batch_matmul_f32},
    {0, NULL},
};

const struct mote_op mote_op_batch_matmul = {
    .code = 126,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};

static const struct mote_kernel kernel_s8[] = {{MOTE_K_S8, mote_batch_matmul_s8}, {0, NULL}};

const struct mote_op mote_op_batch_matmul_s8 = {
    .code = 126,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernel_s8,
    .prepare = prepare,
};
