/* SPDX-License-Identifier: Apache-2.0 */
/* A single pixel of a convolution for MVE: four rows of weights at a time, or rows of 64. */
#include "assembly.h"
#include "mve.h"

#if MOTE_SIMD_MVE

/* clang-format off */

/* Ends four channels; PART and ONE as in PIXELS of mve_depthwise.c. */
#define END_FOUR(PART, ONE)                     \
    "vmov d0, r0, r2\n"                         \
    "vmov d1, r4, r6\n"                         \
    "ldrd r2, r3, [sp, #16]\n"                  \
    ONE                                         \
    "vldrw" PART ".32 q1, [r11], #16\n"         \
    "vadd.i32 q0, q0, q1\n"                     \
    ONE                                         \
    "vldrw" PART ".32 q2, [r10], #16\n"         \
    "vqrdmulh.s32 q0, q0, q2\n"                 \
    ONE                                         \
    "vldrb" PART ".s32 q3, [r3], #4\n"          \
    "vshr.s32 q1, q0, #31\n"                    \
    "vsub.i32 q3, q7, q3\n"                     \
    "vadd.i32 q0, q0, q1\n"                     \
    "vrshl.s32 q0, q0, q3\n"                    \
    "vadd.i32 q0, q0, r12\n"                    \
    "vmax.s32 q0, q0, q4\n"                     \
    "vmin.s32 q0, q0, q5\n"                     \
    ONE                                         \
    "vstrb" PART ".32 q0, [r2], #4\n"

/* A row of 64 weights at r9 with the pixel in q4 to q7: the sum. */
#define ROW_OF_64(sum)                          \
    "vldrb.8 q0, [r9], #16\n"                   \
    "vldrb.8 q1, [r9], #16\n"                   \
    "vmladav.s8 " sum ", q0, q4\n"              \
    "vldrb.8 q0, [r9], #16\n"                   \
    "vmladava.s8 " sum ", q1, q5\n"             \
    "vldrb.8 q1, [r9], #16\n"                   \
    "vmladava.s8 " sum ", q0, q6\n"             \
    "vmladava.s8 " sum ", q1, q7\n"

/* Ends eight channels. Even ones and odd ones are apart until sums are narrow, which also puts them
 * in order; of a lane of 32 bits, shifts are the lowest byte. */
#define END_EIGHT                               \
    "vmov d0, r0, r2\n"                         \
    "vmov d1, r4, r6\n"                         \
    "vmov d2, r8, r10\n"                        \
    "vmov d3, r12, lr\n"                        \
    "vld20.32 {q2, q3}, [r1]\n"                 \
    "vld21.32 {q2, q3}, [r1]!\n"                \
    "vadd.i32 q0, q0, q2\n"                     \
    "vadd.i32 q1, q1, q3\n"                     \
    "vld20.32 {q2, q3}, [r3]\n"                 \
    "movs r0, #1\n"                             \
    "vld21.32 {q2, q3}, [r3]!\n"                \
    "vqrdmulh.s32 q0, q0, q2\n"                 \
    "vqrdmulh.s32 q1, q1, q3\n"                 \
    "vldrb.s16 q2, [r5], #8\n"                  \
    "vmvn.i16 q3, #1\n"                         \
    "vqdmlah.s32 q0, q0, r0\n" /* less 1 if negative */ \
    "vsub.i16 q2, q3, q2\n"                     \
    "vqdmlah.s32 q1, q1, r0\n"                  \
    "vshr.u32 q3, q2, #16\n"                    \
    "vrshl.s32 q0, q0, q2\n"                    \
    "vrshl.s32 q1, q1, q3\n"                    \
    "vqmovnb.s32 q0, q0\n"                      \
    "ldr r0, [sp]\n"                            \
    "vqmovnt.s32 q0, q1\n"                      \
    "vldrw.32 q2, [sp, #32]\n"                  \
    "vqadd.s16 q0, q0, r0\n"                    \
    "vldrw.32 q3, [sp, #48]\n"                  \
    "vmax.s16 q0, q0, q2\n"                     \
    "vmin.s16 q0, q0, q3\n"                     \
    "vstrb.16 q0, [r7], #8\n"

/*
 * The stack while it runs: 0 patch  4 taps  8 what is left of them, 1 to 16, which comes first
 * 12 turns of sixteen  16 out  20 right  24 channels left  32 min and 48 max, where they are not in
 * registers.
 * r9 the next row of weights, r10 multipliers, r11 bias, r12 zero; q4 min, q5 max, q7 -2.
 */
NAKED void mote_mve_single_s8(REGISTER const struct mote_mve_single *s)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "vpush {d8-d15}\n"
        "sub sp, #64\n"
        "ldm.w r0!, {r1-r4}\n"
        "ldm.w r0!, {r6, r10, r12}\n"
        "mov r11, r6\n"
        "subs r5, r3, #1\n"
        "and r7, r5, #15\n"
        "adds r7, #1\n"
        "lsrs r5, r5, #4\n"
        "mov r9, r2\n"
        "strd r1, r3, [sp]\n"
        "strd r7, r5, [sp, #8]\n"
        "ldm.w r0, {r1, r2, r6, r8}\n"
        "strd r1, r12, [sp, #16]\n"
        "str r4, [sp, #24]\n"
        "mov r12, r2\n"
        "vctp.8 r7\n"
        "vdup.32 q4, r6\n"
        "vdup.32 q5, r8\n"
        "mvn r1, #1\n"
        "vdup.32 q7, r1\n"
        "cmp r3, #64\n"
        "it eq\n"
        "tsteq r4, #7\n"
        "beq.w 8f\n"
        "mov r7, r4\n"
        "cmp r7, #4\n"
        "blt.w 7f\n"
        "1:\n"
        "ldm.w sp, {r1, r4, r6, r8}\n"
        "mov r3, r9\n"
        "add r5, r9, r4\n"
        "add r7, r5, r4\n"
        "add r9, r7, r4\n"
        "2:\n"
        "vpstttt\n"
        "vldrbt.8 q0, [r1]\n"
        "vldrbt.8 q1, [r3]\n"
        "vldrbt.8 q2, [r5]\n"
        "vldrbt.8 q3, [r7]\n"
        "add r1, r6\n"
        "add r3, r6\n"
        "add r5, r6\n"
        "add r7, r6\n"
        "vmladav.s8 r0, q0, q1\n"
        "vpst\n"
        "vldrbt.8 q1, [r9]\n"
        "vmladav.s8 r2, q0, q2\n"
        "add r9, r6\n"
        "vmladav.s8 r4, q0, q3\n"
        "vmladav.s8 r6, q0, q1\n"
        "wls lr, r8, 4f\n"
        "3:\n"
        "vldrb.8 q0, [r1], #16\n"
        "vldrb.8 q1, [r3], #16\n"
        "vmladava.s8 r0, q0, q1\n"
        "vldrb.8 q2, [r5], #16\n"
        "vmladava.s8 r2, q0, q2\n"
        "vldrb.8 q3, [r7], #16\n"
        "vmladava.s8 r4, q0, q3\n"
        "vldrb.8 q1, [r9], #16\n"
        "vmladava.s8 r6, q0, q1\n"
        "le lr, 3b\n"
        "4:\n"
        "ldr r7, [sp, #24]\n"
        "subs r7, #4\n"
        "blt 5f\n"
        END_FOUR("", "")
        "strd r2, r3, [sp, #16]\n"
        "str r7, [sp, #24]\n"
        "cmp r7, #4\n"
        "bge.w 1b\n"
        "cmp r7, #0\n"
        "bne.w 7f\n"
        "b 6f\n"
        "5:\n"
        "adds r7, #4\n"
        "vctp.32 r7\n"
        END_FOUR("t", "vpst\n")
        "6:\n"
        "add sp, #64\n"
        "vpop {d8-d15}\n"
        "pop.w {r4-r11, pc}\n"
        /* 64 taps, of channels by eights: the pixel stays in registers, bounds do not; r1 bias, r3
         * multipliers, r5 rights, r7 out, r11 channels left, zero instead of the patch */
        "8:\n"
        "vdup.16 q0, r6\n"
        "vdup.16 q1, r8\n"
        "vstrw.32 q0, [sp, #32]\n"
        "vstrw.32 q1, [sp, #48]\n"
        "ldr r0, [sp]\n"
        "vldrb.8 q4, [r0]\n"
        "vldrb.8 q5, [r0, #16]\n"
        "vldrb.8 q6, [r0, #32]\n"
        "vldrb.8 q7, [r0, #48]\n"
        "str r12, [sp]\n"
        "ldrd r7, r5, [sp, #16]\n"
        "mov r1, r11\n"
        "mov r3, r10\n"
        "mov r11, r4\n"
        "9:\n"
        ROW_OF_64("r0")
        ROW_OF_64("r8")
        ROW_OF_64("r2")
        ROW_OF_64("r10")
        ROW_OF_64("r4")
        ROW_OF_64("r12")
        ROW_OF_64("r6")
        ROW_OF_64("lr")
        END_EIGHT
        "subs r11, #8\n"
        "bne.w 9b\n"
        "b.w 6b\n"
        "7:\n" /* rows that are not there are the last one once more */
        "mov r2, r7\n"
        "ldm.w sp, {r1, r4, r6, r8}\n"
        "mov r3, r9\n"
        "add r5, r9, r4\n"
        "add r7, r5, r4\n"
        "mov r9, r7\n"
        "cmp r2, #2\n"
        "it lo\n"
        "movlo r5, r3\n"
        "itt ls\n"
        "movls r7, r5\n"
        "movls r9, r5\n"
        "b.w 2b\n");
}

/* clang-format on */

#endif
