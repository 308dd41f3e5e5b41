/* SPDX-License-Identifier: Apache-2.0 */
/* What vectors of 256 bits have in common, for the files of two levels. */

typedef __m256i vec;

static inline vec load(const void *from)
{
    return _mm256_loadu_si256(from);
}

static inline void store(void *to, vec v)
{
    _mm256_storeu_si256(to, v);
}

static inline vec set(int32_t value)
{
    return _mm256_set1_epi32(value);
}

static inline vec add(vec a, vec b)
{
    return _mm256_add_epi32(a, b);
}

static inline vec spread(const uint8_t *unit)
{
    int32_t word;
    __builtin_memcpy(&word, unit, 4); /* memcpy would be a call: freestanding */
    return _mm256_set1_epi32(word);
}

static inline vec half(void)
{
    return _mm256_set1_epi64x((int64_t)1 << 31);
}

static inline vec odd(vec v)
{
    return _mm256_srli_epi64(v, 32);
}

static inline vec add_wide(vec a, vec b)
{
    return _mm256_add_epi64(a, b);
}

static inline vec high_halves(vec even, vec other)
{
    return _mm256_blend_epi32(_mm256_srli_epi64(even, 32), other, 0xaa);
}

static inline vec sign(vec v)
{
    return _mm256_srai_epi32(v, 31);
}

static inline vec mul_unsigned(vec a, vec b)
{
    return _mm256_mul_epu32(a, b);
}

static inline vec subtract_wide(vec a, vec b)
{
    return _mm256_sub_epi64(a, b);
}

static inline vec shift_wide_right(vec v, const int by)
{
    return _mm256_srli_epi64(v, by);
}

static inline vec shift_wide_left(vec v, const int by)
{
    return _mm256_slli_epi64(v, by);
}

static inline vec to_odd(vec v)
{
    return _mm256_slli_epi64(v, 32);
}

static inline vec subtract(vec a, vec b)
{
    return _mm256_sub_epi32(a, b);
}

static inline vec either(vec a, vec b)
{
    return _mm256_or_si256(a, b);
}

static inline vec shift_left(vec v, const int by)
{
    return _mm256_slli_epi32(v, by);
}

static inline uint32_t signs(vec v)
{
    return (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(v));
}

/* 2^e, e within 0 to 30 */
static inline vec power(vec e)
{
    return _mm256_sllv_epi32(set(1), e);
}

enum { SHIFT_BY_1 = 1 };

static inline vec shift_operands(vec e)
{
    return e;
}

static inline vec shift_right(vec v, vec e)
{
    return _mm256_srav_epi32(v, e);
}

static inline vec shift_all_right(vec v, int32_t e)
{
    return _mm256_sra_epi32(v, _mm_cvtsi32_si128(e));
}

static inline vec both(vec a, vec b)
{
    return _mm256_and_si256(a, b);
}

/* LANES elements. */
static inline vec widen_lanes(const int8_t *from)
{
    return _mm256_cvtepi8_epi32(_mm_loadl_epi64((const void *)from));
}

struct bounds {
    vec min, max;
};

static inline struct bounds bounds_of(int32_t min, int32_t max)
{
    const struct bounds b = {_mm256_set1_epi8((int8_t)min), _mm256_set1_epi8((int8_t)max)};
    return b;
}

/* Bytes of a and b in turn, of each half's lower or upper half. */
static inline vec mix_low(vec a, vec b)
{
    return _mm256_unpacklo_epi8(a, b);
}

static inline vec mix_high(vec a, vec b)
{
    return _mm256_unpackhi_epi8(a, b);
}

/* The lesser, without signs. */
static inline vec lesser(vec a, vec b)
{
    return _mm256_min_epu32(a, b);
}

/* Pairs of 16 bits multiplied, added up. */
static inline vec dot_words(vec acc, vec x, vec w)
{
    return _mm256_add_epi32(acc, _mm256_madd_epi16(x, w));
}

/* Four vectors to bytes, in the order of mix. */
static inline vec narrow_mixed(vec a, vec b, vec c, vec d, const struct bounds *bounds)
{
    const vec bytes = _mm256_packs_epi16(_mm256_packs_epi32(a, b), _mm256_packs_epi32(c, d));
    return _mm256_min_epi8(_mm256_max_epi8(bytes, bounds->min), bounds->max);
}

/* Four vectors to bytes, one behind the other. */
static inline vec narrow(vec a, vec b, vec c, vec d, const struct bounds *bounds)
{
    const vec order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    const vec bytes = _mm256_packs_epi16(_mm256_packs_epi32(a, b), _mm256_packs_epi32(c, d));
    return _mm256_permutevar8x32_epi32(
        _mm256_min_epi8(_mm256_max_epi8(bytes, bounds->min), bounds->max), order);
}

/* The first `count` quarters, `step` bytes apart; or halves. */
MOTE_ALWAYS_INLINE void store_quarters(int8_t *to, int32_t step, vec v, const int count)
{
    const __m128i low = _mm256_castsi256_si128(v), high = _mm256_extracti128_si256(v, 1);
    _mm_storel_epi64((void *)to, low);
    if (count > 1) _mm_storel_epi64((void *)(to + step), _mm_srli_si128(low, 8));
    if (count > 2) _mm_storel_epi64((void *)(to + 2 * step), high);
    if (count > 3) _mm_storel_epi64((void *)(to + 3 * step), _mm_srli_si128(high, 8));
}

MOTE_ALWAYS_INLINE void store_halves(int8_t *to, int32_t step, vec v, const int count)
{
    _mm_storeu_si128((void *)to, _mm256_castsi256_si128(v));
    if (count > 1) _mm_storeu_si128((void *)(to + step), _mm256_extracti128_si256(v, 1));
}

MOTE_ALWAYS_INLINE void transpose(vec v[LANES])
{
    vec pairs[LANES], fours[LANES];
    UNROLL for (int i = 0; i < LANES; i += 2)
    {
        pairs[i] = _mm256_unpacklo_epi32(v[i], v[i + 1]);
        pairs[i + 1] = _mm256_unpackhi_epi32(v[i], v[i + 1]);
    }
    UNROLL for (int i = 0; i < LANES; i += 4)
    {
        fours[i] = _mm256_unpacklo_epi64(pairs[i], pairs[i + 2]);
        fours[i + 1] = _mm256_unpackhi_epi64(pairs[i], pairs[i + 2]);
        fours[i + 2] = _mm256_unpacklo_epi64(pairs[i + 1], pairs[i + 3]);
        fours[i + 3] = _mm256_unpackhi_epi64(pairs[i + 1], pairs[i + 3]);
    }
    UNROLL for (int i = 0; i < 4; i++)
    {
        v[i] = _mm256_permute2x128_si256(fours[i], fours[i + 4], 0x20);
        v[i + 4] = _mm256_permute2x128_si256(fours[i], fours[i + 4], 0x31);
    }
}

/* Lane k: the sum of all lanes of v[k]. */
MOTE_ALWAYS_INLINE vec sums_of(const vec v[LANES])
{
    vec two[LANES / 2], four[2];
    UNROLL for (int i = 0; i < LANES / 2; i++) two[i] =
        add(_mm256_unpacklo_epi32(v[2 * i], v[2 * i + 1]),
            _mm256_unpackhi_epi32(v[2 * i], v[2 * i + 1]));
    UNROLL for (int i = 0; i < 2; i++) four[i] =
        add(_mm256_unpacklo_epi64(two[2 * i], two[2 * i + 1]),
            _mm256_unpackhi_epi64(two[2 * i], two[2 * i + 1]));
    return add(_mm256_permute2x128_si256(four[0], four[1], 0x20),
               _mm256_permute2x128_si256(four[0], four[1], 0x31));
}
