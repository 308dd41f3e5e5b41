/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel of plain_image.h for RISC-V. Two outputs are 62 instructions or less. */
#include "assembly.h"
#include "plain_image.h"
#include "plain_rv32.h"

#if MOTE_PLAIN_IMAGES && MOTE_SIMD_RV32

/* clang-format off */

/*
 * s0-s2 weights of the left column, s3-s5 middle, s6-s8 right  a3 bias, all of them doubled
 * a0 input  a1 a2 outputs  a4 multiplier  a5 zero  a6 shift  a7 127  ra -128  s9 step
 * s10 end of the row  s11 floored  t0 t5 t6 inputs  t1 t2 products  t3 t4 sums
 * The stack: 0 the argument  4 bias  8 multiplier  12 right  16 out  20 second  24 filter
 * 28 channels left
 * struct mote_plain_image:
 *      0 in  4 filter  8 out  12 second  16 bias  20 multiplier  24 right  28 channels  32 tap
 *     36 next_channel  40 step  44 width  48 offset  52 zero  56 floored
 */
#define LOAD(x, row, column)              \
    "lb " x ", 100*" row "+" column "(a0)\n"
#define MAC(sum, from, x, w, product)     \
    "mul " product ", " x ", " w "\n"     \
    "add " sum ", " from ", " product "\n"

/* A column that only one output of each row has: weights w0-w2. */
#define COLUMN(column, from, other, w0, w1, w2) \
    LOAD("t0", "0", column)               \
    LOAD("t5", "1", column)               \
    LOAD("t6", "2", column)               \
    MAC("t3", from, "t0", w0, "t1")       \
    LOAD("t0", "3", column)               \
    MAC("t3", "t3", "t5", w1, "t2")       \
    LOAD("t5", "4", column)               \
    MAC("t3", "t3", "t6", w2, "t1")       \
    MAC("t4", other, "t6", w0, "t2")      \
    MAC("t4", "t4", "t0", w1, "t1")       \
    MAC("t4", "t4", "t5", w2, "t2")

/* See END of plain_rv32.h; here the sign of the sum tells as much as that of the product. */
#define OUTPUT(sum, out)                  \
    "bltz " sum ", 1f\n"                  \
    "mulhsu t1, " sum ", a4\n"            \
    "add t1, t1, a5\n"                    \
    "sra t1, t1, a6\n"                    \
    "bge a7, t1, 2f\n"                    \
    "mv t1, a7\n"                         \
    "j 2f\n"                              \
    "1:\n"                                \
    "bnez s11, 1f\n"                      \
    "mulhsu t1, " sum ", a4\n"            \
    "addi t1, t1, -2\n"                   \
    "add t1, t1, a5\n"                    \
    "sra t1, t1, a6\n"                    \
    "bge t1, ra, 2f\n"                    \
    "1:\n"                                \
    "mv t1, ra\n"                         \
    "2:\n"                                \
    "sb t1, 0(" out ")\n"

/* t3 is the sum of the weights before they are doubled. */
#define WEIGHT(w)                         \
    "lb " w ", 0(t0)\n"                   \
    "add t0, t0, t1\n"                    \
    "add t3, t3, " w "\n"                 \
    "slli " w ", " w ", 1\n"

NAKED void mote_plain_image_s8(REGISTER const struct mote_plain_image *p)
{
    __asm__ volatile(
        "addi sp, sp, -96\n"
        ".irp r, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11\n"
        "sw s\\r, 32+4*\\r(sp)\n"
        ".endr\n"
        "sw ra, 80(sp)\n"
        "sw a0, 0(sp)\n"
        "lw t0, 16(a0)\n"
        "lw t1, 20(a0)\n"
        "lw t2, 24(a0)\n"
        "lw t3, 8(a0)\n"
        "lw t4, 12(a0)\n"
        "lw t5, 4(a0)\n"
        "lw t6, 28(a0)\n"
        "sw t0, 4(sp)\n"
        "sw t1, 8(sp)\n"
        "sw t2, 12(sp)\n"
        "sw t3, 16(sp)\n"
        "sw t4, 20(sp)\n"
        "sw t5, 24(sp)\n"
        "sw t6, 28(sp)\n"
        "lw s9, 40(a0)\n"
        "lw s11, 56(a0)\n"
        "li a7, 127\n"
        "li ra, -128\n"
        "3:\n"
        /* the next channel: weights by rows */
        "lw a0, 0(sp)\n"
        "lw t0, 24(sp)\n"
        "lw t1, 32(a0)\n"
        "lw t2, 36(a0)\n"
        "li t3, 0\n"
        "add t2, t2, t0\n"
        "sw t2, 24(sp)\n"
        WEIGHT("s0") WEIGHT("s3") WEIGHT("s6")
        WEIGHT("s1") WEIGHT("s4") WEIGHT("s7")
        WEIGHT("s2") WEIGHT("s5") WEIGHT("s8")
        "lw t0, 4(sp)\n"
        "lw t1, 8(sp)\n"
        "lw t2, 12(sp)\n"
        "lw t4, 48(a0)\n"
        "lw a3, 0(t0)\n"
        "lw a4, 0(t1)\n"
        "lb a6, 0(t2)\n"
        "mul t3, t3, t4\n"
        "addi t0, t0, 4\n"
        "addi t1, t1, 4\n"
        "addi t2, t2, 1\n"
        "sw t0, 4(sp)\n"
        "sw t1, 8(sp)\n"
        "sw t2, 12(sp)\n"
        "lw a5, 52(a0)\n"
        "add a3, a3, t3\n"
        "slli a4, a4, 1\n"
        "sll a5, a5, a6\n"
        "slli a3, a3, 1\n"
        "addi a5, a5, 1\n"
        "addi a6, a6, 3\n"
        "lw a1, 16(sp)\n"
        "lw a2, 20(sp)\n"
        "lw s10, 44(a0)\n"
        "lw a0, 0(a0)\n"
        "add s10, s10, a1\n"
        "addi t0, a1, 1\n"
        "addi t1, a2, 1\n"
        "sw t0, 16(sp)\n"
        "sw t1, 20(sp)\n"
        COLUMN("0", "a3", "a3", "s0", "s1", "s2")
        "4:\n"
        COLUMN("1", "t3", "t4", "s3", "s4", "s5")
        /* the right column, which is the left one of the next outputs */
        LOAD("t0", "0", "2")
        LOAD("t5", "1", "2")
        LOAD("t6", "2", "2")
        MAC("t3", "t3", "t0", "s6", "t1")
        MAC("t3", "t3", "t5", "s7", "t2")
        MAC("t3", "t3", "t6", "s8", "t1")
        OUTPUT("t3", "a1")
        MAC("t3", "a3", "t0", "s0", "t1")
        LOAD("t0", "3", "2")
        MAC("t3", "t3", "t5", "s1", "t2")
        LOAD("t5", "4", "2")
        MAC("t3", "t3", "t6", "s2", "t1")
        MAC("t4", "t4", "t6", "s6", "t2")
        MAC("t4", "t4", "t0", "s7", "t1")
        MAC("t4", "t4", "t5", "s8", "t2")
        OUTPUT("t4", "a2")
        MAC("t4", "a3", "t6", "s0", "t1")
        MAC("t4", "t4", "t0", "s1", "t2")
        MAC("t4", "t4", "t5", "s2", "t1")
        "add a1, a1, s9\n"
        "addi a0, a0, 2\n"
        "add a2, a2, s9\n"
        "bne a1, s10, 4b\n"
        "lw t0, 28(sp)\n"
        "addi t0, t0, -1\n"
        "sw t0, 28(sp)\n"
        "bnez t0, 3b\n"
        ".irp r, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11\n"
        "lw s\\r, 32+4*\\r(sp)\n"
        ".endr\n"
        "lw ra, 80(sp)\n"
        "addi sp, sp, 96\n"
        "ret\n");
}

/* clang-format on */

#endif
