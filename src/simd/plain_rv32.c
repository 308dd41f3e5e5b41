/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernels of plain.h for RISC-V with 32-bit registers. The inner loops are assembly: gcc would
 * load all weights of a turn ahead, and spill. Four channels of two pixels: two taps are 38
 * instructions for 16 products.
 */
#include "blocks.h"
#include "plain.h"

#if MOTE_SIMD_PLAIN && MOTE_SIMD_RV32

/* clang-format off */

/* Loads tap i and i + 1 of the patch. */
#define PIXELS(i)               \
    "lw t0, 4*" i "(%[x])\n"    \
    "lw t1, 4*" i "+4(%[x])\n"

/* Two taps of a channel; a3 is MOTE_PLAIN_START. */
#define TWO(i, k)                         \
    "lb t2, " i "(%[f" k "])\n"           \
    "lb t3, " i "+1(%[f" k "])\n"         \
    "mul t2, t2, t0\n"                    \
    "mul t3, t3, t1\n"                    \
    "add t2, t2, a3\n"                    \
    "add t2, t2, t3\n"                    \
    "add %[t" k "], %[t" k "], t2\n"      \
    "srai t2, t2, 16\n"                   \
    "add %[h" k "], %[h" k "], t2\n"

#define FOUR(i) PIXELS(i) TWO(i, "0") TWO(i, "1") TWO(i, "2") TWO(i, "3")

#define ONE(k)                            \
    "lb t2, 0(%[f" k "])\n"               \
    "mul t2, t2, t0\n"                    \
    "add t2, t2, a3\n"                    \
    "add %[t" k "], %[t" k "], t2\n"      \
    "srai t2, t2, 16\n"                   \
    "add %[h" k "], %[h" k "], t2\n"

#define STEP(n)                           \
    "addi %[f0], %[f0], " n "\n"          \
    "addi %[f1], %[f1], " n "\n"          \
    "addi %[f2], %[f2], " n "\n"          \
    "addi %[f3], %[f3], " n "\n"          \
    "addi %[x], %[x], 4*" n "\n"

/* Sixteen, two and one taps at a time; %[n] of them. */
#define PAIR                              \
    "li a3, 0xffff7fff\n"                 \
    "andi a4, %[n], -16\n"                \
    "slli a4, a4, 2\n"                    \
    "add a4, a4, %[x]\n"                  \
    "beq a4, %[x], 2f\n"                  \
    "1:\n"                                \
    ".irp i, 0, 2, 4, 6, 8, 10, 12, 14\n" \
    FOUR("\\i")                           \
    ".endr\n"                             \
    STEP("16")                            \
    "bne %[x], a4, 1b\n"                  \
    "2:\n"                                \
    "andi a4, %[n], 14\n"                 \
    "beqz a4, 4f\n"                       \
    "3:\n"                                \
    FOUR("0")                             \
    STEP("2")                             \
    "addi a4, a4, -2\n"                   \
    "bnez a4, 3b\n"                       \
    "4:\n"                                \
    "andi a4, %[n], 1\n"                  \
    "beqz a4, 5f\n"                       \
    "lw t0, 0(%[x])\n"                    \
    ONE("0") ONE("1") ONE("2") ONE("3")   \
    "5:\n"

/* The same with filters [taps][channels], at f0 the first tap and at f1 the second one, %[step]
 * bytes apart. */
#define TWO_ACROSS(k)                     \
    "lb t2, " k "(%[f0])\n"               \
    "lb t3, " k "(%[f1])\n"               \
    "mul t2, t2, t0\n"                    \
    "mul t3, t3, t1\n"                    \
    "add t2, t2, a3\n"                    \
    "add t2, t2, t3\n"                    \
    "add %[t" k "], %[t" k "], t2\n"      \
    "srai t2, t2, 16\n"                   \
    "add %[h" k "], %[h" k "], t2\n"

#define ONE_ACROSS(k)                     \
    "lb t2, " k "(%[f0])\n"               \
    "mul t2, t2, t0\n"                    \
    "add t2, t2, a3\n"                    \
    "add %[t" k "], %[t" k "], t2\n"      \
    "srai t2, t2, 16\n"                   \
    "add %[h" k "], %[h" k "], t2\n"

#define PAIR_ACROSS                       \
    "li a3, 0xffff7fff\n"                 \
    "andi a4, %[n], -2\n"                 \
    "slli a4, a4, 2\n"                    \
    "add a4, a4, %[x]\n"                  \
    "beq a4, %[x], 2f\n"                  \
    "1:\n"                                \
    PIXELS("0")                           \
    TWO_ACROSS("0") TWO_ACROSS("1") TWO_ACROSS("2") TWO_ACROSS("3") \
    "add %[f0], %[f1], %[step]\n"         \
    "add %[f1], %[f0], %[step]\n"         \
    "addi %[x], %[x], 8\n"                \
    "bne %[x], a4, 1b\n"                  \
    "2:\n"                                \
    "andi a4, %[n], 1\n"                  \
    "beqz a4, 5f\n"                       \
    "lw t0, 0(%[x])\n"                    \
    ONE_ACROSS("0") ONE_ACROSS("1") ONE_ACROSS("2") ONE_ACROSS("3") \
    "5:\n"

/* clang-format on */

/* What outputs end with: 2 * twice_zero, and bounds, which are to stay in registers. */
struct ending {
    int32_t zero, min, max;
};

/* Ends a sum within 2^30 in the short way: see mote_rescale_s8; twice the sum takes the upper half
 * of the product, rounded. */
static inline int8_t end(const struct ending *e, uint32_t sum, int32_t multiplier, int32_t right)
{
    int32_t y = (int32_t)(2 * sum), low;
    __asm__("mul %[low], %[y], %[m]\n"
            "mulh %[y], %[y], %[m]\n"
            "srli %[low], %[low], 31\n"
            "add %[y], %[y], %[low]\n"
            "srai %[low], %[y], 31\n"
            "add %[y], %[y], %[low]\n"
            "sra %[y], %[y], %[right]\n"
            "add %[y], %[y], %[zero]\n"
            "srai %[y], %[y], 2\n"
            "bge %[y], %[min], 1f\n"
            "mv %[y], %[min]\n"
            "1:\n"
            "bge %[max], %[y], 2f\n"
            "mv %[y], %[max]\n"
            "2:\n"
            : [y] "+&r"(y), [low] "=&r"(low)
            : [m] "r"(multiplier), [right] "r"(right), [zero] "r"(e->zero), [min] "r"(e->min),
              [max] "r"(e->max));
    return (int8_t)y;
}

static __attribute__((noinline)) int8_t end_exact(uint32_t sum, int32_t multiplier, int32_t right,
                                                  int32_t zero)
{
    return (int8_t)mote_rescale_s8(sum, multiplier, right, zero >> 1, -128, 127);
}

/* The two outputs of channel k of four, whose bias says if the sums are small. */
static inline void end_two(const struct ending *e, const struct mote_plain_pair *p, int32_t k,
                           uint32_t total, uint32_t high, int8_t *first, int8_t *second)
{
    const int32_t multiplier = p->multiplier[k], right = p->right[k];
    const uint32_t low = total - (high << 16);
    if (p->exact && !mote_block_bias_small(p->bias[k])) {
        first[k] = end_exact(low, multiplier, right, e->zero);
        second[k] = end_exact(high, multiplier, right, e->zero);
        return;
    }
    first[k] = end(e, low, multiplier, right);
    second[k] = end(e, high, multiplier, right);
}

/* The first four channels; `across`: the filter is [taps][channels]. */
static inline __attribute__((always_inline)) void four(const struct mote_plain_pair *p,
                                                       const struct ending *e, int across,
                                                       int8_t *first, int8_t *second)
{
    const int32_t taps = p->taps, chunks = (taps + 1) >> 1;
    const int32_t *bias = p->bias;
    const int32_t pitch = across ? p->step : taps;
    const int8_t *f0 = p->filter, *f1 = f0 + pitch, *f2 = f1 + pitch, *f3 = f2 + pitch;
    const uint32_t *x = p->patch, lift = 0x8001u * (uint32_t)chunks;
    uint32_t h0 = (uint32_t)(bias[0] + chunks), t0 = 0x10001u * (uint32_t)bias[0] + lift;
    uint32_t h1 = (uint32_t)(bias[1] + chunks), t1 = 0x10001u * (uint32_t)bias[1] + lift;
    uint32_t h2 = (uint32_t)(bias[2] + chunks), t2 = 0x10001u * (uint32_t)bias[2] + lift;
    uint32_t h3 = (uint32_t)(bias[3] + chunks), t3 = 0x10001u * (uint32_t)bias[3] + lift;
    if (!across)
        __asm__(PAIR
                : [t0] "+&r"(t0), [h0] "+&r"(h0), [t1] "+&r"(t1), [h1] "+&r"(h1), [t2] "+&r"(t2),
                  [h2] "+&r"(h2), [t3] "+&r"(t3), [h3] "+&r"(h3), [f0] "+&r"(f0), [f1] "+&r"(f1),
                  [f2] "+&r"(f2), [f3] "+&r"(f3), [x] "+&r"(x)
                : [n] "r"(taps)
                : "t0", "t1", "t2", "t3", "a3", "a4", "memory");
    else
        __asm__(PAIR_ACROSS
                : [t0] "+&r"(t0), [h0] "+&r"(h0), [t1] "+&r"(t1), [h1] "+&r"(h1), [t2] "+&r"(t2),
                  [h2] "+&r"(h2), [t3] "+&r"(t3), [h3] "+&r"(h3), [f0] "+&r"(f0), [f1] "+&r"(f1),
                  [x] "+&r"(x)
                : [n] "r"(taps), [step] "r"(p->step)
                : "t0", "t1", "t2", "t3", "a3", "a4", "memory");
    end_two(e, p, 0, t0, h0, first, second);
    end_two(e, p, 1, t1, h1, first, second);
    end_two(e, p, 2, t2, h2, first, second);
    end_two(e, p, 3, t3, h3, first, second);
}

static inline __attribute__((always_inline)) void
channels(const struct mote_plain_pair *p, int across, int8_t *first, int8_t *second)
{
    const struct ending e = {2 * p->twice_zero, -128, 127};
    struct mote_plain_pair rest = *p; /* of its own: bytes that are stored might alias *p */
    for (;;) {
        int32_t step = 4;
        four(&rest, &e, across, first, second);
        rest.channels -= 4;
        if (rest.channels == 0) return;
        if (rest.channels < 4) { /* some once more */
            step = rest.channels;
            rest.channels = 4;
        }
        rest.filter += across ? step : step * rest.taps;
        rest.bias += step;
        rest.multiplier += step;
        rest.right += step;
        first += step;
        second += step;
    }
}

static __attribute__((noinline)) void pair_across(const struct mote_plain_pair *p, int8_t *first,
                                                  int8_t *second)
{
    channels(p, 1, first, second);
}

void mote_plain_pair_s8(const struct mote_plain_pair *p, int8_t *first, int8_t *second)
{
    if (p->step == 1)
        channels(p, 0, first, second);
    else
        pair_across(p, first, second);
}

/* clang-format off */

#define ROW(i, k)                         \
    "lb t1, " i "(%[f" k "])\n"           \
    "mul t1, t1, t0\n"                    \
    "add %[s" k "], %[s" k "], t1\n"

#define TAP(i) "lw t0, 4*" i "(%[x])\n" ROW(i, "0") ROW(i, "1") ROW(i, "2") ROW(i, "3")

/* Eight and one taps at a time; %[n] of them. */
#define ROWS                              \
    "andi a4, %[n], -8\n"                 \
    "slli a4, a4, 2\n"                    \
    "add a4, a4, %[x]\n"                  \
    "beq a4, %[x], 2f\n"                  \
    "1:\n"                                \
    ".irp i, 0, 1, 2, 3, 4, 5, 6, 7\n"    \
    TAP("\\i")                            \
    ".endr\n"                             \
    STEP("8")                             \
    "bne %[x], a4, 1b\n"                  \
    "2:\n"                                \
    "andi a4, %[n], 7\n"                  \
    "beqz a4, 4f\n"                       \
    "3:\n"                                \
    TAP("0")                              \
    STEP("1")                             \
    "addi a4, a4, -1\n"                   \
    "bnez a4, 3b\n"                       \
    "4:\n"

/* clang-format on */

void mote_plain_vector_s8(uint32_t *sums, const uint32_t *start, const int32_t *x, const int8_t *f,
                          int32_t step, int32_t n, int32_t rows)
{
    for (; rows >= 4; rows -= 4, f += 4 * step, sums += 4, start += 4) {
        const int8_t *f0 = f, *f1 = f0 + step, *f2 = f1 + step, *f3 = f2 + step;
        uint32_t s0 = start[0], s1 = start[1], s2 = start[2], s3 = start[3];
        const int32_t *v = x;
        __asm__(ROWS
                : [s0] "+&r"(s0), [s1] "+&r"(s1), [s2] "+&r"(s2), [s3] "+&r"(s3), [f0] "+&r"(f0),
                  [f1] "+&r"(f1), [f2] "+&r"(f2), [f3] "+&r"(f3), [x] "+&r"(v)
                : [n] "r"(n)
                : "t0", "t1", "a4", "memory");
        sums[0] = s0;
        sums[1] = s1;
        sums[2] = s2;
        sums[3] = s3;
    }
    for (; rows > 0; rows--, f += step) {
        uint32_t sum = *start++;
        const int32_t *v = x;
        for (const int8_t *w = f, *end = f + n; w != end;) sum += (uint32_t)(*v++ * *w++);
        *sums++ = sum;
    }
}

#endif
