/* SPDX-License-Identifier: Apache-2.0 */
/* The part of floats_c.c that x86-64 has vectors of four for: pixels of a block, channels of one
 * pixel. */
#include <immintrin.h>

/* Four taps of the four rows at f, `step` apart, as a vector for each tap. */
static inline void load_taps(__m128 t[4], const float *f, int32_t step)
{
    t[0] = _mm_loadu_ps(f);
    t[1] = _mm_loadu_ps(f + step);
    t[2] = _mm_loadu_ps(f + 2 * step);
    t[3] = _mm_loadu_ps(f + 3 * step);
    _MM_TRANSPOSE4_PS(t[0], t[1], t[2], t[3]);
}

static inline __m128 mul_add(__m128 sum, __m128 a, __m128 b)
{
    return _mm_add_ps(sum, _mm_mul_ps(a, b));
}

/* Adds tap `at` of w, for one channel, with the inputs of the four pixels. */
#define ADD_TAP(sum, x, w, at)                                                                     \
    sum = mul_add(sum, x, _mm_shuffle_ps(w, w, _MM_SHUFFLE(at, at, at, at)))

static inline __m128 add_taps(__m128 sum, const __m128 x[4], __m128 w)
{
    ADD_TAP(sum, x[0], w, 0);
    ADD_TAP(sum, x[1], w, 1);
    ADD_TAP(sum, x[2], w, 2);
    ADD_TAP(sum, x[3], w, 3);
    return sum;
}

void mote_floats_add_4x4(float acc[16], const float *const x[MOTE_FLOATS_PIXELS], const float *f,
                         const struct mote_floats_run *r)
{
    const int32_t step = r->step;
    __m128 s0 = _mm_loadu_ps(acc), s1 = _mm_loadu_ps(acc + 4), s2 = _mm_loadu_ps(acc + 8),
           s3 = _mm_loadu_ps(acc + 12);
    _MM_TRANSPOSE4_PS(s0, s1, s2, s3); /* a vector for each channel */
    for (int32_t i = 0; i < r->rows; i++) {
        const float *w = f + i * r->pitch;
        const int32_t at = i * r->in_pitch;
        int32_t k = 0;
        for (; k + 4 <= r->n; k += 4) {
            __m128 t[4] = {_mm_loadu_ps(x[0] + at + k), _mm_loadu_ps(x[1] + at + k),
                           _mm_loadu_ps(x[2] + at + k), _mm_loadu_ps(x[3] + at + k)};
            _MM_TRANSPOSE4_PS(t[0], t[1], t[2], t[3]);
            s0 = add_taps(s0, t, _mm_loadu_ps(w + k));
            s1 = add_taps(s1, t, _mm_loadu_ps(w + step + k));
            s2 = add_taps(s2, t, _mm_loadu_ps(w + 2 * step + k));
            s3 = add_taps(s3, t, _mm_loadu_ps(w + 3 * step + k));
        }
        for (; k < r->n; k++) {
            const __m128 t = _mm_setr_ps(x[0][at + k], x[1][at + k], x[2][at + k], x[3][at + k]);
            s0 = mul_add(s0, t, _mm_set1_ps(w[k]));
            s1 = mul_add(s1, t, _mm_set1_ps(w[step + k]));
            s2 = mul_add(s2, t, _mm_set1_ps(w[2 * step + k]));
            s3 = mul_add(s3, t, _mm_set1_ps(w[3 * step + k]));
        }
    }
    _MM_TRANSPOSE4_PS(s0, s1, s2, s3);
    _mm_storeu_ps(acc, s0);
    _mm_storeu_ps(acc + 4, s1);
    _mm_storeu_ps(acc + 8, s2);
    _mm_storeu_ps(acc + 12, s3);
}

void mote_floats_add_1x4(float acc[4], const float *x, const float *f,
                         const struct mote_floats_run *r)
{
    const int32_t step = r->step;
    __m128 sum = _mm_loadu_ps(acc);
    for (int32_t i = 0; i < r->rows; i++, x += r->in_pitch, f += r->pitch) {
        int32_t k = 0;
        for (; k + 4 <= r->n; k += 4) {
            __m128 w[4];
            load_taps(w, f + k, step);
            sum = add_taps(sum, w, _mm_loadu_ps(x + k));
        }
        for (; k < r->n; k++)
            sum = mul_add(sum, _mm_set1_ps(x[k]),
                          _mm_setr_ps(f[k], f[step + k], f[2 * step + k], f[3 * step + k]));
    }
    _mm_storeu_ps(acc, sum);
}

static inline void four_depthwise(float *sums, const struct mote_taps *t, int32_t o, int32_t in)
{
    const float *row = (const float *)t->filter + o;
    __m128 sum = _mm_setzero_ps();
    for (int32_t r = 0; r < t->n_rows; r++, row += t->pitch) {
        const float *x = (const float *)t->rows[r] + in, *f = row;
        for (int32_t k = t->n; k > 0; k--, x += t->in_step, f += t->step)
            sum = mul_add(sum, t->depth == 1 ? _mm_loadu_ps(x) : _mm_set1_ps(*x), _mm_loadu_ps(f));
    }
    _mm_storeu_ps(sums, sum);
}
