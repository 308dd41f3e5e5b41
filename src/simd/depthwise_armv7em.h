/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces of assembly that the depthwise 3x3 kernels share. */
#ifndef MOTE_SIMD_DEPTHWISE_ARMV7EM_H
#define MOTE_SIMD_DEPTHWISE_ARMV7EM_H

/* clang-format off */

/*
 * Registers: r0 column, r1 r2 to the other rows, r3 to the
 * next column, r4 r5 r6 left, middle, right (two rows), r7 left and middle of the third, r8 the
 * right and the shift. Stack: 0 multiplier  4 zero  8 bias.
 */

/* a column of three rows: r11 (first, second), r12 (third) */
#define COLUMN(temporary)                     \
    "ldrsb.w r11, [r0]\n"                     \
    "ldrsb.w " temporary ", [r0, r1]\n"       \
    "ldrsb.w r12, [r0, r2]\n"                 \
    "pkhbt r11, r11, " temporary ", lsl #16\n"

#define ADD_LEFT(x)                           \
    "smlad " x ", r11, r4, " x "\n"       \
    "smlabb " x ", r12, r7, " x "\n"
#define ADD_MIDDLE(x)                         \
    "smlad " x ", r11, r5, " x "\n"       \
    "smlabt " x ", r12, r7, " x "\n"
#define ADD_RIGHT(x)                          \
    "smlad " x ", r11, r6, " x "\n"       \
    "smlabt " x ", r12, r8, " x "\n"

/* both roundings, the zero point; lr: what `load` brings; saturation */
#define END(x, load)                          \
    "ldr.w lr, [sp]\n"                    \
    "smmulr " x ", " x ", lr\n"            \
    "ldr.w lr, [sp, #4]\n"                \
    "add.w " x ", " x ", " x ", asr #31\n" \
    "add.w " x ", " x ", lr\n"            \
    "asr.w " x ", " x ", r8\n"            \
    load                                      \
    "ssat " x ", #8, " x "\n"

/* The right column of one output (x), the middle of the next (y), the left of the one after it,
 * which takes over the first one's register: 84 bytes, counted on below. */
#define STEP(x, y)                            \
    COLUMN("lr")                              \
    ADD_RIGHT(x)                              \
    END(x, "ldr.w lr, [sp, #12]\n")       \
    "strb.w " x ", [r0, lr]\n"             \
    "ldr.w " x ", [sp, #8]\n"             \
    ADD_MIDDLE(y)                             \
    ADD_LEFT(x)                               \
    "add.w r0, r0, r3\n"

/* clang-format on */

#endif
