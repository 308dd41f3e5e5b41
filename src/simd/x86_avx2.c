/* SPDX-License-Identifier: Apache-2.0 */
/* Vectors of 256 bits: AVX2. */
#include "x86.h"

#if MOTE_SIMD_X86

#include "../base/mem.h"
#include <immintrin.h>

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2")
#endif

#define MOTE_X86_THIS mote_x86_avx2
#define UNROLL _Pragma("GCC unroll 16")
enum { LANES = 8, ELEMENT = 2, SOME = 16 };

#include "x86_256.h"

static inline vec dot(vec acc, vec x, vec w)
{
    return _mm256_add_epi32(acc, _mm256_madd_epi16(x, w));
}

static inline vec widen(const void *from)
{
    return _mm256_cvtepi8_epi16(_mm_loadu_si128(from));
}

static void stage(uint8_t *to, const int8_t *from, int32_t n, int32_t offset)
{
    const vec all = _mm256_set1_epi16((int16_t)offset);
    for (; n >= 16; n -= 16, to += 32, from += 16) store(to, _mm256_add_epi16(widen(from), all));
    for (; n > 0; n--, to += 2) {
        const int16_t value = (int16_t)(*from++ + offset);
        __builtin_memcpy(to, &value, 2);
    }
}

struct setting {
    vec offset;
};

static inline struct setting setting_of(const struct mote_x86_form *form)
{
    const struct setting s = {_mm256_set1_epi16((int16_t)(form->is_input ? form->offset : 0))};
    return s;
}

/* In the order that unpacking wants. */
static inline vec widened(const int8_t *from, const struct setting *s)
{
    if (!from) return _mm256_setzero_si256();
    return _mm256_permute4x64_epi64(_mm256_add_epi16(widen(from), s->offset), 0xd8);
}

static inline void interleave_some(uint8_t *to, const int8_t *const *rows, const struct setting *s)
{
    const vec a = widened(rows[0], s), b = widened(rows[1], s);
    store(to, _mm256_unpacklo_epi16(a, b));
    store(to + 32, _mm256_unpackhi_epi16(a, b));
}

static inline vec load_weights(const int8_t *from, int32_t n)
{
    int8_t some[16] = {0};
    if (n >= 16) return widen(from);
    memcpy(some, from, (uint32_t)n);
    return widen(some);
}

#include "x86_kernels.h"

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

#endif
