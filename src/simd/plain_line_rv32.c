/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernels of plain_line.h for RISC-V. Inputs slide through registers, which change their roles
 * from tap to tap, or from output to output, instead of being moved: loops are as long as that
 * takes to come round. A tap of eight outputs is 22 instructions, one of two outputs of four
 * channels 31; an output of five taps that stay in registers is 21.
 */
#include "assembly.h"
#include "plain_line.h"
#include "plain_rv32.h"

#if MOTE_PLAIN_LINES && MOTE_SIMD_RV32

/* clang-format off */

/*
 * s0-s7 sums  a0-a7 inputs  ra offset  t0 weight  t1 t4 products  t2 next input  t3 next weight
 * s8 step  s9 filter_step  s10 s11 input and weight of the channel's first tap  t6 end of inputs
 * The stack: 0 the argument  4 bias  8 multiplier  12 right  16 out  20 channels left
 * struct mote_plain_line:
 *      0 in  4 filter  8 out  12 bias  16 multiplier  20 right  24 channels  28 step
 *     32 filter_step  36 out_step  40 offset  44 zero  48 span  52 gap  56 second_span
 */
#define BEGIN                             \
    "addi sp, sp, -80\n"                  \
    ".irp r, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11\n" \
    "sw s\\r, 24+4*\\r(sp)\n"             \
    ".endr\n"                             \
    "sw ra, 72(sp)\n"                     \
    "sw a0, 0(sp)\n"                      \
    "lw s10, 0(a0)\n"                     \
    "lw s11, 4(a0)\n"                     \
    "lw t0, 8(a0)\n"                      \
    "lw t1, 12(a0)\n"                     \
    "lw t2, 16(a0)\n"                     \
    "lw t3, 20(a0)\n"                     \
    "lw t4, 24(a0)\n"                     \
    "lw s8, 28(a0)\n"                     \
    "lw s9, 32(a0)\n"                     \
    "sw t0, 16(sp)\n"                     \
    "sw t1, 4(sp)\n"                      \
    "sw t2, 8(sp)\n"                      \
    "sw t3, 12(sp)\n"                     \
    "sw t4, 20(sp)\n"

/* To the first tap of the next channels. */
#define FIRST                             \
    "lw t4, 0(sp)\n"                      \
    "mv t2, s10\n"                        \
    "mv t3, s11\n"                        \
    "lw t6, 48(t4)\n"                     \
    "lw ra, 40(t4)\n"                     \
    "add t6, t6, t2\n"

/* What END wants; a3 is where the first output goes, a4 bytes to the next one. */
#define ENDS                              \
    "lw t0, 0(sp)\n"                      \
    "lw a0, 8(sp)\n"                      \
    "lw a1, 12(sp)\n"                     \
    "lw a3, 16(sp)\n"                     \
    "lw a4, 36(t0)\n"                     \
    "lw a2, 44(t0)\n"                     \
    "li a7, 127\n"                        \
    "li ra, -128\n"

#define SUM_END(s, k, out)                \
    "slli t3, " s ", 1\n"                 \
    END(k, out)

/* So many channels on, and back to 3; or done. */
#define NEXT(channels)                    \
    "lw t0, 20(sp)\n"                     \
    "lw a3, 16(sp)\n"                     \
    "addi a0, a0, 4*" channels "\n"       \
    "addi a1, a1, " channels "\n"         \
    "addi a3, a3, " channels "\n"         \
    "addi s10, s10, " channels "\n"       \
    "addi s11, s11, " channels "\n"       \
    "addi t0, t0, -" channels "\n"        \
    "sw a0, 8(sp)\n"                      \
    "sw a1, 12(sp)\n"                     \
    "sw a3, 16(sp)\n"                     \
    "sw t0, 20(sp)\n"                     \
    "bnez t0, 3b\n"                       \
    ".irp r, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11\n" \
    "lw s\\r, 24+4*\\r(sp)\n"             \
    ".endr\n"                             \
    "lw ra, 72(sp)\n"                     \
    "addi sp, sp, 80\n"                   \
    "ret\n"

/* ---- eight outputs of a channel ---- */

#define INPUT(x)                          \
    "lb " x ", 0(t2)\n"                   \
    "add t2, t2, s8\n"                    \
    "add " x ", " x ", ra\n"

/* Two sums, which go on from `f` and `g`. */
#define MAC_TWO(s, f, x, t, g, y)         \
    "mul t1, " x ", t0\n"                 \
    "mul t4, " y ", t0\n"                 \
    "add " s ", " f ", t1\n"              \
    "add " t ", " g ", t4\n"

#define TAP_OF(f0, f1, f2, f3, f4, f5, f6, f7, x0, x1, x2, x3, x4, x5, x6, x7) \
    "lb t0, 0(t3)\n"                      \
    "add t3, t3, s9\n"                    \
    INPUT(x7)                             \
    MAC_TWO("s0", f0, x0, "s1", f1, x1) MAC_TWO("s2", f2, x2, "s3", f3, x3) \
    MAC_TWO("s4", f4, x4, "s5", f5, x5) MAC_TWO("s6", f6, x6, "s7", f7, x7) \
    "beq t2, t6, 5f\n"

#define TAP(...) TAP_OF("s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", __VA_ARGS__)
#define FIRST_TAP(...) TAP_OF("t5", "t5", "t5", "t5", "t5", "t5", "t5", "t5", __VA_ARGS__)

NAKED void mote_plain_line_8(REGISTER const struct mote_plain_line *l)
{
    __asm__ volatile(
        BEGIN
        "3:\n"
        FIRST
        "lw t0, 4(sp)\n"
        "lw t5, 0(t0)\n"
        "addi t0, t0, 4\n"
        "sw t0, 4(sp)\n"
        INPUT("a0") INPUT("a1") INPUT("a2") INPUT("a3") INPUT("a4") INPUT("a5") INPUT("a6")
        FIRST_TAP("a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7")
        "4:\n"
        TAP("a1", "a2", "a3", "a4", "a5", "a6", "a7", "a0")
        TAP("a2", "a3", "a4", "a5", "a6", "a7", "a0", "a1")
        TAP("a3", "a4", "a5", "a6", "a7", "a0", "a1", "a2")
        TAP("a4", "a5", "a6", "a7", "a0", "a1", "a2", "a3")
        TAP("a5", "a6", "a7", "a0", "a1", "a2", "a3", "a4")
        TAP("a6", "a7", "a0", "a1", "a2", "a3", "a4", "a5")
        TAP("a7", "a0", "a1", "a2", "a3", "a4", "a5", "a6")
        TAP("a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7")
        "j 4b\n"
        "5:\n"
        ENDS
        END_LOAD("0")
        ".irp r, 0, 1, 2, 3, 4, 5, 6, 7\n"
        SUM_END("s\\r", "0", "a3")
        "add a3, a3, a4\n"
        ".endr\n"
        NEXT("1"));
}

/* ---- one and two outputs of four channels ---- */

/* Where memory ended: on to the other elements, if there are any, or to 5. t5 is the argument, or 0
 * if this has been. */
#define BEYOND                            \
    "beqz t5, 5f\n"                       \
    "lw t0, 52(t5)\n"                     \
    "lw t6, 56(t5)\n"                     \
    "beqz t6, 5f\n"                       \
    "add t2, t2, t0\n"                    \
    "add t6, t6, t2\n"                    \
    "li t5, 0\n"

#define BIASES                            \
    "lw t0, 4(sp)\n"                      \
    "lw s0, 0(t0)\n"                      \
    "lw s1, 4(t0)\n"                      \
    "lw s2, 8(t0)\n"                      \
    "lw s3, 12(t0)\n"                     \
    "addi t0, t0, 16\n"                   \
    "sw t0, 4(sp)\n"

/* A channel of both outputs, whose inputs are x and y; y is new. */
#define BOTH(k, x, y, s, t)               \
    "lb t0, " k "(t3)\n"                  \
    "lb " y ", " k "(t2)\n"               \
    "mul t1, " x ", t0\n"                 \
    "add " y ", " y ", ra\n"              \
    "mul t4, " y ", t0\n"                 \
    "add " s ", " s ", t1\n"              \
    "add " t ", " t ", t4\n"

#define TAP_OF_BOTH(x0, x1, x2, x3, y0, y1, y2, y3) \
    BOTH("0", x0, y0, "s0", "s4") BOTH("1", x1, y1, "s1", "s5") \
    BOTH("2", x2, y2, "s2", "s6") BOTH("3", x3, y3, "s3", "s7") \
    "add t2, t2, s8\n"                    \
    "add t3, t3, s9\n"

#define BOTH_END(k, s, t)                 \
    END_LOAD(k) SUM_END(s, k, "a3") SUM_END(t, k, "a4")

NAKED void mote_plain_line_2(REGISTER const struct mote_plain_line *l)
{
    __asm__ volatile(
        BEGIN
        "3:\n"
        FIRST
        BIASES
        ".irp r, 0, 1, 2, 3\n"
        "lb a\\r, \\r(t2)\n"
        ".endr\n"
        "add t2, t2, s8\n"
        "mv s4, s0\n"
        "mv s5, s1\n"
        "mv s6, s2\n"
        "mv s7, s3\n"
        ".irp r, 0, 1, 2, 3\n"
        "add a\\r, a\\r, ra\n"
        ".endr\n"
        "mv t5, t4\n"
        "beq t2, t6, 8f\n"
        "4:\n"
        TAP_OF_BOTH("a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7")
        "beq t2, t6, 6f\n"
        "7:\n"
        TAP_OF_BOTH("a4", "a5", "a6", "a7", "a0", "a1", "a2", "a3")
        "bne t2, t6, 4b\n"
        "8:\n"
        BEYOND
        "j 4b\n"
        "6:\n"
        BEYOND
        "j 7b\n"
        "5:\n"
        ENDS
        "add a4, a4, a3\n"
        BOTH_END("0", "s0", "s4") BOTH_END("1", "s1", "s5")
        BOTH_END("2", "s2", "s6") BOTH_END("3", "s3", "s7")
        NEXT("4"));
}

#define ONE(k)                            \
    "lb t0, " k "(t3)\n"                  \
    "lb t1, " k "(t2)\n"                  \
    "add t1, t1, ra\n"                    \
    "mul t1, t1, t0\n"                    \
    "add s" k ", s" k ", t1\n"

#define ONE_END(k) END_LOAD(k) SUM_END("s" k, k, "a3")

NAKED void mote_plain_line_1(REGISTER const struct mote_plain_line *l)
{
    __asm__ volatile(
        BEGIN
        "3:\n"
        FIRST
        BIASES
        "mv t5, t4\n"
        "4:\n"
        ONE("0") ONE("1") ONE("2") ONE("3")
        "add t2, t2, s8\n"
        "add t3, t3, s9\n"
        "bne t2, t6, 4b\n"
        BEYOND
        "j 4b\n"
        "5:\n"
        ENDS
        ONE_END("0") ONE_END("1") ONE_END("2") ONE_END("3")
        NEXT("4"));
}

/* ---- any number of outputs of a channel, all taps in registers ---- */

/*
 * s0-s4 weights  a0-a4 inputs  a5 bias  t5 next input  s5 end of inputs  s6 out_step  s7 out
 * t3 sum  t4 t6 products; s8-s11 and the stack as above, t0-t2 a7 ra as END has them. Weights and
 * bias are doubled.
 */
#define TAPS_BEGIN                        \
    "lw s6, 36(a0)\n"                     \
    "li a7, 127\n"                        \
    "li ra, -128\n"

#define WEIGHT(w)                         \
    "lb " w ", 0(t3)\n"                   \
    "add t3, t3, s9\n"                    \
    "add t6, t6, " w "\n"                 \
    "slli " w ", " w ", 1\n"

#define TAPS_BIAS                         \
    "lw t3, 4(sp)\n"                      \
    "lw t4, 0(sp)\n"                      \
    "lw a5, 0(t3)\n"                      \
    "addi t3, t3, 4\n"                    \
    "sw t3, 4(sp)\n"                      \
    "lw t3, 40(t4)\n"                     \
    "lw a0, 8(sp)\n"                      \
    "lw a1, 12(sp)\n"                     \
    "lw a2, 44(t4)\n"                     \
    "lw s5, 48(t4)\n"                     \
    "lw s7, 16(sp)\n"                     \
    "mul t3, t3, t6\n"                    \
    "mv t5, s10\n"                        \
    "add s5, s5, t5\n"                    \
    "add a5, a5, t3\n"                    \
    "slli a5, a5, 1\n"                    \
    END_LOAD("0")

#define TAPS_INPUT(x)                     \
    "lb " x ", 0(t5)\n"                   \
    "add t5, t5, s8\n"

#define SUM_OF_3(x0, x1, x2)              \
    "mul t3, " x0 ", s0\n"                \
    "mul t4, " x1 ", s1\n"                \
    "add t3, t3, a5\n"                    \
    "mul t6, " x2 ", s2\n"                \
    "add t3, t3, t4\n"                    \
    "add t3, t3, t6\n"

#define OUTPUT                            \
    END("0", "s7")                        \
    "add s7, s7, s6\n"                    \
    "beq t5, s5, 5f\n"

#define OUTPUT_OF_3(x0, x1, x2) TAPS_INPUT(x2) SUM_OF_3(x0, x1, x2) OUTPUT

#define OUTPUT_OF_5(x0, x1, x2, x3, x4)   \
    TAPS_INPUT(x4)                        \
    SUM_OF_3(x0, x1, x2)                  \
    "mul t4, " x3 ", s3\n"                \
    "mul t6, " x4 ", s4\n"                \
    "add t3, t3, t4\n"                    \
    "add t3, t3, t6\n"                    \
    OUTPUT

#define TAPS_NEXT                         \
    "lw a0, 8(sp)\n"                      \
    "lw a1, 12(sp)\n"                     \
    NEXT("1")

NAKED void mote_plain_line_of_3(REGISTER const struct mote_plain_line *l)
{
    __asm__ volatile(
        BEGIN
        TAPS_BEGIN
        "3:\n"
        "mv t3, s11\n"
        "li t6, 0\n"
        WEIGHT("s0") WEIGHT("s1") WEIGHT("s2")
        TAPS_BIAS
        TAPS_INPUT("a0") TAPS_INPUT("a1")
        "4:\n"
        OUTPUT_OF_3("a0", "a1", "a2")
        OUTPUT_OF_3("a1", "a2", "a0")
        OUTPUT_OF_3("a2", "a0", "a1")
        "j 4b\n"
        "5:\n"
        TAPS_NEXT);
}

NAKED void mote_plain_line_of_5(REGISTER const struct mote_plain_line *l)
{
    __asm__ volatile(
        BEGIN
        TAPS_BEGIN
        "3:\n"
        "mv t3, s11\n"
        "li t6, 0\n"
        WEIGHT("s0") WEIGHT("s1") WEIGHT("s2") WEIGHT("s3") WEIGHT("s4")
        TAPS_BIAS
        TAPS_INPUT("a0") TAPS_INPUT("a1") TAPS_INPUT("a2") TAPS_INPUT("a3")
        "4:\n"
        OUTPUT_OF_5("a0", "a1", "a2", "a3", "a4")
        OUTPUT_OF_5("a1", "a2", "a3", "a4", "a0")
        OUTPUT_OF_5("a2", "a3", "a4", "a0", "a1")
        OUTPUT_OF_5("a3", "a4", "a0", "a1", "a2")
        OUTPUT_OF_5("a4", "a0", "a1", "a2", "a3")
        "j 4b\n"
        "5:\n"
        TAPS_NEXT);
}

/* clang-format on */

#endif
