/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two pixels of a convolution for MVE, as they lie in memory, by four channels: the eight even
 * registers gather sums, and all others point at pixels and rows of weights, so that nothing is
 * left to count turns with. A turn of sixteen taps is 14 instructions for 128 products.
 */
#include "assembly.h"
#include "mve.h"

#if MOTE_SIMD_MVE

/* clang-format off */

/* ADD is "" or "a". */
#define TURN(ADD)                               \
    "vldrb.8 q0, [r1], #16\n"                   \
    "vldrb.8 q2, [r5], #16\n"                   \
    "vmladav" ADD ".s8 r0, q2, q0\n"            \
    "vldrb.8 q1, [r3], #16\n"                   \
    "vmladav" ADD ".s8 r8, q2, q1\n"            \
    "vldrb.8 q3, [r7], #16\n"                   \
    "vmladav" ADD ".s8 r2, q3, q0\n"            \
    "vldrb.8 q2, [r9], #16\n"                   \
    "vmladav" ADD ".s8 r10, q3, q1\n"           \
    "vmladav" ADD ".s8 r4, q2, q0\n"            \
    "vldrb.8 q3, [r11], #16\n"                  \
    "vmladav" ADD ".s8 r12, q2, q1\n"           \
    "vmladav" ADD ".s8 r6, q3, q0\n"            \
    "vmladav" ADD ".s8 lr, q3, q1\n"

/*
 * The stack while it runs: 0 the pixels  8 taps  12 rounds of eight turns but for the first one
 * 16 rounds left  20 what comes after the last  24 where turns but for the first one are entered
 * 28 what comes after eight of them  32 channels left  36 biases, multipliers, rights and the two
 * outputs  56 tail.
 * r11 the next row of weights; q4 min, q5 max, q6 zero, q7 -2.
 */
NAKED void mote_mve_pair_s8(REGISTER const struct mote_mve_pair *p)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "vpush {d8-d15}\n"
        "sub sp, #64\n"
        "ldm.w r0!, {r1-r8}\n"
        "ldm.w r0, {r9-r12, lr}\n"
        "add r0, sp, #32\n"
        "stm.w r0, {r4-r8, lr}\n"
        "strd r1, r12, [sp]\n"
        "vdup.32 q6, r9\n"
        "vdup.32 q4, r10\n"
        "vdup.32 q5, r11\n"
        "mvn r4, #1\n"
        "vdup.32 q7, r4\n"
        "mov r11, r2\n"
        "adr.w r6, 6f\n"
        "ands r5, r3, #15\n"
        "vctp.8 r5\n"
        "it ne\n"
        "subne r6, r6, #6f - 5f\n"
        "orr r6, r6, #1\n"
        "str r5, [sp, #56]\n"
        "movs r4, #0\n"
        "mov r8, r6\n"
        "adr.w r7, 3f\n"
        "lsrs r5, r3, #4\n"
        "subs r5, #2\n"
        "blt 1f\n"
        "lsrs r4, r5, #3\n"
        "itt ne\n"
        "adrne.w r8, 4f\n"
        "orrne r8, r8, #1\n"
        "and r5, r5, #7\n"
        "adds r5, #1\n"
        "sub r7, r7, r5, lsl #6\n" /* 56 bytes each */
        "add r7, r7, r5, lsl #3\n"
        "1:\n"
        "orr r7, r7, #1\n"
        "strd r3, r4, [sp, #8]\n"
        "str r6, [sp, #20]\n"
        "strd r7, r8, [sp, #24]\n"
        "1:\n"
        "ldm.w sp, {r1, r3, r4, r6}\n"
        "mov r5, r11\n"
        "add r7, r5, r4\n"
        "str r6, [sp, #16]\n"
        "add r9, r7, r4\n"
        "add r11, r9, r4\n"
        TURN("")
        "ldr.w pc, [sp, #24]\n"
        ".balign 4\n"
        "2:\n"
        TURN("a")
        TURN("a")
        TURN("a")
        TURN("a")
        TURN("a")
        TURN("a")
        TURN("a")
        TURN("a")
        "3:\n"
        "ldr.w pc, [sp, #28]\n"
        "4:\n"
        "vmov d0, r0, r2\n"
        "ldr r0, [sp, #16]\n"
        "subs r0, #1\n"
        "str r0, [sp, #16]\n"
        "vmov r0, r2, d0\n"
        "bpl.w 2b\n"
        "ldr.w pc, [sp, #20]\n"
        ".balign 4\n"
        "5:\n"
        "vpstttt\n"
        "vldrbt.8 q0, [r1]\n"
        "vldrbt.8 q1, [r3]\n"
        "vldrbt.8 q2, [r5]\n"
        "vldrbt.8 q3, [r7]\n"
        "vmladava.s8 r0, q2, q0\n"
        "vmladava.s8 r8, q2, q1\n"
        "vmladava.s8 r2, q3, q0\n"
        "vmladava.s8 r10, q3, q1\n"
        "vpstt\n"
        "vldrbt.8 q2, [r9]\n"
        "vldrbt.8 q3, [r11]\n"
        "ldr r1, [sp, #56]\n"
        "vmladava.s8 r4, q2, q0\n"
        "vmladava.s8 r12, q2, q1\n"
        "add r11, r1\n"
        "vmladava.s8 r6, q3, q0\n"
        "vmladava.s8 lr, q3, q1\n"
        ".balign 4\n"
        "6:\n"
        "vmov d0, r0, r2\n"
        "vmov d1, r4, r6\n"
        "add r0, sp, #32\n"
        "vmov d2, r8, r10\n"
        "movs r7, #1\n"
        "vmov d3, r12, lr\n"
        "ldm.w r0, {r1-r6}\n"
        "vldrw.32 q2, [r2], #16\n"
        "vadd.i32 q0, q0, q2\n"
        "vldrw.32 q3, [r3], #16\n"
        "vadd.i32 q1, q1, q2\n"
        "vqrdmulh.s32 q0, q0, q3\n"
        "vldrb.s32 q2, [r4], #4\n"
        "vqrdmulh.s32 q1, q1, q3\n"
        "vqdmlah.s32 q0, q0, r7\n" /* less 1 if negative */
        "vsub.i32 q2, q7, q2\n"
        "vqdmlah.s32 q1, q1, r7\n"
        "vrshl.s32 q0, q0, q2\n"
        "vrshl.s32 q1, q1, q2\n"
        "vadd.i32 q0, q0, q6\n"
        "vadd.i32 q1, q1, q6\n"
        "vmax.s32 q0, q0, q4\n"
        "vmax.s32 q1, q1, q4\n"
        "vmin.s32 q0, q0, q5\n"
        "vmin.s32 q1, q1, q5\n"
        "vstrb.32 q0, [r5], #4\n"
        "subs r1, #4\n"
        "vstrb.32 q1, [r6], #4\n"
        "stm.w r0, {r1-r6}\n"
        "bgt 7f\n"
        "add sp, #64\n"
        "vpop {d8-d15}\n"
        "pop.w {r4-r11, pc}\n"
        "7:\n"
        "rsbs r1, r1, #4\n"
        "ble.w 1b\n"
        /* less than four are left: the last four, some of them once more */
        "ldr r7, [sp, #8]\n"
        "mls r11, r1, r7, r11\n"
        "sub r2, r2, r1, lsl #2\n"
        "sub r3, r3, r1, lsl #2\n"
        "subs r4, r4, r1\n"
        "subs r5, r5, r1\n"
        "subs r6, r6, r1\n"
        "movs r1, #4\n"
        "stm.w r0, {r1-r6}\n"
        "b.w 1b\n");
}

/* clang-format on */

#endif
