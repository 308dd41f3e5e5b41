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

#define NAKED __attribute__((naked, noinline))
#define REGISTER __attribute__((unused)) /* an argument that only assembly reads */

/* clang-format off */

/* Tap i of two rows, and of eight: 25 instructions. */
#define TAP_OF_TWO(f, g, s, t)    \
    "lb a3, \\i(" f ")\n"       \
    "lb a4, \\i(" g ")\n"       \
    "mul a3, a3, a2\n"          \
    "mul a4, a4, a2\n"          \
    "add " s ", " s ", a3\n"    \
    "add " t ", " t ", a4\n"

#define TAP_OF_EIGHT              \
    "lw a2, 4*\\i(a0)\n"        \
    TAP_OF_TWO("t0", "t1", "s0", "s1") TAP_OF_TWO("t2", "t3", "s2", "s3") \
    TAP_OF_TWO("t4", "t5", "s4", "s5") TAP_OF_TWO("t6", "a5", "s6", "s7")

/*
 * Eight rows at a time. Between the loops:
 *      a1 end of x  a5 end of the last row  a6 where the loop is entered  a7 x
 *      s8 step  s9 from the end of a row to the next one  s10 multiplier, 0: sums  s11 zero
 *      ra right + 1; stack: 0 bias  4 out  8 units behind these eight
 * The loop is 16 taps long and is entered where it will end with the last one; the pointers lie as
 * many taps before.
 *
 * An output is half of y of mote_rescale_s8, with 2^right * twice_zero added before the shift:
 * the upper word of the product, and one more if the lower one with 2^30 added carries; for
 * negative sums one less unless the lower one, with 2^30 subtracted, does not borrow.
 */
NAKED void mote_plain_outputs_s8(REGISTER const struct mote_plain_outputs *p)
{
    __asm__ volatile(
        "addi sp, sp, -64\n"
        ".irp r, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11\n"
        "sw s\\r, 12+4*\\r(sp)\n"
        ".endr\n"
        "sw ra, 60(sp)\n"
        "lw s10, 12(a0)\n"
        "lw ra, 16(a0)\n"
        "lw s11, 20(a0)\n"
        "sll s11, s11, ra\n"
        "addi ra, ra, 1\n"
        "lw s8, 24(a0)\n"
        "lw a5, 28(a0)\n"
        "lw a7, 32(a0)\n"
        "lw t0, 36(a0)\n"
        "slli t1, t0, 2\n"
        "add a1, a7, t1\n"
        "neg t1, t0\n"
        "andi t1, t1, 15\n"
        "sub s9, s8, t0\n"
        "sub s9, s9, t1\n"
        "sub a5, a5, t1\n"
        "sub a5, a5, s9\n"
        "slli t2, t1, 2\n"
        "sub a7, a7, t2\n"
        "li t2, 100\n"
        "mul t1, t1, t2\n"
        "lla a6, 1f\n"
        "add a6, a6, t1\n"
        "lw a2, 0(a0)\n"
        "lw a3, 4(a0)\n"
        "lw a4, 8(a0)\n"
        "addi a4, a4, -8\n"
        "2:\n"
        ".irp r, 0, 1, 2, 3, 4, 5, 6, 7\n"
        "lw s\\r, 4*\\r(a2)\n"
        ".endr\n"
        "addi a2, a2, 32\n"
        "sw a2, 0(sp)\n"
        "sw a3, 4(sp)\n"
        "sw a4, 8(sp)\n"
        "add t0, a5, s9\n"
        "add t1, t0, s8\n"
        "add t2, t1, s8\n"
        "add t3, t2, s8\n"
        "add t4, t3, s8\n"
        "add t5, t4, s8\n"
        "add t6, t5, s8\n"
        "add a5, t6, s8\n"
        "mv a0, a7\n"
        "jr a6\n"
        ".option push\n"
        ".option norvc\n"
        "1:\n"
        ".irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n"
        TAP_OF_EIGHT
        ".endr\n"
        ".option pop\n"
        ".irp r, t0, t1, t2, t3, t4, t5, t6, a5\n"
        "addi \\r, \\r, 16\n"
        ".endr\n"
        "addi a0, a0, 64\n"
        "bne a0, a1, 1b\n"
        "lw a2, 0(sp)\n"
        "lw a3, 4(sp)\n"
        "lw a4, 8(sp)\n"
        "beqz s10, 6f\n"
        "li t0, 0xbfffffff\n"
        "li t1, 0x40000000\n"
        "li t2, -128\n"
        "li t3, 127\n"
        ".irp r, 0, 1, 2, 3, 4, 5, 6, 7\n"
        "mul t4, s\\r, s10\n"
        "mulh t5, s\\r, s10\n"
        "bltz s\\r, 7f\n"
        "sltu t4, t0, t4\n"
        "add t5, t5, t4\n"
        "j 8f\n"
        "7:\n"
        "sltu t4, t4, t1\n"
        "sub t5, t5, t4\n"
        "8:\n"
        "add t5, t5, s11\n"
        "sra t5, t5, ra\n"
        "bge t5, t2, 7f\n"
        "mv t5, t2\n"
        "7:\n"
        "bge t3, t5, 7f\n"
        "mv t5, t3\n"
        "7:\n"
        "sb t5, \\r(a3)\n"
        ".endr\n"
        "addi a3, a3, 8\n"
        "5:\n"
        "addi a4, a4, -8\n"
        "bgez a4, 2b\n"
        /* fewer than eight outputs are left: with the ones before them, if there are any */
        "addi t0, a4, 8\n"
        "beqz t0, 7f\n"
        "add a3, a3, a4\n"
        "slli t0, a4, 2\n"
        "add a2, a2, t0\n"
        "mul t0, a4, s8\n"
        "add a5, a5, t0\n"
        "li a4, 0\n"
        "j 2b\n"
        "6:\n"
        ".irp r, 0, 1, 2, 3, 4, 5, 6, 7\n"
        "sw s\\r, 4*\\r(a3)\n"
        ".endr\n"
        "addi a3, a3, 32\n"
        "j 5b\n"
        "7:\n"
        ".irp r, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11\n"
        "lw s\\r, 12+4*\\r(sp)\n"
        ".endr\n"
        "lw ra, 60(sp)\n"
        "addi sp, sp, 64\n"
        "ret\n");
}

/* clang-format on */

void mote_plain_vector_s8(uint32_t *sums, const uint32_t *start, const int32_t *x, const int8_t *f,
                          int32_t step, int32_t n, int32_t rows)
{
    if (rows >= MOTE_PLAIN_OUTPUTS_MIN) {
        const int32_t whole = rows & -MOTE_PLAIN_OUTPUTS_MIN;
        const struct mote_plain_outputs p = {
            (const int32_t *)start, sums, whole, 0, 0, 0, step, f, x, n};
        mote_plain_outputs_s8(&p);
        rows -= whole;
        f += whole * step;
        sums += whole;
        start += whole;
    }
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
