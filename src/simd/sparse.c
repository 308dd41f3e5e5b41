/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of what is not 0 (sparse.h), and in C what vector_armv7em.c does with them in assembly. */
#include <stddef.h>

#include "../base/bytes.h"
#include "../base/halves.h"
#include "../base/inline.h"
#include "sparse.h"

static const int8_t words_of[MOTE_SPARSE_KINDS] = {3, 2, 2, 3};

/* What elements that are not 0 add to the counts, by their mask: a byte for each kind. Singles are
 * counted one by one. */
enum {
    BOTH = 1 << 8 * MOTE_SPARSE_BOTH,
    EVEN = 1 << 8 * MOTE_SPARSE_EVEN,
    ODD = 1 << 8 * MOTE_SPARSE_ODD,
    SINGLE = 1 << 8 * MOTE_SPARSE_SINGLES
};
static const uint32_t counts[16] = {
    0,      SINGLE,     SINGLE, 2 * SINGLE, SINGLE,     EVEN, 2 * SINGLE, BOTH,
    SINGLE, 2 * SINGLE, ODD,    BOTH,       2 * SINGLE, BOTH, BOTH,       BOTH,
};

/* Four elements, the first one lowest. */
static inline uint32_t group(const int8_t *in)
{
    return mote_rd32((const uint8_t *)in);
}

#if MOTE_SIMD_ARMV7EM

/* A bit for each element of a group that is not -128. */
static inline uint32_t mask_of(uint32_t x)
{
    uint32_t m;
    __asm__("ssub8 %0, %1, %2\n\t" /* is x + 127 >= 0? */
            "sel %0, %3, %4\n\t"
            "usad8 %0, %0, %4"
            : "=&r"(m)
            : "r"(x), "r"(0x81818181u), "r"(0x08040201u), "r"(0)
            : "cc");
    return m;
}

#else

static inline uint32_t mask_of(uint32_t x)
{
    uint32_t m = 0;
    for (int i = 0; i < 4; i++) m |= (uint32_t)((x >> 8 * i & 255u) != 0x80u) << i;
    return m;
}

/* An entry times a row of weights. */
static uint32_t product(const int8_t *f, const uint32_t *e, int kind)
{
    const int8_t *const w = f + e[0];
    switch (kind) {
    case MOTE_SPARSE_BOTH:
        return (uint32_t)(w[0] * mote_low_half(e[1]) + w[2] * mote_high_half(e[1]) +
                          w[1] * mote_low_half(e[2]) + w[3] * mote_high_half(e[2]));
    case MOTE_SPARSE_EVEN:
        return (uint32_t)(w[0] * mote_low_half(e[1]) + w[2] * mote_high_half(e[1]));
    case MOTE_SPARSE_ODD:
        return (uint32_t)(w[1] * mote_low_half(e[1]) + w[3] * mote_high_half(e[1]));
    default: return (uint32_t)(w[0] * mote_low_half(e[2]) + f[e[1]] * mote_high_half(e[2]));
    }
}

void mote_sparse_outputs_s8(const struct mote_block_outputs *p, const struct mote_sparse *s)
{
    const int8_t *f = p->f;
    for (int32_t o = 0; o < p->units; o++, f += p->step) {
        const uint32_t *e = s->list;
        uint32_t sum = (uint32_t)p->bias[o];
        for (int kind = 0; kind < MOTE_SPARSE_KINDS; kind++) {
            for (int32_t n = s->entries[kind], left = n; left > 0; left--, e += words_of[kind]) {
                if (left == n || left % MOTE_SPARSE_CHUNK == 0) e++;
                sum += product(f, e, kind);
            }
        }
        p->out[o] = (int8_t)mote_rescale_s8(sum, p->multiplier, p->right, p->twice_zero, -128, 127);
    }
}

#endif

/* Where the next entries go, and how many of each kind are to come, a byte for each. */
struct places {
    uint32_t *next[MOTE_SPARSE_KINDS];
    uint32_t left;
};

/* Room for an entry, behind which a chunk may end. */
MOTE_ALWAYS_INLINE uint32_t *append(struct places *p, enum mote_sparse_kind kind)
{
    uint32_t *const e = p->next[kind];
    p->left -= 1u << 8 * kind;
    p->next[kind] = e + words_of[kind];
    if ((p->left >> 8 * kind) % MOTE_SPARSE_CHUNK == 0) p->next[kind]++;
    return e;
}

MOTE_ALWAYS_INLINE void put_2(struct places *p, enum mote_sparse_kind kind, uint32_t at, uint32_t x)
{
    uint32_t *const e = append(p, kind);
    e[0] = at;
    e[1] = x;
}

MOTE_ALWAYS_INLINE void put_3(struct places *p, enum mote_sparse_kind kind, uint32_t at, uint32_t x,
                              uint32_t y)
{
    uint32_t *const e = append(p, kind);
    e[0] = at;
    e[1] = x;
    e[2] = y;
}

/* Elements 0 and 2 of a group, and 1 and 3, with 128 added. */
static inline uint32_t even(uint32_t x)
{
    return (x ^ 0x80808080u) & 0x00ff00ffu;
}

static inline uint32_t odd(uint32_t x)
{
    return (x ^ 0x80808080u) >> 8 & 0x00ff00ffu;
}

static void fill(struct places p, const int8_t *in, int32_t n)
{
    uint32_t *alone = NULL; /* the entry of a single element that waits for another */
    for (int32_t i = 0; i < n; i += 4) {
        const uint32_t x = group(in + i), mask = mask_of(x), at = (uint32_t)i;
        uint32_t one, value;
        switch (mask) {
        case 0: break;
        case 1:
        case 2:
        case 4:
        case 8:
            one = at + (mask >> 1) - (mask >> 3);
            value = (uint32_t)(in[one] + 128);
            if (alone) {
                alone[1] = one;
                alone[2] |= value << 16;
                alone = NULL;
            } else {
                alone = append(&p, MOTE_SPARSE_SINGLES);
                alone[0] = alone[1] = one;
                alone[2] = value;
            }
            break;
        case 3: put_3(&p, MOTE_SPARSE_SINGLES, at, at + 1, even(x) | odd(x) << 16); break;
        case 6: put_3(&p, MOTE_SPARSE_SINGLES, at + 1, at + 2, even(x) | odd(x)); break;
        case 9: put_3(&p, MOTE_SPARSE_SINGLES, at, at + 3, even(x) | odd(x)); break;
        case 12: put_3(&p, MOTE_SPARSE_SINGLES, at + 2, at + 3, even(x) >> 16 | odd(x)); break;
        case 5: put_2(&p, MOTE_SPARSE_EVEN, at, even(x)); break;
        case 10: put_2(&p, MOTE_SPARSE_ODD, at, odd(x)); break;
        default: put_3(&p, MOTE_SPARSE_BOTH, at, even(x), odd(x));
        }
    }
}

int mote_sparse_lists(struct mote_sparse *s, int32_t room, const int8_t *in, int32_t n,
                      int32_t units)
{
    /* Instructions of four rows for an entry; they are 37 more, and one for each chunk. */
    static const int8_t costs[MOTE_SPARSE_KINDS] = {21, 13, 13, 17};
    struct places p;
    uint32_t all = 0;
    int32_t words = 0, cost = 37, dense, build;
    for (int32_t i = 0; i < n; i += 4) all += counts[mask_of(group(in + i))];
    all = (all & 0x00ffffffu) | ((all >> 24) + 1) / 2 << 24; /* two singles are an entry */
    for (int k = 0; k < MOTE_SPARSE_KINDS; k++) {
        const int32_t entries = (int32_t)(all >> 8 * k & 255u);
        const int32_t chunks = (entries + MOTE_SPARSE_CHUNK - 1) / MOTE_SPARSE_CHUNK;
        s->entries[k] = entries;
        p.next[k] = s->list + words + 1;
        words += chunks + entries * words_of[k];
        cost += chunks + entries * costs[k];
    }
    p.left = all;
    /* Of three rows with all elements, and for what the lists take. */
    dense = n * 7 / 2 + 33;
    build = 6 * n + 100;
    if (words >= room || 4 * dense - 3 * cost <= 12 * build / units) return 0;
    fill(p, in, n);
    return 1;
}
