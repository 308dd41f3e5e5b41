/* SPDX-License-Identifier: Apache-2.0 */
/* Vectors of 256 bits: AVX2. */
#include "vectors_level.h"

#if MOTE_SIMD_X86

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2")
#endif

#define MOTE_VECTORS_THIS mote_vectors_avx2
enum { LANES = 8, ELEMENT = 2, SOME = 16, RAISED = 0, MANY_REGISTERS = 0 };

#include "x86_256.h"

static inline vec dot(vec acc, vec x, vec w)
{
    return dot_words(acc, x, w);
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

/* Elements of a row, offset added, in the order that unpacking wants. */
static inline vec in_order(const int8_t *from, vec offset)
{
    return _mm256_permute4x64_epi64(_mm256_add_epi16(widen(from), offset), 0xd8);
}

static inline vec setting_of(const struct mote_vectors_form *form)
{
    return _mm256_set1_epi16((int16_t)(form->is_input ? form->offset : 0));
}

static inline void interleave_some(uint8_t *to, const int8_t *const *rows, vec s)
{
    const vec a = in_order(rows[0], s), b = in_order(rows[1], s);
    store(to, _mm256_unpacklo_epi16(a, b));
    store(to + 32, _mm256_unpackhi_epi16(a, b));
}

static inline vec add_magnitudes(vec acc, vec w)
{
    return dot(acc, _mm256_abs_epi16(w), set(0x00010001));
}

static inline vec multiply(vec a, vec b)
{
    return _mm256_mullo_epi32(a, b);
}

/* n < SOME, and zeros. */
static inline void copy_some(int8_t *to, const int8_t *from, int32_t n)
{
    memset(to, 0, SOME);
    memcpy(to, from, (uint32_t)n);
}

static inline vec load_weights(const int8_t *from, int32_t n)
{
    int8_t some[16] = {0};
    if (n >= 16) return widen(from);
    memcpy(some, from, (uint32_t)n);
    return widen(some);
}

#include "vectors_kernels.h"

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

#endif
