/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Depthwise convolutions for MVE: sixteen channels lie side by side. There is no instruction that
 * multiplies them and adds to wide sums, so that products are made in 16 bits, added by twos, and
 * widened twice: even from odd channels, and these again. Narrowing does the same the other way
 * round and leaves the channels in order.
 */
#include "mve.h"

#if MOTE_SIMD_MVE

#include <arm_mve.h>
#include <stddef.h>

#define NAKED __attribute__((naked, noinline))
#define REGISTER __attribute__((unused)) /* an argument that only assembly reads */

/* clang-format off */

/* Adds products of even (e) and odd (o) channels to the sums; q2 and q3 get lost. */
#define ADD(e, o)                               \
    "vmovlb.s16 q2, " e "\n"                    \
    "vmovlt.s16 q3, " e "\n"                    \
    "vadd.i32 q4, q4, q2\n"                     \
    "vadd.i32 q5, q5, q3\n"                     \
    "vmovlb.s16 q2, " o "\n"                    \
    "vmovlt.s16 q3, " o "\n"                    \
    "vadd.i32 q6, q6, q2\n"                     \
    "vadd.i32 q7, q7, q3\n"

/* The first rounding of a sum, and 1 subtracted if that is negative. */
#define ROUND(sum, place)                       \
    "vldrw.32 q0, [r6, #" place "]\n"           \
    "vqrdmulh.s32 " sum ", " sum ", q0\n"       \
    "vshr.s32 q1, " sum ", #31\n"               \
    "vadd.i32 " sum ", " sum ", q1\n"

/*
 * PART is "t" where lanes are missing, and ONE, TWO say so of the instructions that follow.
 * r0 in, r1 taps, r2 to r5 addresses, r6 *d, r7 the first of the taps, r8 filter, r9 pairs, r10
 * singles, r11 pixels, r12 out.
 */
#define PIXELS(PART, ONE, TWO)                  \
    "1:\n"                                      \
    "vldrw.32 q4, [r6]\n"                       \
    "mov r1, r7\n"                              \
    "vldrw.32 q5, [r6, #16]\n"                  \
    "vldrw.32 q6, [r6, #32]\n"                  \
    "vldrw.32 q7, [r6, #48]\n"                  \
    "wls lr, r10, 3f\n"                         \
    "2:\n"                                      \
    "ldrd r2, r3, [r1], #8\n"                   \
    "add r2, r0\n"                              \
    "add r3, r8\n"                              \
    TWO                                         \
    "vldrb" PART ".8 q1, [r2]\n"                \
    "vldrb" PART ".8 q2, [r3]\n"                \
    "vmullb.s8 q0, q1, q2\n"                    \
    "vmullt.s8 q1, q1, q2\n"                    \
    ADD("q0", "q1")                             \
    "le lr, 2b\n"                               \
    "3:\n"                                      \
    "wls lr, r9, 5f\n"                          \
    "4:\n"                                      \
    "ldrd r2, r3, [r1], #8\n"                   \
    "add r2, r0\n"                              \
    "add r3, r8\n"                              \
    TWO                                         \
    "vldrb" PART ".8 q0, [r2]\n"                \
    "vldrb" PART ".8 q1, [r3]\n"                \
    "ldrd r4, r5, [r1], #8\n"                   \
    "vmullb.s8 q2, q0, q1\n"                    \
    "add r4, r0\n"                              \
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
    "le lr, 4b\n"                               \
    "5:\n"                                      \
    ROUND("q4", "64")                           \
    ROUND("q5", "80")                           \
    ROUND("q6", "96")                           \
    ROUND("q7", "112")                          \
    "add r4, r6, #128\n"                        \
    "vldrb.8 q0, [r4]\n"                        \
    "vshr.u32 q1, q0, #16\n"                    \
    "vrshl.s32 q4, q4, q0\n"                    \
    "vshr.u32 q2, q0, #8\n"                     \
    "vrshl.s32 q5, q5, q1\n"                    \
    "vqmovnb.s32 q4, q4\n"                      \
    "vshr.u32 q3, q0, #24\n"                    \
    "vqmovnt.s32 q4, q5\n"                      \
    "vrshl.s32 q6, q6, q2\n"                    \
    "vrshl.s32 q7, q7, q3\n"                    \
    "ldrd r4, r5, [r6, #160]\n"                 \
    "vqmovnb.s32 q6, q6\n"                      \
    "vqadd.s16 q4, q4, r4\n"                    \
    "vqmovnt.s32 q6, q7\n"                      \
    "vdup.8 q0, r5\n"                           \
    "vqadd.s16 q6, q6, r4\n"                    \
    "vqmovnb.s16 q4, q4\n"                      \
    "ldrd r4, r5, [r6, #168]\n"                 \
    "vqmovnt.s16 q4, q6\n"                      \
    "add r0, r5\n"                              \
    "vdup.8 q1, r4\n"                           \
    "vmax.s8 q4, q4, q0\n"                      \
    "ldr r5, [r6, #176]\n"                      \
    "vmin.s8 q4, q4, q1\n"                      \
    ONE                                         \
    "vstrb" PART ".8 q4, [r12]\n"               \
    "add r12, r5\n"                             \
    "subs r11, #1\n"                            \
    "bne.w 1b\n"                                \
    "6:\n"                                      \
    "vpop {d8-d15}\n"                           \
    "pop.w {r4-r11, pc}\n"

_Static_assert(offsetof(struct mote_mve_depthwise, multiplier) == 64 &&
                   offsetof(struct mote_mve_depthwise, shift) == 128 &&
                   offsetof(struct mote_mve_depthwise, filter) == 144 &&
                   offsetof(struct mote_mve_depthwise, zero) == 160 &&
                   offsetof(struct mote_mve_depthwise, out_step) == 176 &&
                   offsetof(struct mote_mve_depthwise, taps) == 180,
               "assembly counts on these");

NAKED void mote_mve_depthwise_s8(REGISTER const struct mote_mve_depthwise *d,
                                 REGISTER uint32_t in, REGISTER int8_t *out,
                                 REGISTER int32_t pixels)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "vpush {d8-d15}\n"
        "mov r6, r0\n"
        "mov r0, r1\n"
        "mov r12, r2\n"
        "mov r11, r3\n"
        "ldrd r8, r4, [r6, #144]\n"
        "ldrd r9, r10, [r6, #152]\n"
        "add r7, r6, #180\n"
        "vctp.8 r4\n"
        "cmp r4, #16\n"
        "bne.w 7f\n"
        PIXELS("", "", "")
        "7:\n"
        PIXELS("t", "vpst\n", "vpstt\n"));
}

/* clang-format on */

/* Channels of the parts of a table; those beyond the last one read as 0. */
static inline int32x4_t part(const int32_t *table, uint32_t first, int32_t lanes)
{
    const uint32x4_t k = vidupq_n_u32(first, 4);
    return vldrwq_gather_shifted_offset_z_s32(table, k,
                                              vcmphiq_u32(vdupq_n_u32((uint32_t)lanes), k));
}

void mote_mve_depthwise_channels(struct mote_mve_depthwise *d, const struct mote_mve_channels *c,
                                 int32_t o)
{
    const int32_t lanes = c->channels - o < MOTE_MVE_LANES ? c->channels - o : MOTE_MVE_LANES;
    const int32_t *multiplier = c->multiplier + o;
    const int8x16_t right = vldrbq_z_s8(c->right + o, vctp8q((uint32_t)lanes));
    d->filter = c->filter + o;
    d->lanes = lanes;
    vstrbq_s8(d->shift, vsubq_s8(vdupq_n_s8(-2), right));
    vstrwq_s32(d->multiplier, part(multiplier, 0, lanes));
    vstrwq_s32(d->multiplier + 4, part(multiplier, 2, lanes));
    vstrwq_s32(d->multiplier + 8, part(multiplier, 1, lanes));
    vstrwq_s32(d->multiplier + 12, part(multiplier, 3, lanes));
}

void mote_mve_depthwise_taps(struct mote_mve_depthwise *d, const struct mote_mve_channels *c,
                             int32_t o, int32_t taps)
{
    const mve_pred16_t some = vctp8q((uint32_t)d->lanes);
    const int32_t offset = c->offset, lanes = d->lanes;
    int16x8_t even = vdupq_n_s16(0), odd = even; /* sums of the weights */
    int8x16_t least = vdupq_n_s8(0);
    int32x4_t sums[4];
    for (int32_t i = 0; i < taps; i++) {
        const int8x16_t w = vldrbq_z_s8(d->filter + d->taps[i].filter, some);
        even = vaddq_s16(even, vmovlbq_s8(w));
        odd = vaddq_s16(odd, vmovltq_s8(w));
        least = vminq_s8(least, w);
    }
    d->pairs = vminvq_s8(0, least) == INT8_MIN ? 0 : taps / 2;
    d->singles = taps - 2 * d->pairs;
    sums[0] = vmulq_n_s32(vmovlbq_s16(even), offset);
    sums[1] = vmulq_n_s32(vmovltq_s16(even), offset);
    sums[2] = vmulq_n_s32(vmovlbq_s16(odd), offset);
    sums[3] = vmulq_n_s32(vmovltq_s16(odd), offset);
    if (c->bias) {
        const int32_t *bias = c->bias + o;
        sums[0] = vaddq_s32(sums[0], part(bias, 0, lanes));
        sums[1] = vaddq_s32(sums[1], part(bias, 2, lanes));
        sums[2] = vaddq_s32(sums[2], part(bias, 1, lanes));
        sums[3] = vaddq_s32(sums[3], part(bias, 3, lanes));
    }
    for (int i = 0; i < 4; i++) vstrwq_s32(d->bias + 4 * i, sums[i]);
}

#endif
