/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sums of columns.h for Cortex-M3: an input to 16 outputs is 17 instructions and a quarter.
 * They take all fourteen registers, hence whole functions in assembly; totals and high of a block
 * are on the stack, from chunk to chunk.
 */
#include "assembly.h"
#include "columns.h"

#if MOTE_COLUMNS && MOTE_SIMD_ARMV7M

/* clang-format off */

/*
 * r0-r7 p of eight pairs of outputs  r8 columns of the part  r9 list  r10 where the column is
 * r11 input  r12 lr scratch
 *
 * The stack, first as struct mote_columns has it:
 *      0 parts  4 n_parts, then their end  8 columns  12 block_bytes  16 start  20 ends
 *     24 ends_bytes  28 out  32 blocks  36 the part  40 the end of its list  44 its columns
 *     48 totals  80 high
 */
#define BEGIN                                   \
    "push.w {r4-r11, lr}\n"                     \
    "sub sp, #112\n"                            \
    "ldm.w r0, {r1-r9}\n"                       \
    "add.w r2, r2, r2, lsl #1\n"                \
    "add.w r2, r1, r2, lsl #2\n"                \
    "stm.w sp, {r1-r9}\n"

/* What pair k begins with: start at r8. */
#define START(k)                                \
    "ldrd r0, r1, [r8, #8*" k "]\n"             \
    "str r0, [sp, #48+4*" k "]\n"               \
    "str r1, [sp, #80+4*" k "]\n"

/* The next entry; the last of a chunk leads to `last`. */
#define ENTRY(last)                             \
    "ldr r10, [r9], #4\n"                       \
    "asrs.w r11, r10, #16\n"                    \
    "ubfx r10, r10, #0, #15\n"                  \
    "add.w r10, r10, r8\n"                      \
    "bcs.w " last "\n"

/* Four outputs, by the first entry of a chunk and by the others. */
#define FIRST(p, q)                             \
    "ldrd r12, lr, [r10], #8\n"                 \
    "mul " p ", r12, r11\n"                   \
    "mul " q ", lr, r11\n"
#define NEXT(p, q)                              \
    "ldrd r12, lr, [r10], #8\n"                 \
    "mla " p ", r12, r11, " p "\n"              \
    "mla " q ", lr, r11, " q "\n"

#define EIGHT(DO) DO("r0", "r1") DO("r2", "r3")
#define SIXTEEN(DO) EIGHT(DO) DO("r4", "r5") DO("r6", "r7")

/* Four pairs are added to what is at r8, shifted or as they are. */
#define ADD_FOUR(a, b, c, d, shift)             \
    "ldm.w r8, {r10, r11, r12, lr}\n"           \
    "add.w r10, r10, " a shift "\n"             \
    "add.w r11, r11, " b shift "\n"             \
    "add.w r12, r12, " c shift "\n"             \
    "add.w lr, lr, " d shift "\n"               \
    "stm.w r8!, {r10, r11, r12, lr}\n"
#define ROUND(p) "add.w " p ", " p ", #0x8000\n"
#define ROUND_FOUR(a, b, c, d) ROUND(a) ROUND(b) ROUND(c) ROUND(d)

/* A chunk is over. */
#define TAKE_EIGHT                              \
    "add r8, sp, #48\n"                         \
    ADD_FOUR("r0", "r1", "r2", "r3", "")        \
    ROUND_FOUR("r0", "r1", "r2", "r3")          \
    "add r8, sp, #80\n"                         \
    ADD_FOUR("r0", "r1", "r2", "r3", ", asr #16")
#define TAKE_SIXTEEN                            \
    "add r8, sp, #48\n"                         \
    ADD_FOUR("r0", "r1", "r2", "r3", "")        \
    ADD_FOUR("r4", "r5", "r6", "r7", "")        \
    ROUND_FOUR("r0", "r1", "r2", "r3")          \
    ROUND_FOUR("r4", "r5", "r6", "r7")          \
    ADD_FOUR("r0", "r1", "r2", "r3", ", asr #16")     \
    ADD_FOUR("r4", "r5", "r6", "r7", ", asr #16")

#define CHUNKS(OUTPUTS, TAKE)                   \
    "ldr r10, [sp]\n"                           \
    "0:\n"                                      \
    "ldr r9, [r10], #4\n"                       \
    "ldr r11, [r10], #4\n"                      \
    "ldr r12, [r10], #4\n"                      \
    "ldr r8, [sp, #8]\n"                        \
    "add r8, r12\n"                             \
    "strd r10, r11, [sp, #36]\n"                \
    "str r8, [sp, #44]\n"                       \
    "1:\n"                                      \
    ENTRY("4f") OUTPUTS(FIRST)                  \
    "2:\n"                                      \
    ENTRY("5f") OUTPUTS(NEXT)                   \
    ENTRY("5f") OUTPUTS(NEXT)                   \
    ENTRY("5f") OUTPUTS(NEXT)                   \
    ENTRY("5f") OUTPUTS(NEXT)                   \
    "b.w 2b\n"                                  \
    "4:\n"                                      \
    OUTPUTS(FIRST)                              \
    "b.w 3f\n"                                  \
    "5:\n"                                      \
    OUTPUTS(NEXT)                               \
    "3:\n"                                      \
    TAKE                                        \
    "ldrd r10, r11, [sp, #36]\n"                \
    "ldr r8, [sp, #44]\n"                       \
    "cmp r9, r11\n"                             \
    "bne.w 1b\n"                                \
    "ldr r11, [sp, #4]\n"                       \
    "cmp r10, r11\n"                            \
    "bne.w 0b\n"

/* Output k, its sum in x; its end is one of `width` at r9, r8 is where it goes. */
#define END(k, width, x)                        \
    "ldr r2, [r9, #4*(" k ")]\n"                \
    "ldr r3, [r9, #4*(" k "+" width ")]\n"      \
    "ldrb r4, [r9, #8*" width "+" k "]\n"       \
    "lsl.w " x ", " x ", #2\n"                  \
    "smull r5, r6, " x ", r2\n"                 \
    "add.w r3, r3, r6, asr #31\n"               \
    "add.w r3, r3, r6, asr #31\n"               \
    "add.w r3, r3, r6\n"                        \
    "asr.w r3, r3, r4\n"                        \
    "ssat r3, #8, r3\n"                         \
    "strb r3, [r8, #" k "]\n"

#define SUMS(k)                                 \
    "ldr r0, [sp, #48+4*" k "]\n"               \
    "ldr r1, [sp, #80+4*" k "]\n"
#define END_PAIR(k, width)                      \
    SUMS(k)                                     \
    "sub.w r0, r0, r1, lsl #16\n"               \
    END("2*" k, width, "r0")                    \
    END("2*" k "+1", width, "r1")
#define SUM_PAIR(k) SUMS(k) "strd r0, r1, [r8, #8*" k "]\n"

/* Ends by ENDS or STORES, then the next block or back. */
#define END_BLOCK(width, ENDS, STORES)          \
    "ldr r8, [sp, #28]\n"                       \
    "ldr r9, [sp, #20]\n"                       \
    "cmp r9, #0\n"                              \
    "beq.w 7f\n"                                \
    ENDS                                        \
    "add r8, #" width "\n"                      \
    "ldr r0, [sp, #24]\n"                       \
    "add r9, r0\n"                              \
    "str r9, [sp, #20]\n"                       \
    "8:\n"                                      \
    "ldrd r0, r1, [sp, #8]\n"                   \
    "ldr r2, [sp, #16]\n"                       \
    "ldr r3, [sp, #32]\n"                       \
    "add r0, r1\n"                              \
    "add r2, #4*" width "\n"                    \
    "str r0, [sp, #8]\n"                        \
    "str r2, [sp, #16]\n"                       \
    "subs r3, #1\n"                             \
    "strd r8, r3, [sp, #28]\n"                  \
    "bne.w 10b\n"                               \
    "add sp, #112\n"                            \
    "pop.w {r4-r11, pc}\n"                      \
    "7:\n"                                      \
    STORES                                      \
    "add r8, #4*" width "\n"                    \
    "b.w 8b\n"

NAKED void mote_columns_16_s8(REGISTER const struct mote_columns *c)
{
    __asm__ volatile(
        BEGIN
        "10:\n"
        "ldr r8, [sp, #16]\n"
        START("0") START("1") START("2") START("3") START("4") START("5") START("6") START("7")
        CHUNKS(SIXTEEN, TAKE_SIXTEEN)
        END_BLOCK("16",
                  END_PAIR("0", "16") END_PAIR("1", "16") END_PAIR("2", "16") END_PAIR("3", "16")
                  END_PAIR("4", "16") END_PAIR("5", "16") END_PAIR("6", "16") END_PAIR("7", "16"),
                  SUM_PAIR("0") SUM_PAIR("1") SUM_PAIR("2") SUM_PAIR("3")
                  SUM_PAIR("4") SUM_PAIR("5") SUM_PAIR("6") SUM_PAIR("7")));
}

NAKED void mote_columns_8_s8(REGISTER const struct mote_columns *c)
{
    __asm__ volatile(
        BEGIN
        "10:\n"
        "ldr r8, [sp, #16]\n"
        START("0") START("1") START("2") START("3")
        CHUNKS(EIGHT, TAKE_EIGHT)
        END_BLOCK("8",
                  END_PAIR("0", "8") END_PAIR("1", "8") END_PAIR("2", "8") END_PAIR("3", "8"),
                  SUM_PAIR("0") SUM_PAIR("1") SUM_PAIR("2") SUM_PAIR("3")));
}

/* clang-format on */

#endif
