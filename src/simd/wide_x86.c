/* SPDX-License-Identifier: Apache-2.0 */
/* Sums of int16 by int8 for x86-64, with what all of them have (SSE2): four channels at a time,
 * eight products of each at once. */
#include "wide.h"

#if MOTE_WIDE && MOTE_SIMD_X86

#include <immintrin.h>

enum { STEP = 8, CHANNELS = 4 };

static inline __m128i inputs(const int16_t *x)
{
    return _mm_loadu_si128((const void *)x);
}

static inline __m128i weights(const int8_t *f)
{
    const __m128i w = _mm_loadl_epi64((const void *)f);
    return _mm_srai_epi16(_mm_unpacklo_epi8(w, w), 8);
}

/* The sums of four vectors, one behind the other. */
static inline __m128i sums_of(const __m128i v[CHANNELS])
{
    const __m128i p = _mm_add_epi32(_mm_unpacklo_epi32(v[0], v[1]), _mm_unpackhi_epi32(v[0], v[1]));
    const __m128i q = _mm_add_epi32(_mm_unpacklo_epi32(v[2], v[3]), _mm_unpackhi_epi32(v[2], v[3]));
    return _mm_add_epi32(_mm_unpacklo_epi64(p, q), _mm_unpackhi_epi64(p, q));
}

static inline void add(int32_t *sums, __m128i more)
{
    _mm_storeu_si128((void *)sums, _mm_add_epi32(_mm_loadu_si128((const void *)sums), more));
}

/* Four channels of one pixel or of two (`two`), n >= STEP. */
static inline void four(int32_t *sums, const struct mote_wide *w, const int8_t *f, int32_t step,
                        int two)
{
    static const int16_t left_out[2 * STEP] = {0,  0,  0,  0,  0,  0,  0,  0,
                                               -1, -1, -1, -1, -1, -1, -1, -1};
    const int32_t rest = w->n % STEP;
    __m128i a[CHANNELS], b[CHANNELS], first, second;
    for (int k = 0; k < CHANNELS; k++) a[k] = b[k] = _mm_setzero_si128();
    for (int32_t i = 0; i < w->n; i += STEP) {
        __m128i x, y;
        if (i + STEP > w->n) { /* the last ones come with some that are there already */
            const __m128i some = inputs(left_out + rest);
            i = w->n - STEP;
            x = _mm_and_si128(inputs(w->a + i), some);
            y = two ? _mm_and_si128(inputs(w->b + i), some) : x;
        } else {
            x = inputs(w->a + i);
            y = two ? inputs(w->b + i) : x;
        }
        for (int k = 0; k < CHANNELS; k++) {
            const __m128i v = weights(f + k * step + i);
            a[k] = _mm_add_epi32(a[k], _mm_madd_epi16(x, v));
            if (two) b[k] = _mm_add_epi32(b[k], _mm_madd_epi16(y, v));
        }
    }
    first = sums_of(a);
    if (two) {
        second = sums_of(b);
        add(sums, _mm_unpacklo_epi32(first, second));
        add(sums + 4, _mm_unpackhi_epi32(first, second));
    } else {
        add(sums, first);
    }
}

static int32_t one(const int16_t *x, const int8_t *f, int32_t n)
{
    int32_t sum = 0;
    for (int32_t i = 0; i < n; i++) sum += x[i] * f[i];
    return sum;
}

void mote_wide_sums(int32_t *sums, const struct mote_wide *w, const int8_t *filter, int32_t step,
                    int32_t channels)
{
    int32_t k = 0;
    for (; k + CHANNELS <= channels && w->n >= STEP; k += CHANNELS) {
        if (w->pixels == 2)
            four(sums + 2 * k, w, filter + k * step, step, 1);
        else
            four(sums + k, w, filter + k * step, step, 0);
    }
    for (; k < channels; k++) {
        sums[w->pixels * k] += one(w->a, filter + k * step, w->n);
        if (w->pixels == 2) sums[2 * k + 1] += one(w->b, filter + k * step, w->n);
    }
}

#endif
