/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A vector with rows of weights, for MVE. Nothing but the row itself can pay for the sum of its
 * weights, so that it is made beside the products: four rows at a time take the eight even
 * registers that can gather sums. A turn of sixteen elements is 13 instructions for 64 products.
 */
#include "assembly.h"
#include "mve.h"

#if MOTE_SIMD_MVE

#include <arm_mve.h>

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

/*
 * The stack while it runs: 0 x  4 row  8 step  12 what is left of n, 1 to 16, which comes first
 * 16 turns  20 offset  24 rows left  28 from  32 where sums go  36 multiplier  40 shift  44 zero.
 * q0 are the sums, q4 min, q5 max. END ends four, END_SOME the last.
 */
#define ROWS(END, END_SOME)                     \
    "push.w {r4-r11, lr}\n"                     \
    "vpush {d8-d11}\n"                          \
    "sub sp, #48\n"                             \
    "ldm.w r0!, {r2-r8}\n"                      \
    "str r1, [sp, #32]\n"                       \
    "subs r5, #1\n"                             \
    "and r9, r5, #15\n"                         \
    "adds r9, #1\n"                             \
    "lsrs r5, r5, #4\n"                         \
    "strd r2, r3, [sp]\n"                       \
    "strd r4, r9, [sp, #8]\n"                   \
    "strd r5, r6, [sp, #16]\n"                  \
    "strd r7, r8, [sp, #24]\n"                  \
    "vctp.8 r9\n"                               \
    "ldm.w r0, {r1-r5}\n"                       \
    "strd r1, r2, [sp, #36]\n"                  \
    "str r3, [sp, #44]\n"                       \
    "vdup.32 q4, r4\n"                          \
    "vdup.32 q5, r5\n"                          \
    "1:\n"                                      \
    "ldm.w sp, {r1, r3, r4, r10, r11}\n"        \
    "ldr r6, [sp, #24]\n"                       \
    "add r5, r3, r4\n"                          \
    "add r7, r5, r4\n"                          \
    "add r9, r7, r4\n"                          \
    "add r4, r9\n"                              \
    "str r4, [sp, #4]\n"                        \
    "cmp r6, #4\n"                              \
    "bhs 2f\n"                                  \
    "mov r9, r7\n" /* rows that are not there are the last one once more */ \
    "cmp r6, #2\n"                              \
    "it lo\n"                                   \
    "movlo r5, r3\n"                            \
    "itt ls\n"                                  \
    "movls r7, r5\n"                            \
    "movls r9, r5\n"                            \
    "2:\n"                                      \
    "vpstttt\n"                                 \
    "vldrbt.8 q0, [r1]\n"                       \
    "vldrbt.8 q1, [r3]\n"                       \
    "vldrbt.8 q2, [r5]\n"                       \
    "vldrbt.8 q3, [r7]\n"                       \
    "add r1, r10\n"                             \
    "add r3, r10\n"                             \
    "add r5, r10\n"                             \
    "add r7, r10\n"                             \
    "vmladav.s8 r0, q0, q1\n"                   \
    "vaddv.s8 r8, q1\n"                         \
    "vpst\n"                                    \
    "vldrbt.8 q1, [r9]\n"                       \
    "add r9, r10\n"                             \
    "vmladav.s8 r2, q0, q2\n"                   \
    "vaddv.s8 r10, q2\n"                        \
    "vmladav.s8 r4, q0, q3\n"                   \
    "vaddv.s8 r12, q3\n"                        \
    "vmladav.s8 r6, q0, q1\n"                   \
    "vaddv.s8 lr, q1\n"                         \
    "lsrs r11, r11, #1\n"                       \
    "bcc 3f\n"                                  \
    TURN                                        \
    "3:\n"                                      \
    "beq 5f\n"                                  \
    "4:\n"                                      \
    TURN                                        \
    TURN                                        \
    "subs r11, #1\n"                            \
    "bne 4b\n"                                  \
    "5:\n"                                      \
    "vmov d0, r0, r2\n"                         \
    "vmov d1, r4, r6\n"                         \
    "vmov d2, r8, r10\n"                        \
    "vmov d3, r12, lr\n"                        \
    "ldrd r3, r2, [sp, #20]\n"                  \
    "ldrd r1, r0, [sp, #28]\n"                  \
    "vmla.s32 q0, q1, r3\n"                     \
    "subs r2, #4\n"                             \
    "blt.n 7f\n"                                \
    "cbz r1, 6f\n"                              \
    "vldrw.32 q2, [r1], #16\n"                  \
    "vadd.i32 q0, q0, q2\n"                     \
    "6:\n"                                      \
    END                                         \
    "str r2, [sp, #24]\n"                       \
    "strd r1, r0, [sp, #28]\n"                  \
    "cmp r2, #0\n"                              \
    "bne.w 1b\n"                                \
    "b 9f\n"                                    \
    "7:\n"                                      \
    "adds r2, #4\n"                             \
    "vctp.32 r2\n"                              \
    "cbz r1, 8f\n"                              \
    "vpst\n"                                    \
    "vldrwt.32 q2, [r1]\n"                      \
    "vadd.i32 q0, q0, q2\n"                     \
    "8:\n"                                      \
    END_SOME                                    \
    "9:\n"                                      \
    "add sp, #48\n"                             \
    "vpop {d8-d11}\n"                           \
    "pop.w {r4-r11, pc}\n"

NAKED void mote_mve_vector_sums(REGISTER const struct mote_mve_vector *v,
                                REGISTER uint32_t *sums)
{
    __asm__ volatile(ROWS("vstrw.32 q0, [r0], #16\n",
                          "vpst\n"
                          "vstrwt.32 q0, [r0]\n"));
}

#define OUTPUTS                                 \
    "ldrd r3, r4, [sp, #36]\n"                  \
    "vshr.s32 q1, q0, #31\n"                    \
    "ldr r5, [sp, #44]\n"                       \
    "vqrdmlah.s32 q1, q0, r3\n"                 \
    "vrshl.s32 q1, r4\n"                        \
    "vadd.i32 q1, q1, r5\n"                     \
    "vmax.s32 q1, q1, q4\n"                     \
    "vmin.s32 q1, q1, q5\n"

NAKED void mote_mve_vector_s8(REGISTER const struct mote_mve_vector *v, REGISTER int8_t *out)
{
    __asm__ volatile(ROWS(OUTPUTS "vstrb.32 q1, [r0], #4\n",
                          OUTPUTS "vpst\n"
                                  "vstrbt.32 q1, [r0]\n"));
}

/* clang-format on */

void mote_mve_end_s8(int8_t *out, const uint32_t *sums, int32_t n, const int32_t *multiplier,
                     const int8_t *right, const struct mote_mve_vector *v)
{
    const int32_t zero = v->zero;
    const int32x4_t min = vdupq_n_s32(v->min), max = vdupq_n_s32(v->max), two = vdupq_n_s32(-2);
    for (; n > 0; n -= 4, sums += 4, multiplier += 4, right += 4, out += 4) {
        const mve_pred16_t some = vctp32q((uint32_t)n);
        int32x4_t y = vldrwq_z_s32((const int32_t *)sums, some);
        y = vqrdmulhq_s32(y, vldrwq_z_s32(multiplier, some));
        y = vqdmlahq_n_s32(y, y, 1); /* less 1 if negative */
        y = vrshlq_s32(y, vsubq_s32(two, vldrbq_z_s32(right, some)));
        y = vminq_s32(vmaxq_s32(vaddq_n_s32(y, zero), min), max);
        vstrbq_p_s32(out, y, some);
    }
}

#endif
