/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packed blocks for Cortex-M4, M7 and M33. One turn of four taps, two pixels and two channels is 12
 * instructions for 16 products: ldm and ldrd bring all there is, and of the weights only the lower
 * bytes are widened.
 */
#include "assembly.h"
#include "packed.h"

#if MOTE_SIMD_ARMV7EM

#include "depthwise_armv7em.h"

/* clang-format off */

/* Ends twice the sums p and q of a channel: multiplier m, shift in r0, 2 * twice_zero in r5. See
 * blocks_armv7em.c. */
#define ENDS(p, q, m)                          \
    "smmulr " p ", " p ", " m "\n"         \
    "smmulr " q ", " q ", " m "\n"         \
    "add " p ", " p ", " p ", asr #31\n"   \
    "add " q ", " q ", " q ", asr #31\n"   \
    "asr " p ", " p ", r0\n"               \
    "asr " q ", " q ", r0\n"               \
    "add " p ", " p ", r5\n"               \
    "add " q ", " q ", r5\n"               \
    "ssat " p ", #8, " p ", asr #2\n"      \
    "ssat " q ", #8, " q ", asr #2\n"

/*
 * Sums: r10 and r11 of the halves, r12 and lr of the lower bytes, of the first and the second pixel.
 * r1 runs through all weights. The stack:
 *      0 patch  4 where the loop is entered  8 end of the first part of it  12 end of the patch
 *     16 bias  20 multiplier  24 right  28 2 * twice_zero  32 first  36 second
 *     40 end of multipliers  44 where the loop leads  48 upper sums of the parts before
 */
NAKED void mote_packed_pair_s8(REGISTER const struct mote_block *b, REGISTER int8_t *first,
                               REGISTER int8_t *second)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "sub sp, #60\n"
        "ldm.w r0, {r3-r10}\n"
        /* r3 patch  r4 filter  r5 taps  r6 bias  r7 multiplier  r8 right  r9 twice_zero  r10 pairs */
        "lsl r9, r9, #1\n"
        "add r10, r7, r10, lsl #3\n"
        "add r0, sp, #16\n"
        "stm.w r0, {r6-r9}\n"
        "strd r1, r2, [sp, #32]\n"
        "str r10, [sp, #40]\n"
        "mov r1, r4\n"
        "adds r5, #3\n"
        "lsrs r5, r5, #2\n"                /* groups of four taps */
        "add r12, r3, r5, lsl #4\n"
        "subs r4, r5, #1\n"
        "and r4, r4, #63\n"
        "adds r4, #1\n"                    /* those of the first part */
        "add r11, r3, r4, lsl #4\n"
        "rsbs r6, r4, #0\n"                /* the loop is four groups long */
        "and r6, r6, #3\n"
        "adr.w r10, 1f\n"
        "movs r7, #48\n"
        "mla r10, r6, r7, r10\n"
        "orr r10, r10, #1\n"
        "mov r9, r3\n"
        "stm.w sp, {r9-r12}\n"
        "adr.w r6, 3f\n"
        "cmp r4, r5\n"
        "beq 7f\n"
        "adr.w r6, 4f\n"
        "7:\n"
        "orr r6, r6, #1\n"
        "movs r7, #0\n"
        "strd r6, r7, [sp, #44]\n"
        "str r7, [sp, #52]\n"
        "2:\n"
        "ldm.w sp, {r0, r2, r8, r9}\n"
        "mov r10, #0\n"
        "mov r11, #0\n"
        "mov r12, #0\n"
        "mov lr, #0\n"
        "bx r2\n"
        ".balign 4\n"
        "1:\n"
        /* 48 bytes, counted on above */
        ".rept 4\n"
        "ldrd r2, r3, [r1], #8\n"
        "ldmia.w r0!, {r4-r7}\n"
        "smlad r10, r4, r2, r10\n"
        "smlad r11, r5, r2, r11\n"
        "sxtb16 r2, r2\n"
        "smlad r12, r4, r2, r12\n"
        "smlad lr, r5, r2, lr\n"
        "smlad r10, r6, r3, r10\n"
        "smlad r11, r7, r3, r11\n"
        "sxtb16 r3, r3\n"
        "smlad r12, r6, r3, r12\n"
        "smlad lr, r7, r3, lr\n"
        ".endr\n"
        "cmp r0, r8\n"
        "bne 1b\n"
        "sub r10, r10, r12\n"
        "sub r11, r11, lr\n"
        "ldr pc, [sp, #44]\n"
        /* more than one part: the upper sums leave their 24 bits */
        ".balign 4\n"
        "4:\n"
        "ldrd r2, r3, [sp, #48]\n"
        "add r2, r2, r10, asr #8\n"
        "add r3, r3, r11, asr #8\n"
        "cmp r0, r9\n"
        "beq 5f\n"
        "strd r2, r3, [sp, #48]\n"
        "mov r10, r12\n"
        "mov r11, lr\n"
        "add r8, #1024\n"
        "b 1b\n"
        "5:\n"
        "movs r4, #0\n"
        "strd r4, r4, [sp, #48]\n"
        "lsl r10, r2, #1\n"
        "lsl r11, r3, #1\n"
        "b 6f\n"
        ".balign 4\n"
        "3:\n"
        "asr r10, r10, #7\n"
        "asr r11, r11, #7\n"
        "6:\n"
        "add r0, sp, #16\n"
        "ldm.w r0, {r2-r7}\n"
        "ldm.w r2!, {r8, r9}\n"
        "add r10, r10, r8, lsl #1\n"
        "add r11, r11, r8, lsl #1\n"
        "add r12, r12, r9\n"
        "add lr, lr, r9\n"
        "lsl r12, r12, #1\n"
        "lsl lr, lr, #1\n"
        "ldm.w r3!, {r8, r9}\n"
        "ldrsb r0, [r4], #1\n"
        ENDS("r10", "r11", "r8")
        "ldrsb r0, [r4], #1\n"
        ENDS("r12", "lr", "r9")
        "strb r10, [r6], #1\n"
        "strb r11, [r7], #1\n"
        "strb r12, [r6], #1\n"
        "strb lr, [r7], #1\n"
        "add r0, sp, #16\n"
        "stm.w r0, {r2-r7}\n"
        "ldr r0, [sp, #40]\n"
        "cmp r0, r3\n"
        "bne.w 2b\n"
        "add sp, #60\n"
        "pop.w {r4-r11, pc}\n");
}

/* Eight taps of a vector: 56 bytes, counted on below. Sums: r12 of the halves, lr of the lower bytes. */
#define EIGHT \
    "ldmia.w r1!, {r4-r7}\n" \
    "ldmia.w r2!, {r8-r11}\n" \
    "smlad r12, r4, r8, r12\n" \
    "sxtb16 r8, r8\n" \
    "smlad lr, r4, r8, lr\n" \
    "smlad r12, r5, r9, r12\n" \
    "sxtb16 r9, r9\n" \
    "smlad lr, r5, r9, lr\n" \
    "smlad r12, r6, r10, r12\n" \
    "sxtb16 r10, r10\n" \
    "smlad lr, r6, r10, lr\n" \
    "smlad r12, r7, r11, r12\n" \
    "sxtb16 r11, r11\n" \
    "smlad lr, r7, r11, lr\n"

/* The same of the last four. */
#define FOUR \
    "ldrd r4, r5, [r1]\n" \
    "ldrd r8, r9, [r2], #8\n" \
    "smlad r12, r4, r8, r12\n" \
    "sxtb16 r8, r8\n" \
    "smlad lr, r4, r8, lr\n" \
    "smlad r12, r5, r9, r12\n" \
    "sxtb16 r9, r9\n" \
    "smlad lr, r5, r9, lr\n"

/*
 * What both vector kernels begin with, and for each pair of channels (from 2: on) its sums: 256 times
 * the upper one in r12, the lower one in lr. x is r1, weights r2, turns of eight elements r4. The
 * stack: 0 x  4 end of whole turns of x  8 where the loop is entered; `rest`: elements behind whole
 * turns. The loop is four turns long, its first time shorter.
 */
#define SUMS(rest) \
    "add r5, r1, r4, lsl #4\n" \
    "strd r1, r5, [sp]\n" \
    "adr.w r6, 3f\n" \
    "cbz r4, 7f\n" \
    "rsbs r4, r4, #0\n" \
    "and r4, r4, #3\n" \
    "movs r5, #56\n" \
    "adr.w r6, 1f\n" \
    "mla r6, r4, r5, r6\n" \
    "7:\n" \
    "orr r6, r6, #1\n" \
    "str r6, [sp, #8]\n" \
    "2:\n" \
    "ldm.w sp, {r1, r3, r4}\n" \
    "mov r12, #0\n" \
    "mov lr, #0\n" \
    "bx r4\n" \
    ".balign 4\n" \
    "1:\n" \
    ".rept 4\n" \
    EIGHT \
    ".endr\n" \
    "cmp r1, r3\n" \
    "bne 1b\n" \
    ".balign 4\n" \
    "3:\n" \
    "ldr r3, [sp, #" rest "]\n" \
    "cbz r3, 4f\n" \
    FOUR \
    "4:\n" \
    "sub r12, r12, lr\n"

/*
 * The stack beyond what SUMS wants: 12 from the end of a pair to the next one  16 end of sums
 * 20 elements behind whole turns
 */
NAKED void mote_packed_vector_s8(REGISTER uint32_t *sums, REGISTER const int16_t *x,
                                 REGISTER const int8_t *f, REGISTER int32_t step,
                                 REGISTER int32_t n, REGISTER int32_t pairs)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "sub sp, #28\n"
        "ldrd r4, r5, [sp, #64]\n"
        "add r5, r0, r5, lsl #3\n"
        "sub r6, r3, r4, lsl #1\n"
        "strd r6, r5, [sp, #12]\n"
        "and r5, r4, #4\n"
        "str r5, [sp, #20]\n"
        "lsrs r4, r4, #3\n"
        SUMS("20")
        "ldrd r4, r5, [r0]\n"
        "ldrd r6, r7, [sp, #12]\n"
        "add r4, r4, r12, asr #8\n"
        "add r5, r5, lr\n"
        "strd r4, r5, [r0], #8\n"
        "add r2, r6\n"
        "cmp r0, r7\n"
        "bne 2b\n"
        "add sp, #28\n"
        "pop.w {r4-r11, pc}\n");
}

/*
 * The stack beyond what SUMS wants: 12 bias  16 multiplier  20 right  24 2^right * 2 * twice_zero
 * 28 end of outputs  32 elements behind whole turns
 */
NAKED void mote_packed_outputs_s8(REGISTER const struct mote_packed_outputs *p)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "sub sp, #36\n"
        "ldm.w r0, {r1-r9}\n"
        /* r1 x  r2 taps  r3 f  r4 bias  r5 multiplier  r6 right  r7 twice_zero  r8 out  r9 pairs */
        "mov r0, r8\n"
        "lsls r7, r7, #1\n"
        "lsls r7, r6\n"
        "add r8, r8, r9, lsl #1\n"
        "and r9, r2, #4\n"
        "add r10, sp, #12\n"
        "stm.w r10, {r4-r9}\n"
        "lsrs r4, r2, #3\n"
        "mov r2, r3\n"
        SUMS("32")
        "add r3, sp, #12\n"
        "ldm.w r3, {r4, r5, r6, r7, r8}\n"
        "ldrd r9, r10, [r4], #8\n"
        "str r4, [r3]\n"
        "lsl r9, r9, #1\n"
        "lsl r10, r10, #1\n"
        "add r12, r9, r12, asr #7\n"
        "add lr, r10, lr, lsl #1\n"
        /* as vector_armv7em.c ends them */
        "smmlar r9, r12, r5, r7\n"
        "smmlar r10, lr, r5, r7\n"
        "add r9, r9, r12, asr #31\n"
        "add r10, r10, lr, asr #31\n"
        "asr r9, r9, r6\n"
        "asr r10, r10, r6\n"
        "ssat r9, #8, r9, asr #2\n"
        "ssat r10, #8, r10, asr #2\n"
        "strb r9, [r0], #1\n"
        "strb r10, [r0], #1\n"
        "cmp r0, r8\n"
        "bne 2b\n"
        "add sp, #36\n"
        "pop.w {r4-r11, pc}\n");
}

/*
 * The stack beyond what depthwise_armv7em.h wants: 12 from a column to the output that it ends
 * 16 where columns end  20 last bias  24 channel  28 in  32 end of in  36 bytes of columns
 * 40 what leads into the loop  44 where it is entered  48 left missing  52 right missing
 */
NAKED void mote_packed_3x3_s8(REGISTER const struct mote_packed_3x3_line *l)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "sub sp, #60\n"
        "ldm.w r0, {r0-r8}\n"
        /* r0 in  r1 second  r2 third  r3 step  r4 channel  r5 out  r6 outputs  r7 r8 missing */
        "strd r7, r8, [sp, #48]\n"
        "str r4, [sp, #24]\n"
        "add r9, r0, r3\n"
        "strd r0, r9, [sp, #28]\n"
        "cmp r7, #0\n"
        "it eq\n"
        "moveq r9, r3\n"
        "it ne\n"
        "movne r9, #0\n"
        "add r9, r0, r9\n"
        "add r9, r3\n"                    /* the loop's first column */
        "sub r5, r9\n"
        "str r5, [sp, #12]\n"
        "mul r9, r6, r3\n"
        "str r9, [sp, #36]\n"
        /* four steps a turn, the first one shorter; sums change places with every step */
        "adr.w r11, 1f\n"
        "rsb r12, r6, #0\n"
        "and r12, r12, #3\n"
        "movs r4, #84\n"
        "mla r11, r12, r4, r11\n"
        "orr r11, r11, #1\n"
        "mov r12, r11\n"
        "lsls r6, r6, #31\n"
        "beq 7f\n"
        "adr.w r11, 5f\n"
        "orr r11, r11, #1\n"
        "7:\n"
        "strd r11, r12, [sp, #40]\n"
        "6:\n"
        "ldrd r12, r0, [sp, #24]\n"
        "add r11, r0, #1\n"
        "str r11, [sp, #28]\n"
        "ldm.w r12!, {r4-r10}\n"
        "ldrd r11, lr, [r12], #8\n"
        "strd r11, lr, [sp]\n"
        "ldr r11, [r12], #8\n"
        "strd r11, r12, [sp, #20]\n"
        "str r10, [sp, #8]\n"
        "ldr lr, [sp, #48]\n"
        "cmp lr, #0\n"
        "bne 3f\n"
        COLUMN("lr")
        ADD_LEFT("r9")
        "add r0, r3\n"
        "3:\n"
        COLUMN("lr")
        ADD_MIDDLE("r9")
        ADD_LEFT("r10")
        "add r0, r3\n"
        "ldrd lr, r11, [sp, #36]\n"
        "add lr, r0\n"
        "str lr, [sp, #16]\n"
        "bx r11\n"
        ".balign 4\n"
        "5:\n"
        "mov lr, r9\n"
        "mov r9, r10\n"
        "mov r10, lr\n"
        "ldr pc, [sp, #44]\n"
        ".balign 4\n"
        "1:\n"
        ".rept 2\n"
        STEP("r9", "r10")
        STEP("r10", "r9")
        ".endr\n"
        "ldr lr, [sp, #16]\n"
        "cmp r0, lr\n"
        "bne.w 1b\n"
        "ldr r5, [sp, #52]\n"
        "cbz r5, 4f\n"
        "ldr r6, [sp, #20]\n"
        "add r9, r6\n"
        END("r9", "ldr.w lr, [sp, #12]\n")
        "strb r9, [r0, lr]\n"
        "4:\n"
        "ldrd r5, r6, [sp, #28]\n"
        "cmp r5, r6\n"
        "bne.w 6b\n"
        "add sp, #60\n"
        "pop.w {r4-r11, pc}\n");
}

/* clang-format on */

#endif
