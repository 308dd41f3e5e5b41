/* SPDX-License-Identifier: Apache-2.0 */
/* What groups of taps are one chunk for plain_quad.h, and its kernel in C. */
#include "plain_quad.h"
#include "plain.h"

#if MOTE_PLAIN_QUADS

/* May the magnitudes of the four weights of a word add up to more than MOTE_PLAIN_QUAD_SUM? What is
 * added up is half of each, rounded down: a sum of 124 may mean 124 * 2 + 8. */
static inline uint32_t is_large_word(uint32_t weights)
{
    const uint32_t negative = weights >> 7 & 0x01010101u;
    weights ^= (negative << 8) - negative; /* -1 - w for w < 0 */
    weights = weights >> 1 & 0x3f3f3f3fu;
    return weights * 0x01010101u >= 124u << 24;
}

static inline uint32_t word_at(const int8_t *f)
{
    uint32_t word;
    __builtin_memcpy(&word, __builtin_assume_aligned(f, 4), 4);
    return word;
}

static inline int32_t magnitude(int32_t x)
{
    return x < 0 ? -x : x;
}

static inline uint32_t is_large(const int8_t *f)
{
    return magnitude(f[0]) + magnitude(f[1]) + magnitude(f[2]) + magnitude(f[3]) >
           MOTE_PLAIN_QUAD_SUM;
}

/* The bits of n groups that are two chunks or zero, the last one in bit 0. */
static uint32_t bits_of(const int8_t *f, int32_t taps, int32_t n, uint32_t *zeros)
{
    const int8_t *g = f + taps, *h = g + taps;
    const int8_t *const end = f + 4 * n;
    uint32_t bits = 0;
    if ((((uint32_t)(uintptr_t)f | (uint32_t)taps) & 3) == 0) {
        for (; f != end; f += 4, g += 4, h += 4) {
            const uint32_t first = word_at(f), second = word_at(g), third = word_at(h);
            bits = bits << 1 | is_large_word(first) | is_large_word(second) | is_large_word(third);
            if ((first | second | third) == 0) {
                bits++;
                ++*zeros;
            }
        }
    } else {
        for (; f != end; f += 4, g += 4, h += 4)
            bits = bits << 1 | is_large(f) | is_large(g) | is_large(h);
    }
    return bits;
}

void mote_plain_quad_chunks(uint32_t *chunks, const int8_t *f, int32_t taps, int all_two)
{
    uint32_t *const count = chunks++;
    uint32_t sum = 0, zeros = 0;
    int32_t groups = taps >> 2;
    do {
        const int32_t n = groups < MOTE_PLAIN_QUAD_GROUPS ? groups : MOTE_PLAIN_QUAD_GROUPS;
        const uint32_t bits = all_two ? (1u << n) - 1 : bits_of(f, taps, n, &zeros);
        for (uint32_t left = bits; left; left &= left - 1) sum++;
        *chunks++ = (2 * bits + 1) << (MOTE_PLAIN_QUAD_GROUPS - n);
        f += 4 * n;
        groups -= n;
    } while (groups > 0);
    *count = 2 * (sum - zeros) + (zeros > 0);
}

#if !MOTE_SIMD_RV32

/* What one channel of a pair of pixels adds up. */
struct sums {
    uint32_t total, high;
};

static void add_chunk(struct sums *s, const uint32_t *x, const int8_t *f, int32_t n, uint32_t start)
{
    uint32_t p = 0;
    for (int32_t i = 0; i < n; i++) {
        const int32_t w = f[i];
        p += x[i] * (uint32_t)w;
    }
    s->total += p;
    s->high += (uint32_t)((int32_t)(p + start) >> 16);
}

/* In all three channels of the block? */
static int is_zero_group(const struct mote_plain_quad *q, int32_t first, int32_t tap)
{
    for (int32_t k = 0; k < MOTE_PLAIN_QUAD_CHANNELS; k++)
        if (word_at(q->filter + (first + k) * q->taps + tap)) return 0;
    return 1;
}

/* Of channel o of the block that begins with channel `first`. */
static struct sums sums_of(const struct mote_plain_quad *q, int32_t first, int32_t o,
                           const uint32_t *x, const uint32_t *chunks)
{
    const int8_t *f = q->filter + o * q->taps;
    const uint32_t bias = (uint32_t)q->bias[o];
    const int32_t groups = q->taps >> 2;
    struct sums s = {0x10001u * bias, bias + (chunks[0] & ~1u)};
    for (int32_t g = 0; g < groups; g++, x += 4, f += 4) {
        const uint32_t word = chunks[1 + g / MOTE_PLAIN_QUAD_GROUPS];
        if (word >> (31 - g % MOTE_PLAIN_QUAD_GROUPS) & 1) {
            if (chunks[0] & 1 && is_zero_group(q, first, 4 * g)) continue;
            add_chunk(&s, x, f, 2, MOTE_PLAIN_START);
            add_chunk(&s, x + 2, f + 2, 2, MOTE_PLAIN_START);
        } else {
            add_chunk(&s, x, f, 4, 0x8000u);
        }
    }
    for (int32_t i = 0; i < (q->taps & 3); i++) add_chunk(&s, x + i, f + i, 1, 0x8000u);
    return s;
}

static void end_pair(const struct mote_plain_quad *q, int32_t o, struct sums s, int8_t *out)
{
    const int32_t multiplier = q->multiplier[o], right = q->right[o], twice_zero = q->zero / 4;
    const uint32_t low = s.total - (s.high << 16);
    out[o] = (int8_t)mote_rescale_s8(low, multiplier, right, twice_zero, -128, 127);
    out[o + q->pitch] = (int8_t)mote_rescale_s8(s.high, multiplier, right, twice_zero, -128, 127);
}

void mote_plain_quad_s8(const struct mote_plain_quad *q)
{
    const uint32_t *chunks = q->chunks;
    for (int32_t o = 0, n; o < q->channels; o += n) {
        const int32_t left = q->channels - o;
        n = left - MOTE_PLAIN_QUAD_CHANNELS; /* the last block's channels may come once more */
        n = n > 0 && n < MOTE_PLAIN_QUAD_CHANNELS ? n : MOTE_PLAIN_QUAD_CHANNELS;
        for (int32_t k = o; k < o + MOTE_PLAIN_QUAD_CHANNELS; k++) {
            end_pair(q, k, sums_of(q, o, k, q->patch, chunks), q->out);
            end_pair(q, k, sums_of(q, o, k, q->second, chunks), q->out + 2 * q->pitch);
        }
        chunks += q->chunk_bytes / 4;
    }
}

#endif
#endif
