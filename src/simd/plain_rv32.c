/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernels of plain.h for RISC-V with 32-bit registers. The inner loops are assembly: gcc would
 * load all weights of a turn ahead, and spill. Four channels of two pixels: two taps are 38
 * instructions for 16 products.
 */
#include "assembly.h"
#include "blocks.h"
#include "plain.h"
#include "plain_rv32.h"

#if MOTE_SIMD_PLAIN && MOTE_SIMD_RV32

/* clang-format off */

/*
 * a0-a3 filters  a4 patch  a5 MOTE_PLAIN_START  a6 end of whole groups  t0 t1 taps of the patch
 * t2 t3 scratch  s0-s7 total and high of four channels
 *
 * The stack, first as struct mote_plain_pair has it:
 *      0 patch  4 filter  8 taps  12 bias  16 multiplier  20 right  24 twice_zero  28 channels
 *     32 chunks  36 out  40 step  44 second out  48 registers
 */
#define BEGIN                   \
    "addi sp, sp, -96\n"        \
    "sw s0, 48(sp)\n"           \
    "sw s1, 52(sp)\n"           \
    "sw s2, 56(sp)\n"           \
    "sw s3, 60(sp)\n"           \
    "sw s4, 64(sp)\n"           \
    "sw s5, 68(sp)\n"           \
    "sw s6, 72(sp)\n"           \
    "sw s7, 76(sp)\n"           \
    "sw ra, 80(sp)\n"           \
    ".irp i, 0, 4, 12, 16, 20, 28\n"    \
    "lw t0, \\i(a0)\n"          \
    "sw t0, \\i(sp)\n"          \
    ".endr\n"                   \
    "lw t0, 8(a0)\n"            \
    "lw t1, 24(a0)\n"           \
    "lw t2, 36(a0)\n"           \
    "sw t0, 8(sp)\n"            \
    "sw t2, 40(sp)\n"           \
    "slli t1, t1, 2\n"          \
    "addi t0, t0, 1\n"          \
    "sw t1, 24(sp)\n"           \
    "srai t0, t0, 1\n"          \
    "sw a1, 36(sp)\n"           \
    "sw t0, 32(sp)\n"           \
    "sw a2, 44(sp)\n"

#define RETURN                  \
    "lw s0, 48(sp)\n"           \
    "lw s1, 52(sp)\n"           \
    "lw s2, 56(sp)\n"           \
    "lw s3, 60(sp)\n"           \
    "lw s4, 64(sp)\n"           \
    "lw s5, 68(sp)\n"           \
    "lw s6, 72(sp)\n"           \
    "lw s7, 76(sp)\n"           \
    "lw ra, 80(sp)\n"           \
    "addi sp, sp, 96\n"         \
    "ret\n"

/* The bias of channel k, at t2; each of t3 chunks takes 1 from high. */
#define START(k, total, high)   \
    "lw t4, 4*" k "(t2)\n"      \
    "slli t5, t4, 16\n"         \
    "add " total ", t5, t4\n"   \
    "add " high ", t4, t3\n"

/* Loads tap i and i + 1 of the patch. */
#define PIXELS(i)               \
    "lw t0, 4*" i "(a4)\n"      \
    "lw t1, 4*" i "+4(a4)\n"

/* Two taps of a channel. */
#define TWO(i, f, k, g, total, high) \
    "lb t2, " i "(" f ")\n"     \
    "lb t3, " k "(" g ")\n"     \
    "mul t2, t2, t0\n"          \
    "mul t3, t3, t1\n"          \
    "add t2, t2, t3\n"          \
    "add " total ", " total ", t2\n"    \
    "add t2, t2, a5\n"          \
    "srai t2, t2, 16\n"         \
    "add " high ", " high ", t2\n"

#define FOUR(i) PIXELS(i)       \
    TWO(i, "a0", i "+1", "a0", "s0", "s1")   \
    TWO(i, "a1", i "+1", "a1", "s2", "s3")   \
    TWO(i, "a2", i "+1", "a2", "s4", "s5")   \
    TWO(i, "a3", i "+1", "a3", "s6", "s7")

#define ONE(i, f, total, high)  \
    "lb t2, " i "(" f ")\n"     \
    "mul t2, t2, t0\n"          \
    "add " total ", " total ", t2\n"    \
    "add t2, t2, a5\n"          \
    "srai t2, t2, 16\n"         \
    "add " high ", " high ", t2\n"

#define PAIR_STEP(n)            \
    "addi a0, a0, " n "\n"      \
    "addi a1, a1, " n "\n"      \
    "addi a2, a2, " n "\n"      \
    "addi a3, a3, " n "\n"      \
    "addi a4, a4, 4*" n "\n"

/* Sixteen, two and one taps at a time of filters [channels][taps]. */
#define ROWS_OF_TAPS            \
    "add a1, a0, t1\n"          \
    "add a2, a1, t1\n"          \
    "add a3, a2, t1\n"          \
    "andi a6, t1, -16\n"        \
    "slli a6, a6, 2\n"          \
    "add a6, a6, a4\n"          \
    "beq a6, a4, 4f\n"          \
    "3:\n"                      \
    ".irp i, 0, 2, 4, 6, 8, 10, 12, 14\n" \
    FOUR("\\i")                 \
    ".endr\n"                   \
    PAIR_STEP("16")             \
    "bne a4, a6, 3b\n"          \
    "4:\n"                      \
    "lw a6, 8(sp)\n"            \
    "andi a6, a6, 14\n"         \
    "beqz a6, 6f\n"             \
    "5:\n"                      \
    FOUR("0")                   \
    PAIR_STEP("2")              \
    "addi a6, a6, -2\n"         \
    "bnez a6, 5b\n"             \
    "6:\n"                      \
    "lw a6, 8(sp)\n"            \
    "andi a6, a6, 1\n"          \
    "beqz a6, 9f\n"             \
    "lw t0, 0(a4)\n"            \
    ONE("0", "a0", "s0", "s1") ONE("0", "a1", "s2", "s3")    \
    ONE("0", "a2", "s4", "s5") ONE("0", "a3", "s6", "s7")

/* Two and one taps at a time of a filter [taps][channels]: a0 and a1 are neighbours, a2 bytes
 * apart. */
#define ROWS_OF_CHANNELS        \
    "lw a2, 40(sp)\n"           \
    "andi a6, t1, -2\n"         \
    "slli a6, a6, 2\n"          \
    "add a6, a6, a4\n"          \
    "add a1, a0, a2\n"          \
    "beq a6, a4, 4f\n"          \
    "3:\n"                      \
    PIXELS("0")                 \
    TWO("0", "a0", "0", "a1", "s0", "s1")    \
    TWO("1", "a0", "1", "a1", "s2", "s3")    \
    TWO("2", "a0", "2", "a1", "s4", "s5")    \
    TWO("3", "a0", "3", "a1", "s6", "s7")    \
    "add a0, a1, a2\n"          \
    "add a1, a0, a2\n"          \
    "addi a4, a4, 8\n"          \
    "bne a4, a6, 3b\n"          \
    "4:\n"                      \
    "lw a6, 8(sp)\n"            \
    "andi a6, a6, 1\n"          \
    "beqz a6, 9f\n"             \
    "lw t0, 0(a4)\n"            \
    ONE("0", "a0", "s0", "s1") ONE("1", "a0", "s2", "s3")    \
    ONE("2", "a0", "s4", "s5") ONE("3", "a0", "s6", "s7")

/* `pitch`: where in the frame the bytes from channel to channel are, or how many. */
#define CHANNELS(SUM, pitch)    \
    BEGIN                       \
    "li a5, 0xffff7fff\n"       \
    "10:\n"                     \
    "lw a0, 4(sp)\n"            \
    "lw t1, 8(sp)\n"            \
    "lw a4, 0(sp)\n"            \
    "lw t2, 12(sp)\n"           \
    "lw t3, 32(sp)\n"           \
    START("0", "s0", "s1")      \
    START("1", "s2", "s3")      \
    START("2", "s4", "s5")      \
    START("3", "s6", "s7")      \
    SUM                         \
    "9:\n"                      \
    "lw a3, 36(sp)\n"           \
    "lw a4, 44(sp)\n"           \
    "lw a0, 16(sp)\n"           \
    "lw a1, 20(sp)\n"           \
    "lw a2, 24(sp)\n"           \
    "li a7, 127\n"              \
    "li ra, -128\n"             \
    END_LOAD("0") END_PAIR("0", "s0", "s1", "a3", "a4")  \
    END_LOAD("1") END_PAIR("1", "s2", "s3", "a3", "a4")  \
    END_LOAD("2") END_PAIR("2", "s4", "s5", "a3", "a4")  \
    END_LOAD("3") END_PAIR("3", "s6", "s7", "a3", "a4")  \
    /* the next four channels, or some once more, or back */ \
    "lw t0, 28(sp)\n"           \
    "li t1, 4\n"                \
    "sub t0, t0, t1\n"          \
    "beqz t0, 12f\n"            \
    "bge t0, t1, 11f\n"         \
    "mv t1, t0\n"               \
    "li t0, 4\n"                \
    "11:\n"                     \
    "sw t0, 28(sp)\n"           \
    "lw t2, 4(sp)\n"            \
    pitch                       \
    "lw t4, 12(sp)\n"           \
    "add a1, a1, t1\n"          \
    "add a3, a3, t1\n"          \
    "add a4, a4, t1\n"          \
    "mul t3, t3, t1\n"          \
    "sw a1, 20(sp)\n"           \
    "sw a3, 36(sp)\n"           \
    "sw a4, 44(sp)\n"           \
    "slli t1, t1, 2\n"          \
    "add t2, t2, t3\n"          \
    "add t4, t4, t1\n"          \
    "add a0, a0, t1\n"          \
    "sw t2, 4(sp)\n"            \
    "sw t4, 12(sp)\n"           \
    "sw a0, 16(sp)\n"           \
    "j 10b\n"                   \
    "12:\n"                     \
    RETURN

static NAKED void pair(REGISTER const struct mote_plain_pair *p, REGISTER int8_t *first,
                       REGISTER int8_t *second)
{
    __asm__ volatile(CHANNELS(ROWS_OF_TAPS, "lw t3, 8(sp)\n"));
}

static NAKED void pair_across(REGISTER const struct mote_plain_pair *p, REGISTER int8_t *first,
                              REGISTER int8_t *second)
{
    __asm__ volatile(CHANNELS(ROWS_OF_CHANNELS, "li t3, 1\n"));
}

/* clang-format on */

void mote_plain_pair_s8(const struct mote_plain_pair *p, int8_t *first, int8_t *second)
{
    if (p->step == 1)
        pair(p, first, second);
    else
        pair_across(p, first, second);
}

/* clang-format off */

#define STEP(n)                           \
    "addi %[f0], %[f0], " n "\n"          \
    "addi %[f1], %[f1], " n "\n"          \
    "addi %[f2], %[f2], " n "\n"          \
    "addi %[f3], %[f3], " n "\n"          \
    "addi %[x], %[x], 4*" n "\n"

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
