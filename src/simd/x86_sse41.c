/* SPDX-License-Identifier: Apache-2.0 */
/* Vectors of 128 bits: SSE4.1. */
#include "vectors_level.h"

#if MOTE_SIMD_X86

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("sse4.1"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("sse4.1")
#endif

#define MOTE_VECTORS_THIS mote_vectors_sse41
enum { LANES = 4, ELEMENT = 2, SOME = 8, RAISED = 0, MANY_REGISTERS = 0 };
typedef __m128i vec;

static inline vec load(const void *from)
{
    return _mm_loadu_si128(from);
}

static inline void store(void *to, vec v)
{
    _mm_storeu_si128(to, v);
}

static inline vec set(int32_t value)
{
    return _mm_set1_epi32(value);
}

static inline vec add(vec a, vec b)
{
    return _mm_add_epi32(a, b);
}

static inline vec spread(const uint8_t *unit)
{
    int32_t word;
    __builtin_memcpy(&word, unit, 4); /* memcpy would be a call: freestanding */
    return _mm_set1_epi32(word);
}

static inline vec dot(vec acc, vec x, vec w)
{
    return _mm_add_epi32(acc, _mm_madd_epi16(x, w));
}

static inline vec dot_words(vec acc, vec x, vec w)
{
    return dot(acc, x, w);
}

static inline vec half(void)
{
    return _mm_set_epi32(0, INT32_MIN, 0, INT32_MIN);
}

static inline vec odd(vec v)
{
    return _mm_srli_epi64(v, 32);
}

static inline vec add_wide(vec a, vec b)
{
    return _mm_add_epi64(a, b);
}

static inline vec high_halves(vec even, vec other)
{
    return _mm_blend_epi16(_mm_srli_epi64(even, 32), other, 0xcc);
}

static inline vec sign(vec v)
{
    return _mm_srai_epi32(v, 31);
}

static inline vec mul_unsigned(vec a, vec b)
{
    return _mm_mul_epu32(a, b);
}

static inline vec subtract_wide(vec a, vec b)
{
    return _mm_sub_epi64(a, b);
}

static inline vec shift_wide_right(vec v, const int by)
{
    return _mm_srli_epi64(v, by);
}

static inline vec shift_wide_left(vec v, const int by)
{
    return _mm_slli_epi64(v, by);
}

static inline vec to_odd(vec v)
{
    return _mm_slli_epi64(v, 32);
}

static inline vec subtract(vec a, vec b)
{
    return _mm_sub_epi32(a, b);
}

static inline vec either(vec a, vec b)
{
    return _mm_or_si128(a, b);
}

static inline vec shift_left(vec v, const int by)
{
    return _mm_slli_epi32(v, by);
}

static inline uint32_t signs(vec v)
{
    return (uint32_t)_mm_movemask_ps(_mm_castsi128_ps(v));
}

/* 2^e, e within 0 to 30 */
static inline vec power(vec e)
{
    /* the exponent of a float */
    return _mm_cvttps_epi32(_mm_castsi128_ps(_mm_slli_epi32(_mm_add_epi32(e, set(127)), 23)));
}

/* There are no shifts lane by lane: the factor 2^(31-e) shifts left, and 31 right what comes out.
 */
enum { SHIFT_BY_1 = 1 << 30 };

static inline vec shift_operands(vec e)
{
    return power(_mm_sub_epi32(set(31), e));
}

static inline vec shift_right(vec v, vec factor)
{
    const vec even = _mm_mul_epi32(v, factor), other = _mm_mul_epi32(odd(v), odd(factor));
    return _mm_blend_epi16(_mm_srli_epi64(even, 31), _mm_slli_epi64(other, 1), 0xcc);
}

static inline vec shift_all_right(vec v, int32_t e)
{
    return _mm_sra_epi32(v, _mm_cvtsi32_si128(e));
}

static inline vec both(vec a, vec b)
{
    return _mm_and_si128(a, b);
}

/* LANES elements. */
static inline vec widen_lanes(const int8_t *from)
{
    int32_t word;
    __builtin_memcpy(&word, from, 4);
    return _mm_cvtepi8_epi32(_mm_cvtsi32_si128(word));
}

struct bounds {
    vec min, max;
};

static inline struct bounds bounds_of(int32_t min, int32_t max)
{
    const struct bounds b = {_mm_set1_epi8((int8_t)min), _mm_set1_epi8((int8_t)max)};
    return b;
}

/* Bytes of a and b in turn, of their lower or upper halves. */
static inline vec mix_low(vec a, vec b)
{
    return _mm_unpacklo_epi8(a, b);
}

static inline vec mix_high(vec a, vec b)
{
    return _mm_unpackhi_epi8(a, b);
}

/* The lesser, without signs. */
static inline vec lesser(vec a, vec b)
{
    return _mm_min_epu32(a, b);
}

/* Four vectors to bytes, one behind the other. */
static inline vec narrow(vec a, vec b, vec c, vec d, const struct bounds *bounds)
{
    const vec bytes = _mm_packs_epi16(_mm_packs_epi32(a, b), _mm_packs_epi32(c, d));
    return _mm_min_epi8(_mm_max_epi8(bytes, bounds->min), bounds->max);
}

/* The first `count` quarters, `step` bytes apart; or halves. */
MOTE_ALWAYS_INLINE void store_quarters(int8_t *to, int32_t step, vec v, const int count)
{
    const int32_t words[4] = {_mm_cvtsi128_si32(v), _mm_extract_epi32(v, 1),
                              _mm_extract_epi32(v, 2), _mm_extract_epi32(v, 3)};
    UNROLL for (int i = 0; i < count; i++) __builtin_memcpy(to + i * step, &words[i], 4);
}

MOTE_ALWAYS_INLINE void store_halves(int8_t *to, int32_t step, vec v, const int count)
{
    _mm_storel_epi64((void *)to, v);
    if (count > 1) _mm_storel_epi64((void *)(to + step), _mm_srli_si128(v, 8));
}

static inline vec narrow_mixed(vec a, vec b, vec c, vec d, const struct bounds *bounds)
{
    return narrow(a, b, c, d, bounds);
}

static void stage(uint8_t *to, const int8_t *from, int32_t n, int32_t offset)
{
    const vec all = _mm_set1_epi16((int16_t)offset);
    for (; n >= 8; n -= 8, to += 16, from += 8)
        store(to, _mm_add_epi16(_mm_cvtepi8_epi16(_mm_loadl_epi64((const void *)from)), all));
    for (; n > 0; n--, to += 2) {
        const int16_t value = (int16_t)(*from++ + offset);
        __builtin_memcpy(to, &value, 2);
    }
}

/* Elements of a row, offset added, in the order that unpacking wants. */
static inline vec in_order(const int8_t *from, vec offset)
{
    return _mm_add_epi16(_mm_cvtepi8_epi16(_mm_loadl_epi64((const void *)from)), offset);
}

static inline vec setting_of(const struct mote_vectors_form *form)
{
    return _mm_set1_epi16((int16_t)(form->is_input ? form->offset : 0));
}

static inline void interleave_some(uint8_t *to, const int8_t *const *rows, vec s)
{
    const vec a = in_order(rows[0], s), b = in_order(rows[1], s);
    store(to, _mm_unpacklo_epi16(a, b));
    store(to + 16, _mm_unpackhi_epi16(a, b));
}

static inline vec add_magnitudes(vec acc, vec w)
{
    return dot(acc, _mm_abs_epi16(w), set(0x00010001));
}

static inline vec multiply(vec a, vec b)
{
    return _mm_mullo_epi32(a, b);
}

/* n < SOME, and zeros. */
static inline void copy_some(int8_t *to, const int8_t *from, int32_t n)
{
    memset(to, 0, SOME);
    memcpy(to, from, (uint32_t)n);
}

static inline vec load_weights(const int8_t *from, int32_t n)
{
    int8_t some[8] = {0};
    if (n >= 8) return _mm_cvtepi8_epi16(_mm_loadl_epi64((const void *)from));
    memcpy(some, from, (uint32_t)n);
    return _mm_cvtepi8_epi16(_mm_loadl_epi64((const void *)some));
}

MOTE_ALWAYS_INLINE void transpose(vec v[LANES])
{
    const vec a = _mm_unpacklo_epi32(v[0], v[1]), b = _mm_unpackhi_epi32(v[0], v[1]);
    const vec c = _mm_unpacklo_epi32(v[2], v[3]), d = _mm_unpackhi_epi32(v[2], v[3]);
    v[0] = _mm_unpacklo_epi64(a, c);
    v[1] = _mm_unpackhi_epi64(a, c);
    v[2] = _mm_unpacklo_epi64(b, d);
    v[3] = _mm_unpackhi_epi64(b, d);
}

/* Lane k: the sum of all lanes of v[k]. */
MOTE_ALWAYS_INLINE vec sums_of(const vec v[LANES])
{
    return _mm_hadd_epi32(_mm_hadd_epi32(v[0], v[1]), _mm_hadd_epi32(v[2], v[3]));
}

#include "vectors_kernels.h"

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

#endif
