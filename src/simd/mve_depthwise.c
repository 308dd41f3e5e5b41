/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Depthwise convolutions for MVE: sixteen channels lie side by side. There is no instruction that
 * multiplies them and adds to wide sums, so that products are made in 16 bits, added by twos, and
 * widened twice: even from odd channels, and these again. Narrowing does the same the other way
 * round and leaves the channels in order.
 */
#include "assembly.h"
#include "mve.h"

#if MOTE_SIMD_MVE

#include <arm_mve.h>
#include <stddef.h>

/* clang-format off */

/* Adds products of even (e) and odd (o) channels to the sums; q2 and q3 get lost. */
#define ADD(e, o)                               \
    "vmovlb.s16 q2, " e "\n"                    \
    "vmovlt.s16 q3, " e "\n"                    \
    "vadd.i32 q4, q4, q2\n"                     \
    "vadd.i32 q6, q6, q3\n"                     \
    "vmovlb.s16 q2, " o "\n"                    \
    "vmovlt.s16 q3, " o "\n"                    \
    "vadd.i32 q5, q5, q2\n"                     \
    "vadd.i32 q7, q7, q3\n"

#define MULTIPLIERS                             \
    "vld40.32 {q0, q1, q2, q3}, [r9]\n"         \
    "vld41.32 {q0, q1, q2, q3}, [r9]\n"         \
    "vld42.32 {q0, q1, q2, q3}, [r9]\n"         \
    "vld43.32 {q0, q1, q2, q3}, [r9]\n"

/* The first rounding of a sum, y; then y + floor(2 * y / 2^32), r4 being 1: negative ones lose 1. */
#define ROUND(sum, multiplier)                                      \
    "vqrdmulh.s32 " sum ", " sum ", " multiplier "\n"               \
    "vqdmlah.s32 " sum ", " sum ", r4\n"

#define SHIFTS                                  \
    "vldrb.8 q0, [sp]\n"                        \
    "vshr.u32 q1, q0, #16\n"                    \
    "vrshl.s32 q4, q4, q0\n"                    \
    "vshr.u32 q2, q0, #8\n"                     \
    "vrshl.s32 q6, q6, q1\n"                    \
    "vshr.u32 q3, q0, #24\n"                    \
    "vrshl.s32 q5, q5, q2\n"                    \
    "vrshl.s32 q7, q7, q3\n"

/* Ends sixteen sums: bytes in q4, and in r2 and r3 the steps to the next pixel. */
#define END_ANY                                 \
    MULTIPLIERS                                 \
    "movs r4, #1\n"                             \
    ROUND("q4", "q0")                           \
    ROUND("q5", "q1")                           \
    ROUND("q6", "q2")                           \
    ROUND("q7", "q3")                           \
    SHIFTS                                      \
    "vqmovnb.s32 q4, q4\n"                      \
    "vqmovnt.s32 q4, q6\n"                      \
    "ldrd r4, r5, [r6, #56]\n"                  \
    "vqmovnb.s32 q5, q5\n"                      \
    "vqadd.s16 q4, q4, r4\n"                    \
    "vqmovnt.s32 q5, q7\n"                      \
    "vdup.8 q0, r5\n"                           \
    "vqadd.s16 q5, q5, r4\n"                    \
    "vqmovnb.s16 q4, q4\n"                      \
    "ldr r4, [r6, #64]\n"                       \
    "vqmovnt.s16 q4, q5\n"                      \
    "ldrd r2, r3, [r6, #28]\n"                  \
    "vdup.8 q1, r4\n"                           \
    "vmax.s8 q4, q4, q0\n"                      \
    "vmin.s8 q4, q4, q1\n"

/* The same where what is below the zero point, -128, does not count, so that negative sums may
 * round as they will; and 127 is the most. */
#define END_POSITIVE                            \
    MULTIPLIERS                                 \
    "vqrdmulh.s32 q4, q4, q0\n"                 \
    "vqrdmulh.s32 q5, q5, q1\n"                 \
    "vqrdmulh.s32 q6, q6, q2\n"                 \
    "vqrdmulh.s32 q7, q7, q3\n"                 \
    SHIFTS                                      \
    "vqmovnb.s32 q4, q4\n"                      \
    "vqmovnt.s32 q4, q6\n"                      \
    "ldrd r2, r3, [r6, #28]\n"                  \
    "vqmovnb.s32 q5, q5\n"                      \
    "vqmovunb.s16 q4, q4\n"                     \
    "vqmovnt.s32 q5, q7\n"                      \
    "mov r4, #128\n"                            \
    "vqmovunt.s16 q4, q5\n"                     \
    "vadd.i8 q4, q4, r4\n"

/*
 * PART is "t" where lanes are missing, and ONE, TWO say so of the instructions that follow. Sums of
 * channels 0 4 8 12 are in q4, of 1 5 9 13 in q5, and so on, as VLD4 brings what belongs to them.
 * r0 in, r1 taps, r2 to r5 addresses, r6 *d, r7 bias, r8 filter, r9 multipliers, r10 singles, r11
 * pixels, r12 out. The stack: 0 shifts of sixteen channels  16 groups left  20 right  24 in  28 out.
 */
#define PIXELS(PART, ONE, TWO, END)             \
    "1:\n"                                      \
    "ldrd r2, r3, [sp, #16]\n"                  \
    "vldrb.8 q0, [r3], #16\n"                   \
    "subs r2, #1\n"                             \
    "blt.w 8f\n"                                \
    "strd r2, r3, [sp, #16]\n"                  \
    "ldrd r0, r12, [sp, #24]\n"                 \
    "vmov.i8 q1, #254\n"                        \
    "add r2, r0, #16\n"                         \
    "vsub.i8 q0, q1, q0\n"                      \
    "add r3, r12, #16\n"                        \
    "vstrb.8 q0, [sp]\n"                        \
    "strd r2, r3, [sp, #24]\n"                  \
    "ldr r11, [r6, #24]\n"                      \
    "2:\n"                                      \
    "vld40.32 {q4, q5, q6, q7}, [r7]\n"         \
    "vld41.32 {q4, q5, q6, q7}, [r7]\n"         \
    "ldr r2, [r6, #44]\n"                       \
    "vld42.32 {q4, q5, q6, q7}, [r7]\n"         \
    "vld43.32 {q4, q5, q6, q7}, [r7]\n"         \
    "wls lr, r2, 4f\n"                          \
    "ldrd r4, r1, [r6, #68]\n"                  \
    "vmov.i32 q0, #0\n"                         \
    "vmov.i32 q1, #0\n"                         \
    "3:\n"                                      \
    "ldrd r2, r3, [r1], #8\n"                   \
    "add r3, r8\n"                              \
    ONE                                         \
    "vldrb" PART ".8 q2, [r3]\n"                \
    "vmovlb.s8 q3, q2\n"                        \
    "vmovlt.s8 q2, q2\n"                        \
    "vadd.i16 q0, q0, q3\n"                     \
    "vadd.i16 q1, q1, q2\n"                     \
    "le lr, 3b\n"                               \
    "vdup.16 q3, r4\n"                          \
    "vmullb.s16 q2, q0, q3\n"                   \
    "vmullt.s16 q0, q0, q3\n"                   \
    "vadd.i32 q4, q4, q2\n"                     \
    "vadd.i32 q6, q6, q0\n"                     \
    "vmullb.s16 q2, q1, q3\n"                   \
    "vmullt.s16 q1, q1, q3\n"                   \
    "vadd.i32 q5, q5, q2\n"                     \
    "vadd.i32 q7, q7, q1\n"                     \
    "4:\n"                                      \
    "ldr r1, [r6, #76]\n"                       \
    "wls lr, r10, 6f\n"                         \
    "5:\n"                                      \
    "ldrd r2, r3, [r1], #8\n"                   \
    "add r2, r0\n"                              \
    "add r3, r8\n"                              \
    TWO                                         \
    "vldrb" PART ".8 q1, [r2]\n"                \
    "vldrb" PART ".8 q2, [r3]\n"                \
    "vmullb.s8 q0, q1, q2\n"                    \
    "vmullt.s8 q1, q1, q2\n"                    \
    ADD("q0", "q1")                             \
    "le lr, 5b\n"                               \
    "6:\n"                                      \
    "ldr r2, [r6, #52]\n"                       \
    "wls lr, r2, 9f\n"                          \
    "7:\n"                                      \
    "ldm.w r1!, {r2-r5}\n"                      \
    "add r2, r0\n"                              \
    "add r3, r8\n"                              \
    TWO                                         \
    "vldrb" PART ".8 q0, [r2]\n"                \
    "vldrb" PART ".8 q1, [r3]\n"                \
    "add r4, r0\n"                              \
    "vmullb.s8 q2, q0, q1\n"                    \
    "add r5, r8\n"                              \
    "vmullt.s8 q1, q0, q1\n"                    \
    TWO                                         \
    "vldrb" PART ".8 q0, [r4]\n"                \
    "vldrb" PART ".8 q3, [r5]\n"                \
    "vmullt.s8 q3, q0, q3\n"                    \
    "vadd.i16 q1, q1, q3\n"                     \
    ONE                                         \
    "vldrb" PART ".8 q3, [r5]\n"                \
    "vmullb.s8 q0, q0, q3\n"                    \
    "vadd.i16 q0, q0, q2\n"                     \
    ADD("q0", "q1")                             \
    "le lr, 7b\n"                               \
    "9:\n"                                      \
    END                                         \
    "add r0, r2\n"                              \
    ONE                                         \
    "vstrb" PART ".8 q4, [r12]\n"               \
    "add r12, r3\n"                             \
    "subs r11, #1\n"                            \
    "bne.w 2b\n"                                \
    "adds r7, #64\n"                            \
    "add r8, #16\n"                             \
    "add r9, #64\n"                             \
    "b.w 1b\n"                                  \
    "8:\n"                                      \
    "add sp, #32\n"                             \
    "vpop {d8-d15}\n"                           \
    "pop.w {r4-r11, pc}\n"

_Static_assert(offsetof(struct mote_mve_depthwise, in) == 16 &&
                   offsetof(struct mote_mve_depthwise, pixels) == 24 &&
                   offsetof(struct mote_mve_depthwise, groups) == 36 &&
                   offsetof(struct mote_mve_depthwise, outside) == 44 &&
                   offsetof(struct mote_mve_depthwise, zero) == 56 &&
                   offsetof(struct mote_mve_depthwise, taps) == 76,
               "assembly counts on these");

NAKED void mote_mve_depthwise_s8(REGISTER const struct mote_mve_depthwise *d)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "vpush {d8-d15}\n"
        "sub sp, #32\n"
        "mov r6, r0\n"
        "ldrd r7, r9, [r6]\n"
        "ldrd r3, r8, [r6, #8]\n"
        "ldrd r0, r1, [r6, #16]\n"
        "ldrd r2, r4, [r6, #36]\n"
        "ldr r10, [r6, #48]\n"
        "strd r2, r3, [sp, #16]\n"
        "strd r0, r1, [sp, #24]\n"
        "vctp.8 r4\n"
        "cmp r4, #16\n"
        "bne.w 11f\n"
        "ldrd r2, r3, [r6, #56]\n"
        "ldr r4, [r6, #64]\n"
        "add r5, r2, r3\n" /* zero + min = -256: both are -128 */
        "adds r5, #255\n"
        "adds r5, #1\n"
        "it eq\n"
        "cmpeq r4, #127\n"
        "beq.w 10f\n"
        PIXELS("", "", "", END_ANY)
        "10:\n"
        PIXELS("", "", "", END_POSITIVE)
        "11:\n"
        PIXELS("t", "vpst\n", "vpstt\n", END_ANY));
}

/* clang-format on */

void mote_mve_pad(int32_t *multiplier, int8_t *right, const int32_t *multiplier_from,
                  const int8_t *right_from, int32_t lanes)
{
    vstrbq_s8(right, vldrbq_z_s8(right_from, vctp8q((uint32_t)lanes)));
    for (int32_t i = 0; i < MOTE_MVE_LANES; i += 4)
        vstrwq_s32(multiplier + i, vldrwq_z_s32(multiplier_from + (i < lanes ? i : 0),
                                                vctp32q((uint32_t)(i < lanes ? lanes - i : 0))));
}

int mote_mve_depthwise_sums(int32_t *to, const struct mote_mve_weights *w, const int32_t *from,
                            int32_t lanes)
{
    const mve_pred16_t some = vctp8q((uint32_t)lanes);
    const int8_t *filter = w->filter;
    int16x8_t even = vdupq_n_s16(0), odd = even;
    int8x16_t least = vdupq_n_s8(0);
    int32x4x4_t sums;
    int32_t in_order[MOTE_MVE_LANES];
    for (int32_t i = w->taps; i > 0; i--, filter += w->step) {
        const int8x16_t x = vldrbq_z_s8(filter, some);
        even = vaddq_s16(even, vmovlbq_s8(x));
        odd = vaddq_s16(odd, vmovltq_s8(x));
        least = vminq_s8(least, x);
    }
    sums.val[0] = vmulq_n_s32(vmovlbq_s16(even), w->offset);
    sums.val[1] = vmulq_n_s32(vmovlbq_s16(odd), w->offset);
    sums.val[2] = vmulq_n_s32(vmovltq_s16(even), w->offset);
    sums.val[3] = vmulq_n_s32(vmovltq_s16(odd), w->offset);
    vst4q_s32(in_order, sums);
    for (int32_t i = 0; i < MOTE_MVE_LANES; i += 4) {
        int32x4_t x = vldrwq_s32(in_order + i);
        if (from && i < lanes)
            x = vaddq_s32(x, vldrwq_z_s32(from + i, vctp32q((uint32_t)(lanes - i))));
        vstrwq_s32(to + i, x);
    }
    return vminvq_s8(0, least) == INT8_MIN;
}

#endif
