/* SPDX-License-Identifier: Apache-2.0 */
/* Vectors of 256 bits with four products in a lane: AVX-VNNI. */
#include "vectors_level.h"

#if MOTE_SIMD_X86 && MOTE_SIMD_X86_AVXVNNI

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,avxvnni"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,avxvnni")
#endif

#define MOTE_VECTORS_THIS mote_vectors_avxvnni
enum { LANES = 8, ELEMENT = 1, SOME = 32, RAISED = 128, MANY_REGISTERS = 0 };

#include "x86_256.h"

/* Not the intrinsic, for which gcc copies every sum once an iteration. */
static inline vec dot(vec acc, vec x, vec w)
{
    __asm__("%{vex%} vpdpbusd %2, %1, %0" : "+x"(acc) : "x"(x), "x"(w));
    return acc;
}

static void stage(uint8_t *to, const int8_t *from, int32_t n, int32_t offset)
{
    const vec flip = _mm256_set1_epi8(-128);
    (void)offset;
    for (; n >= 32; n -= 32, to += 32, from += 32) store(to, _mm256_xor_si256(load(from), flip));
    for (; n > 0; n--) *to++ = (uint8_t)(*from++ + 128);
}

/* Elements of a row in the order that unpacking wants: words 0 2 4 6, 1 3 5 7. */
static inline vec in_order(const int8_t *from, vec flip)
{
    const vec order = _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7);
    return _mm256_permutevar8x32_epi32(_mm256_xor_si256(load(from), flip), order);
}

static inline vec setting_of(const struct mote_vectors_form *form)
{
    return _mm256_set1_epi8(form->is_input ? -128 : 0);
}

static inline void interleave_some(uint8_t *to, const int8_t *const *rows, vec s)
{
    const vec a = in_order(rows[0], s), b = in_order(rows[1], s);
    const vec c = in_order(rows[2], s), d = in_order(rows[3], s);
    const vec ab = _mm256_unpacklo_epi8(a, b), cd = _mm256_unpacklo_epi8(c, d);
    const vec ab2 = _mm256_unpackhi_epi8(a, b), cd2 = _mm256_unpackhi_epi8(c, d);
    store(to, _mm256_unpacklo_epi16(ab, cd));
    store(to + 32, _mm256_unpackhi_epi16(ab, cd));
    store(to + 64, _mm256_unpacklo_epi16(ab2, cd2));
    store(to + 96, _mm256_unpackhi_epi16(ab2, cd2));
}

static inline vec add_magnitudes(vec acc, vec w)
{
    return dot(acc, _mm256_abs_epi8(w), set(0x01010101));
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
    int8_t some[32] = {0};
    if (n >= 32) return load(from);
    memcpy(some, from, (uint32_t)n);
    return load(some);
}

#include "vectors_kernels.h"

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

#endif
