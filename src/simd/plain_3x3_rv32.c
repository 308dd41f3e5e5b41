/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows of plain_3x3.c for RISC-V. Weights, sums and all that ends an output take every register
 * there is, which gcc does not manage without spilling: hence whole functions in assembly.
 */
#include "assembly.h"
#include "plain_3x3.h"

#if MOTE_SIMD_PLAIN && MOTE_SIMD_RV32

/* clang-format off */

/*
 * a0 input  a1 output  a2 end of the row  a3 bias  a4 multiplier  a5 zero  a6 shift  a7 127  ra -128
 * s0-s2 weights of the left column, s3-s5 middle, s6-s8 right  s9 second  s10 third  s11 step
 * t0-t2 inputs of a column  t3 sum of the next output  t4 of the one behind it  t5 t6 scratch
 * The stack: 0 the argument  4 in  8 out  12 rows left
 */
#define LOAD                    \
    "lb t0, 0(a0)\n"            \
    "add t5, a0, s9\n"          \
    "lb t1, 0(t5)\n"            \
    "add t5, a0, s10\n"         \
    "lb t2, 0(t5)\n"

/* to = from + a column */
#define DOT(to, from, w0, w1, w2)         \
    "mul t5, t0, " w0 "\n"                \
    "mul t6, t1, " w1 "\n"                \
    "add " to ", " from ", t5\n"          \
    "mul t5, t2, " w2 "\n"                \
    "add " to ", " to ", t6\n"            \
    "add " to ", " to ", t5\n"

/* Ends t3, twice the sum: a4 is twice the multiplier, so that the product's upper word is the sum
 * times multiplier / 2^30, which is what rounding takes; see mote_rescale_s8. By its sign only one
 * bound is in reach, as zero points are within them. */
#define END                     \
    "mulhsu t6, t3, a4\n"       \
    "bltz t6, 7f\n"             \
    "add t6, t6, a5\n"          \
    "sra t6, t6, a6\n"          \
    "bge a7, t6, 8f\n"          \
    "mv t6, a7\n"               \
    "j 8f\n"                    \
    "7:\n"                      \
    "addi t6, t6, -2\n"         \
    "add t6, t6, a5\n"          \
    "sra t6, t6, a6\n"          \
    "bge t6, ra, 8f\n"          \
    "mv t6, ra\n"               \
    "8:\n"                      \
    "sb t6, 0(a1)\n"

#define BEGIN                   \
    "addi sp, sp, -80\n"        \
    "sw s0, 16(sp)\n"           \
    "sw s1, 20(sp)\n"           \
    "sw s2, 24(sp)\n"           \
    "sw s3, 28(sp)\n"           \
    "sw s4, 32(sp)\n"           \
    "sw s5, 36(sp)\n"           \
    "sw s6, 40(sp)\n"           \
    "sw s7, 44(sp)\n"           \
    "sw s8, 48(sp)\n"           \
    "sw s9, 52(sp)\n"           \
    "sw s10, 56(sp)\n"          \
    "sw s11, 60(sp)\n"          \
    "sw ra, 64(sp)\n"           \
    "sw a0, 0(sp)\n"            \
    "lw s0, 0(a0)\n"            \
    "lw s1, 4(a0)\n"            \
    "lw s2, 8(a0)\n"            \
    "lw s3, 12(a0)\n"           \
    "lw s4, 16(a0)\n"           \
    "lw s5, 20(a0)\n"           \
    "lw s6, 24(a0)\n"           \
    "lw s7, 28(a0)\n"           \
    "lw s8, 32(a0)\n"           \
    "lw s9, 36(a0)\n"           \
    "lw s10, 40(a0)\n"          \
    "lw s11, 44(a0)\n"          \
    "lw a3, 48(a0)\n"           \
    "lw a4, 52(a0)\n"           \
    "lw a5, 56(a0)\n"           \
    "lw a6, 60(a0)\n"           \
    "lw t0, 80(a0)\n"           \
    "lw t1, 84(a0)\n"           \
    "lw t2, 88(a0)\n"           \
    "sw t0, 4(sp)\n"            \
    "sw t1, 8(sp)\n"            \
    "sw t2, 12(sp)\n"           \
    "li a7, 127\n"              \
    "li ra, -128\n"

/* The first columns of a row. */
#define ROW                     \
    "1:\n"                      \
    "lw t6, 0(sp)\n"            \
    "lw a0, 4(sp)\n"            \
    "lw a1, 8(sp)\n"            \
    "lw a2, 100(t6)\n"          \
    "lw t3, 64(t6)\n"           \
    "lw t5, 72(t6)\n"           \
    "add a2, a2, a1\n"          \
    "bnez t5, 2f\n"             \
    LOAD                        \
    DOT("t3", "t3", "s0", "s1", "s2") \
    "add a0, a0, s11\n"         \
    "2:\n"

/* The next row, or back. */
#define NEXT                    \
    "lw t6, 0(sp)\n"            \
    "lw t0, 4(sp)\n"            \
    "lw t1, 8(sp)\n"            \
    "lw t2, 92(t6)\n"           \
    "lw t3, 96(t6)\n"           \
    "lw t4, 12(sp)\n"           \
    "add t0, t0, t2\n"          \
    "add t1, t1, t3\n"          \
    "addi t4, t4, -1\n"         \
    "sw t0, 4(sp)\n"            \
    "sw t1, 8(sp)\n"            \
    "sw t4, 12(sp)\n"           \
    "bnez t4, 1b\n"             \
    "lw s0, 16(sp)\n"           \
    "lw s1, 20(sp)\n"           \
    "lw s2, 24(sp)\n"           \
    "lw s3, 28(sp)\n"           \
    "lw s4, 32(sp)\n"           \
    "lw s5, 36(sp)\n"           \
    "lw s6, 40(sp)\n"           \
    "lw s7, 44(sp)\n"           \
    "lw s8, 48(sp)\n"           \
    "lw s9, 52(sp)\n"           \
    "lw s10, 56(sp)\n"          \
    "lw s11, 60(sp)\n"          \
    "lw ra, 64(sp)\n"           \
    "addi sp, sp, 80\n"         \
    "ret\n"

NAKED void mote_plain_3x3_rows(REGISTER const struct mote_plain_3x3 *c)
{
    __asm__ volatile(
        BEGIN
        ROW
        LOAD
        DOT("t3", "t3", "s3", "s4", "s5")
        DOT("t4", "a3", "s0", "s1", "s2")
        "add a0, a0, s11\n"
        "3:\n"
        LOAD
        DOT("t3", "t3", "s6", "s7", "s8")
        END
        DOT("t3", "t4", "s3", "s4", "s5")
        DOT("t4", "a3", "s0", "s1", "s2")
        "add a0, a0, s11\n"
        "add a1, a1, s11\n"
        "bne a1, a2, 3b\n"
        "lw t6, 0(sp)\n"
        "lw t5, 76(t6)\n"
        "beqz t5, 4f\n"
        "lw t5, 68(t6)\n"
        "add t3, t3, t5\n"
        END
        "4:\n"
        NEXT);
}

NAKED void mote_plain_3x3_rows_by_2(REGISTER const struct mote_plain_3x3 *c)
{
    __asm__ volatile(
        BEGIN
        ROW
        "3:\n"
        LOAD
        DOT("t3", "t3", "s3", "s4", "s5")
        "add a0, a0, s11\n"
        LOAD
        DOT("t3", "t3", "s6", "s7", "s8")
        END
        DOT("t3", "a3", "s0", "s1", "s2")
        "add a0, a0, s11\n"
        "add a1, a1, s11\n"
        "bne a1, a2, 3b\n"
        "lw t6, 0(sp)\n"
        "lw t5, 76(t6)\n"
        "beqz t5, 4f\n"
        "lw t4, 68(t6)\n"
        LOAD
        DOT("t3", "t3", "s3", "s4", "s5")
        "add t3, t3, t4\n"
        END
        "4:\n"
        NEXT);
}

/* clang-format on */

#endif
