/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The line of plain_3x3.c for RISC-V. Weights, sums and all that ends an output take every register
 * there is, which gcc does not manage without spilling: hence all of it in assembly. Rows of the
 * filter that lie outside the image are left out: there are loops for three rows, and for two.
 */
#include "assembly.h"
#include "plain_3x3.h"

#if MOTE_SIMD_PLAIN && MOTE_SIMD_RV32

_Static_assert(MOTE_BLOCK_3X3_SHIFT_MAX == 22, "the bound of `right` is in the assembly");

/* clang-format off */

/*
 * a0 input  a1 output  a2 end of the row  a3 bias  a4 multiplier  a5 zero  a7 127  ra -128
 * a6 shift, negative if the zero point is -128: of it shifts look at five bits
 * s0-s2 weights of the left column, s3-s5 middle, s6-s8 right  s11 step
 * s9 s10 second, third: bytes from the first row that is inside to the others
 * t0-t2 inputs of a column  t3 sum of the next output  t4 of the one behind it  t5 t6 scratch
 * Weights, biases and multipliers are doubled. The stack:
 *      0 in  4 out  8 rows left  12 first_bias  16 what the last output lacks
 *     20 channel  24 end  28 line_in  32 line_out  36 bias  40 multiplier  44 right  48 filter
 *     52 width  56 line_rows  60 in_pitch  64 out_pitch  68 -left_missing  72 right_missing
 *     76 offset  80 2 * twice_zero  84 3, and what marks a6  88 rows that are inside, less 2
 *     92 the loop over rows
 * struct mote_block_3x3:
 *      4 second  8 third  12 step  56 outputs  60 left_missing  64 right_missing  76 in_pitch
 *     80 out_pitch  92 pair  96 single  100 offsets  104 line_in  108 line_out  112 line_rows
 * struct mote_plain_3x3_channels:
 *      0 filter  4 bias  8 multiplier  12 right  16 twice_zero  20 stride
 */
#define SAVED(instruction)      \
    ".irp r, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11\n" \
    instruction " s\\r, 96+4*\\r(sp)\n" \
    ".endr\n"                   \
    instruction " ra, 144(sp)\n"

/* A word of a struct, to the stack. */
#define COPY(from, to)          \
    "lw t0, " from "\n"         \
    "sw t0, " to "(sp)\n"

/* A row of the filter. */
#define WEIGHTS(left, middle, right) \
    "lb " left ", 0(t0)\n"      \
    "add t0, t0, s11\n"         \
    "lb " middle ", 0(t0)\n"    \
    "add t0, t0, s11\n"         \
    "lb " right ", 0(t0)\n"     \
    "add t0, t0, s11\n"         \
    "slli " left ", " left ", 1\n" \
    "slli " middle ", " middle ", 1\n" \
    "slli " right ", " right ", 1\n"

#define ADD_ROW(left, middle, right) \
    "add t4, t4, " left "\n"    \
    "add t5, t5, " middle "\n"  \
    "add t6, t6, " right "\n"

#define LOAD_2                  \
    "lb t0, 0(a0)\n"            \
    "add t5, a0, s9\n"          \
    "lb t1, 0(t5)\n"
#define LOAD_3                  \
    LOAD_2                      \
    "add t5, a0, s10\n"         \
    "lb t2, 0(t5)\n"

/* to = from + a column */
#define DOT_2(to, from, w0, w1, w2)       \
    "mul t5, t0, " w0 "\n"                \
    "mul t6, t1, " w1 "\n"                \
    "add " to ", " from ", t5\n"          \
    "add " to ", " to ", t6\n"
#define DOT_3(to, from, w0, w1, w2)       \
    "mul t5, t0, " w0 "\n"                \
    "mul t6, t1, " w1 "\n"                \
    "add " to ", " from ", t5\n"          \
    "mul t5, t2, " w2 "\n"                \
    "add " to ", " to ", t6\n"            \
    "add " to ", " to ", t5\n"

#define LEFT "s0", "s1", "s2"
#define MIDDLE "s3", "s4", "s5"
#define RIGHT "s6", "s7", "s8"
#define APPLY(dot, ...) dot(__VA_ARGS__)

/* Ends t3, twice the sum: a4 is twice the multiplier, so that the product's upper word is the sum
 * times multiplier / 2^30, which is what rounding takes; see mote_rescale_s8. By its sign only one
 * bound is in reach, as zero points are within them; where the zero point is that bound it is what
 * all sums below 0 give. */
#define END                     \
    "bltz t3, 7f\n"             \
    "mulhsu t6, t3, a4\n"       \
    "add t6, t6, a5\n"          \
    "sra t6, t6, a6\n"          \
    "bge a7, t6, 8f\n"          \
    "mv t6, a7\n"               \
    "j 8f\n"                    \
    "7:\n"                      \
    "bltz a6, 7f\n"             \
    "mulhsu t6, t3, a4\n"       \
    "addi t6, t6, -2\n"         \
    "add t6, t6, a5\n"          \
    "sra t6, t6, a6\n"          \
    "bge t6, ra, 8f\n"          \
    "7:\n"                      \
    "mv t6, ra\n"               \
    "8:\n"                      \
    "sb t6, 0(a1)\n"

/* The first columns of a row. */
#define ROW(load, dot)          \
    "1:\n"                      \
    "lw a2, 52(sp)\n"           \
    "lw t5, 68(sp)\n"           \
    "lw t3, 12(sp)\n"           \
    "add a2, a2, a1\n"          \
    "bnez t5, 2f\n"             \
    load                        \
    APPLY(dot, "t3", "t3", LEFT) \
    "add a0, a0, s11\n"         \
    "2:\n"

/* The next row, or the next channel. */
#define NEXT                    \
    "lw t4, 8(sp)\n"            \
    "addi t4, t4, -1\n"         \
    "beqz t4, 20f\n"            \
    "lw a0, 0(sp)\n"            \
    "lw a1, 4(sp)\n"            \
    "lw t2, 60(sp)\n"           \
    "lw t3, 64(sp)\n"           \
    "sw t4, 8(sp)\n"            \
    "add a0, a0, t2\n"          \
    "add a1, a1, t3\n"          \
    "sw a0, 0(sp)\n"            \
    "sw a1, 4(sp)\n"            \
    "j 1b\n"

#define ROWS(load, dot)         \
    ROW(load, dot)              \
    load                        \
    APPLY(dot, "t3", "t3", MIDDLE) \
    APPLY(dot, "t4", "a3", LEFT) \
    "add a0, a0, s11\n"         \
    "3:\n"                      \
    load                        \
    APPLY(dot, "t3", "t3", RIGHT) \
    END                         \
    APPLY(dot, "t3", "t4", MIDDLE) \
    APPLY(dot, "t4", "a3", LEFT) \
    "add a0, a0, s11\n"         \
    "add a1, a1, s11\n"         \
    "bne a1, a2, 3b\n"          \
    "lw t5, 72(sp)\n"           \
    "beqz t5, 4f\n"             \
    "lw t5, 16(sp)\n"           \
    "sub t3, t3, t5\n"          \
    END                         \
    "4:\n"                      \
    NEXT

/* Two columns from output to output. */
#define ROWS_BY_2(load, dot)    \
    ROW(load, dot)              \
    "3:\n"                      \
    load                        \
    APPLY(dot, "t3", "t3", MIDDLE) \
    "add a0, a0, s11\n"         \
    load                        \
    APPLY(dot, "t3", "t3", RIGHT) \
    END                         \
    APPLY(dot, "t3", "a3", LEFT) \
    "add a0, a0, s11\n"         \
    "add a1, a1, s11\n"         \
    "bne a1, a2, 3b\n"          \
    "lw t5, 72(sp)\n"           \
    "beqz t5, 4f\n"             \
    "lw t4, 16(sp)\n"           \
    load                        \
    APPLY(dot, "t3", "t3", MIDDLE) \
    "sub t3, t3, t4\n"          \
    END                         \
    "4:\n"                      \
    NEXT

NAKED int32_t mote_plain_3x3_line(REGISTER const struct mote_block_3x3 *b,
                                  REGISTER const struct mote_plain_3x3_channels *channels,
                                  REGISTER int32_t o, REGISTER int32_t end)
{
    __asm__ volatile(
        "addi sp, sp, -160\n"
        SAVED("sw")
        "sw a2, 20(sp)\n"
        "sw a3, 24(sp)\n"
        COPY("104(a0)", "28") COPY("108(a0)", "32")
        COPY("4(a1)", "36") COPY("8(a1)", "40") COPY("12(a1)", "44")
        COPY("112(a0)", "56") COPY("76(a0)", "60") COPY("80(a0)", "64")
        COPY("64(a0)", "72")
        "lw t0, 60(a0)\n"
        "neg t0, t0\n"
        "sw t0, 68(sp)\n"
        "lw s9, 4(a0)\n"
        "lw s10, 8(a0)\n"
        "lw s11, 12(a0)\n"
        "lw t0, 56(a0)\n"
        "lh t1, 100(a0)\n"
        "lw t2, 16(a1)\n"
        "lw t3, 20(a1)\n"
        "mul t0, t0, s11\n"
        "addi t4, t2, 255\n"
        "seqz t4, t4\n"
        "slli t4, t4, 31\n"
        "addi t4, t4, 3\n"
        "slli t2, t2, 1\n"
        "sw t0, 52(sp)\n"
        "sw t1, 76(sp)\n"
        "sw t2, 80(sp)\n"
        "sw t4, 84(sp)\n"
        /* which rows are inside? the middle one is whenever the first one is not */
        "lw t0, 92(a0)\n"
        "lw t2, 96(a0)\n"
        "lw t4, 0(a1)\n"
        "srli t1, t0, 16\n"
        "slli t0, t0, 16\n"
        "snez t0, t0\n"
        "snez t1, t1\n"
        "snez t2, t2\n"
        "add t2, t2, t1\n"
        "add t2, t2, t0\n"
        "addi t2, t2, -2\n"
        "sw t2, 88(sp)\n"
        "bnez t0, 2f\n"
        "mv s9, s10\n"
        "slli t1, s11, 1\n"
        "add t1, t1, s11\n"
        "add t4, t4, t1\n"
        "2:\n"
        "sw t4, 48(sp)\n"
        /* the loop: 11 and 12 are those of one column from output to output */
        "addi t3, t3, -1\n"
        "lla t0, 11f\n"
        "lla t1, 12f\n"
        "beqz t3, 2f\n"
        "lla t0, 13f\n"
        "lla t1, 14f\n"
        "2:\n"
        "bgtz t2, 2f\n"
        "mv t0, t1\n"
        "2:\n"
        "sw t0, 92(sp)\n"
        "li a7, 127\n"
        "li ra, -128\n"
        "10:\n"
        "lw a0, 20(sp)\n"
        "lw t2, 44(sp)\n"
        "lw t3, 40(sp)\n"
        "lw t4, 36(sp)\n"
        "slli t1, a0, 2\n"
        "add t2, t2, a0\n"
        "add t3, t3, t1\n"
        "add t4, t4, t1\n"
        "lb a6, 0(t2)\n"
        "lw a4, 0(t3)\n"
        "lw a3, 0(t4)\n"
        "bnez a4, 2f\n"
        "li a6, -1\n"
        "2:\n"
        /* is it within what can be rescaled? */
        "addi t1, a6, 1\n"
        "li t2, 22\n"
        "bgeu t1, t2, 21f\n"
        "srai t2, a3, 29\n"
        "srai t3, a3, 31\n"
        "bne t2, t3, 21f\n"
        "lw a5, 80(sp)\n"
        "lw t2, 84(sp)\n"
        "lw t0, 48(sp)\n"
        "sll a5, a5, t1\n"
        "addi a5, a5, 1\n"
        "add a6, a6, t2\n"
        "slli a4, a4, 1\n"
        "slli a3, a3, 1\n"
        "add t0, t0, a0\n"
        "lw t1, 88(sp)\n"
        WEIGHTS("s0", "s3", "s6")
        "bltz t1, 15f\n"
        WEIGHTS("s1", "s4", "s7")
        "16:\n"
        "add t4, s0, s1\n"
        "add t5, s3, s4\n"
        "add t6, s6, s7\n"
        "blez t1, 2f\n"
        WEIGHTS("s2", "s5", "s8")
        ADD_ROW("s2", "s5", "s8")
        "2:\n"
        "lw t0, 76(sp)\n"
        "lw t2, 68(sp)\n"
        "lw a1, 32(sp)\n"
        "mul t4, t4, t0\n"
        "mul t5, t5, t0\n"
        "mul t6, t6, t0\n"
        "lw t0, 28(sp)\n"
        "add a1, a1, a0\n"
        "add a3, a3, t4\n"
        "add a3, a3, t5\n"
        "add a3, a3, t6\n"
        "and t4, t4, t2\n"
        "sub t3, a3, t4\n"
        "add a0, a0, t0\n"
        "lw t4, 56(sp)\n"
        "lw t5, 92(sp)\n"
        "sw t3, 12(sp)\n"
        "sw t6, 16(sp)\n"
        "sw a0, 0(sp)\n"
        "sw a1, 4(sp)\n"
        "sw t4, 8(sp)\n"
        "jr t5\n"
        "11:\n"
        ROWS(LOAD_3, DOT_3)
        "12:\n"
        ROWS(LOAD_2, DOT_2)
        "13:\n"
        ROWS_BY_2(LOAD_3, DOT_3)
        "14:\n"
        ROWS_BY_2(LOAD_2, DOT_2)
        /* a row by itself: the other one has no weight */
        "15:\n"
        "li s1, 0\n"
        "li s4, 0\n"
        "li s7, 0\n"
        "j 16b\n"
        "20:\n"
        "lw a0, 20(sp)\n"
        "lw t0, 24(sp)\n"
        "addi a0, a0, 1\n"
        "sw a0, 20(sp)\n"
        "bne a0, t0, 10b\n"
        "21:\n"
        SAVED("lw")
        "addi sp, sp, 160\n"
        "ret\n");
}

/* clang-format on */

#endif
