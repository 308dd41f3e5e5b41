/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel of plain_quad.h for RISC-V with 32-bit registers: three channels of four pixels take
 * every register there is, which compilers do not manage without spilling. Four taps are 90
 * instructions for 48 products, or 119 where they are two chunks.
 */
#include "assembly.h"
#include "plain_quad.h"
#include "plain_rv32.h"

#if MOTE_SIMD_PLAIN && MOTE_SIMD_RV32

/* clang-format off */

/*
 * a0-a2 filters  a3 a4 patches  a5 bits of the groups to come  a6 a7 t0 t1 scratch
 * t2-t6 ra what the chunk adds up: first and second patch of the three channels
 * s0-s11 totals of the first and second patch, high of both, of a channel after the other
 *
 * The stack:
 *      0 patch  4 second patch  8 filter  12 taps  16 bias  20 multiplier  24 right
 *     28 4 * twice_zero  32 channels left  36 chunks  40 out  44 its pitch
 *     48 bytes of chunks a block  52 end of those of this block  56 some groups are zero
 *     60 registers
 */
#define BEGIN                   \
    "addi sp, sp, -112\n"       \
    "sw s0, 60(sp)\n"           \
    "sw s1, 64(sp)\n"           \
    "sw s2, 68(sp)\n"           \
    "sw s3, 72(sp)\n"           \
    "sw s4, 76(sp)\n"           \
    "sw s5, 80(sp)\n"           \
    "sw s6, 84(sp)\n"           \
    "sw s7, 88(sp)\n"           \
    "sw s8, 92(sp)\n"           \
    "sw s9, 96(sp)\n"           \
    "sw s10, 100(sp)\n"          \
    "sw s11, 104(sp)\n"         \
    "sw ra, 108(sp)\n"          \
    ".irp i, 0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48\n" \
    "lw t0, \\i(a0)\n"          \
    "sw t0, \\i(sp)\n"          \
    ".endr\n"

#define RETURN                  \
    "lw s0, 60(sp)\n"           \
    "lw s1, 64(sp)\n"           \
    "lw s2, 68(sp)\n"           \
    "lw s3, 72(sp)\n"           \
    "lw s4, 76(sp)\n"           \
    "lw s5, 80(sp)\n"           \
    "lw s6, 84(sp)\n"           \
    "lw s7, 88(sp)\n"           \
    "lw s8, 92(sp)\n"           \
    "lw s9, 96(sp)\n"           \
    "lw s10, 100(sp)\n"          \
    "lw s11, 104(sp)\n"         \
    "lw ra, 108(sp)\n"          \
    "addi sp, sp, 112\n"        \
    "ret\n"

/* Bias t4; a chunk of two taps takes 1 from high, t3 gives it back. */
#define START(i, t, u, high, high2) \
    "lw t4, " i "(t2)\n"        \
    "slli t5, t4, 16\n"         \
    "add " t ", t5, t4\n"       \
    "mv " u ", " t "\n"         \
    "add " high ", t4, t3\n"    \
    "mv " high2 ", " high "\n"

#define LOAD(i)                 \
    "lw a6, 4*(" i ")(a3)\n"    \
    "lw a7, 4*(" i ")(a4)\n"

/* The first tap of a chunk, and one more. */
#define FIRST(i, f, p, q)       \
    "lb t0, " i "(" f ")\n"     \
    "mul " p ", t0, a6\n"       \
    "mul " q ", t0, a7\n"

#define MORE(i, f, p, q)        \
    "lb t0, " i "(" f ")\n"     \
    "mul t1, t0, a6\n"          \
    "mul t0, t0, a7\n"          \
    "add " p ", " p ", t1\n"    \
    "add " q ", " q ", t0\n"

#define FIRST_TAP(i)            \
    LOAD(i)                     \
    FIRST(i, "a0", "t2", "t3")  \
    FIRST(i, "a1", "t4", "t5")  \
    FIRST(i, "a2", "t6", "ra")

#define TAP(i)                  \
    LOAD(i)                     \
    MORE(i, "a0", "t2", "t3")   \
    MORE(i, "a1", "t4", "t5")   \
    MORE(i, "a2", "t6", "ra")

/* t0 is the start of the chunk. */
#define TAKE(p, total, high)        \
    "add " total ", " total ", " p "\n" \
    "add " p ", " p ", t0\n"        \
    "srai " p ", " p ", 16\n"       \
    "add " high ", " high ", " p "\n"

#define TAKE_ALL                    \
    TAKE("t2", "s0", "s2") TAKE("t3", "s1", "s3")   \
    TAKE("t4", "s4", "s6") TAKE("t5", "s5", "s7")   \
    TAKE("t6", "s8", "s10") TAKE("ra", "s9", "s11")

/* A chunk of four taps, or of one: the low half may be anything within 2^15 - 1. */
#define TAKE_SMALL "lui t0, 8\n" TAKE_ALL

#define TAKE_TWO "lui t0, 0xffff8\n" "addi t0, t0, -1\n" TAKE_ALL

#define FOUR(i) FIRST_TAP(i) TAP(i "+1") TAP(i "+2") TAP(i "+3") TAKE_SMALL

#define STEP(n)                 \
    "addi a0, a0, " n "\n"      \
    "addi a1, a1, " n "\n"      \
    "addi a2, a2, " n "\n"      \
    "addi a3, a3, 4*" n "\n"    \
    "addi a4, a4, 4*" n "\n"

#define END_CHANNEL(k, t, u, high, high2) \
    END_LOAD(k)                         \
    END_PAIR(k, t, high, "a3", "a4")    \
    END_PAIR(k, u, high2, "a5", "a6")

NAKED void mote_plain_quad_s8(REGISTER const struct mote_plain_quad *q)
{
    __asm__ volatile(
        BEGIN
        /* a block of channels */
        "10:\n"
        "lw a0, 8(sp)\n"
        "lw t1, 12(sp)\n"
        "lw a3, 0(sp)\n"
        "lw a4, 4(sp)\n"
        "lw t2, 16(sp)\n"
        "lw t0, 36(sp)\n"
        "lw t4, 48(sp)\n"
        "add a1, a0, t1\n"
        "add a2, a1, t1\n"
        "lw t3, 0(t0)\n"
        "lw a5, 4(t0)\n"
        "andi t1, t3, 1\n"
        "sub t3, t3, t1\n"
        "sw t1, 56(sp)\n"
        "add t4, t4, t0\n"
        "addi t0, t0, 8\n"
        "sw t4, 52(sp)\n"
        "sw t0, 36(sp)\n"
        START("0", "s0", "s1", "s2", "s3")
        START("4", "s4", "s5", "s6", "s7")
        START("8", "s8", "s9", "s10", "s11")
        "bltz a5, 5f\n"
        /* groups of four taps */
        "3:\n"
        FOUR("0")
        "slli a5, a5, 1\n"
        "bltz a5, 4f\n"
        FOUR("4")
        "slli a5, a5, 1\n"
        "bltz a5, 15f\n"
        FOUR("8")
        "slli a5, a5, 1\n"
        "bltz a5, 16f\n"
        FOUR("12")
        "slli a5, a5, 1\n"
        STEP("16")
        "bgez a5, 3b\n"
        "j 5f\n"
        "16:\n"
        STEP("12")
        "j 5f\n"
        "15:\n"
        STEP("8")
        "j 5f\n"
        "4:\n"
        STEP("4")
        /* the end of the word of bits, or nothing but zeros, or two chunks */
        "5:\n"
        "slli a5, a5, 1\n"
        "beqz a5, 6f\n"
        "lw t0, 56(sp)\n"
        "beqz t0, 13f\n"
        "lw a6, 0(a0)\n"
        "lw a7, 0(a1)\n"
        "lw t1, 0(a2)\n"
        "or a6, a6, a7\n"
        "or a6, a6, t1\n"
        "beqz a6, 14f\n"
        "13:\n"
        FIRST_TAP("0") TAP("1") TAKE_TWO
        FIRST_TAP("2") TAP("3") TAKE_TWO
        "14:\n"
        STEP("4")
        "bgez a5, 3b\n"
        "j 5b\n"
        "6:\n"
        "lw t0, 36(sp)\n"
        "lw t1, 52(sp)\n"
        "beq t0, t1, 7f\n"
        "lw a5, 0(t0)\n"
        "addi t0, t0, 4\n"
        "sw t0, 36(sp)\n"
        "bgez a5, 3b\n"
        "j 5b\n"
        /* up to three taps behind the groups */
        "7:\n"
        "lw a5, 12(sp)\n"
        "andi a5, a5, 3\n"
        "beqz a5, 9f\n"
        "8:\n"
        FIRST_TAP("0")
        TAKE_SMALL
        STEP("1")
        "addi a5, a5, -1\n"
        "bnez a5, 8b\n"
        /* outputs */
        "9:\n"
        "lw a3, 40(sp)\n"
        "lw t0, 44(sp)\n"
        "lw a0, 20(sp)\n"
        "lw a1, 24(sp)\n"
        "lw a2, 28(sp)\n"
        "add a4, a3, t0\n"
        "add a5, a4, t0\n"
        "add a6, a5, t0\n"
        "li a7, 127\n"
        "li ra, -128\n"
        END_CHANNEL("0", "s0", "s1", "s2", "s3")
        END_CHANNEL("1", "s4", "s5", "s6", "s7")
        END_CHANNEL("2", "s8", "s9", "s10", "s11")
        /* the next three channels, or some once more, or back */
        "lw t0, 32(sp)\n"
        "li t1, 3\n"
        "sub t0, t0, t1\n"
        "beqz t0, 12f\n"
        "bge t0, t1, 11f\n"
        "mv t1, t0\n"
        "li t0, 3\n"
        "11:\n"
        "sw t0, 32(sp)\n"
        "lw t2, 8(sp)\n"
        "lw t3, 12(sp)\n"
        "lw t4, 16(sp)\n"
        "add a1, a1, t1\n"
        "add a3, a3, t1\n"
        "mul t3, t3, t1\n"
        "sw a1, 24(sp)\n"
        "sw a3, 40(sp)\n"
        "slli t1, t1, 2\n"
        "add t2, t2, t3\n"
        "add t4, t4, t1\n"
        "add a0, a0, t1\n"
        "sw t2, 8(sp)\n"
        "sw t4, 16(sp)\n"
        "sw a0, 20(sp)\n"
        "j 10b\n"
        "12:\n"
        RETURN);
}

/* clang-format on */

#endif
