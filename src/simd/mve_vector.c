/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A vector with rows of weights, for MVE. Nothing but the row itself can pay for the sum of its
 * weights, so that it is made beside the products: four rows at a time take the eight even
 * registers that can gather sums. A turn of sixteen elements is 13 instructions for 64 products.
 */
#include "mve.h"

#if MOTE_SIMD_MVE

#include <arm_mve.h>

#define NAKED __attribute__((naked, noinline))
#define REGISTER __attribute__((unused)) /* an argument that only assembly reads */

/* clang-format off */

#define TURN                                    \
    "vldrb.8 q0, [r1], #16\n"                   \
    "vldrb.8 q1, [r3], #16\n"                   \
    "vmladava.s8 r0, q0, q1\n"                  \
    "vldrb.8 q2, [r5], #16\n"                   \
    "vaddva.s8 r8, q1\n"                        \
    "vmladava.s8 r2, q0, q2\n"                  \
    "vldrb.8 q3, [r7], #16\n"                   \
    "vaddva.s8 r10, q2\n"                       \
    "vmladava.s8 r4, q0, q3\n"                  \
    "vldrb.8 q1, [r9], #16\n"                   \
    "vaddva.s8 r12, q3\n"                       \
    "vmladava.s8 r6, q0, q1\n"                  \
    "vaddva.s8 lr, q1\n"

/* The stack while it runs: 0 sums  4 from  8 x  12 row, and from the caller 52 step  56 n  60 rows
 * 64 offset. What is left of n, 1 to 16, comes first. */
NAKED void mote_mve_vector_s8(REGISTER uint32_t *sums, REGISTER const uint32_t *from,
                              REGISTER const int8_t *x, REGISTER const int8_t *f,
                              REGISTER int32_t step, REGISTER int32_t n, REGISTER int32_t rows,
                              REGISTER int32_t offset)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "sub sp, #16\n"
        "stm.w sp, {r0-r3}\n"
        "1:\n"
        "ldrd r1, r3, [sp, #8]\n"
        "ldrd r4, r11, [sp, #52]\n"
        "ldr r6, [sp, #60]\n"
        "add r5, r3, r4\n"
        "add r7, r5, r4\n"
        "add r9, r7, r4\n"
        "add r4, r9\n"
        "str r4, [sp, #12]\n"
        "cmp r6, #4\n"
        "bhs 2f\n"
        "mov r9, r7\n" /* rows that are not there are the last one once more */
        "cmp r6, #2\n"
        "it lo\n"
        "movlo r5, r3\n"
        "itt ls\n"
        "movls r7, r5\n"
        "movls r9, r5\n"
        "2:\n"
        "subs r11, #1\n"
        "and r10, r11, #15\n"
        "adds r10, #1\n"
        "lsrs r11, r11, #4\n"
        "vctp.8 r10\n"
        "vpstttt\n"
        "vldrbt.8 q0, [r1]\n"
        "vldrbt.8 q1, [r3]\n"
        "vldrbt.8 q2, [r5]\n"
        "vldrbt.8 q3, [r7]\n"
        "add r1, r10\n"
        "add r3, r10\n"
        "add r5, r10\n"
        "add r7, r10\n"
        "vmladav.s8 r0, q0, q1\n"
        "vaddv.s8 r8, q1\n"
        "vpst\n"
        "vldrbt.8 q1, [r9]\n"
        "add r9, r10\n"
        "vmladav.s8 r2, q0, q2\n"
        "vaddv.s8 r10, q2\n"
        "vmladav.s8 r4, q0, q3\n"
        "vaddv.s8 r12, q3\n"
        "vmladav.s8 r6, q0, q1\n"
        "vaddv.s8 lr, q1\n"
        "lsrs r11, r11, #1\n"
        "bcc 3f\n"
        TURN
        "3:\n"
        "beq 5f\n"
        "4:\n"
        TURN
        TURN
        "subs r11, #1\n"
        "bne 4b\n"
        "5:\n"
        "vmov d0, r0, r2\n"
        "vmov d1, r4, r6\n"
        "vmov d2, r8, r10\n"
        "vmov d3, r12, lr\n"
        "ldrd r2, r4, [sp, #60]\n"
        "vctp.32 r2\n"
        "ldrd r0, r1, [sp]\n"
        "vmla.s32 q0, q1, r4\n"
        "vpst\n"
        "vldrwt.32 q2, [r1], #16\n"
        "vadd.i32 q0, q0, q2\n"
        "vpst\n"
        "vstrwt.32 q0, [r0], #16\n"
        "strd r0, r1, [sp]\n"
        "subs r2, #4\n"
        "str r2, [sp, #60]\n"
        "bgt.w 1b\n"
        "add sp, #16\n"
        "pop.w {r4-r11, pc}\n");
}

/* clang-format on */

void mote_mve_end_s8(int8_t *out, const uint32_t *sums, int32_t n, const struct mote_mve_ending *e)
{
    const int32x4_t zero = vdupq_n_s32(e->zero), min = vdupq_n_s32(e->min),
                    max = vdupq_n_s32(e->max);
    const int32_t *multiplier = e->multiplier;
    const int8_t *right = e->right;
    const int32_t same = right ? 0 : *multiplier, shift = e->shift;
    for (; n > 0; n -= 4, sums += 4, out += 4) {
        const mve_pred16_t some = vctp32q((uint32_t)n);
        int32x4_t y = vldrwq_z_s32((const int32_t *)sums, some);
        if (right) {
            y = vqrdmulhq_s32(y, vldrwq_z_s32(multiplier, some));
            y = vaddq_s32(y, vshrq_n_s32(y, 31));
            y = vrshlq_s32(y, vsubq_s32(vdupq_n_s32(-2), vldrbq_z_s32(right, some)));
            multiplier += 4;
            right += 4;
        } else {
            y = vqrdmulhq_n_s32(y, same);
            y = vaddq_s32(y, vshrq_n_s32(y, 31));
            y = vrshlq_n_s32(y, shift);
        }
        y = vminq_s32(vmaxq_s32(vaddq_s32(y, zero), min), max);
        vstrbq_p_s32(out, y, some);
    }
}

#endif
