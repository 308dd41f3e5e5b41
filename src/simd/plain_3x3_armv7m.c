/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows of plain_3x3.c for Cortex-M3. Nine weights, three sums, an input and its address take
 * all fourteen registers; what ends an output is loaded from the stack.
 */
#include "assembly.h"
#include "plain_3x3.h"

#if MOTE_SIMD_PLAIN && MOTE_SIMD_ARMV7M

/* clang-format off */

/*
 * r0 input, r3-r5 weights of the left column, r6-r8 middle, r9-r11 right, lr scratch. The stack is
 * a copy of struct mote_plain_3x3 behind the weights:
 *      0 second  4 third  8 step  12 bias  16 multiplier  20 zero  24 shift  28 first_bias
 *     32 last_bias  36 left_missing  40 right_missing  44 in  48 out  52 rows  56 in_pitch
 *     60 out_pitch  64 width, and  68 the end of a row
 */
#define LOAD(row)                                 \
    "ldr lr, [sp, #" row "]\n"              \
    "ldrsb lr, [r0, lr]\n"
#define MLA(sum, w) "mla " sum ", " w ", lr, " sum "\n"
#define STEP                                      \
    "ldr lr, [sp, #8]\n"                    \
    "add r0, lr\n"

/* A column in one sum, and in two. */
#define ADD(sum, w0, w1, w2)                      \
    "ldrsb lr, [r0]\n"                      \
    MLA(sum, w0)                                  \
    LOAD("0")                                     \
    MLA(sum, w1)                                  \
    LOAD("4")                                     \
    MLA(sum, w2)
#define ADD_TWO(sum, w0, w1, w2, other, v0, v1, v2) \
    "ldrsb lr, [r0]\n"                      \
    MLA(sum, w0) MLA(other, v0)                   \
    LOAD("0")                                     \
    MLA(sum, w1) MLA(other, v1)                   \
    LOAD("4")                                     \
    MLA(sum, w2) MLA(other, v2)

/* The output of a sum, which is used up, to lr. */
#define END(sum)                                  \
    "ldr lr, [sp, #16]\n"                   \
    "smull " sum ", lr, " sum ", lr\n"      \
    "add lr, lr, " sum ", lsr #31\n"        \
    "add lr, lr, lr, asr #31\n"             \
    "ldr " sum ", [sp, #20]\n"              \
    "add lr, " sum "\n"                     \
    "ldr " sum ", [sp, #24]\n"              \
    "asr lr, lr, " sum "\n"                 \
    "ssat lr, #8, lr\n"

/* A column of inputs: the right one of sum a, the middle one of b, the left one of c, which is
 * new. Outputs lie as far apart as inputs, `out` is how far from them. */
#define COLUMN(a, b, c)                           \
    "ldr " c ", [sp, #12]\n"                \
    "ldrsb lr, [r0]\n"                      \
    MLA(a, "r9") MLA(b, "r6") MLA(c, "r3")        \
    LOAD("0")                                     \
    MLA(a, "r10") MLA(b, "r7") MLA(c, "r4")       \
    LOAD("4")                                     \
    MLA(a, "r11") MLA(b, "r8") MLA(c, "r5")       \
    END(a)                                        \
    "ldr " a ", [sp, #48]\n"                \
    "strb lr, [r0, " a "]\n"                \
    STEP                                          \
    "ldr lr, [sp, #68]\n"                   \
    "cmp r0, lr\n"

#define BEGIN                                     \
    "push.w {r4-r11, lr}\n"                 \
    "sub sp, #76\n"                         \
    "add r1, r0, #36\n"                     \
    "ldmia.w r1!, {r3-r11}\n"               \
    "stm.w sp, {r3-r11}\n"                  \
    "ldm.w r1, {r3-r10}\n"                  \
    "add r2, sp, #36\n"                     \
    "stm.w r2, {r3-r10}\n"                  \
    "ldm.w r0, {r3-r11}\n"
#define DONE                                      \
    "add sp, #76\n"                         \
    "pop.w {r4-r11, pc}\n"

NAKED void mote_plain_3x3_rows(REGISTER const struct mote_plain_3x3 *c)
{
    __asm__ volatile(
        BEGIN
        /* `out` as a distance from the right column of the first output, the width in bytes */
        "ldrd r1, r2, [sp, #44]\n"
        "ldr lr, [sp, #8]\n"
        "sub r2, r2, r1\n"
        "sub r2, r2, lr\n"
        "ldr r1, [sp, #36]\n"
        "cbnz r1, 7f\n"
        "sub r2, r2, lr\n"
        "7:\n"
        "str r2, [sp, #48]\n"
        "ldrd r1, r2, [sp, #56]\n"
        "sub r2, r1\n"
        "str r2, [sp, #60]\n"
        "1:\n"
        "ldr r0, [sp, #44]\n"
        "ldr r1, [sp, #28]\n"
        "ldr r2, [sp, #36]\n"
        "cbnz r2, 2f\n"
        ADD("r1", "r3", "r4", "r5")
        STEP
        "2:\n"
        "ldr r2, [sp, #12]\n"
        ADD_TWO("r1", "r6", "r7", "r8", "r2", "r3", "r4", "r5")
        STEP
        "ldr lr, [sp, #64]\n"
        "add lr, r0\n"
        "str lr, [sp, #68]\n"
        "3:\n"
        COLUMN("r1", "r2", "r12")
        "beq 4f\n"
        COLUMN("r2", "r12", "r1")
        "beq 5f\n"
        COLUMN("r12", "r1", "r2")
        "bne.w 3b\n"
        "b.n 6f\n"
        "4:\n"
        "mov r1, r2\n"
        "b.n 6f\n"
        "5:\n"
        "mov r1, r12\n"
        "6:\n"
        "ldr lr, [sp, #40]\n"
        "cmp lr, #0\n"
        "beq.n 8f\n"
        "ldr lr, [sp, #32]\n"
        "add r1, lr\n"
        END("r1")
        "ldr r1, [sp, #48]\n"
        "strb lr, [r0, r1]\n"
        "8:\n"
        "ldrd r0, r1, [sp, #44]\n"
        "ldrd r2, r12, [sp, #56]\n"
        "add r0, r2\n"
        "add r1, r12\n"
        "ldr r2, [sp, #52]\n"
        "strd r0, r1, [sp, #44]\n"
        "subs r2, #1\n"
        "str r2, [sp, #52]\n"
        "bne.w 1b\n"
        DONE);
}

NAKED void mote_plain_3x3_rows_by_2(REGISTER const struct mote_plain_3x3 *c)
{
    __asm__ volatile(
        BEGIN
        "1:\n"
        "ldrd r0, r2, [sp, #44]\n"
        "ldr r1, [sp, #64]\n"
        "add r1, r2\n"
        "str r1, [sp, #68]\n"
        "ldr r1, [sp, #28]\n"
        "ldr lr, [sp, #36]\n"
        "cmp lr, #0\n"
        "bne.n 2f\n"
        ADD("r1", "r3", "r4", "r5")
        STEP
        "2:\n"
        ADD("r1", "r6", "r7", "r8")
        STEP
        "ldr r12, [sp, #12]\n"
        ADD_TWO("r1", "r9", "r10", "r11", "r12", "r3", "r4", "r5")
        END("r1")
        "strb lr, [r2]\n"
        STEP
        "add r2, lr\n"
        "ldr lr, [sp, #68]\n"
        "mov r1, r12\n"
        "cmp r2, lr\n"
        "bne 2b\n"
        "ldr lr, [sp, #40]\n"
        "cmp lr, #0\n"
        "beq.n 8f\n"
        ADD("r1", "r6", "r7", "r8")
        "ldr lr, [sp, #32]\n"
        "add r1, lr\n"
        END("r1")
        "strb lr, [r2]\n"
        "8:\n"
        "ldrd r0, r1, [sp, #44]\n"
        "ldrd r2, r12, [sp, #56]\n"
        "add r0, r2\n"
        "add r1, r12\n"
        "ldr r2, [sp, #52]\n"
        "strd r0, r1, [sp, #44]\n"
        "subs r2, #1\n"
        "str r2, [sp, #52]\n"
        "bne.w 1b\n"
        DONE);
}

/* clang-format on */

#endif
