/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The blocks for Cortex-M4, M7 and M33. Fourteen registers hold exactly two pixels by two channels
 * with their pointers, which compilers do not manage without spilling: hence whole functions in
 * assembly. One turn of four taps is 15 instructions for 16 products: one ldm brings both pixels.
 *
 * An output ends in seven instructions. If |sum| < 2^30, smmulr of the doubled sum is the first
 * rounding, y = floor((sum * multiplier + 2^30) / 2^31). The second is, as mote_rescale_s8
 * explains, floor((floor((y - (y < 0)) / 2^right) + 2 * twice_zero) / 4) and ssat divides and
 * saturates at once.
 */
#include "assembly.h"
#include "blocks.h"

#if MOTE_SIMD_ARMV7EM

#include "../base/halves.h"
#include "depthwise_armv7em.h"

/* clang-format off */

/* Ends a sum that may have all 32 bits: multiplier m, shift in r9, twice_zero in r3, 2^30 in r6. */
#define EXACT(x, m)                           \
    "asr r5, " x ", #31\n"              \
    "eor r4, r6, r5, lsl #31\n"         \
    "smlal r4, r5, " x ", " m "\n"        \
    "asr r5, r5, r9\n"                  \
    "add r5, r3\n"                      \
    "ssat " x ", #8, r5, asr #1\n"

/* Ends sums p and q of a channel: multiplier m, shift in r9, 2 * twice_zero in r3. */
#define SHORT(p, q, m)                        \
    "lsl " p ", " p ", #1\n"            \
    "lsl " q ", " q ", #1\n"            \
    "smmulr " p ", " p ", " m "\n"         \
    "smmulr " q ", " q ", " m "\n"         \
    "add " p ", " p ", " p ", asr #31\n" \
    "add " q ", " q ", " q ", asr #31\n" \
    "asr " p ", " p ", r9\n"            \
    "asr " q ", " q ", r9\n"            \
    "add " p ", " p ", r3\n"            \
    "add " q ", " q ", r3\n"            \
    "ssat " p ", #8, " p ", asr #2\n"    \
    "ssat " q ", #8, " q ", asr #2\n"

/*
 * The stack while it runs:
 *      0 patch  4 filter row  8 bias  12 end of whole groups  16 taps  20 where the loop is entered
 *     24 multiplier  28 right  32 2 * twice_zero  36 first  40 second  44 end of multipliers
 *     48 where the loop leads  52 min  56 max  60 taps behind whole groups, less 4  64 8 times -that
 *     68 mode
 */
NAKED void mote_block_pair_s8(REGISTER const struct mote_block *b, REGISTER int8_t *first,
                              REGISTER int8_t *second)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "sub sp, #76\n"
        "ldm.w r0, {r3-r12}\n"
        "ldr r0, [r0, #40]\n"
        "str r0, [sp, #68]\n"
        "bic lr, r5, #3\n"
        "add lr, r3, lr, lsl #2\n"
        "strd r3, r4, [sp]\n"
        "strd r6, lr, [sp, #8]\n"
        "str r5, [sp, #16]\n"
        /* the loop is four groups long: its first turn begins where it will end with the last */
        "lsrs r6, r5, #2\n"
        "rsbs r6, r6, #0\n"
        "and r6, r6, #3\n"
        "adr.w r3, 1f\n"
        "add r3, r3, r6, lsl #6\n"
        "sub r3, r3, r6, lsl #2\n"
        "orr r3, r3, #1\n"
        "str r3, [sp, #20]\n"
        "add r10, r7, r10, lsl #3\n"
        "lsl r9, r9, #1\n"
        "add r3, sp, #24\n"
        "stm.w r3, {r7-r9}\n"
        "strd r1, r2, [sp, #36]\n"
        "str r10, [sp, #44]\n"
        "strd r11, r12, [sp, #52]\n"
        "and r3, r5, #3\n"
        "sub r4, r3, #4\n"
        "rsb r6, r4, #0\n"
        "lsls r6, r6, #3\n"
        "strd r4, r6, [sp, #60]\n"
        /* straight to the short ending, to the other one, or to the last taps first */
        "adr.w r4, 3f\n"
        "cbz r0, 7f\n"
        "adr.w r4, 5f\n"
        "7:\n"
        "cbz r3, 7f\n"
        "adr.w r4, 6f\n"
        "7:\n"
        "orr r4, r4, #1\n"
        "str r4, [sp, #48]\n"
        "2:\n"
        "ldm.w sp, {r0-r5}\n"
        "ldm.w r2!, {r10, r12}\n"
        "add r6, r1, r4, lsl #1\n"
        "strd r6, r2, [sp, #4]\n"
        "add r2, r1, r4\n"
        "mov r11, r10\n"
        "mov lr, r12\n"
        "bx r5\n"
        ".balign 4\n"
        "1:\n"
        /* two pixels (r4 r5 r6 r7: a02 b02 a13 b13) by four taps of two channels (r8 from r1 and
         * r2); sums r10 r11: channel 0 of a and b, r12 lr: channel 1. 60 bytes, counted on above */
        ".rept 4\n"
        "ldr.w r8, [r1], #4\n"
        "ldmia.w r0!, {r4-r7}\n"
        "sxtb16 r9, r8\n"
        "smlad r10, r4, r9, r10\n"
        "smlad r11, r5, r9, r11\n"
        "sxtb16 r9, r8, ror #8\n"
        "ldr.w r8, [r2], #4\n"
        "smlad r10, r6, r9, r10\n"
        "smlad r11, r7, r9, r11\n"
        "sxtb16 r9, r8\n"
        "smlad r12, r4, r9, r12\n"
        "smlad lr, r5, r9, lr\n"
        "sxtb16 r9, r8, ror #8\n"
        "smlad r12, r6, r9, r12\n"
        "smlad lr, r7, r9, lr\n"
        ".endr\n"
        "cmp r0, r3\n"
        "bne 1b\n"
        "ldr pc, [sp, #48]\n"
        /* the last taps: the word that ends with them, shifted down */
        ".balign 4\n"
        "6:\n"
        "ldm.w r0, {r4-r7}\n"
        "ldrd r3, r0, [sp, #60]\n"
        "ldr.w r8, [r1, r3]\n"
        "lsr r8, r8, r0\n"
        "sxtb16 r9, r8\n"
        "smlad r10, r4, r9, r10\n"
        "smlad r11, r5, r9, r11\n"
        "sxtb16 r9, r8, ror #8\n"
        "ldr.w r8, [r2, r3]\n"
        "smlad r10, r6, r9, r10\n"
        "smlad r11, r7, r9, r11\n"
        "lsr r8, r8, r0\n"
        "sxtb16 r9, r8\n"
        "smlad r12, r4, r9, r12\n"
        "smlad lr, r5, r9, lr\n"
        "sxtb16 r9, r8, ror #8\n"
        "smlad r12, r6, r9, r12\n"
        "smlad lr, r7, r9, lr\n"
        "ldr r6, [sp, #68]\n"
        "cmp r6, #0\n"
        "bne.w 5f\n"
        ".balign 4\n"
        "3:\n"
        "add r0, sp, #24\n"
        "ldm.w r0, {r1-r6}\n"
        "ldm.w r1!, {r7, r8}\n"
        "ldrsb r9, [r2], #1\n"
        SHORT("r10", "r11", "r7")
        "ldrsb r9, [r2], #1\n"
        SHORT("r12", "lr", "r8")
        "strb r10, [r4], #1\n"
        "strb r11, [r5], #1\n"
        "strb r12, [r4], #1\n"
        "strb lr, [r5], #1\n"
        "stm.w r0, {r1-r5}\n"
        "cmp r1, r6\n"
        "bne.w 2b\n"
        "add sp, #76\n"
        "pop.w {r4-r11, pc}\n"
        /* any sum and any bounds: smlal adds 2^30, or for negative sums 2^30 - 2^31, and the upper
         * word of what comes out is half of y, as in mote_rescale_s8 */
        ".balign 4\n"
        "5:\n"
        "ldrd r1, r2, [sp, #24]\n"
        "ldr r3, [sp, #32]\n"
        "asr r3, r3, #1\n"
        "mov r6, #0x40000000\n"
        "ldm.w r1!, {r7, r8}\n"
        "ldrh r9, [r2], #2\n"
        "strd r1, r2, [sp, #24]\n"
        EXACT("r10", "r7") EXACT("r11", "r7")
        "lsr r9, r9, #8\n"
        EXACT("r12", "r8") EXACT("lr", "r8")
        "ldrd r7, r8, [sp, #52]\n"
        "ldr r6, [sp, #68]\n"
        "lsls r6, r6, #30\n"
        "bpl 6f\n"
        ".irp x, r10, r11, r12, lr\n"
        "cmp \\x, r7\n"
        "it lt\n"
        "movlt \\x, r7\n"
        "cmp \\x, r8\n"
        "it gt\n"
        "movgt \\x, r8\n"
        ".endr\n"
        "6:\n"
        "ldrd r4, r5, [sp, #36]\n"
        "strb r10, [r4], #1\n"
        "strb r11, [r5], #1\n"
        "strb r12, [r4], #1\n"
        "strb lr, [r5], #1\n"
        "strd r4, r5, [sp, #36]\n"
        "ldr r6, [sp, #44]\n"
        "cmp r1, r6\n"
        "bne.w 2b\n"
        "add sp, #76\n"
        "pop.w {r4-r11, pc}\n");
}

/* Sets up the next channel: its weights, what of them lies outside masked out, and its biases: what
 * the offset adds to the right column's sum, to all, and to all but the left column's. lr is b. */
#define CHANNEL                               \
    "6:\n"                                    \
    "ldrd r0, r1, [lr, #104]\n"          \
    "ldr r2, [lr, #112]\n"             \
    "str r0, [lr]\n"                   \
    "str r1, [lr, #52]\n"              \
    "str r2, [lr, #72]\n"              \
    "adds r0, #1\n"                     \
    "adds r1, #1\n"                     \
    "strd r0, r1, [lr, #104]\n"          \
    "ldr r12, [lr, #84]\n"             \
    "ldm.w r12!, {r4-r11}\n"           \
    "str r12, [lr, #84]\n"             \
    "strd r10, r11, [lr, #44]\n"         \
    "ldrd r10, r11, [lr, #92]\n"         \
    "ands r4, r10\n"                   \
    "ands r5, r10\n"                   \
    "ands r6, r10\n"                   \
    "ands r7, r11\n"                   \
    "orr r11, r11, #255\n"              \
    "and r8, r11\n"                    \
    "ldr r12, [lr, #100]\n"            \
    "smlad r9, r5, r12, r9\n"            \
    "smlatb r9, r7, r12, r9\n"           \
    "smuad r11, r6, r12\n"              \
    "smlatb r11, r8, r12, r11\n"         \
    "smuad r10, r4, r12\n"              \
    "smlabb r10, r7, r12, r10\n"         \
    "add r9, r11\n"                    \
    "rsb r11, r11, #0\n"                \
    "str r11, [lr, #68]\n"             \
    "add r10, r9\n"                    \
    "ldr r11, [lr, #60]\n"             \
    "cmp r11, #0\n"                    \
    "it eq\n"                          \
    "moveq r9, r10\n"                  \
    "add r11, lr, #16\n"                \
    "stm.w r11, {r4-r10}\n"            \
    "mov r0, lr\n"

/* On to the next row if there is one, or to the next channel; r4 is b. */
#define NEXT_ROW                              \
    "ldr r5, [r4, #72]\n"               \
    "subs r5, #1\n"                      \
    "beq 5f\n"                          \
    "str r5, [r4, #72]\n"               \
    "ldrd r5, r6, [r4, #76]\n"           \
    "ldr r7, [r4]\n"                    \
    "add r7, r5\n"                      \
    "str r7, [r4]\n"                    \
    "ldr r7, [r4, #52]\n"               \
    "add r7, r6\n"                      \
    "str r7, [r4, #52]\n"               \
    "mov r0, r4\n"                      \
    "b 2b\n"                          \
    "5:\n"                                    \
    "ldrd r5, r6, [r4, #84]\n"           \
    "mov lr, r4\n"                     \
    "cmp r5, r6\n"                     \
    "bne.w 6b\n"                       \
    "add sp, #28\n"                     \
    "pop.w {r4-r11, pc}\n"

/* Stack: 12 out and then what leads there from r0  16 outputs, then where columns end  20 b */
NAKED void mote_block_3x3_s8(REGISTER struct mote_block_3x3 *b)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "sub sp, #28\n"
        "str r0, [sp, #20]\n"
        "mov lr, r0\n"
        CHANNEL
        "2:\n"
        "mov lr, r0\n"
        "ldm.w lr, {r0-r10}\n"
        "ldrd r11, r12, [lr, #44]\n"
        "strd r11, r12, [sp]\n"
        "str r10, [sp, #8]\n"
        "ldrd r11, r12, [lr, #52]\n"
        "strd r11, r12, [sp, #12]\n"
        "ldr lr, [lr, #60]\n"
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
        /* from where a column is read to where its output goes; where the last column ends */
        "ldrd r11, r12, [sp, #12]\n"
        "sub r11, r0\n"
        "mla lr, r12, r3, r0\n"
        "strd r11, lr, [sp, #12]\n"
        /* four steps a turn, the first one shorter; sums change places with every step */
        "lsls r11, r12, #31\n"
        "ittt ne\n"
        "movne lr, r9\n"
        "movne r9, r10\n"
        "movne r10, lr\n"
        "adr.w r11, 1f\n"
        "rsb r12, r12, #0\n"
        "and r12, r12, #3\n"
        "movs lr, #84\n"
        "mla r11, r12, lr, r11\n"
        "orr r11, r11, #1\n"
        "bx r11\n"
        ".balign 4\n"
        "1:\n"
        ".rept 2\n"
        STEP("r9", "r10")
        STEP("r10", "r9")
        ".endr\n"
        "ldr lr, [sp, #16]\n"
        "cmp r0, lr\n"
        "bne.w 1b\n"
        "ldr r4, [sp, #20]\n"
        "ldrd r5, r6, [r4, #64]\n"
        "cbz r5, 4f\n"
        "add r9, r6\n"
        END("r9", "ldr.w lr, [sp, #12]\n")
        "strb r9, [r0, lr]\n"
        "4:\n"
        NEXT_ROW);
}

NAKED void mote_block_3x3_by_2_s8(REGISTER struct mote_block_3x3 *b)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "sub sp, #28\n"
        "str r0, [sp, #20]\n"
        "mov lr, r0\n"
        CHANNEL
        "2:\n"
        "mov lr, r0\n"
        "ldm.w lr, {r0-r10}\n"
        "ldrd r11, r12, [lr, #44]\n"
        "strd r11, r12, [sp]\n"
        "str r10, [sp, #8]\n"
        "ldrd r10, r12, [lr, #52]\n"
        "str r12, [sp, #16]\n"
        "ldr lr, [lr, #60]\n"
        "cmp lr, #0\n"
        "bne 3f\n"
        COLUMN("lr")
        ADD_LEFT("r9")
        "add r0, r3\n"
        "3:\n"
        "ldr r12, [sp, #16]\n"
        "mul lr, r12, r3\n"
        "add lr, r0, lr, lsl #1\n"
        "str lr, [sp, #16]\n"
        "1:\n"
        COLUMN("lr")
        ADD_MIDDLE("r9")
        "add r0, r3\n"
        COLUMN("lr")
        ADD_RIGHT("r9")
        END("r9", "")
        "strb r9, [r10]\n"
        "add r10, r3\n"
        "ldr r9, [sp, #8]\n"
        ADD_LEFT("r9")
        "add r0, r3\n"
        "ldr lr, [sp, #16]\n"
        "cmp r0, lr\n"
        "bne 1b\n"
        "ldr r4, [sp, #20]\n"
        "ldrd lr, r6, [r4, #64]\n"
        "cmp lr, #0\n"
        "beq 4f\n"
        COLUMN("lr")
        ADD_MIDDLE("r9")
        "add r9, r6\n"
        END("r9", "")
        "strb r9, [r10]\n"
        "4:\n"
        NEXT_ROW);
}

/* Registers: r0 x, r1 r2 two rows, r3 where x ends, r11 r12 their sums. Stack: 0 x  4 the rows  8 step
 * 12 end  16 where the loop is entered, and from the caller 56 n  60 pairs. */
NAKED void mote_block_vector_s8(REGISTER uint32_t *sums, REGISTER const int16_t *x,
                                REGISTER const int8_t *f, REGISTER int32_t step,
                                REGISTER int32_t n, REGISTER int32_t pairs)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "sub sp, #20\n"
        "mov lr, r0\n"
        "ldr r4, [sp, #56]\n"
        "add r5, r1, r4, lsl #1\n"
        "strd r1, r2, [sp]\n"
        "strd r3, r5, [sp, #8]\n"
        /* four times eight elements a turn, the first turn shorter */
        "lsrs r4, r4, #3\n"
        "rsbs r4, r4, #0\n"
        "and r4, r4, #3\n"
        "movs r5, #76\n"
        "adr.w r6, 1f\n"
        "mla r6, r4, r5, r6\n"
        "orr r6, r6, #1\n"
        "str r6, [sp, #16]\n"
        "2:\n"
        "ldm.w sp, {r0-r4}\n"
        "add r5, r1, r2, lsl #1\n"
        "str r5, [sp, #4]\n"
        "add r2, r1\n"
        "ldrd r11, r12, [lr]\n"
        "bx r4\n"
        ".balign 4\n"
        "1:\n"
        /* 76 bytes, counted on above */
        ".rept 4\n"
        "ldmia.w r0!, {r4-r7}\n"
        "ldrd r8, r9, [r1], #8\n"
        "sxtb16 r10, r8\n"
        "smlad r11, r4, r10, r11\n"
        "sxtb16 r10, r8, ror #8\n"
        "smlad r11, r5, r10, r11\n"
        "sxtb16 r10, r9\n"
        "smlad r11, r6, r10, r11\n"
        "sxtb16 r10, r9, ror #8\n"
        "smlad r11, r7, r10, r11\n"
        "ldrd r8, r9, [r2], #8\n"
        "sxtb16 r10, r8\n"
        "smlad r12, r4, r10, r12\n"
        "sxtb16 r10, r8, ror #8\n"
        "smlad r12, r5, r10, r12\n"
        "sxtb16 r10, r9\n"
        "smlad r12, r6, r10, r12\n"
        "sxtb16 r10, r9, ror #8\n"
        "smlad r12, r7, r10, r12\n"
        ".endr\n"
        "cmp r0, r3\n"
        "bne.w 1b\n"
        "strd r11, r12, [lr], #8\n"
        "ldr r5, [sp, #60]\n"
        "subs r5, #1\n"
        "str r5, [sp, #60]\n"
        "bne.w 2b\n"
        "add sp, #20\n"
        "pop.w {r4-r11, pc}\n");
}

/* Registers: r2 bytes of a row, r3 rows, r4 bytes in words, r5 what lies between rows. Shifted up by
 * 31, r2 tells of a last pair of bytes by the carry and of a last byte by the sign. */
NAKED void mote_block_copy(REGISTER int8_t *to, REGISTER const int8_t *from,
                           REGISTER const struct mote_block_rows *r)
{
    __asm__ volatile(
        "push.w {r4-r7, lr}\n"
        "ldm.w r2, {r2, r3, r5}\n"
        "bic r4, r2, #3\n"
        "subs r5, r5, r2\n"
        "2:\n"
        "add r7, r1, r4\n"
        "cmp r1, r7\n"
        "beq 3f\n"
        "1:\n"
        "ldr r6, [r1], #4\n"
        "str r6, [r0], #4\n"
        "cmp r1, r7\n"
        "bne 1b\n"
        "3:\n"
        "lsls r6, r2, #31\n"
        "itt cs\n"
        "ldrhcs r6, [r1], #2\n"
        "strhcs r6, [r0], #2\n"
        "itt mi\n"
        "ldrbmi r6, [r1], #1\n"
        "strbmi r6, [r0], #1\n"
        "add r1, r5\n"
        "subs r3, #1\n"
        "bne 2b\n"
        "pop.w {r4-r7, pc}\n");
}

/* A row's groups by two and two, an odd one first. Registers: r3 bytes of a row, r4 rows, r5 what
 * lies between them, r12 the offset in both halves, lr where a row of a ends. */
#define WIDEN_GROUP                           \
    "ldr.w r6, [r1], #4\n"                    \
    "ldr.w r7, [r2], #4\n"                    \
    "sxtab16 r8, r12, r6\n"                   \
    "sxtab16 r9, r12, r7\n"                   \
    "sxtab16 r10, r12, r6, ror #8\n"          \
    "sxtab16 r11, r12, r7, ror #8\n"          \
    "stmia.w r0!, {r8-r11}\n"

NAKED void mote_block_widen_pair(REGISTER int16_t *to, REGISTER const int8_t *a,
                                 REGISTER const int8_t *b,
                                 REGISTER const struct mote_block_rows *r, REGISTER int32_t offset)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "ldr.w r12, [sp, #36]\n"
        "pkhbt r12, r12, r12, lsl #16\n"
        "ldm.w r3, {r3-r5}\n"
        "subs r5, r5, r3\n"
        "2:\n"
        "add.w lr, r1, r3\n"
        "lsls r6, r3, #29\n"
        "bpl 1f\n"
        WIDEN_GROUP
        "cmp r1, lr\n"
        "beq 3f\n"
        "1:\n"
        WIDEN_GROUP
        WIDEN_GROUP
        "cmp r1, lr\n"
        "bne 1b\n"
        "3:\n"
        "add r1, r5\n"
        "add r2, r5\n"
        "subs r4, #1\n"
        "bne 2b\n"
        "pop.w {r4-r11, pc}\n");
}

/* One tap of four channels: inputs r4, weights r5. */
#define TAP                                   \
    "sxtab16 r12, r10, r4\n"                  \
    "sxtb16 lr, r5\n"                         \
    "sxtab16 r4, r10, r4, ror #8\n"           \
    "sxtb16 r5, r5, ror #8\n"                 \
    "smlabb r0, r12, lr, r0\n"                \
    "smlatt r2, r12, lr, r2\n"                \
    "smlabb r1, r4, r5, r1\n"                 \
    "smlatt r3, r4, r5, r3\n"

/* Ends sum x with multiplier m: the shift is the low byte of lr, 2 * twice_zero is r7. */
#define TAP_END(x, m)                         \
    "lsl.w " x ", " x ", #1\n"                \
    "smmulr " x ", " x ", " m "\n"            \
    "add.w " x ", " x ", " x ", asr #31\n"    \
    "asr.w " x ", " x ", lr\n"                \
    "add " x ", r7\n"                         \
    "ssat " x ", #8, " x ", asr #2\n"         \
    "strb.w " x ", [r6], #1\n"

/*
 * Registers: r0-r3 sums, r6 r7 input and weights, r8 r9 their steps, r10 the offset in both halves,
 * r11 taps left. The stack: 0 biases  4 multipliers  8 rights  12 out  16 2 * twice_zero  20 input
 * 24 weights  28 runs  32 their end  36 end of out  40 the next run
 */
NAKED void mote_block_taps_s8(REGISTER const struct mote_block_taps *t, REGISTER int32_t o,
                              REGISTER int32_t n, REGISTER int8_t *out)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "sub sp, #44\n"
        "add.w r10, r0, #212\n"
        "ldm.w r10, {r4-r6, r10, r11}\n"
        "add.w r4, r4, r1, lsl #2\n"
        "add.w r5, r5, r1, lsl #2\n"
        "add r6, r1\n"
        "add.w r7, r3, r1\n"
        "lsl.w r8, r11, #1\n"
        "stm.w sp, {r4-r8}\n"
        "add r2, r7\n"
        "pkhbt r10, r10, r10, lsl #16\n"
        "ldm.w r0!, {r4, r5, r8, r9, r11}\n"
        "add r4, r1\n"
        "add r5, r1\n"
        "add.w r11, r11, r11, lsl #1\n"
        "add.w r11, r0, r11, lsl #2\n"
        "add r12, sp, #20\n"
        "strd r4, r5, [r12]\n"
        "strd r0, r11, [r12, #8]\n"
        "str r2, [r12, #16]\n"
        "2:\n"
        "ldr r12, [sp]\n"
        "ldm.w r12!, {r0-r3}\n"
        "str.w r12, [sp]\n"
        "ldrd r4, r5, [sp, #28]\n"
        "cmp r4, r5\n"
        "beq 5f\n"
        "3:\n"
        "ldm.w r4!, {r6, r7, r11}\n"
        "str r4, [sp, #40]\n"
        "ldrd r4, r5, [sp, #20]\n"
        "add r6, r4\n"
        "add r7, r5\n"
        "lsrs.w r11, r11, #1\n"
        "bcc 1f\n"
        "ldr r4, [r6]\n"
        "ldr r5, [r7]\n"
        "add r6, r8\n"
        "add r7, r9\n"
        TAP
        "cmp.w r11, #0\n"
        "beq 4f\n"
        "1:\n"
        "ldr r4, [r6]\n"
        "ldr r5, [r7]\n"
        TAP
        "ldr.w r4, [r6, r8]\n"
        "ldr.w r5, [r7, r9]\n"
        "add.w r6, r6, r8, lsl #1\n"
        "add.w r7, r7, r9, lsl #1\n"
        TAP
        "subs.w r11, r11, #1\n"
        "bne 1b\n"
        "4:\n"
        "ldr r4, [sp, #40]\n"
        "ldr r5, [sp, #32]\n"
        "cmp r4, r5\n"
        "bne 3b\n"
        "5:\n"
        "add r7, sp, #4\n"
        "ldm.w r7, {r4-r7}\n"
        "ldr.w lr, [r5], #4\n"
        "ldrd r11, r12, [r4], #8\n"
        TAP_END("r0", "r11")
        "lsr.w lr, lr, #8\n"
        TAP_END("r1", "r12")
        "ldrd r11, r12, [r4], #8\n"
        "lsr.w lr, lr, #8\n"
        TAP_END("r2", "r11")
        "lsr.w lr, lr, #8\n"
        TAP_END("r3", "r12")
        "add r7, sp, #4\n"
        "stm.w r7, {r4-r6}\n"
        "ldrd r0, r1, [sp, #20]\n"
        "adds r0, #4\n"
        "adds r1, #4\n"
        "strd r0, r1, [sp, #20]\n"
        "ldr r0, [sp, #36]\n"
        "cmp r6, r0\n"
        "bne.w 2b\n"
        "add sp, #44\n"
        "pop.w {r4-r11, pc}\n");
}

/* clang-format on */

/* A word at any address; one in its place. */
struct __attribute__((packed, may_alias)) loose {
    uint32_t w;
};
struct __attribute__((may_alias)) word {
    uint32_t w;
};

static inline uint32_t load(const int8_t *p)
{
    return ((const struct loose *)(const void *)p)->w;
}

/* Bytes 0 and 2 of x widened, offsets added; and bytes 1 and 3. Compilers do not fold the rotation
 * into the instruction. */
static inline uint32_t even(uint32_t offsets, uint32_t x)
{
    __asm__("sxtab16 %0, %1, %2" : "=r"(x) : "r"(offsets), "r"(x));
    return x;
}

static inline uint32_t odd(uint32_t offsets, uint32_t x)
{
    __asm__("sxtab16 %0, %1, %2, ror #8" : "=r"(x) : "r"(offsets), "r"(x));
    return x;
}

void mote_block_widen(int16_t *to, const int8_t *from, int32_t n, int32_t offset)
{
    const uint32_t offsets = mote_halves(offset, offset);
    struct word *w = (void *)to;
    for (const int8_t *end = from + n; from != end; from += 4, w += 4) {
        const uint32_t x = load(from);
        w[0].w = even(offsets, x);
        w[2].w = odd(offsets, x);
    }
}

/* The short end of a sum; 2 * twice_zero is wanted. A shift by 32 and more leaves the sign. */
static inline int8_t end(uint32_t sum, int32_t multiplier, int32_t right, int32_t zero)
{
    int32_t y = (int32_t)(sum << 1);
    __asm__("smmulr %0, %1, %2" : "=r"(y) : "r"(y), "r"(multiplier));
    y += y >> 31;
    __asm__("asr %0, %1, %2" : "=r"(y) : "r"(y), "r"(right));
    y += zero;
    __asm__("ssat %0, #8, %1, asr #2" : "=r"(y) : "r"(y) : "cc");
    return (int8_t)y;
}

void mote_block_end_s8(int8_t *out, const uint32_t *sums, int32_t n, int32_t multiplier,
                       int32_t right, int32_t twice_zero)
{
    for (const int8_t *last = out + n; out != last;)
        *out++ = end(*sums++, multiplier, right, 2 * twice_zero);
}

void mote_block_ends_s8(int8_t *out, const uint32_t *sums, int32_t n, const int32_t *multiplier,
                        const int8_t *right, int32_t twice_zero)
{
    for (const int8_t *last = out + n; out != last;)
        *out++ = end(*sums++, *multiplier++, *right++, 2 * twice_zero);
}

/* Sums of two channels share a register: 255 pixels of at least -128 fit into 16 bits. */
void mote_block_add_pixels_s8(int32_t sums[4], const int8_t *in, int32_t step, int32_t n)
{
    uint32_t s02 = 0, s13 = 0;
    for (; n > 0; n--, in += step) {
        const uint32_t x = load(in);
        s02 = even(s02, x);
        s13 = odd(s13, x);
    }
    sums[0] += mote_low_half(s02);
    sums[1] += mote_low_half(s13);
    sums[2] += mote_high_half(s02);
    sums[3] += mote_high_half(s13);
}

#endif
