/* SPDX-License-Identifier: Apache-2.0 */
/* Vectors of 128 bits: NEON, with four products in a lane where the compiler may use SDOT. */
#include "vectors_level.h"

#if MOTE_SIMD_NEON

#include <arm_neon.h>

#define MOTE_VECTORS_THIS mote_vectors_neon
#ifdef __ARM_FEATURE_DOTPROD
enum { LANES = 4, ELEMENT = 1, SOME = 16, RAISED = 0, MANY_REGISTERS = 1 };
#else
enum { LANES = 4, ELEMENT = 2, SOME = 8, RAISED = 0, MANY_REGISTERS = 1 };
#endif
typedef int32x4_t vec;

static inline uint64x2_t wide(vec v)
{
    return vreinterpretq_u64_s32(v);
}

static inline vec narrow_of(uint64x2_t v)
{
    return vreinterpretq_s32_u64(v);
}

static inline vec load(const void *from)
{
    return vreinterpretq_s32_u8(vld1q_u8(from));
}

static inline void store(void *to, vec v)
{
    vst1q_u8(to, vreinterpretq_u8_s32(v));
}

static inline vec set(int32_t value)
{
    return vdupq_n_s32(value);
}

static inline vec add(vec a, vec b)
{
    return vaddq_s32(a, b);
}

static inline vec subtract(vec a, vec b)
{
    return vsubq_s32(a, b);
}

static inline vec multiply(vec a, vec b)
{
    return vmulq_s32(a, b);
}

static inline vec both(vec a, vec b)
{
    return vandq_s32(a, b);
}

static inline vec either(vec a, vec b)
{
    return vorrq_s32(a, b);
}

/* The lesser, without signs. */
static inline vec lesser(vec a, vec b)
{
    return vreinterpretq_s32_u32(vminq_u32(vreinterpretq_u32_s32(a), vreinterpretq_u32_s32(b)));
}

static inline vec spread(const uint8_t *unit)
{
    int32_t word;
    __builtin_memcpy(&word, unit, 4); /* memcpy would be a call: freestanding */
    return vdupq_n_s32(word);
}

/* Pairs of 16 bits multiplied, added up. */
static inline vec dot_words(vec acc, vec x, vec w)
{
    const int16x8_t a = vreinterpretq_s16_s32(x), b = vreinterpretq_s16_s32(w);
    const vec low = vmull_s16(vget_low_s16(a), vget_low_s16(b));
    return vaddq_s32(acc, vpaddq_s32(low, vmull_high_s16(a, b)));
}

static inline vec half(void)
{
    return vreinterpretq_s32_s64(vdupq_n_s64((int64_t)1 << 31));
}

static inline vec odd(vec v)
{
    return narrow_of(vshrq_n_u64(wide(v), 32));
}

static inline vec to_odd(vec v)
{
    return narrow_of(vshlq_n_u64(wide(v), 32));
}

static inline vec add_wide(vec a, vec b)
{
    return narrow_of(vaddq_u64(wide(a), wide(b)));
}

static inline vec subtract_wide(vec a, vec b)
{
    return narrow_of(vsubq_u64(wide(a), wide(b)));
}

static inline vec shift_wide_left(vec v, const int by)
{
    return narrow_of(vshlq_u64(wide(v), vdupq_n_s64(by)));
}

static inline vec shift_wide_right(vec v, const int by)
{
    return shift_wide_left(v, -by);
}

static inline vec mul_unsigned(vec a, vec b)
{
    return narrow_of(vmull_u32(vmovn_u64(wide(a)), vmovn_u64(wide(b))));
}

static inline vec high_halves(vec even, vec other)
{
    return vtrn2q_s32(even, other);
}

static inline vec sign(vec v)
{
    return vshrq_n_s32(v, 31);
}

static inline uint32_t signs(vec v)
{
    const uint32x4_t bits = {1, 2, 4, 8};
    return vaddvq_u32(vandq_u32(vreinterpretq_u32_s32(sign(v)), bits));
}

/* 2^e, e within 0 to 30 */
static inline vec power(vec e)
{
    return vshlq_s32(set(1), e);
}

/* What shifts to the right is negative. */
enum { SHIFT_BY_1 = -1 };

static inline vec shift_operands(vec e)
{
    return vnegq_s32(e);
}

static inline vec shift_right(vec v, vec operands)
{
    return vshlq_s32(v, operands);
}

static inline vec shift_all_right(vec v, int32_t e)
{
    return vshlq_s32(v, set(-e));
}

static inline vec shift_left(vec v, const int by)
{
    return vshlq_s32(v, set(by));
}

/* LANES elements. */
static inline vec widen_lanes(const int8_t *from)
{
    uint32_t word;
    __builtin_memcpy(&word, from, 4);
    return vmovl_s16(vget_low_s16(vmovl_s8(vcreate_s8(word))));
}

struct bounds {
    int8x16_t min, max;
};

static inline struct bounds bounds_of(int32_t min, int32_t max)
{
    const struct bounds b = {vdupq_n_s8((int8_t)min), vdupq_n_s8((int8_t)max)};
    return b;
}

/* Four vectors to bytes, one behind the other. */
static inline vec narrow(vec a, vec b, vec c, vec d, const struct bounds *bounds)
{
    const int16x8_t ab = vqmovn_high_s32(vqmovn_s32(a), b), cd = vqmovn_high_s32(vqmovn_s32(c), d);
    const int8x16_t bytes = vqmovn_high_s16(vqmovn_s16(ab), cd);
    return vreinterpretq_s32_s8(vminq_s8(vmaxq_s8(bytes, bounds->min), bounds->max));
}

/* Bytes of a and b in turn, of their lower or upper halves. */
static inline vec mix_low(vec a, vec b)
{
    return vreinterpretq_s32_s8(vzip1q_s8(vreinterpretq_s8_s32(a), vreinterpretq_s8_s32(b)));
}

static inline vec mix_high(vec a, vec b)
{
    return vreinterpretq_s32_s8(vzip2q_s8(vreinterpretq_s8_s32(a), vreinterpretq_s8_s32(b)));
}

static inline vec narrow_mixed(vec a, vec b, vec c, vec d, const struct bounds *bounds)
{
    return narrow(a, b, c, d, bounds);
}

/* The first `count` quarters, `step` bytes apart; or halves. */
MOTE_ALWAYS_INLINE void store_quarters(int8_t *to, int32_t step, vec v, const int count)
{
    const int32_t words[4] = {vgetq_lane_s32(v, 0), vgetq_lane_s32(v, 1), vgetq_lane_s32(v, 2),
                              vgetq_lane_s32(v, 3)};
    UNROLL for (int i = 0; i < count; i++) __builtin_memcpy(to + i * step, &words[i], 4);
}

MOTE_ALWAYS_INLINE void store_halves(int8_t *to, int32_t step, vec v, const int count)
{
    const int8x16_t bytes = vreinterpretq_s8_s32(v);
    vst1_s8(to, vget_low_s8(bytes));
    if (count > 1) vst1_s8(to + step, vget_high_s8(bytes));
}

/* n < SOME, and zeros. */
static inline void copy_some(int8_t *to, const int8_t *from, int32_t n)
{
    memset(to, 0, SOME);
    memcpy(to, from, (uint32_t)n);
}

#ifdef __ARM_FEATURE_DOTPROD

static inline vec dot(vec acc, vec x, vec w)
{
    return vdotq_s32(acc, vreinterpretq_s8_s32(x), vreinterpretq_s8_s32(w));
}

/* 128 is one of them. */
static inline vec add_magnitudes(vec acc, vec w)
{
    const uint8x16_t magnitudes = vreinterpretq_u8_s8(vabsq_s8(vreinterpretq_s8_s32(w)));
    return vreinterpretq_s32_u32(vdotq_u32(vreinterpretq_u32_s32(acc), magnitudes, vdupq_n_u8(1)));
}

static void stage(uint8_t *to, const int8_t *from, int32_t n, int32_t offset)
{
    (void)offset;
    memcpy(to, from, (uint32_t)n);
}

static inline vec setting_of(const struct mote_vectors_form *form)
{
    (void)form;
    return set(0);
}

static inline void interleave_some(uint8_t *to, const int8_t *const *rows, vec setting)
{
    const int8x16x4_t four = {
        {vld1q_s8(rows[0]), vld1q_s8(rows[1]), vld1q_s8(rows[2]), vld1q_s8(rows[3])}};
    (void)setting;
    vst4q_s8((int8_t *)to, four);
}

static inline vec load_weights(const int8_t *from, int32_t n)
{
    int8_t some[16] = {0};
    if (n >= 16) return load(from);
    memcpy(some, from, (uint32_t)n);
    return load(some);
}

#else

static inline vec dot(vec acc, vec x, vec w)
{
    return dot_words(acc, x, w);
}

static inline vec add_magnitudes(vec acc, vec w)
{
    return vpadalq_s16(acc, vabsq_s16(vreinterpretq_s16_s32(w)));
}

static inline int16x8_t widen(const int8_t *from)
{
    return vmovl_s8(vld1_s8(from));
}

static void stage(uint8_t *to, const int8_t *from, int32_t n, int32_t offset)
{
    const int16x8_t all = vdupq_n_s16((int16_t)offset);
    for (; n >= 8; n -= 8, to += 16, from += 8)
        store(to, vreinterpretq_s32_s16(vaddq_s16(widen(from), all)));
    for (; n > 0; n--, to += 2) {
        const int16_t value = (int16_t)(*from++ + offset);
        __builtin_memcpy(to, &value, 2);
    }
}

static inline vec setting_of(const struct mote_vectors_form *form)
{
    return vreinterpretq_s32_s16(vdupq_n_s16((int16_t)(form->is_input ? form->offset : 0)));
}

static inline void interleave_some(uint8_t *to, const int8_t *const *rows, vec setting)
{
    const int16x8_t s = vreinterpretq_s16_s32(setting);
    const int16x8_t a = vaddq_s16(widen(rows[0]), s), b = vaddq_s16(widen(rows[1]), s);
    store(to, vreinterpretq_s32_s16(vzip1q_s16(a, b)));
    store(to + 16, vreinterpretq_s32_s16(vzip2q_s16(a, b)));
}

static inline vec load_weights(const int8_t *from, int32_t n)
{
    int8_t some[8] = {0};
    if (n >= 8) return vreinterpretq_s32_s16(widen(from));
    memcpy(some, from, (uint32_t)n);
    return vreinterpretq_s32_s16(widen(some));
}

#endif

MOTE_ALWAYS_INLINE void transpose(vec v[LANES])
{
    const uint64x2_t a = wide(vzip1q_s32(v[0], v[1])), b = wide(vzip2q_s32(v[0], v[1]));
    const uint64x2_t c = wide(vzip1q_s32(v[2], v[3])), d = wide(vzip2q_s32(v[2], v[3]));
    v[0] = narrow_of(vzip1q_u64(a, c));
    v[1] = narrow_of(vzip2q_u64(a, c));
    v[2] = narrow_of(vzip1q_u64(b, d));
    v[3] = narrow_of(vzip2q_u64(b, d));
}

/* Lane k: the sum of all lanes of v[k]. */
MOTE_ALWAYS_INLINE vec sums_of(const vec v[LANES])
{
    return vpaddq_s32(vpaddq_s32(v[0], v[1]), vpaddq_s32(v[2], v[3]));
}

#include "vectors_kernels.h"

#endif
