/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Convolutions for MVE. Four pixels by two channels take the eight even registers that can gather a
 * sum of products, and all others for pointers: hence whole functions in assembly. A turn of
 * sixteen taps is 14 instructions for 128 products.
 */
#include "assembly.h"
#include "mve.h"

#if MOTE_SIMD_MVE

#include <arm_mve.h>

/* clang-format off */

/* Sixteen taps: x in r1, weights in r3 and r5. ADD is "" or "a". */
#define TURN(ADD)                               \
    "vldrb.8 q0, [r3], #16\n"                   \
    "vldrb.8 q2, [r1], #64\n"                   \
    "vmladav" ADD ".s8 r0, q0, q2\n"            \
    "vldrb.8 q1, [r5], #16\n"                   \
    "vmladav" ADD ".s8 r8, q1, q2\n"            \
    "vldrb.8 q3, [r1, #-48]\n"                  \
    "vmladav" ADD ".s8 r2, q0, q3\n"            \
    "vldrb.8 q2, [r1, #-32]\n"                  \
    "vmladav" ADD ".s8 r10, q1, q3\n"           \
    "vmladav" ADD ".s8 r4, q0, q2\n"            \
    "vldrb.8 q3, [r1, #-16]\n"                  \
    "vmladav" ADD ".s8 r12, q1, q2\n"           \
    "vmladav" ADD ".s8 r6, q0, q3\n"            \
    "vmladav" ADD ".s8 lr, q1, q3\n"

/* What is left of a pixel: its sums p and s. */
#define TAIL(p, s)                              \
    "vpst\n"                                    \
    "vldrbt.8 q2, [r1]\n"                       \
    "vmladava.s8 " p ", q0, q2\n"               \
    "vmladava.s8 " s ", q1, q2\n"

/* Ends two channels, whose first rounding is ROUND, and goes on with the next ones. Negative sums
 * that do not count may round as they will. */
#define END_2(ROUND)                            \
    "vmov d0, r0, r2\n"                         \
    "vmov d1, r4, r6\n"                         \
    "vmov d2, r8, r10\n"                        \
    "vmov d3, r12, lr\n"                        \
    "ldmia.w r9!, {r0, r2, r4, r8, r10}\n"      \
    "vadd.i32 q0, q0, r0\n"                     \
    "vadd.i32 q1, q1, r2\n"                     \
    ROUND                                       \
    "vrshl.s32 q2, r4\n"                        \
    "lsrs r4, r4, #8\n"                         \
    "vrshl.s32 q3, r4\n"                        \
    "vadd.i32 q2, q2, q7\n"                     \
    "vadd.i32 q3, q3, q7\n"                     \
    "vmax.s32 q2, q2, q4\n"                     \
    "vmax.s32 q3, q3, q4\n"                     \
    "vmin.s32 q2, q2, q5\n"                     \
    "vmin.s32 q3, q3, q5\n"                     \
    "vstrb.32 q2, [r11, q6]\n"                  \
    "add r11, #1\n"                             \
    "ldrd r4, r6, [sp, #16]\n"                  \
    "vstrb.32 q3, [r11, q6]\n"                  \
    "add r11, #1\n"                             \
    "mov r3, r5\n"                              \
    "add r5, r4\n"                              \
    "cmp r9, r6\n"                              \
    "bne.w 1b\n"

/*
 * The stack while it runs: 0 patch  4 rounds of eight turns before the last  8 where the first one is
 * entered  12 what comes after the last  16 taps  20 last  24 tail  28 pitch  32 the end.
 * r9 the ends, r11 how many channels are done; q4 min, q5 max, q6 addresses of outputs, q7 zero.
 */
NAKED void mote_mve_conv_s8(REGISTER const struct mote_mve_conv *k)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "vpush {d8-d15}\n"
        "sub sp, #40\n"
        "ldm.w r0!, {r1-r9}\n"
        /* turns but for the first one: the last 1 to 8 of them, of 56 bytes, are a round */
        "movs r12, #0\n"
        "adr.w lr, 3f\n"
        "subs r2, #1\n"
        "blt 1f\n"
        "lsr r12, r2, #3\n"
        "and r2, r2, #7\n"
        "adds r2, #1\n"
        "sub lr, lr, r2, lsl #6\n"
        "add lr, lr, r2, lsl #3\n"
        "1:\n"
        "orr lr, lr, #1\n"
        "strd r1, r12, [sp]\n"
        "adr.w r1, 6f\n"
        "ldr r12, [r0]\n"
        "cmp r12, r9\n"
        "it ge\n"
        "addge r1, r1, #7f - 6f\n"
        "orr r1, r1, #1\n"
        "str r1, [sp, #32]\n"
        "cbz r5, 1f\n"
        "adr.w r1, 5f\n"
        "orr r1, r1, #1\n"
        "1:\n"
        "strd lr, r1, [sp, #8]\n"
        "strd r4, r8, [sp, #16]\n"
        "strd r5, r6, [sp, #24]\n"
        "vdup.32 q7, r9\n"
        "mov r9, r7\n"
        "movs r11, #0\n"
        "vctp.8 r5\n"
        "add r5, r3, r4\n"
        "ldrd r1, r2, [r0], #8\n"
        "vdup.32 q4, r1\n"
        "vdup.32 q5, r2\n"
        "vldrw.32 q6, [r0]\n"
        "1:\n"
        "ldrd r1, r7, [sp]\n"
        TURN("")
        "ldr.w pc, [sp, #8]\n"
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
        "subs r7, #1\n"
        "bpl.w 2b\n"
        "ldr.w pc, [sp, #12]\n"
        ".balign 4\n"
        "5:\n"
        "vpstt\n"
        "vldrbt.8 q0, [r3]\n"
        "vldrbt.8 q1, [r5]\n"
        "ldr r7, [sp, #24]\n"
        "add r5, r7\n"
        "ldr r7, [sp, #28]\n"
        TAIL("r0", "r8")
        "add r1, r7\n"
        TAIL("r2", "r10")
        "add r1, r7\n"
        TAIL("r4", "r12")
        "add r1, r7\n"
        TAIL("r6", "lr")
        "ldr.w pc, [sp, #32]\n"
        ".balign 4\n"
        "6:\n"
        END_2("vshr.s32 q2, q0, #31\n"
              "vshr.s32 q3, q1, #31\n"
              "vqrdmlah.s32 q2, q0, r8\n"
              "vqrdmlah.s32 q3, q1, r10\n")
        "b.n 8f\n"
        ".balign 4\n"
        "7:\n"
        END_2("vqrdmulh.s32 q2, q0, r8\n"
              "vqrdmulh.s32 q3, q1, r10\n")
        "8:\n"
        "add sp, #40\n"
        "vpop {d8-d15}\n"
        "pop.w {r4-r11, pc}\n");
}

/* A channel of few taps, that begins with `bias`. */
#define FEW(bias)                               \
    "vpst\n"                                    \
    "vldrbt.8 q4, [r1]\n"                       \
    "add r1, r3\n"                              \
    "vmladav.s8 r4, q4, q0\n"                   \
    "vmladav.s8 r6, q4, q1\n"                   \
    "vmladav.s8 r8, q4, q2\n"                   \
    "vmladav.s8 r10, q4, q3\n"                  \
    "vmov d8, r4, r6\n"                         \
    "ldr r4, [r9], #4\n"                        \
    "vmov d9, r8, r10\n"                        \
    "vadd.i32 q4, q4, " bias "\n"               \
    "vshr.s32 q5, q4, #31\n"                    \
    "vqrdmlah.s32 q5, q4, r4\n"                 \
    "vldrw.32 q4, [sp]\n"                       \
    "vrshl.s32 q5, r12\n"                       \
    "vadd.i32 q5, q5, r0\n"                     \
    "vmax.s32 q5, q5, q7\n"                     \
    "vmin.s32 q5, q5, q4\n"                     \
    "vstrb.32 q5, [r2, q6]\n"                   \
    "adds r2, #1\n"

/* r1 weights, r2 how many channels are done, r3 taps, r9 the ends; q0 to q3 the pixels, q6 addresses, q7 min; max on the stack. */
NAKED void mote_mve_conv_few_s8(REGISTER const struct mote_mve_conv *k)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "vpush {d8-d15}\n"
        "sub sp, #16\n"
        "ldrd r1, r3, [r0, #8]\n"
        "ldrd r4, r5, [r0, #16]\n"
        "ldrd r9, r6, [r0, #24]\n"
        "ldrd r8, r10, [r0, #36]\n"
        "vdup.32 q7, r8\n"
        "vdup.32 q6, r10\n"
        "vstrw.32 q6, [sp]\n"
        "ldr r7, [r0, #32]\n"
        "adds r0, #44\n"
        "vldrw.32 q6, [r0]\n"
        "vctp.8 r4\n"
        "ldr r4, [r0, #-44]\n"
        "mov r0, r7\n"
        "vpst\n"
        "vldrbt.8 q0, [r4]\n"
        "add r4, r5\n"
        "vpst\n"
        "vldrbt.8 q1, [r4]\n"
        "add r4, r5\n"
        "vpst\n"
        "vldrbt.8 q2, [r4]\n"
        "add r4, r5\n"
        "vpst\n"
        "vldrbt.8 q3, [r4]\n"
        "mov lr, r6\n"
        "movs r2, #0\n"
        "1:\n"
        "ldmia.w r9!, {r5, r7, r12}\n"
        FEW("r5")
        "lsr r12, r12, #8\n"
        FEW("r7")
        "cmp r9, lr\n"
        "bne.n 1b\n"
        "add sp, #16\n"
        "vpop {d8-d15}\n"
        "pop.w {r4-r11, pc}\n");
}

/* Four rows of weights, `filter`, n: r2 r5 r7 r9, their sums r4 r6 r8 r10; r11 channels left, r12
 * turns of sixteen. The offset and n are on the stack. */
NAKED void mote_mve_fold(REGISTER int32_t *to, REGISTER const int32_t *from,
                         REGISTER const int8_t *filter, REGISTER int32_t taps,
                         REGISTER int32_t offset, REGISTER int32_t n)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "ldr r11, [sp, #40]\n"
        "and r12, r3, #15\n"
        "vctp.8 r12\n"
        "lsr r12, r3, #4\n"
        "1:\n"
        "add r5, r2, r3\n"
        "add r7, r5, r3\n"
        "add r9, r7, r3\n"
        "cmp r11, #4\n"
        "bhs 2f\n"
        "mov r9, r7\n" /* rows that are not there are the last one once more */
        "cmp r11, #2\n"
        "it lo\n"
        "movlo r5, r2\n"
        "itt ls\n"
        "movls r7, r5\n"
        "movls r9, r5\n"
        "2:\n"
        "movs r4, #0\n"
        "movs r6, #0\n"
        "mov r8, r4\n"
        "mov r10, r4\n"
        "wls lr, r12, 4f\n"
        "3:\n"
        "vldrb.8 q0, [r2], #16\n"
        "vldrb.8 q1, [r5], #16\n"
        "vaddva.s8 r4, q0\n"
        "vldrb.8 q2, [r7], #16\n"
        "vaddva.s8 r6, q1\n"
        "vldrb.8 q3, [r9], #16\n"
        "vaddva.s8 r8, q2\n"
        "vaddva.s8 r10, q3\n"
        "le lr, 3b\n"
        "4:\n"
        "ands lr, r3, #15\n"
        "beq 5f\n"
        "vpstttt\n"
        "vldrbt.8 q0, [r2]\n"
        "vldrbt.8 q1, [r5]\n"
        "vldrbt.8 q2, [r7]\n"
        "vldrbt.8 q3, [r9]\n"
        "vaddva.s8 r4, q0\n"
        "vaddva.s8 r6, q1\n"
        "vaddva.s8 r8, q2\n"
        "vaddva.s8 r10, q3\n"
        "5:\n"
        "vmov d0, r4, r6\n"
        "vmov d1, r8, r10\n"
        "add r2, r9, lr\n"
        "ldr r4, [sp, #36]\n"
        "vmul.i32 q0, q0, r4\n"
        "subs r11, #4\n"
        "blt 7f\n"
        "cbz r1, 6f\n"
        "vldrw.32 q1, [r1], #16\n"
        "vadd.i32 q0, q0, q1\n"
        "6:\n"
        "vstrw.32 q0, [r0], #16\n"
        "bne 1b\n"
        "pop.w {r4-r11, pc}\n"
        "7:\n"
        "add r11, #4\n"
        "vctp.32 r11\n"
        "cbz r1, 8f\n"
        "vpst\n"
        "vldrwt.32 q1, [r1]\n"
        "vadd.i32 q0, q0, q1\n"
        "8:\n"
        "vpst\n"
        "vstrwt.32 q0, [r0]\n"
        "pop.w {r4-r11, pc}\n");
}

/* Copies n bytes of each of four pixels: whole sixteens one after another as they lie interleaved,
 * what is left `pitch` bytes apart. */
NAKED static void copy_4(REGISTER int8_t *to, REGISTER const int8_t *const from[4],
                         REGISTER int32_t n, REGISTER int32_t pitch)
{
    __asm__ volatile(
        "push {r4-r7, lr}\n"
        "ldm.w r1, {r4-r7}\n"
        "lsrs r12, r2, #4\n"
        "wls lr, r12, 2f\n"
        "1:\n"
        "vldrb.8 q0, [r4], #16\n"
        "vldrb.8 q1, [r5], #16\n"
        "vstrb.8 q0, [r0], #64\n"
        "vldrb.8 q2, [r6], #16\n"
        "vstrb.8 q1, [r0, #-48]\n"
        "vldrb.8 q3, [r7], #16\n"
        "vstrb.8 q2, [r0, #-32]\n"
        "vstrb.8 q3, [r0, #-16]\n"
        "le lr, 1b\n"
        "2:\n"
        "ands r2, r2, #15\n"
        "beq 3f\n"
        "vctp.8 r2\n"
        "vpstttt\n"
        "vldrbt.8 q0, [r4]\n"
        "vldrbt.8 q1, [r5]\n"
        "vldrbt.8 q2, [r6]\n"
        "vldrbt.8 q3, [r7]\n"
        "vpst\n"
        "vstrbt.8 q0, [r0]\n"
        "add r0, r3\n"
        "vpst\n"
        "vstrbt.8 q1, [r0]\n"
        "add r0, r3\n"
        "vpst\n"
        "vstrbt.8 q2, [r0]\n"
        "add r0, r3\n"
        "vpst\n"
        "vstrbt.8 q3, [r0]\n"
        "3:\n"
        "pop {r4-r7, pc}\n");
}

/* The same of one pixel; what is left goes to `rest`. */
NAKED static void copy(REGISTER int8_t *to, REGISTER const int8_t *from, REGISTER int32_t n,
                       REGISTER int8_t *rest)
{
    __asm__ volatile(
        "push {r4, lr}\n"
        "lsrs r4, r2, #4\n"
        "wls lr, r4, 2f\n"
        "1:\n"
        "vldrb.8 q0, [r1], #16\n"
        "vstrb.8 q0, [r0], #64\n"
        "le lr, 1b\n"
        "2:\n"
        "ands r2, r2, #15\n"
        "beq 3f\n"
        "vctp.8 r2\n"
        "vpst\n"
        "vldrbt.8 q0, [r1]\n"
        "vpst\n"
        "vstrbt.8 q0, [r3]\n"
        "3:\n"
        "pop {r4, pc}\n");
}

/* Rows of n bytes each, 16 at most, which come together in the patches. */
struct few_rows {
    int32_t n, rows;
    int32_t pitch, step; /* bytes from row to row, in memory and in the patch */
};

/* Copies them of four pixels into patches `apart` bytes from each other; `from` is moved on. */
NAKED static void copy_rows_4(REGISTER int8_t *to, REGISTER const int8_t *from[4],
                              REGISTER const struct few_rows *r, REGISTER int32_t apart)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "ldm.w r1, {r4-r7}\n"
        "mov r8, r0\n"
        "add r9, r8, r3\n"
        "add r10, r9, r3\n"
        "add r11, r10, r3\n"
        "ldrd r12, lr, [r2]\n"
        "vctp.8 r12\n"
        "ldrd r2, r3, [r2, #8]\n"
        "dls lr, lr\n"
        "1:\n"
        "vpstttt\n"
        "vldrbt.8 q0, [r4]\n"
        "vldrbt.8 q1, [r5]\n"
        "vldrbt.8 q2, [r6]\n"
        "vldrbt.8 q3, [r7]\n"
        "add r4, r2\n"
        "add r5, r2\n"
        "add r6, r2\n"
        "add r7, r2\n"
        "vpstttt\n"
        "vstrbt.8 q0, [r8]\n"
        "vstrbt.8 q1, [r9]\n"
        "vstrbt.8 q2, [r10]\n"
        "vstrbt.8 q3, [r11]\n"
        "add r8, r3\n"
        "add r9, r3\n"
        "add r10, r3\n"
        "add r11, r3\n"
        "le lr, 1b\n"
        "stm.w r1, {r4-r7}\n"
        "pop.w {r4-r11, pc}\n");
}

/* The same of one pixel; returns where the next row is. */
NAKED static const int8_t *copy_rows(REGISTER int8_t *to, REGISTER const int8_t *from,
                                     REGISTER const struct few_rows *r)
{
    __asm__ volatile(
        "push {r4, lr}\n"
        "ldrd r12, lr, [r2]\n"
        "vctp.8 r12\n"
        "ldrd r2, r3, [r2, #8]\n"
        "dls lr, lr\n"
        "1:\n"
        "vpst\n"
        "vldrbt.8 q0, [r1]\n"
        "add r1, r2\n"
        "vpst\n"
        "vstrbt.8 q0, [r0]\n"
        "add r0, r3\n"
        "le lr, 1b\n"
        "mov r0, r1\n"
        "pop {r4, pc}\n");
}

/* clang-format on */

int mote_mve_can_end(const int32_t *multiplier, const int8_t *right, int32_t n)
{
    int32_t least = 0;
    for (int32_t i = 0; i < n; i += 16) {
        const mve_pred16_t some = vctp8q((uint32_t)(n - i));
        least = vminvq_p_s8((int8_t)least, vldrbq_z_s8(right + i, some), some);
    }
    if (least >= -1) return 1;
    for (int32_t i = 0; i < n; i++)
        if (right[i] < -1 && multiplier[i]) return 0;
    return 1;
}

void mote_mve_ends(struct mote_mve_end *ends, const int32_t *bias, const int32_t *multiplier,
                   const int8_t *right, int32_t n)
{
    /* of four channels: places of biases (multipliers 12 bytes behind them) and of shifts */
    static const uint32_t words[] = {0, 4, sizeof *ends, sizeof *ends + 4};
    static const uint32_t bytes[] = {8, 9, sizeof *ends + 8, sizeof *ends + 9};
    const uint32x4_t places = vldrwq_u32(words), shifts = vldrwq_u32(bytes);
    const int32x4_t two = vdupq_n_s32(-2), one = vdupq_n_s32(-1);
    /* shifts above -1 only where the multiplier is 0 */
    for (; n >= 4; n -= 4, ends += 2, bias += 4, multiplier += 4, right += 4) {
        const int32x4_t shift = vminq_s32(vsubq_s32(two, vldrbq_s32(right)), one);
        vstrwq_scatter_offset_s32(ends->bias, places, vldrwq_s32(bias));
        vstrwq_scatter_offset_s32(ends->multiplier, places, vldrwq_s32(multiplier));
        vstrbq_scatter_offset_s32((int8_t *)ends, shifts, shift);
    }
    if (n > 0) {
        const mve_pred16_t some = vctp32q((uint32_t)n);
        const int32x4_t shift = vminq_s32(vsubq_s32(two, vldrbq_z_s32(right, some)), one);
        vstrwq_scatter_offset_p_s32(ends->bias, places, vldrwq_z_s32(bias, some), some);
        vstrwq_scatter_offset_p_s32(ends->multiplier, places, vldrwq_z_s32(multiplier, some), some);
        vstrbq_scatter_offset_p_s32((int8_t *)ends, shifts, shift, some);
    }
}

void mote_mve_turn(int8_t *to, const int8_t *from, int32_t taps, int32_t channels)
{
    const uint16x8_t places = vmulq_n_u16(vidupq_n_u16(0, 1), (uint16_t)channels);
    for (int32_t o = 0; o < channels; o++, to += taps) {
        const int8_t *f = from + o;
        for (int32_t i = 0; i < taps; i += 8, f += 8 * channels) {
            const mve_pred16_t some = vctp16q((uint32_t)(taps - i));
            vstrbq_p_s16(to + i, vldrbq_gather_offset_z_s16(f, places, some), some);
        }
    }
}

/* Where sixteen elements of patch k begin, or what is left behind them. */
static inline int8_t *place(const struct mote_mve_patch *p, int32_t k, int32_t turn)
{
    return turn < p->turns ? p->data + turn * 64 + k * 16 : p->data + p->turns * 64 + k * p->pitch;
}

static inline int32_t apart(const struct mote_mve_patch *p, int32_t turn)
{
    return turn < p->turns ? 16 : p->pitch;
}

/* How many rows from row i on, not above n, lie in the same sixteen elements or behind them; 0 if
 * not even one may be sure to. */
static inline int32_t together(const struct mote_mve_patch *p, int32_t i, int32_t n)
{
    int32_t room;
    if (p->turns == 0) return n;
    if (p->run > 8 || (p->run & (p->run - 1))) return 0;
    room = (16 - (i * p->run & 15)) / p->run;
    return n < room ? n : room;
}

void mote_mve_put_4(const struct mote_mve_patch *p, const int8_t *from[4],
                    const struct mote_mve_rows *r)
{
    const int32_t end = r->first + r->rows;
    for (int32_t i = r->first, n; i < end; i += n) {
        const int32_t e = i * p->run + r->skip, at = e & 15;
        const int8_t *rest[4];
        int32_t turn = e >> 4, left = r->n;
        n = together(p, i, end - i);
        if (n) {
            const struct few_rows few = {left, n, r->pitch, p->run};
            copy_rows_4(place(p, 0, turn) + at, from, &few, apart(p, turn));
            continue;
        }
        n = 1;
        for (int k = 0; k < 4; k++) rest[k] = from[k];
        if (at) { /* what is left of sixteen */
            const int32_t now = left < 16 - at ? left : 16 - at;
            copy_4(place(p, 0, turn) + at, rest, now, apart(p, turn));
            for (int k = 0; k < 4; k++) rest[k] += now;
            left -= now;
            turn++;
        }
        if (left) copy_4(place(p, 0, turn), rest, left, apart(p, turn + (left >> 4)));
        for (int k = 0; k < 4; k++) from[k] += r->pitch;
    }
}

void mote_mve_put_points(const struct mote_mve_patch *p, const int8_t *const from[4])
{
    copy_4(p->data, from, p->run, p->pitch);
}

/* Into a patch whose elements follow each other. */
static void put_plain(const struct mote_mve_patch *p, int8_t *to, const int8_t *from,
                      const struct mote_mve_rows *r)
{
    to += r->first * p->run + r->skip;
    if (r->n <= 16) {
        const struct few_rows few = {r->n, r->rows, r->pitch, p->run};
        copy_rows(to, from, &few);
        return;
    }
    for (int32_t i = r->rows; i > 0; i--, to += p->run, from += r->pitch)
        for (int32_t k = 0; k < r->n; k += 16) {
            const mve_pred16_t some = vctp8q((uint32_t)(r->n - k));
            vstrbq_p_s8(to + k, vldrbq_z_s8(from + k, some), some);
        }
}

void mote_mve_put(const struct mote_mve_patch *p, int32_t k, const int8_t *from,
                  const struct mote_mve_rows *r)
{
    const int32_t end = r->first + r->rows;
    if (p->turns == 0) {
        put_plain(p, p->data + k * p->pitch, from, r);
        return;
    }
    for (int32_t i = r->first, n; i < end; i += n) {
        const int32_t e = i * p->run + r->skip, at = e & 15;
        const int8_t *rest = from;
        int32_t turn = e >> 4, left = r->n;
        n = together(p, i, end - i);
        if (n) {
            const struct few_rows few = {left, n, r->pitch, p->run};
            from = copy_rows(place(p, k, turn) + at, from, &few);
            continue;
        }
        n = 1;
        if (at) { /* what is left of sixteen */
            const int32_t now = left < 16 - at ? left : 16 - at;
            copy(p->data, rest, now, place(p, k, turn) + at);
            rest += now;
            left -= now;
            turn++;
        }
        if (left) copy(p->data + turn * 64 + k * 16, rest, left, place(p, k, turn + (left >> 4)));
        from += r->pitch;
    }
}

void mote_mve_fill(const struct mote_mve_patch *p, int32_t k, int32_t value)
{
    const int8x16_t x = vdupq_n_s8((int8_t)value);
    int8_t *to = p->data + k * 16;
    for (int32_t i = p->turns; i > 0; i--, to += 64) vstrbq_s8(to, x);
    to = p->data + p->turns * 64 + k * p->pitch;
    for (int32_t n = p->pitch; n > 0; n -= 16, to += 16) vstrbq_p_s8(to, x, vctp8q((uint32_t)n));
}

#endif
