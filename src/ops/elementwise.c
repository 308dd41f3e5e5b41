/* SPDX-License-Identifier: Apache-2.0 */
#include "elementwise.h"
#include "../base/quant.h"

int mote_unary_prepare(struct mote_prep *p, struct mote_unary *u, struct mote_tensor *in,
                       struct mote_tensor *out)
{
    int e;
    if ((e = mote_prep_arity(p, 1, 1, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, out)) != 0) return e;
    if ((e = mote_prep_same_shape(p, 1, out, in)) != 0) return e;
    u->table = MOTE_REF_NONE;
    u->row_elements = (int32_t)out->elements;
    if (mote_tensor_has_rows(out)) {
        mote_prep_rows(p, mote_tensor_dim(out, 1));
        u->row_elements /= p->rows;
    }
    if (in->bytes == out->bytes) mote_prep_in_place(p, 0);
    return 0;
}

int mote_unary_tabulate(struct mote_prep *p, struct mote_unary *u, const struct mote_tensor *in,
                        mote_unary_run_fn *run)
{
    void *table;
    int e;
    if (!p->compiling || in->type != MOTE_INT8 || in->elements < 256) return 0;
    if ((e = mote_prep_table(p, 256, &table, &u->table)) != 0) return e;
    for (int i = -128; i < 128; i++) {
        const int8_t x = (int8_t)i;
        run(u, &x, (int8_t *)table + (uint8_t)x, 1);
    }
    return 0;
}

static int eval_unary(const struct mote_call *c, const void *args, unsigned in_bytes,
                      unsigned out_bytes, mote_unary_run_fn *run)
{
    const struct mote_unary *u = (const void *)c->args;
    const struct mote_rows in = mote_rows_of(c, 0, (uint32_t)u->row_elements * in_bytes);
    const struct mote_rows out = mote_rows_of(c, 1, (uint32_t)u->row_elements * out_bytes);
    /* Rows lie behind each other unless one side is a ring: all at once. */
    const int32_t step = in.ring || out.ring ? 1 : c->y1 - c->y0;
    for (int32_t y = c->y0; y < c->y1; y += step)
        run(args, mote_row(&in, y), mote_row(&out, y), step * u->row_elements);
    return 0;
}

int mote_unary_eval(const struct mote_call *c, unsigned in_bytes, unsigned out_bytes,
                    mote_unary_run_fn *run)
{
    return eval_unary(c, c->args, in_bytes, out_bytes, run);
}

static void look_up(const void *table, const void *in, void *out, int32_t n)
{
    const int8_t *t = table;
    const uint8_t *x = in;
    int8_t *r = out;
    for (int32_t i = 0; i < n; i++) r[i] = t[x[i]];
}

int mote_unary_eval_s8(const struct mote_call *c, mote_unary_run_fn *run)
{
    const struct mote_unary *u = (const void *)c->args;
    if (u->table != MOTE_REF_NONE) return eval_unary(c, mote_at(c, u->table), 1, 1, look_up);
    return eval_unary(c, c->args, 1, 1, run);
}

/* Dimension `i` from the inside; 1 beyond the outermost. */
static int32_t inner_dim(const struct mote_tensor *t, int i)
{
    return i < t->rank ? mote_tensor_dim(t, t->rank - 1 - i) : 1;
}

/* Rows of dimension 1: input 0 goes along with the output row by row, input 1 as well or is the
 * same for all. */
static int has_rows(const struct mote_tensor t[3])
{
    const int32_t height = mote_tensor_dim(&t[2], 1);
    if (!mote_tensor_has_rows(&t[2])) return 0;
    if (t[0].rank != t[2].rank || mote_tensor_dim(&t[0], 1) != height) return 0;
    return t[1].rank == t[2].rank || t[1].data || inner_dim(&t[1], t[2].rank - 2) == 1;
}

int mote_binary_prepare(struct mote_prep *p, struct mote_binary *b, struct mote_tensor t[3],
                        int out_type)
{
    const int e = mote_binary_prepare_mixed(p, b, t);
    if (e) return e;
    if (t[1].type != t[0].type) return mote_prep_type(p, 1, &t[1], t[0].type);
    return mote_prep_type(p, 2, &t[2], out_type < 0 ? t[0].type : out_type);
}

int mote_binary_prepare_plain(struct mote_prep *p, void *words)
{
    struct mote_tensor t[3];
    const int e = mote_binary_prepare(p, words, t, -1);
    return e ? e : mote_prep_kernel(p, t[0].type);
}

int mote_binary_prepare_mixed(struct mote_prep *p, struct mote_binary *b, struct mote_tensor t[3])
{
    int e, rank;
    if ((e = mote_prep_arity(p, 2, 2, 1, 1)) != 0) return e;
    for (int i = 0; i < 3; i++)
        if ((e = mote_prep_operand(p, i, &t[i])) != 0) return e;
    rank = t[0].rank > t[1].rank ? t[0].rank : t[1].rank;
    if ((e = mote_prep_rank(p, 2, &t[2], rank, rank)) != 0) return e;
    if (has_rows(t)) {
        mote_prep_rows(p, mote_tensor_dim(&t[2], 1));
        b->fixed_y = inner_dim(&t[1], rank - 2) == 1;
        if (!b->fixed_y) mote_prep_row_input(p, 1);
    }
    for (int i = 0; i < rank; i++) {
        /* The dimensions of rows and batch are no loops: the caller makes them. They are checked
         * all the same. */
        struct mote_broadcast outer = {{0}};
        struct mote_broadcast *loops = p->rows > 1 && i >= rank - 2 ? &outer : &b->shape;
        const int32_t out = inner_dim(&t[2], i),
                      size = mote_broadcast_dim(loops, inner_dim(&t[0], i), inner_dim(&t[1], i));
        if (size == -2)
            return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_RANK, 2, MOTE_BROADCAST_LOOPS,
                                  rank);
        if (size < 0)
            return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 1, inner_dim(&t[0], i),
                                  inner_dim(&t[1], i));
        if (size != out) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 2, size, out);
    }
    mote_broadcast_end(&b->shape, t[2].elements == 0);
    for (int i = 0; i < 2; i++) {
        if (t[i].data || t[i].bytes != t[2].bytes || t[i].elements != t[2].elements) continue;
        mote_prep_in_place(p, i);
        break;
    }
    return 0;
}

int mote_binary_eval(const struct mote_call *c, unsigned in_bytes, unsigned out_bytes,
                     mote_binary_run_fn *run)
{
    return mote_binary_eval_mixed(c, in_bytes, in_bytes, out_bytes, run);
}

int mote_binary_eval_mixed(const struct mote_call *c, unsigned x_bytes, unsigned y_bytes,
                           unsigned out_bytes, mote_binary_run_fn *run)
{
    const struct mote_binary *b = (const void *)c->args;
    const int32_t row_x = mote_broadcast_elements(&b->shape, MOTE_REPEAT_X);
    const int32_t row_y = b->fixed_y ? 0 : mote_broadcast_elements(&b->shape, MOTE_REPEAT_Y);
    const int32_t row_out = mote_broadcast_elements(&b->shape, 0);
    const struct mote_rows x = mote_rows_of(c, 0, (uint32_t)row_x * x_bytes);
    const struct mote_rows y = mote_rows_of(c, 1, (uint32_t)row_y * y_bytes);
    const struct mote_rows out = mote_rows_of(c, 2, (uint32_t)row_out * out_bytes);
    struct mote_stretch s;
    if (!x.ring && !y.ring && !out.ring && row_x == row_out &&
        row_y == row_out) { /* equal shapes: all rows at once */
        s.x = mote_row(&x, c->y0);
        s.y = mote_row(&y, c->y0);
        s.out = mote_row(&out, c->y0);
        s.dx = s.dy = 1;
        s.n = (c->y1 - c->y0) * row_out;
        return run(c->args, &s);
    }
    for (int32_t i = c->y0; i < c->y1; i++) {
        int e;
        s.x = mote_row(&x, i);
        s.y = mote_row(&y, i);
        s.out = mote_row(&out, i);
        if ((e = mote_broadcast_walk(&b->shape, &s, x_bytes, y_bytes, out_bytes, run, c->args)) !=
            0)
            return e;
    }
    return 0;
}

int mote_binary_not_quantised(struct mote_prep *p, const struct mote_tensor t[3])
{
    for (int i = 0; i < 2; i++)
        if (t[i].n_scales && t[i].n_zero_points)
            return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, i, 0, 1);
    return 0;
}

int mote_binary_range(struct mote_prep *p, int type, int activation, int32_t *min, int32_t *max)
{
    const uint32_t one = 0x3f800000u; /* scale 1.0 */
    uint32_t bounds[2] = {0, 0};
    int e;
    if (type == MOTE_INT64) {
        e = activation;
    } else if (type == MOTE_INT32) {
        e = mote_activation_range(activation, one, 0, INT32_MIN, INT32_MAX, min, max);
    } else {
        e = mote_activation_range_f32(activation, &bounds[0], &bounds[1]);
        *min = (int32_t)bounds[0];
        *max = (int32_t)bounds[1];
    }
    return e ? mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, -1, activation) : 0;
}

int mote_binary_quant_range(struct mote_prep *p, const struct mote_tensor *out, int activation,
                            int32_t *min, int32_t *max)
{
    const int32_t high = out->type == MOTE_INT16 ? INT16_MAX : INT8_MAX;
    if (mote_activation_range(activation, mote_tensor_scale_bits(out, 0),
                              mote_tensor_zero_point(out), -high - 1, high, min, max) == 0)
        return 0;
    return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, -1, activation);
}
