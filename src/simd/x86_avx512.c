/* SPDX-License-Identifier: Apache-2.0 */
/* Vectors of 512 bits with four products in a lane: AVX-512 with VNNI. */
#include "vectors_level.h"

#if MOTE_SIMD_X86

#if defined(__clang__)
#pragma clang attribute push(                                                                      \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")
#endif

#define MOTE_VECTORS_THIS mote_vectors_avx512
enum { LANES = 16, ELEMENT = 1, SOME = 64, RAISED = 128, MANY_REGISTERS = 1 };
typedef __m512i vec;

static inline vec load(const void *from)
{
    return _mm512_loadu_si512(from);
}

static inline void store(void *to, vec v)
{
    _mm512_storeu_si512(to, v);
}

static inline vec set(int32_t value)
{
    return _mm512_set1_epi32(value);
}

static inline vec add(vec a, vec b)
{
    return _mm512_add_epi32(a, b);
}

static inline vec spread(const uint8_t *unit)
{
    int32_t word;
    __builtin_memcpy(&word, unit, 4); /* memcpy would be a call: freestanding */
    return _mm512_set1_epi32(word);
}

/* Not the intrinsic, for which gcc copies every sum once an iteration. */
static inline vec dot(vec acc, vec x, vec w)
{
    __asm__("vpdpbusd %2, %1, %0" : "+v"(acc) : "v"(x), "v"(w));
    return acc;
}

static inline vec half(void)
{
    return _mm512_set1_epi64((int64_t)1 << 31);
}

static inline vec odd(vec v)
{
    return _mm512_srli_epi64(v, 32);
}

static inline vec add_wide(vec a, vec b)
{
    return _mm512_add_epi64(a, b);
}

static inline vec high_halves(vec even, vec other)
{
    return _mm512_mask_shuffle_epi32(other, 0x5555, even, _MM_PERM_DDBB);
}

static inline vec sign(vec v)
{
    return _mm512_srai_epi32(v, 31);
}

static inline vec mul_unsigned(vec a, vec b)
{
    return _mm512_mul_epu32(a, b);
}

static inline vec subtract_wide(vec a, vec b)
{
    return _mm512_sub_epi64(a, b);
}

static inline vec shift_wide_right(vec v, const int by)
{
    return _mm512_srli_epi64(v, (unsigned)by);
}

static inline vec shift_wide_left(vec v, const int by)
{
    return _mm512_slli_epi64(v, (unsigned)by);
}

static inline vec to_odd(vec v)
{
    return _mm512_slli_epi64(v, 32);
}

static inline vec subtract(vec a, vec b)
{
    return _mm512_sub_epi32(a, b);
}

static inline vec either(vec a, vec b)
{
    return _mm512_or_si512(a, b);
}

static inline vec shift_left(vec v, const int by)
{
    return _mm512_slli_epi32(v, (unsigned)by);
}

static inline uint32_t signs(vec v)
{
    return (uint32_t)_mm512_movepi32_mask(v);
}

/* 2^e, e within 0 to 30 */
static inline vec power(vec e)
{
    return _mm512_sllv_epi32(set(1), e);
}

enum { SHIFT_BY_1 = 1 };

static inline vec shift_operands(vec e)
{
    return e;
}

static inline vec shift_right(vec v, vec e)
{
    return _mm512_srav_epi32(v, e);
}

static inline vec shift_all_right(vec v, int32_t e)
{
    return _mm512_sra_epi32(v, _mm_cvtsi32_si128(e));
}

static inline vec both(vec a, vec b)
{
    return _mm512_and_si512(a, b);
}

/* LANES elements. */
static inline vec widen_lanes(const int8_t *from)
{
    return _mm512_cvtepi8_epi32(_mm_loadu_si128((const void *)from));
}

struct bounds {
    vec min, max;
};

static inline struct bounds bounds_of(int32_t min, int32_t max)
{
    const struct bounds b = {_mm512_set1_epi8((int8_t)min), _mm512_set1_epi8((int8_t)max)};
    return b;
}

/* Bytes of a and b in turn, of each quarter's lower or upper half. */
static inline vec mix_low(vec a, vec b)
{
    return _mm512_unpacklo_epi8(a, b);
}

static inline vec mix_high(vec a, vec b)
{
    return _mm512_unpackhi_epi8(a, b);
}

/* The lesser, without signs. */
static inline vec lesser(vec a, vec b)
{
    return _mm512_min_epu32(a, b);
}

/* Pairs of 16 bits multiplied, added up. */
static inline vec dot_words(vec acc, vec x, vec w)
{
    return _mm512_dpwssd_epi32(acc, x, w);
}

/* Four vectors to bytes, in the order of mix. */
static inline vec narrow_mixed(vec a, vec b, vec c, vec d, const struct bounds *bounds)
{
    const vec bytes = _mm512_packs_epi16(_mm512_packs_epi32(a, b), _mm512_packs_epi32(c, d));
    return _mm512_min_epi8(_mm512_max_epi8(bytes, bounds->min), bounds->max);
}

/* Four vectors to bytes, one behind the other. */
static inline vec narrow(vec a, vec b, vec c, vec d, const struct bounds *bounds)
{
    const vec order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    const vec bytes = _mm512_packs_epi16(_mm512_packs_epi32(a, b), _mm512_packs_epi32(c, d));
    return _mm512_permutexvar_epi32(
        order, _mm512_min_epi8(_mm512_max_epi8(bytes, bounds->min), bounds->max));
}

/* The first `count` quarters, `step` bytes apart; or halves. */
MOTE_ALWAYS_INLINE void store_quarters(int8_t *to, int32_t step, vec v, const int count)
{
    _mm_storeu_si128((void *)to, _mm512_castsi512_si128(v));
    if (count > 1) _mm_storeu_si128((void *)(to + step), _mm512_extracti32x4_epi32(v, 1));
    if (count > 2) _mm_storeu_si128((void *)(to + 2 * step), _mm512_extracti32x4_epi32(v, 2));
    if (count > 3) _mm_storeu_si128((void *)(to + 3 * step), _mm512_extracti32x4_epi32(v, 3));
}

MOTE_ALWAYS_INLINE void store_halves(int8_t *to, int32_t step, vec v, const int count)
{
    _mm256_storeu_si256((void *)to, _mm512_castsi512_si256(v));
    if (count > 1) _mm256_storeu_si256((void *)(to + step), _mm512_extracti64x4_epi64(v, 1));
}

static inline __mmask64 bytes_mask(int32_t n)
{
    return n >= 64 ? ~(__mmask64)0 : ((__mmask64)1 << n) - 1;
}

static void stage(uint8_t *to, const int8_t *from, int32_t n, int32_t offset)
{
    const vec flip = _mm512_set1_epi8(-128);
    (void)offset;
    for (; n >= 64; n -= 64, to += 64, from += 64) store(to, _mm512_xor_si512(load(from), flip));
    if (n > 0) {
        const __mmask64 mask = bytes_mask(n);
        _mm512_mask_storeu_epi8(to, mask,
                                _mm512_xor_si512(_mm512_maskz_loadu_epi8(mask, from), flip));
    }
}

/* Elements of a row in the order that unpacking wants: words 0 4 8 12, 1 5 9 13 ... */
static inline vec in_order(const int8_t *from, vec flip)
{
    const vec order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    return _mm512_permutexvar_epi32(order, _mm512_xor_si512(load(from), flip));
}

static inline vec setting_of(const struct mote_vectors_form *form)
{
    return _mm512_set1_epi8(form->is_input ? -128 : 0);
}

static inline void interleave_some(uint8_t *to, const int8_t *const *rows, vec s)
{
    const vec a = in_order(rows[0], s), b = in_order(rows[1], s);
    const vec c = in_order(rows[2], s), d = in_order(rows[3], s);
    const vec ab = _mm512_unpacklo_epi8(a, b), cd = _mm512_unpacklo_epi8(c, d);
    const vec ab2 = _mm512_unpackhi_epi8(a, b), cd2 = _mm512_unpackhi_epi8(c, d);
    store(to, _mm512_unpacklo_epi16(ab, cd));
    store(to + 64, _mm512_unpackhi_epi16(ab, cd));
    store(to + 128, _mm512_unpacklo_epi16(ab2, cd2));
    store(to + 192, _mm512_unpackhi_epi16(ab2, cd2));
}

static inline vec add_magnitudes(vec acc, vec w)
{
    return dot(acc, _mm512_abs_epi8(w), set(0x01010101));
}

static inline vec multiply(vec a, vec b)
{
    return _mm512_mullo_epi32(a, b);
}

/* n < SOME, and zeros. */
static inline void copy_some(int8_t *to, const int8_t *from, int32_t n)
{
    store(to, _mm512_maskz_loadu_epi8(bytes_mask(n), from));
}

static inline vec load_weights(const int8_t *from, int32_t n)
{
    return _mm512_maskz_loadu_epi8(bytes_mask(n), from);
}

MOTE_ALWAYS_INLINE void transpose(vec v[LANES])
{
    vec pairs[LANES], fours[LANES];
    UNROLL for (int i = 0; i < LANES; i += 2)
    {
        pairs[i] = _mm512_unpacklo_epi32(v[i], v[i + 1]);
        pairs[i + 1] = _mm512_unpackhi_epi32(v[i], v[i + 1]);
    }
    UNROLL for (int i = 0; i < LANES; i += 4)
    {
        fours[i] = _mm512_unpacklo_epi64(pairs[i], pairs[i + 2]);
        fours[i + 1] = _mm512_unpackhi_epi64(pairs[i], pairs[i + 2]);
        fours[i + 2] = _mm512_unpacklo_epi64(pairs[i + 1], pairs[i + 3]);
        fours[i + 3] = _mm512_unpackhi_epi64(pairs[i + 1], pairs[i + 3]);
    }
    UNROLL for (int i = 0; i < 4; i++)
    {
        const vec a = _mm512_shuffle_i32x4(fours[i], fours[i + 4], 0x44);
        const vec b = _mm512_shuffle_i32x4(fours[i], fours[i + 4], 0xee);
        const vec c = _mm512_shuffle_i32x4(fours[i + 8], fours[i + 12], 0x44);
        const vec d = _mm512_shuffle_i32x4(fours[i + 8], fours[i + 12], 0xee);
        v[i] = _mm512_shuffle_i32x4(a, c, 0x88);
        v[i + 4] = _mm512_shuffle_i32x4(a, c, 0xdd);
        v[i + 8] = _mm512_shuffle_i32x4(b, d, 0x88);
        v[i + 12] = _mm512_shuffle_i32x4(b, d, 0xdd);
    }
}

/* Lane k: the sum of all lanes of v[k]. */
MOTE_ALWAYS_INLINE vec sums_of(const vec v[LANES])
{
    vec two[LANES / 2], four[LANES / 4], half[2];
    UNROLL for (int i = 0; i < LANES / 2; i++) two[i] =
        add(_mm512_unpacklo_epi32(v[2 * i], v[2 * i + 1]),
            _mm512_unpackhi_epi32(v[2 * i], v[2 * i + 1]));
    UNROLL for (int i = 0; i < LANES / 4; i++) four[i] =
        add(_mm512_unpacklo_epi64(two[2 * i], two[2 * i + 1]),
            _mm512_unpackhi_epi64(two[2 * i], two[2 * i + 1]));
    UNROLL for (int i = 0; i < 2; i++) half[i] =
        add(_mm512_shuffle_i32x4(four[2 * i], four[2 * i + 1], 0x88),
            _mm512_shuffle_i32x4(four[2 * i], four[2 * i + 1], 0xdd));
    return add(_mm512_shuffle_i32x4(half[0], half[1], 0x88),
               _mm512_shuffle_i32x4(half[0], half[1], 0xdd));
}

#include "vectors_kernels.h"

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

#endif
