/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels of plain.h in C: what they compute, for every machine without assembly for them. */
#include "blocks.h"
#include "plain.h"

#if MOTE_SIMD_PLAIN

static inline uint32_t packed(int32_t a, int32_t b)
{
    return (uint32_t)a + ((uint32_t)b << 16);
}

/* n elements, n a multiple of 4. */
static void pack(uint32_t *to, const int8_t *a, const int8_t *b, int32_t n)
{
    const uint32_t *const end = to + n;
#if MOTE_SIMD_ARMV7M
    if (n == 0) return;
    __asm__ volatile("1:\n"
                     "ldrsb r4, [%[a]], #1\n"
                     "ldrsb r5, [%[a]], #1\n"
                     "ldrsb r6, [%[a]], #1\n"
                     "ldrsb r8, [%[a]], #1\n"
                     "ldrsb r12, [%[b]], #1\n"
                     "add r4, r4, r12, lsl #16\n"
                     "ldrsb r12, [%[b]], #1\n"
                     "add r5, r5, r12, lsl #16\n"
                     "ldrsb r12, [%[b]], #1\n"
                     "add r6, r6, r12, lsl #16\n"
                     "ldrsb r12, [%[b]], #1\n"
                     "add r8, r8, r12, lsl #16\n"
                     "stmia.w %[to]!, {r4, r5, r6, r8}\n"
                     "cmp %[to], %[end]\n"
                     "bne 1b\n"
                     : [to] "+&r"(to), [a] "+&r"(a), [b] "+&r"(b)
                     : [end] "r"(end)
                     : "r4", "r5", "r6", "r8", "r12", "cc", "memory");
#else
    for (; to != end; to += 4, a += 4, b += 4) {
        to[0] = packed(a[0], b[0]);
        to[1] = packed(a[1], b[1]);
        to[2] = packed(a[2], b[2]);
        to[3] = packed(a[3], b[3]);
    }
#endif
}

void mote_plain_pack(uint32_t *to, const int8_t *a, const int8_t *b, struct mote_plain_rows r)
{
    const int32_t fours = r.n & ~3;
    for (; r.rows > 0; r.rows--, to += r.n, a += r.pitch, b += r.pitch) {
        pack(to, a, b, fours);
        for (int32_t i = fours; i < r.n; i++) to[i] = packed(a[i], b[i]);
    }
}

static inline uint32_t word_at(const int8_t *f)
{
    uint32_t word;
    __builtin_memcpy(&word, __builtin_assume_aligned(f, 4), 4);
    return word;
}

/* Two 16-bit sums of the bytes of a word, 128 added to each. */
static inline uint32_t halves_of(uint32_t word)
{
    word ^= 0x80808080u;
    return (word & 0xff00ffu) + (word >> 8 & 0xff00ffu);
}

/* A multiple of 4. */
static int32_t sum_words(const int8_t *f, int32_t n)
{
    int32_t sum = -128 * n;
    for (int32_t now; n > 0; n -= now) {
        const int8_t *end = f;
        uint32_t halves = 0;
        now = n < 512 ? n : 512; /* 256 bytes in each half */
        for (end += now & 15; f != end; f += 4) halves += halves_of(word_at(f));
        for (end += now & ~15; f != end; f += 16)
            halves += halves_of(word_at(f)) + halves_of(word_at(f + 4)) +
                      halves_of(word_at(f + 8)) + halves_of(word_at(f + 12));
        sum += (int32_t)((halves & 0xffffu) + (halves >> 16));
    }
    return sum;
}

int32_t mote_plain_sum(const int8_t *f, int32_t n)
{
    const int8_t *end = f + (n & ~3);
    int32_t sum = 0;
    if ((((uint32_t)(uintptr_t)f | (uint32_t)n) & 3) == 0) return sum_words(f, n);
    for (; f != end; f += 4) sum += f[0] + f[1] + f[2] + f[3];
    for (end += n & 3; f != end;) sum += *f++;
    return sum;
}

void mote_plain_widen(int32_t *to, const int8_t *from, int32_t n, int32_t offset)
{
    const int32_t *const last = to + n;
#if MOTE_SIMD_ARMV7M
    for (const int32_t *const whole = to + (n & ~15); to != whole;)
        __asm__ volatile(".rept 4\n"
                         "ldrsb r4, [%[from]], #1\n"
                         "ldrsb r5, [%[from]], #1\n"
                         "ldrsb r6, [%[from]], #1\n"
                         "ldrsb r8, [%[from]], #1\n"
                         "add r4, r4, %[offset]\n"
                         "add r5, r5, %[offset]\n"
                         "add r6, r6, %[offset]\n"
                         "add r8, r8, %[offset]\n"
                         "stmia.w %[to]!, {r4, r5, r6, r8}\n"
                         ".endr\n"
                         : [to] "+&r"(to), [from] "+&r"(from)
                         : [offset] "r"(offset)
                         : "r4", "r5", "r6", "r8", "memory");
#elif !MOTE_SIMD_ARMV6M
    for (const int32_t *const whole = to + (n & ~3); to != whole; to += 4, from += 4) {
        const int32_t a = from[0], b = from[1], c = from[2], d = from[3];
        to[0] = a + offset;
        to[1] = b + offset;
        to[2] = c + offset;
        to[3] = d + offset;
    }
#endif
    while (to != last) *to++ = *from++ + offset;
}

#if !MOTE_SIMD_ARMV7M && !MOTE_SIMD_ARMV6M
void mote_plain_end_s8(int8_t *out, const uint32_t *sums, int32_t n, int32_t multiplier,
                       int32_t right, int32_t twice_zero)
{
    const uint32_t *const end = sums + n;
    if (right < 0) right = 0; /* which spares mote_rescale_s8 to ask every time */
    do *out++ = (int8_t)mote_rescale_s8(*sums++, multiplier, right, twice_zero, -128, 127);
    while (sums != end);
}
#endif

/* Ends a sum within 2^30; where right < 0 the multiplier is 0. See mote_rescale_s8, which suits
 * Cortex-M3 better. */
static inline int8_t end_small(uint32_t sum, int32_t multiplier, int32_t right, int32_t twice_zero)
{
    int32_t y;
    right &= 31;
    if (MOTE_SIMD_ARMV7M)
        return (int8_t)mote_rescale_s8(sum, multiplier, right, twice_zero, -128, 127);
    y = mote_plain_high((int32_t)(2 * sum), multiplier);
    y += y >> 31;
    y = ((y >> right) + 2 * twice_zero) >> 2;
    return (int8_t)(y < -128 ? -128 : y > 127 ? 127 : y);
}

void mote_block_taps_s8(const struct mote_block_taps *t, int32_t o, int32_t n, int8_t *out)
{
    /* Of its own, as bytes that are stored might alias *t. */
    const int32_t in_step = t->in_step, filter_step = t->filter_step, offset = t->offset;
    const int32_t twice_zero = t->twice_zero, runs = t->runs;
    const int32_t *bias = t->bias + o, *multiplier = t->multiplier + o;
    const int8_t *right = t->right + o, *in = t->in + o, *filter = t->filter + o;
    const int8_t *const last = out + o + n;
    for (out += o; out != last; out += 4, bias += 4, multiplier += 4, right += 4) {
        uint32_t s0 = (uint32_t)bias[0], s1 = (uint32_t)bias[1];
        uint32_t s2 = (uint32_t)bias[2], s3 = (uint32_t)bias[3];
        for (int32_t r = 0; r < runs; r++) {
            const int8_t *x = in + t->run[r].in, *f = filter + t->run[r].filter;
            for (int32_t i = t->run[r].n; i > 0; i--, x += in_step, f += filter_step) {
                s0 += (uint32_t)((x[0] + offset) * f[0]);
                s1 += (uint32_t)((x[1] + offset) * f[1]);
                s2 += (uint32_t)((x[2] + offset) * f[2]);
                s3 += (uint32_t)((x[3] + offset) * f[3]);
            }
        }
        in += 4;
        filter += 4;
        out[0] = end_small(s0, multiplier[0], right[0], twice_zero);
        out[1] = end_small(s1, multiplier[1], right[1], twice_zero);
        out[2] = end_small(s2, multiplier[2], right[2], twice_zero);
        out[3] = end_small(s3, multiplier[3], right[3], twice_zero);
    }
}

#if !MOTE_SIMD_ARMV7M && !MOTE_SIMD_ARMV6M && !MOTE_SIMD_RV32

/* What a channel has added up. */
struct sums {
    uint32_t total, high;
};

static inline void add(struct sums *s, uint32_t p)
{
    s->total += p;
    s->high += (uint32_t)((int32_t)p >> 16);
}

static inline int8_t end(uint32_t sum, int32_t multiplier, int32_t right, int32_t twice_zero)
{
    return (int8_t)mote_rescale_s8(sum, multiplier, right, twice_zero, -128, 127);
}

void mote_plain_pair_s8(const struct mote_plain_pair *p, int8_t *first, int8_t *second)
{
    const uint32_t chunks = ((uint32_t)p->taps + 1) / 2;
    const int32_t step = p->step;
    for (int32_t o = 0; o < p->channels; o++) {
        const uint32_t bias = (uint32_t)p->bias[o];
        const int8_t *f = p->filter + (step == 1 ? o * p->taps : o);
        const uint32_t *x = p->patch, *const last = x + (p->taps & ~1);
        struct sums s = {0x10001u * bias + 0x8001u * chunks, bias + chunks};
        for (; x != last; x += 2, f += 2 * step) {
            const int32_t v = f[0], w = f[step];
            add(&s, MOTE_PLAIN_START + (x[0] * (uint32_t)v + x[1] * (uint32_t)w));
        }
        if (p->taps & 1) {
            const int32_t w = *f;
            add(&s, MOTE_PLAIN_START + x[0] * (uint32_t)w);
        }
        first[o] = end(s.total - (s.high << 16), p->multiplier[o], p->right[o], p->twice_zero);
        second[o] = end(s.high, p->multiplier[o], p->right[o], p->twice_zero);
    }
}

void mote_plain_outputs_s8(const struct mote_plain_outputs *p)
{
    const int8_t *f = p->f;
    for (int32_t o = 0; o < p->units; o++, f += p->step) {
        uint32_t sum = (uint32_t)p->bias[o];
        for (int32_t i = 0; i < p->n; i++) sum += (uint32_t)(p->x[i] * f[i]);
        if (p->multiplier)
            ((int8_t *)p->out)[o] = end(sum, p->multiplier, p->right, p->twice_zero);
        else
            ((uint32_t *)p->out)[o] = sum;
    }
}

#endif

#if !MOTE_SIMD_RV32
void mote_plain_vector_s8(uint32_t *sums, const uint32_t *start, const int32_t *x, const int8_t *f,
                          int32_t step, int32_t n, int32_t rows)
{
    const int32_t whole = rows & -MOTE_PLAIN_OUTPUTS_MIN;
    const struct mote_plain_outputs p = {
        (const int32_t *)start, sums, whole, 0, 0, 0, step, f, x, n};
    if (whole) mote_plain_outputs_s8(&p);
    f += whole * step;
    for (int32_t k = whole; k < rows; k++, f += step) {
        const int32_t *v = x, *const fours = x + (n & ~3);
        const int8_t *w = f, *const last = f + n;
        uint32_t sum = start[k];
        for (; v != fours; v += 4, w += 4) {
            sum += (uint32_t)(v[0] * w[0]);
            sum += (uint32_t)(v[1] * w[1]);
            sum += (uint32_t)(v[2] * w[2]);
            sum += (uint32_t)(v[3] * w[3]);
        }
        while (w != last) sum += (uint32_t)(*v++ * *w++);
        sums[k] = sum;
    }
}
#endif

#endif
