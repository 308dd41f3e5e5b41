/* SPDX-License-Identifier: Apache-2.0 */
/* In C: blocks of sums that compilers keep in registers. */
#include "floats.h"

#if MOTE_FLOATS

float mote_floats_add(float acc, const float *x, const float *f, const struct mote_floats_run *r)
{
    for (int32_t i = 0; i < r->rows; i++, x += r->in_pitch, f += r->pitch)
        for (int32_t k = 0; k < r->n; k++) acc += x[k] * f[k];
    return acc;
}

static float one_depthwise(const struct mote_taps *t, int32_t o, int32_t in)
{
    const float *row = (const float *)t->filter + o;
    float sum = 0;
    for (int32_t r = 0; r < t->n_rows; r++, row += t->pitch) {
        const float *x = (const float *)t->rows[r] + in, *f = row;
        for (int32_t k = t->n; k > 0; k--, x += t->in_step, f += t->step) sum += *x * *f;
    }
    return sum;
}

#if !MOTE_SIMD_X86 /* which has its own in floats_x86.c */

/* The sums of one pixel; adds an input times a weight of each channel. */
struct four {
    float a, b, c, d;
};

static inline void add(struct four *s, float x, const struct four *f)
{
    s->a += x * f->a;
    s->b += x * f->b;
    s->c += x * f->c;
    s->d += x * f->d;
}

static inline struct four get(const float *from)
{
    const struct four s = {from[0], from[1], from[2], from[3]};
    return s;
}

static inline void put(float *to, const struct four *s)
{
    to[0] = s->a;
    to[1] = s->b;
    to[2] = s->c;
    to[3] = s->d;
}

void mote_floats_add_4x4(float acc[16], const float *const x[MOTE_FLOATS_PIXELS], const float *f,
                         const struct mote_floats_run *r)
{
    const float *x0 = x[0], *x1 = x[1], *x2 = x[2], *x3 = x[3];
    struct four s0 = get(acc), s1 = get(acc + 4), s2 = get(acc + 8), s3 = get(acc + 12);
    const int32_t n = r->n, in_gap = r->in_pitch - n, gap = r->pitch - n, step = r->step;
    const float *f1 = f + step, *f2 = f1 + step, *f3 = f2 + step;
    for (int32_t i = r->rows; i > 0; i--) {
        for (const float *end = x0 + n; x0 != end;) {
            const struct four w = {*f++, *f1++, *f2++, *f3++};
            add(&s0, *x0++, &w);
            add(&s1, *x1++, &w);
            add(&s2, *x2++, &w);
            add(&s3, *x3++, &w);
        }
        x0 += in_gap;
        x1 += in_gap;
        x2 += in_gap;
        x3 += in_gap;
        f += gap;
        f1 += gap;
        f2 += gap;
        f3 += gap;
    }
    put(acc, &s0);
    put(acc + 4, &s1);
    put(acc + 8, &s2);
    put(acc + 12, &s3);
}

void mote_floats_add_1x4(float acc[4], const float *x, const float *f,
                         const struct mote_floats_run *r)
{
    struct four s = get(acc);
    const int32_t n = r->n, in_gap = r->in_pitch - n, gap = r->pitch - n, step = r->step;
    const float *f1 = f + step, *f2 = f1 + step, *f3 = f2 + step;
    for (int32_t i = r->rows; i > 0; i--) {
        for (const float *end = x + n; x != end;) {
            const struct four w = {*f++, *f1++, *f2++, *f3++};
            add(&s, *x++, &w);
        }
        x += in_gap;
        f += gap;
        f1 += gap;
        f2 += gap;
        f3 += gap;
    }
    put(acc, &s);
}

static inline void four_depthwise(float *sums, const struct mote_taps *t, int32_t o, int32_t in)
{
    const int32_t in_step = t->in_step, step = t->step, each = t->depth == 1;
    const float *row = (const float *)t->filter + o;
    struct four s = {0, 0, 0, 0};
    for (int32_t r = 0; r < t->n_rows; r++, row += t->pitch) {
        const float *x = (const float *)t->rows[r] + in, *f = row;
        if (each) {
            for (int32_t k = t->n; k > 0; k--, x += in_step, f += step) {
                s.a += x[0] * f[0];
                s.b += x[1] * f[1];
                s.c += x[2] * f[2];
                s.d += x[3] * f[3];
            }
        } else {
            for (int32_t k = t->n; k > 0; k--, x += in_step, f += step) {
                const struct four w = get(f);
                add(&s, *x, &w);
            }
        }
    }
    put(sums, &s);
}

#else

#include "x86_floats.h"

#endif

void mote_floats_depthwise(float *sums, const struct mote_taps *t, int32_t o, int32_t n)
{
    struct mote_taps_walk w;
    for (mote_taps_first(&w, t->depth, o, n); w.n > 0; mote_taps_next(&w, t->depth)) {
        if (w.now == 4)
            four_depthwise(sums, t, w.o, w.in);
        else
            sums[0] = one_depthwise(t, w.o, w.in);
        sums += w.now;
    }
}

#endif
