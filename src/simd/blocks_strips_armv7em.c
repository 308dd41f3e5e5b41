/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Blocks of three to five pixels by one channel for Cortex-M4, M7 and M33: weights are widened once
 * for all of them. Four taps of five pixels are 15 instructions for 20 products, where a pair of
 * pixels by two channels takes 15 for 16 (eight taps of four pixels: 25 for 32); the sums, the
 * inputs, a word of weights with its half and two pointers are all the registers there are.
 */
#include "assembly.h"
#include "blocks.h"

#if MOTE_SIMD_ARMV7EM

/* clang-format off */

/*
 * The stack while they run:
 *      0 end of multipliers  4 of rights  8 twice_zero  12 2^30
 *     16 channels left, negated  20 where the ends of outputs are
 *     24 patch  28 its end  32 where the loop leads then  36 where it is entered
 *     40 the same of the second part of the patch
 *     56 what holds of 28 and 32 or 44 and 48, where registers are scarce
 *     64 end of biases
 */

/* How many steps n of them lack to whole turns. */
#define TO_WHOLE_TURNS(n, q, steps)           \
    "add.w " q ", " n ", #" steps " - 1\n"    \
    "mov.w lr, #" steps "\n"                  \
    "udiv " q ", " q ", lr\n"                 \
    "mul " q ", " q ", lr\n"                  \
    "sub.w " n ", " q ", " n "\n"

/* Registers from here on: r0 patch, r1 weights. A turn of the loop is some steps of 2^shift taps:
 * the first turn begins where it will end with the last. `bytes`: of a step in the patch, `code`:
 * of its instructions. */
#define STRIP_BEGIN(shift, bytes, code, steps) \
    "push.w {r4-r11, lr}\n"                   \
    "sub sp, #68\n"                           \
    "str r2, [sp, #20]\n"                     \
    "ldm.w r0, {r4-r11}\n"                    \
    "ldr r4, [r1]\n"                          \
    "ldrd r2, r3, [r1, #4]\n"                 \
    "mov r1, r5\n"                            \
    "lsls r5, r11, #1\n"                      \
    "rsb r12, r5, #0\n"                       \
    "add r8, r8, r5, lsl #2\n"                \
    "add r9, r9, r5\n"                        \
    "add r5, r7, r5, lsl #2\n"                \
    "str r5, [sp, #64]\n"                     \
    "mov.w r11, #0x40000000\n"                \
    "stm.w sp, {r8-r12}\n"                    \
    "lsrs r9, r6, #" shift "\n"               \
    "lsrs r3, r3, #" shift "\n"               \
    "adr.w r6, 3f\n"                          \
    "orr r6, r6, #1\n"                        \
    "movs r5, #" bytes "\n"                   \
    "movs r10, #" code "\n"                   \
    "adr.w r11, 1f\n"                         \
    "orr r11, r11, #1\n"                      \
    "subs r9, r9, r3\n"                       \
    "bgt 8f\n"                                \
    "add r3, r9\n"                            \
    "b 9f\n"                                  \
    "8:\n"                                    \
    "mov r7, r6\n"                            \
    "mla r6, r9, r5, r2\n"                    \
    TO_WHOLE_TURNS("r9", "r8", steps)         \
    "mla r8, r9, r10, r11\n"                  \
    "add r9, sp, #40\n"                       \
    "stm.w r9, {r2, r6, r7, r8}\n"            \
    "adr.w r6, 5f\n"                          \
    "orr r6, r6, #1\n"                        \
    "9:\n"                                    \
    "mla r5, r3, r5, r4\n"                    \
    TO_WHOLE_TURNS("r3", "r7", steps)         \
    "mla r7, r3, r10, r11\n"                  \
    "add r9, sp, #24\n"                       \
    "stm.w r9, {r4-r7}\n"                     \
    "ldr.w r9, [sp, #64]\n"                   \
    "ldr.w r10, [sp, #16]\n"                  \
    "ldr.w r3, [r9, r10, lsl #2]\n"

/* Ends sums of all 32 bits: multiplier r2, right r3, twice_zero r4, `start` 2^30; see
 * blocks_armv7em.c. */
#define STRIP_END(sums, start)                 \
    ".irp x, " sums "\n"                      \
    "asr.w lr, \\x, #31\n"                    \
    "eor r0, " start ", lr, lsl #31\n"        \
    "smlal r0, lr, \\x, r2\n"                 \
    "asr.w lr, lr, r3\n"                      \
    "add lr, r4\n"                            \
    "ssat \\x, #8, lr, asr #1\n"              \
    ".endr\n"

#define STRIP_DONE                             \
    "4:\n"                                    \
    "add sp, #68\n"                           \
    "pop.w {r4-r11, pc}\n"

#define FIVE(w)                               \
    "smlad r7, r2, " w ", r7\n"               \
    "smlad r8, r3, " w ", r8\n"               \
    "smlad r9, r4, " w ", r9\n"               \
    "smlad r10, r5, " w ", r10\n"             \
    "smlad r11, r6, " w ", r11\n"

#define GROUP_OF_FIVE                         \
    "ldmia.w r0!, {r2-r6}\n"                  \
    "sxtb16 lr, r12\n"                        \
    FIVE("lr")                                \
    "ldmia.w r0!, {r2-r6}\n"                  \
    "sxtb16 r12, r12, ror #8\n"               \
    FIVE("r12")

static NAKED void five(REGISTER const struct mote_block *b, REGISTER const struct mote_block_strip *w,
    REGISTER int8_t *const *ends)
{
    __asm__ volatile(
        STRIP_BEGIN("2", "40", "60", "6")
        "mov r7, r3\n"
        "2:\n"
        "mov r8, r7\n"
        "mov r9, r7\n"
        "mov r10, r7\n"
        "mov r11, r7\n"
        "add r12, sp, #24\n"
        "ldm.w r12, {r0, r2, r3, r4}\n"
        "strd r2, r3, [sp, #56]\n"
        "bx r4\n"
        ".balign 4\n"
        "1:\n"
        ".rept 6\n"
        "ldr.w r12, [r1], #4\n"
        GROUP_OF_FIVE
        ".endr\n"
        "ldr lr, [sp, #56]\n"
        "cmp r0, lr\n"
        "bne.w 1b\n"
        "ldr pc, [sp, #60]\n"
        ".balign 4\n"
        "5:\n"
        "add r12, sp, #40\n"
        "ldm.w r12, {r0, r2, r3, r4}\n"
        "strd r2, r3, [sp, #56]\n"
        "bx r4\n"
        ".balign 4\n"
        "3:\n"
        "ldm.w sp, {r2-r6, r12}\n"
        "ldr.w r2, [r2, r6, lsl #2]\n"
        "ldrsb.w r3, [r3, r6]\n"
        STRIP_END("r7, r8, r9, r10, r11", "r5")
        "ldm.w r12, {r0, r2, r3, r4, lr}\n"
        "strb.w r7, [r0, r6]\n"
        "strb.w r8, [r2, r6]\n"
        "strb.w r9, [r3, r6]\n"
        "strb.w r10, [r4, r6]\n"
        "strb.w r11, [lr, r6]\n"
        "adds r6, #1\n"
        "beq 4f\n"
        "str r6, [sp, #16]\n"
        "ldr r5, [sp, #64]\n"
        "ldr.w r7, [r5, r6, lsl #2]\n"
        "b 2b\n"
        STRIP_DONE);
}

/* Fewer pixels leave registers for two words of weights and for where the patch ends. */

#define FOUR(w)                               \
    "smlad r6, r2, " w ", r6\n"               \
    "smlad r7, r3, " w ", r7\n"               \
    "smlad r8, r4, " w ", r8\n"               \
    "smlad r9, r5, " w ", r9\n"

#define HALF_OF_FOUR(how)                     \
    "ldmia.w r0!, {r2-r5}\n"                  \
    "sxtb16 lr, " how "\n"                    \
    FOUR("lr")

static NAKED void four(REGISTER const struct mote_block *b, REGISTER const struct mote_block_strip *w,
    REGISTER int8_t *const *ends)
{
    __asm__ volatile(
        STRIP_BEGIN("3", "64", "100", "4")
        "mov r6, r3\n"
        "2:\n"
        "mov r7, r6\n"
        "mov r8, r6\n"
        "mov r9, r6\n"
        "add r12, sp, #24\n"
        "ldm.w r12, {r0, r10, r11, r12}\n"
        "str.w r11, [sp, #60]\n"
        "bx r12\n"
        ".balign 4\n"
        "1:\n"
        ".rept 4\n"
        "ldrd r11, r12, [r1], #8\n"
        HALF_OF_FOUR("r11")
        HALF_OF_FOUR("r11, ror #8")
        HALF_OF_FOUR("r12")
        HALF_OF_FOUR("r12, ror #8")
        ".endr\n"
        "cmp r0, r10\n"
        "bne.w 1b\n"
        "ldr pc, [sp, #60]\n"
        ".balign 4\n"
        "5:\n"
        "add r12, sp, #40\n"
        "ldm.w r12, {r0, r10, r11, r12}\n"
        "str.w r11, [sp, #60]\n"
        "bx r12\n"
        ".balign 4\n"
        "3:\n"
        "ldm.w sp, {r2-r5, r10, r11}\n"
        "ldr.w r2, [r2, r10, lsl #2]\n"
        "ldrsb.w r3, [r3, r10]\n"
        STRIP_END("r6, r7, r8, r9", "r5")
        "ldm.w r11, {r0, r2, r3, r4}\n"
        "strb.w r6, [r0, r10]\n"
        "strb.w r7, [r2, r10]\n"
        "strb.w r8, [r3, r10]\n"
        "strb.w r9, [r4, r10]\n"
        "adds.w r10, r10, #1\n"
        "beq 4f\n"
        "str.w r10, [sp, #16]\n"
        "ldr r5, [sp, #64]\n"
        "ldr.w r6, [r5, r10, lsl #2]\n"
        "b 2b\n"
        STRIP_DONE);
}

#define THREE(w)                              \
    "smlad r5, r2, " w ", r5\n"               \
    "smlad r6, r3, " w ", r6\n"               \
    "smlad r7, r4, " w ", r7\n"

#define HALF_OF_THREE(how)                    \
    "ldmia.w r0!, {r2-r4}\n"                  \
    "sxtb16 lr, " how "\n"                    \
    THREE("lr")

static NAKED void three(REGISTER const struct mote_block *b, REGISTER const struct mote_block_strip *w,
    REGISTER int8_t *const *ends)
{
    __asm__ volatile(
        STRIP_BEGIN("3", "48", "84", "5")
        "mov r5, r3\n"
        "2:\n"
        "mov r6, r5\n"
        "mov r7, r5\n"
        "add r12, sp, #24\n"
        "ldm.w r12, {r0, r10, r11, r12}\n"
        "bx r12\n"
        ".balign 4\n"
        "1:\n"
        ".rept 5\n"
        "ldrd r8, r9, [r1], #8\n"
        HALF_OF_THREE("r8")
        HALF_OF_THREE("r8, ror #8")
        HALF_OF_THREE("r9")
        HALF_OF_THREE("r9, ror #8")
        ".endr\n"
        "cmp r0, r10\n"
        "bne.w 1b\n"
        "bx r11\n"
        ".balign 4\n"
        "5:\n"
        "add r12, sp, #40\n"
        "ldm.w r12, {r0, r10, r11, r12}\n"
        "bx r12\n"
        ".balign 4\n"
        "3:\n"
        "ldm.w sp, {r2-r4, r8, r10, r11}\n"
        "ldr.w r2, [r2, r10, lsl #2]\n"
        "ldrsb.w r3, [r3, r10]\n"
        STRIP_END("r5, r6, r7", "r8")
        "ldm.w r11, {r0, r2, r3}\n"
        "strb.w r5, [r0, r10]\n"
        "strb.w r6, [r2, r10]\n"
        "strb.w r7, [r3, r10]\n"
        "adds.w r10, r10, #1\n"
        "beq 4f\n"
        "str.w r10, [sp, #16]\n"
        "ldr.w r8, [sp, #64]\n"
        "ldr.w r5, [r8, r10, lsl #2]\n"
        "b 2b\n"
        STRIP_DONE);
}

/* A row's groups by two and two, an odd one first. Registers: r5 the offset in both halves, r6 bytes
 * between the halves of a group, r12 three times that, lr end of the row, r4 and r11 what lies
 * between rows in memory and in the patch. */
NAKED void mote_block_widen_some(REGISTER int16_t *to, REGISTER const int8_t *from,
                                 REGISTER const struct mote_block_some *s, REGISTER int32_t offset,
                                 REGISTER int32_t pixels)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "ldr r6, [sp, #36]\n"
        "pkhbt r5, r3, r3, lsl #16\n"
        "ldm.w r2, {r2-r4, r7}\n"
        "mls r11, r2, r6, r7\n"
        "lsl r11, r11, #1\n"
        "lsls r6, r6, #2\n"
        "add r12, r6, r6, lsl #1\n"
        "subs r4, r4, r2\n"
        "2:\n"
        "add lr, r1, r2\n"
        "lsls r7, r2, #29\n"
        "bpl 1f\n"
        "ldr r7, [r1], #4\n"
        "sxtab16 r8, r5, r7\n"
        "sxtab16 r7, r5, r7, ror #8\n"
        "str r8, [r0]\n"
        "str r7, [r0, r6]\n"
        "add r0, r0, r6, lsl #1\n"
        "cmp r1, lr\n"
        "beq 3f\n"
        "1:\n"
        "ldr r7, [r1], #4\n"
        "ldr r9, [r1], #4\n"
        "sxtab16 r8, r5, r7\n"
        "sxtab16 r7, r5, r7, ror #8\n"
        "sxtab16 r10, r5, r9\n"
        "sxtab16 r9, r5, r9, ror #8\n"
        "str r8, [r0]\n"
        "str r7, [r0, r6]\n"
        "str r10, [r0, r6, lsl #1]\n"
        "str r9, [r0, r12]\n"
        "add r0, r0, r6, lsl #2\n"
        "cmp r1, lr\n"
        "bne 1b\n"
        "3:\n"
        "add r1, r4\n"
        "add r0, r11\n"
        "subs r3, #1\n"
        "bne 2b\n"
        "pop.w {r4-r11, pc}\n");
}

/* clang-format on */

void mote_block_strip_s8(const struct mote_block *b, const struct mote_block_strip *w,
                         int8_t *const *ends, int32_t pixels)
{
    static void (*const kernels[])(const struct mote_block *, const struct mote_block_strip *,
                                   int8_t *const *) = {three, four, five};
    kernels[pixels - 3](b, w, ends);
}

#endif
