/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SELECT_V2
 *     output[i] = condition[i] ? x[i] : y[i]
 * The three broadcast: a dimension of 1 (or one that is missing in front) repeats. bool condition;
 * x, y and output of one type of 1, 2, 4 or 8 bytes.
 */
#include "../base/walk.h"
#include "shapes.h"

enum { LOOPS = 6 }; /* that are left when dimensions that repeat alike are one */

struct args {
    int32_t n; /* loops; -1: no elements */
    int32_t element;
    int32_t dims[LOOPS];    /* innermost first */
    int32_t repeats[LOOPS]; /* bit i: operand i repeats */
};

/* One dimension more, outwards. */
static int add(struct mote_prep *p, struct args *a, int32_t size, int32_t repeats)
{
    if (size == 1) return 0;
    if (a->n && a->repeats[a->n - 1] == repeats) {
        a->dims[a->n - 1] *= size;
        return 0;
    }
    if (a->n == LOOPS)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_RANK, p->n_in, LOOPS, LOOPS + 1);
    a->dims[a->n] = size;
    a->repeats[a->n++] = repeats;
    return 0;
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e, rank = 0;
    if ((e = mote_prep_arity(p, 3, 3, 1, 1)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_shape_moved(p, 3, &out, 3, &out)) != 0) return e;
    a->element = (int32_t)mote_type_bytes(out.type);
    for (int i = 0; i < 3; i++) {
        if ((e = mote_prep_input(p, i, &in)) != 0) return e;
        if ((e = mote_prep_type(p, i, &in, i ? out.type : MOTE_BOOL)) != 0) return e;
        if (in.rank > rank) rank = in.rank;
        if (out.elements != 1 && (e = mote_prep_rank(p, i, &in, 0, out.rank)) != 0) return e;
    }
    /* One element each, whatever the ranks, is always taken. */
    if (out.elements != 1 && (e = mote_prep_rank(p, 3, &out, rank, rank)) != 0) return e;
    for (int k = 0; k < rank || k < out.rank; k++) {
        const int32_t size = k < out.rank ? mote_tensor_dim(&out, out.rank - 1 - k) : 1;
        int32_t repeats = 0;
        for (int i = 0; i < 3; i++) {
            int32_t d;
            if ((e = mote_prep_input(p, i, &in)) != 0) return e;
            d = k < in.rank ? mote_tensor_dim(&in, in.rank - 1 - k) : 1;
            if (d != size && d != 1)
                return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, i, size, d);
            if (d != size) repeats |= 1 << i;
        }
        if (repeats == 7) return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 3, 1, size);
        if (out.elements && (e = add(p, a, size, repeats)) != 0) return e;
    }
    if (out.elements == 0) a->n = -1;
    return 0;
}

/* A stretch along the innermost loop; steps are 0 or 1 element. */
struct line {
    const uint8_t *pick;
    int32_t count, pick_step, x_step, y_step;
};

static void line_1(const struct line *l, uint8_t *out, const uint8_t *x, const uint8_t *y)
{
    const uint8_t *pick = l->pick;
    for (int32_t i = 0; i < l->count; i++, pick += l->pick_step, x += l->x_step, y += l->y_step)
        out[i] = *pick ? *x : *y;
}

static void line_2(const struct line *l, struct mote_move2 *out, const struct mote_move2 *x,
                   const struct mote_move2 *y)
{
    const uint8_t *pick = l->pick;
    for (int32_t i = 0; i < l->count; i++, pick += l->pick_step, x += l->x_step, y += l->y_step)
        out[i] = *pick ? *x : *y;
}

static void line_4(const struct line *l, struct mote_move4 *out, const struct mote_move4 *x,
                   const struct mote_move4 *y)
{
    const uint8_t *pick = l->pick;
    for (int32_t i = 0; i < l->count; i++, pick += l->pick_step, x += l->x_step, y += l->y_step)
        out[i] = *pick ? *x : *y;
}

static void line_8(const struct line *l, struct mote_move8 *out, const struct mote_move8 *x,
                   const struct mote_move8 *y)
{
    const uint8_t *pick = l->pick;
    for (int32_t i = 0; i < l->count; i++, pick += l->pick_step, x += l->x_step, y += l->y_step)
        out[i] = *pick ? *x : *y;
}

static void select_line(const struct line *l, int32_t element, void *out, const void *x,
                        const void *y)
{
    switch (element) {
    case 1: line_1(l, out, x, y); break;
    case 2: line_2(l, out, x, y); break;
    case 4: line_4(l, out, x, y); break;
    default: line_8(l, out, x, y);
    }
}

/* Elements by which operand i goes on in loop d: those of the loops inside, where it does not
 * repeat. */
static int32_t stride(const struct args *a, int i, int d)
{
    int32_t n = 1;
    if (a->repeats[d] >> i & 1) return 0;
    while (--d >= 0)
        if (!(a->repeats[d] >> i & 1)) n *= a->dims[d];
    return n;
}

int mote_select_v2_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    int32_t index[LOOPS] = {0}, at[3] = {0, 0, 0};
    uint8_t *out = mote_out(c, 0);
    struct line l = {NULL, 1, 0, 0, 0};
    int d;
    if (a->n < 0) return 0;
    if (a->n)
        l = (struct line){NULL, a->dims[0], stride(a, 0, 0), stride(a, 1, 0), stride(a, 2, 0)};
    do {
        l.pick = (const uint8_t *)mote_in(c, 0) + at[0];
        select_line(&l, a->element, out, (const uint8_t *)mote_in(c, 1) + at[1] * a->element,
                    (const uint8_t *)mote_in(c, 2) + at[2] * a->element);
        out += l.count * a->element;
        for (d = 1; d < a->n; d++) {
            const int over = ++index[d] == a->dims[d];
            for (int i = 0; i < 3; i++)
                at[i] += over ? (1 - a->dims[d]) * stride(a, i, d) : stride(a, i, d);
            if (!over) break;
            index[d] = 0;
        }
    } while (d < a->n);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_select_v2_any}, {0, NULL}};

const struct mote_op mote_op_select_v2 = {
    .code = 123,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
