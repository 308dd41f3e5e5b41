/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Depthwise 3x3 for Cortex-M4, M7 and M33 from weights as they come in a file. A row of few columns
 * costs as much before its columns pass by as they do, hence all in registers: nine weights become
 * five words, each for two of them, and what the offset adds goes to the bias.
 *
 * An output ends in four instructions. With sums doubled, and z = twice_zero << (right + 1),
 *     smmlar    y = floor((2 * sum * multiplier + 2^31) / 2^32) + z
 * is the first rounding with the zero point added; the second one takes 1 away where y - z is
 * negative. There the sum is, too: only y - z = 0 may come from a negative sum, and then the 1
 * does not reach the result, which is y shifted by right + 2.
 */
#include "assembly.h"
#include "blocks.h"
#include "depthwise_armv7em.h"

#if MOTE_SIMD_ARMV7EM

/* clang-format off */

/*
 * Registers while columns pass by: r0 column, r1 r2 to the other rows, r3 to the next column, r4 r5
 * r6 left, middle, right (two rows), r7 left and middle of the third, r8 its right and the shift.
 * The stack:
 *      0 multiplier  4 z  8 bias  12 what the offset adds to the right column  16 where columns end
 *     20 from a column (by 2: from the row's first) to the output
 *     24 end of channels in the row  28 second  32 third  36 step
 *     40 end of multipliers  44 of rights  48 of biases  52 of channels in the filter
 *     56 channels left, negated  60 offsets  64 twice_zero  68 are there masks?  72 pair
 *     76 single  80 84 128 ways on  88 bytes of columns  92 where the loop is entered
 *     96 rows  100 24 of the first row  104 20 of the first row  108 rows left  112 first bias
 *    116 in_pitch  120 out_pitch - in_pitch  124 channels
 */

#define BEGIN                                 \
    "push.w {r4-r11, lr}\n"                   \
    "sub sp, #132\n"                          \
    "ldr.w r12, [r0, #32]\n"                  \
    "str.w r12, [sp, #124]\n"                 \
    "ldm.w r0!, {r1-r8}\n"                    \
    "add r1, r12\n"                           \
    "add.w r5, r5, r12, lsl #2\n"             \
    "add r6, r12\n"                           \
    "add.w r7, r7, r12, lsl #2\n"             \
    "add r8, r12\n"                           \
    "rsb r9, r12, #0\n"                       \
    "add r10, sp, #24\n"                      \
    "stm.w r10, {r1-r9}\n"                    \
    "str r1, [sp, #100]\n"                    \
    "adds r0, #4\n"                           \
    "ldm.w r0, {r2, r3, r5, r6, r7, r8, r9, r10, r11}\n" \
    "strd r2, r3, [sp, #60]\n"                \
    "strd r5, r6, [sp, #72]\n"                \
    "ands r5, r6\n"                           \
    "mvns r5, r5\n"                           \
    "str r5, [sp, #68]\n"                     \
    "str.w r11, [sp, #96]\n"                  \
    "str.w r11, [sp, #108]\n"                 \
    "ldrd r5, r6, [r0, #36]\n"                \
    "subs r6, r6, r5\n"                       \
    "strd r5, r6, [sp, #116]\n"               \
    "clz r7, r7\n"                            \
    "lsrs r7, r7, #5\n"          /* columns before the first output's middle one: 0 or 1 */ \
    "add r10, r12\n"                          \
    "sub.w r10, r10, r1\n"

/* Where it goes on: from a channel to its columns, from them to an output without right column or to
 * the next row, from there to the next row or channel. */
#define WAYS                                  \
    "adr.w r2, 4f\n"                          \
    "cmp.w r11, #1\n"                         \
    "beq 7f\n"                                \
    "adr.w r2, 8f\n"                          \
    "7:\n"                                    \
    "orr r2, r2, #1\n"                        \
    "str r2, [sp, #128]\n"                    \
    "cmp.w r8, #0\n"                          \
    "beq 7f\n"                                \
    "adr.w r2, 12f\n"                         \
    "orr r2, r2, #1\n"                        \
    "7:\n"                                    \
    "adr.w r3, 3f\n"                          \
    "cbz r7, 7f\n"                            \
    "adr.w r3, 13f\n"                         \
    "7:\n"                                    \
    "orr r3, r3, #1\n"                        \
    "strd r3, r2, [sp, #80]\n"

/* Sets up a channel, or leaves with the number of those before it. Then r9 is the bias of the first
 * output if its left column is missing, r10 that of others. */
#define CHANNEL                               \
    "6:\n"                                    \
    "add r12, sp, #40\n"                      \
    "ldm.w r12, {r0, r1, r2, r3, r12}\n"      \
    "ldrsb.w r8, [r1, r12]\n"                 \
    "ldr.w r10, [r0, r12, lsl #2]\n"          \
    "ldr.w r9, [r2, r12, lsl #2]\n"           \
    "add r8, #1\n"                            \
    "cmp.w r8, #21\n"                         \
    "bls 7f\n"                                \
    "cmp.w r10, #0\n"                         \
    "bne.w 5f\n"                              \
    "mov.w r8, #0\n"            /* the zero point, with any shift */ \
    "7:\n"                                    \
    "ldr r0, [sp, #36]\n"                     \
    "add r3, r12\n"                           \
    "add.w r2, r0, r0, lsl #1\n"              \
    "ldrsb.w r4, [r3]\n"                      \
    "ldrsb.w r5, [r3, r0]\n"                  \
    "ldrsb.w r6, [r3, r0, lsl #1]\n"          \
    "add r3, r2\n"                            \
    "ldrsb.w r1, [r3]\n"                      \
    "ldrsb.w r7, [r3, r0]\n"                  \
    "ldrsb.w r11, [r3, r0, lsl #1]\n"         \
    "add r3, r2\n"                            \
    "pkhbt r4, r4, r1, lsl #16\n"             \
    "pkhbt r5, r5, r7, lsl #16\n"             \
    "pkhbt r6, r6, r11, lsl #16\n"            \
    "ldrsb.w r7, [r3]\n"                      \
    "ldrsb.w r1, [r3, r0]\n"                  \
    "ldrsb.w r11, [r3, r0, lsl #1]\n"         \
    "ldrd r2, r3, [sp, #60]\n"                \
    "pkhbt r7, r7, r1, lsl #16\n"             \
    "lsl.w r3, r3, r8\n"                      \
    "add r8, #1\n"                            \
    "pkhbt r8, r8, r11, lsl #17\n"            \
    "strd r10, r3, [sp]\n"                    \
    "sadd16 r4, r4, r4\n"                     \
    "sadd16 r5, r5, r5\n"                     \
    "sadd16 r6, r6, r6\n"                     \
    "sadd16 r7, r7, r7\n"                     \
    "ldr r1, [sp, #68]\n"                     \
    "cbz r1, 7f\n"                            \
    "ldrd r0, r1, [sp, #72]\n"                \
    "ands r4, r0\n"                           \
    "ands r5, r0\n"                           \
    "ands r6, r0\n"                           \
    "ands r7, r1\n"                           \
    "orr r1, r1, #255\n"                      \
    "and r8, r1\n"                            \
    "7:\n"                                    \
    "smuad r1, r6, r2\n"                      \
    "smlatb r1, r8, r2, r1\n"                 \
    "smuad r0, r4, r2\n"                      \
    "smlabb r0, r7, r2, r0\n"                 \
    "add.w r9, r1, r9, lsl #1\n"              \
    "smlad r9, r5, r2, r9\n"                  \
    "smlatb r9, r7, r2, r9\n"                 \
    "add.w r10, r9, r0\n"                     \
    "str.w r9, [sp, #112]\n"                  \
    "strd r10, r1, [sp, #8]\n"                \
    "2:\n"                                    \
    "add r0, sp, #24\n"                       \
    "ldm.w r0, {r0-r3}\n"                     \
    "add r0, r12\n"                           \
    "ldr.w r11, [sp, #88]\n"                  \
    "add r11, r0\n"                           \
    "str.w r11, [sp, #16]\n"

/* On to the next row if there is one, or to the next channel. */
#define NEXT                                  \
    "ldr r4, [sp, #56]\n"                     \
    "adds r4, #1\n"                           \
    "str r4, [sp, #56]\n"                     \
    "bne.w 6b\n"                              \
    "5:\n"                                    \
    "ldr r0, [sp, #124]\n"                    \
    "ldr r1, [sp, #56]\n"                     \
    "add r0, r1\n"                            \
    "add sp, #132\n"                          \
    "pop.w {r4-r11, pc}\n"                    \
    "8:\n"                                    \
    "ldr.w r11, [sp, #108]\n"                 \
    "subs.w r11, r11, #1\n"                   \
    "beq 9f\n"                                \
    "str.w r11, [sp, #108]\n"                 \
    "ldrd r0, r1, [sp, #116]\n"               \
    "ldrd r2, r3, [sp, #20]\n"                \
    "add r2, r1\n"                            \
    "add r3, r0\n"                            \
    "strd r2, r3, [sp, #20]\n"                \
    "ldr.w r12, [sp, #56]\n"                  \
    "ldr.w r9, [sp, #112]\n"                  \
    "ldr.w r10, [sp, #8]\n"                   \
    "b.w 2b\n"                                \
    "9:\n"                                    \
    "ldrd r2, r3, [sp, #100]\n"               \
    "strd r3, r2, [sp, #20]\n"                \
    "ldr r2, [sp, #96]\n"                     \
    "str r2, [sp, #108]\n"                    \
    "b.w 4b\n"

/* The output in r11. */
#define OUTPUT(x)                                \
    "ldrd r11, r12, [sp]\n"                   \
    "smmlar r11, " x ", r11, r12\n"           \
    "add.w r11, r11, " x ", asr #31\n"        \
    "asr.w r11, r11, r8\n"                    \
    "ssat r11, #8, r11\n"

/* The right column of one output (x), the middle of the next (y), the left of the one after it (z):
 * 76 bytes, counted on below. */
#define TURN(x, y, z)                         \
    COLUMN(z)                                 \
    ADD_RIGHT(x)                              \
    "ldr.w " z ", [sp, #8]\n"                 \
    ADD_MIDDLE(y)                             \
    ADD_LEFT(z)                               \
    OUTPUT(x)                                    \
    "ldr.w r12, [sp, #20]\n"                  \
    "strb.w r11, [r0, r12]\n"                 \
    "add.w r0, r0, r3\n"

static NAKED int32_t lines(REGISTER const struct mote_block_lines *b)
{
    __asm__ volatile(
        BEGIN
        WAYS
        /* r4 step, r7 columns before, r9 outputs, r10 from in to out */
        "adds r5, r7, #1\n"
        "mls r10, r5, r4, r10\n"
        "str.w r10, [sp, #20]\n"
        "str.w r10, [sp, #104]\n"
        "add r5, r9\n"
        "muls r5, r4, r5\n"
        "str r5, [sp, #88]\n"
        /* three steps a turn, the first one shorter: sums change places with every step */
        "movs r5, #3\n"
        "udiv r6, r9, r5\n"
        "mls r6, r6, r5, r9\n"
        "adr.w r7, 1f\n"
        "cbz r6, 7f\n"
        "adr.w r7, 10f\n"
        "cmp r6, #1\n"
        "beq 7f\n"
        "adr.w r7, 11f\n"
        "7:\n"
        "orr r7, r7, #1\n"
        "str r7, [sp, #92]\n"
        CHANNEL
        "ldr pc, [sp, #80]\n"
        ".balign 4\n"
        "13:\n"
        "mov r9, r10\n"
        COLUMN("lr")
        ADD_LEFT("r9")
        "add r0, r3\n"
        ".balign 4\n"
        "3:\n"
        COLUMN("lr")
        ADD_MIDDLE("r9")
        ADD_LEFT("r10")
        "add r0, r3\n"
        "ldr pc, [sp, #92]\n"
        ".balign 4\n"
        "10:\n"
        "mov lr, r9\n"
        "mov r9, r10\n"
        "b.w 1f + 152\n"
        ".balign 4\n"
        "11:\n"
        "mov lr, r10\n"
        "mov r10, r9\n"
        "b.w 1f + 76\n"
        ".balign 4\n"
        "1:\n"
        TURN("r9", "r10", "lr")
        TURN("r10", "lr", "r9")
        TURN("lr", "r9", "r10")
        "ldr.w r11, [sp, #16]\n"
        "cmp r0, r11\n"
        "bne.w 1b\n"
        "ldr pc, [sp, #84]\n"
        ".balign 4\n"
        "12:\n"
        "ldr.w r11, [sp, #12]\n"
        "sub.w r9, r9, r11\n"
        OUTPUT("r9")
        "ldr.w r12, [sp, #20]\n"
        "strb.w r11, [r0, r12]\n"
        "ldr pc, [sp, #128]\n"
        ".balign 4\n"
        "4:\n"
        NEXT);
}

static NAKED int32_t lines_by_2(REGISTER const struct mote_block_lines *b)
{
    __asm__ volatile(
        BEGIN
        WAYS
        "str.w r10, [sp, #20]\n"
        "str.w r10, [sp, #104]\n"
        "add r7, r7, r9, lsl #1\n"
        "muls r7, r4, r7\n"
        "str r7, [sp, #88]\n"
        CHANNEL
        "ldr.w r10, [sp, #20]\n"
        "add r10, r0\n"
        "ldr pc, [sp, #80]\n"
        ".balign 4\n"
        "13:\n"
        "ldr.w r9, [sp, #8]\n"
        COLUMN("lr")
        ADD_LEFT("r9")
        "add r0, r3\n"
        ".balign 4\n"
        "3:\n"
        "1:\n"
        COLUMN("lr")
        ADD_MIDDLE("r9")
        "add r0, r3\n"
        COLUMN("lr")
        ADD_RIGHT("r9")
        "ldr.w lr, [sp, #8]\n"
        ADD_LEFT("lr")
        OUTPUT("r9")
        "strb.w r11, [r10]\n"
        "mov r9, lr\n"
        "add r10, r3\n"
        "add r0, r3\n"
        "ldr.w r11, [sp, #16]\n"
        "cmp r0, r11\n"
        "bne 1b\n"
        "ldr pc, [sp, #84]\n"
        ".balign 4\n"
        "12:\n"
        COLUMN("lr")
        ADD_MIDDLE("r9")
        "ldr.w r11, [sp, #12]\n"
        "sub.w r9, r9, r11\n"
        OUTPUT("r9")
        "strb.w r11, [r10]\n"
        "ldr pc, [sp, #128]\n"
        ".balign 4\n"
        "4:\n"
        NEXT);
}

/* clang-format on */

int32_t mote_block_lines_s8(const struct mote_block_lines *b, int32_t stride)
{
    return stride == 1 ? lines(b) : lines_by_2(b);
}

#endif
