/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernels of plain.h for Cortex-M3. Two channels of two pixels fill all fourteen registers,
 * which compilers do not manage without spilling: hence whole functions in assembly. Four taps are
 * 25 instructions for 16 products: one ldm brings both pixels.
 */
#include "assembly.h"
#include "plain.h"

#if MOTE_SIMD_PLAIN && MOTE_SIMD_ARMV7M

/* clang-format off */

/* Two taps x and y of the channel whose weights are at f; lr is MOTE_PLAIN_START. */
#define TWO(x, y, f, total, high)                 \
    "ldrsb r12, [" f "], #1\n"              \
    "mla r11, r12, " x ", lr\n"             \
    "ldrsb r12, [" f "], #1\n"              \
    "mla r11, r12, " y ", r11\n"            \
    "add.w " total ", " total ", r11\n"       \
    "add.w " high ", " high ", r11, asr #16\n"

/* A single tap. */
#define ONE(x, f, total, high)                    \
    "ldrsb r12, [" f "], #1\n"              \
    "mla r11, r12, " x ", lr\n"             \
    "add " total ", " total ", r11\n"       \
    "add " high ", " high ", r11, asr #16\n"

/* Ends a sum as mote_rescale_s8 does: multiplier m, shift in `right`, twice_zero in r11, 2^30 in
 * r6. */
#define END(x, m, right)                          \
    "asr r5, " x ", #31\n"                  \
    "eor r4, r6, r5, lsl #31\n"             \
    "smlal r4, r5, " x ", " m "\n"          \
    "asr r5, r5, " right "\n"               \
    "add r5, r11\n"                         \
    "ssat " x ", #8, r5, asr #1\n"

/*
 * The stack while it runs:
 *      0 patch  4 where the loop is entered  8 end of whole groups  12 taps behind them
 *     16 filter  20 taps, or bytes from tap to tap  24 what totals begin with  28 turns  32 bias
 *     36 multiplier  40 right  44 end of multipliers  48 first  52 second  56 twice_zero
 *     60 the odd last channel is to do
 * r0 is the argument: patch, filter, taps, bias, multiplier, right, twice_zero, channels. Totals
 * begin with START less 2^16 * high of every turn.
 */
#define BEGIN                                     \
    "push.w {r4-r11, lr}\n"                       \
    "sub sp, #68\n"                               \
    "ldm.w r0, {r3-r10}\n"                        \
    "str r3, [sp]\n"                              \
    "strd r4, r5, [sp, #16]\n"                    \
    "strd r6, r7, [sp, #32]\n"                    \
    "str r8, [sp, #40]\n"                         \
    "strd r1, r2, [sp, #48]\n"                    \
    "and r4, r10, #1\n"                           \
    "strd r9, r4, [sp, #56]\n"                    \
    "subs r4, r10, r4\n"                          \
    "add r4, r7, r4, lsl #2\n"                    \
    "str r4, [sp, #44]\n"                         \
    "bic r4, r5, #3\n"                            \
    "add r3, r3, r4, lsl #2\n"                    \
    "subs r5, r5, r4\n"                           \
    "strd r3, r5, [sp, #8]\n"                     \
    "add r3, r5, r4, lsr #1\n"                    \
    "movw r12, #0x8001\n"                         \
    "mul r12, r3, r12\n"                          \
    "strd r12, r3, [sp, #24]\n"                   \
    "movw lr, #0x7fff\n"                          \
    "movt lr, #0xffff\n"

/* Sums r3 and r8 of a channel, r9 and r10 of the next begin. */
#define START_TWO                                 \
    "ldrd r0, r6, [sp, #28]\n"                    \
    "ldrd r3, r9, [r6], #8\n"                     \
    "str r6, [sp, #32]\n"                         \
    "add r8, r3, r0\n"                            \
    "add r10, r9, r0\n"                           \
    "ldr r0, [sp, #24]\n"                         \
    "add r3, r3, r3, lsl #16\n"                   \
    "add r9, r9, r9, lsl #16\n"                   \
    "add r3, r0\n"                                \
    "add r9, r0\n"

/* They end; on to label 2 if there are more. */
#define END_TWO                                   \
    "sub r3, r3, r8, lsl #16\n"             \
    "sub r9, r9, r10, lsl #16\n"            \
    "ldrd r0, r4, [sp, #36]\n"                    \
    "ldrd r1, r2, [r0], #8\n"                     \
    "ldrsb r12, [r4], #1\n"                       \
    "ldrsb r7, [r4], #1\n"                        \
    "strd r0, r4, [sp, #36]\n"                    \
    "mov r6, #0x40000000\n"                       \
    "ldr r11, [sp, #56]\n"                        \
    END("r3", "r1", "r12")                        \
    END("r8", "r1", "r12")                        \
    END("r9", "r2", "r7")                         \
    END("r10", "r2", "r7")                        \
    "ldrd r4, r5, [sp, #48]\n"                    \
    "strb r3, [r4], #1\n"                         \
    "strb r9, [r4], #1\n"                         \
    "strb r8, [r5], #1\n"                         \
    "strb r10, [r5], #1\n"                        \
    "strd r4, r5, [sp, #48]\n"                    \
    "ldr r4, [sp, #44]\n"                         \
    "cmp r0, r4\n"                                \
    "bne.w 2b\n"

/* An odd last channel goes with the one before it, once more. */
#define LAST(back)                                \
    "ldr r4, [sp, #60]\n"                   \
    "cmp r4, #0\n"                          \
    "beq 8f\n"                              \
    "movs r4, #0\n"                         \
    "str r4, [sp, #60]\n"                   \
    back                                    \
    "ldrd r4, r5, [sp, #32]\n"                    \
    "subs r4, #4\n"                               \
    "subs r5, #4\n"                               \
    "strd r4, r5, [sp, #32]\n"                    \
    "ldrd r4, r5, [sp, #40]\n"                    \
    "subs r4, #1\n"                               \
    "adds r5, #4\n"                               \
    "strd r4, r5, [sp, #40]\n"                    \
    "ldrd r4, r5, [sp, #48]\n"                    \
    "subs r4, #1\n"                               \
    "subs r5, #1\n"                               \
    "strd r4, r5, [sp, #48]\n"                    \
    "b.w 2b\n" \
    "8:\n"                                  \
    "add sp, #68\n"                         \
    "pop.w {r4-r11, pc}\n"

static NAKED void rows(REGISTER const struct mote_plain_pair *p, REGISTER int8_t *first,
                       REGISTER int8_t *second)
{
    __asm__ volatile(
        BEGIN
        /* the loop is four groups long: its first turn begins where it will end with the last */
        "adr.w r3, 6f\n"
        "cbz r4, 7f\n"
        "lsrs r4, r4, #2\n"
        "rsbs r4, r4, #0\n"
        "and r4, r4, #3\n"
        "adr.w r3, 1f\n"
        "add r3, r3, r4, lsl #6\n" /* 100 bytes each */
        "add r3, r3, r4, lsl #5\n"
        "add r3, r3, r4, lsl #2\n"
        "7:\n"
        "orr r3, r3, #1\n"
        "str r3, [sp, #4]\n"
        "2:\n"
        START_TWO
        "ldrd r1, r2, [sp, #16]\n"
        "add r2, r1\n"
        "ldrd r0, r4, [sp]\n"
        "bx r4\n"
        ".balign 4\n"
        "1:\n"
        ".rept 4\n"
        "ldmia.w r0!, {r4-r7}\n"
        TWO("r4", "r5", "r1", "r3", "r8")
        TWO("r6", "r7", "r1", "r3", "r8")
        TWO("r4", "r5", "r2", "r9", "r10")
        TWO("r6", "r7", "r2", "r9", "r10")
        ".endr\n"
        "ldr r4, [sp, #8]\n"
        "cmp r0, r4\n"
        "bne.w 1b\n"
        ".balign 4\n"
        "6:\n"
        "ldr r7, [sp, #12]\n"
        "cbz r7, 4f\n"
        "3:\n"
        "ldr r4, [r0], #4\n"
        ONE("r4", "r1", "r3", "r8")
        ONE("r4", "r2", "r9", "r10")
        "subs r7, #1\n"
        "bne 3b\n"
        "4:\n"
        "str r2, [sp, #16]\n"
        END_TWO
        LAST("ldrd r1, r2, [sp, #16]\n"
             "subs r1, r1, r2\n"
             "str r1, [sp, #16]\n"));
}

/* Two taps x and y of the channel at r1, the taps r2 apart. */
#define TWO_ACROSS(x, y, total, high)             \
    "ldrsb r12, [r1]\n"                     \
    "mla r11, r12, " x ", lr\n"             \
    "ldrsb r12, [r1, r2]\n"                 \
    "mla r11, r12, " y ", r11\n"            \
    "add " total ", " total ", r11\n"       \
    "add " high ", " high ", r11, asr #16\n"

/* The same with filters [taps][channels]. */
static NAKED void across(REGISTER const struct mote_plain_pair *p, REGISTER int8_t *first,
                         REGISTER int8_t *second)
{
    __asm__ volatile(
        BEGIN
        "ldr r3, [r0, #36]\n"
        "str r3, [sp, #20]\n"
        "2:\n"
        START_TWO
        "ldrd r1, r2, [sp, #16]\n"
        "ldr r0, [sp]\n"
        "ldr r4, [sp, #8]\n"
        "cmp r0, r4\n"
        "beq 6f\n"
        "1:\n"
        "ldmia.w r0!, {r4-r7}\n"
        TWO_ACROSS("r4", "r5", "r3", "r8")
        "add r1, #1\n"
        TWO_ACROSS("r4", "r5", "r9", "r10")
        "add r1, r1, r2, lsl #1\n"
        TWO_ACROSS("r6", "r7", "r9", "r10")
        "subs r1, #1\n"
        TWO_ACROSS("r6", "r7", "r3", "r8")
        "add r1, r1, r2, lsl #1\n"
        "ldr r4, [sp, #8]\n"
        "cmp r0, r4\n"
        "bne 1b\n"
        "6:\n"
        "ldr r7, [sp, #12]\n"
        "cbz r7, 4f\n"
        "3:\n"
        "ldr r4, [r0], #4\n"
        "ldrsb r12, [r1, #1]\n"
        "mla r11, r12, r4, lr\n"
        "add r9, r9, r11\n"
        "add r10, r10, r11, asr #16\n"
        "ldrsb r12, [r1]\n"
        "mla r11, r12, r4, lr\n"
        "add r3, r3, r11\n"
        "add r8, r8, r11, asr #16\n"
        "add r1, r2\n"
        "subs r7, #1\n"
        "bne 3b\n"
        "4:\n"
        "ldr r1, [sp, #16]\n"
        "adds r1, #2\n"
        "str r1, [sp, #16]\n"
        END_TWO
        LAST("ldr r1, [sp, #16]\n"
             "subs r1, #1\n"
             "str r1, [sp, #16]\n"));
}

/* Four taps of a row. */
#define ROW(f, sum)                               \
    "ldrsb r12, [" f "], #1\n"              \
    "mla " sum ", r12, r4, " sum "\n"       \
    "ldrsb r12, [" f "], #1\n"              \
    "mla " sum ", r12, r5, " sum "\n"       \
    "ldrsb r12, [" f "], #1\n"              \
    "mla " sum ", r12, r6, " sum "\n"       \
    "ldrsb r12, [" f "], #1\n"              \
    "mla " sum ", r12, r7, " sum "\n"

#define TAP(f, sum)                               \
    "ldrsb r12, [" f "], #1\n"              \
    "mla " sum ", r12, r4, " sum "\n"

/* Ends a sum as mote_rescale_s8 does, and stores it: multiplier r3, right r4, 2^right * twice_zero
 * in r5, whose lowest bit r6 = 2^30 makes up for. */
#define OUTPUT(x)                                 \
    "add r7, r5, " x ", asr #31\n"          \
    "eor r12, r6, r7, lsl #31\n"            \
    "smlal r12, r7, " x ", r3\n"            \
    "asr r7, r7, r4\n"                      \
    "ssat r7, #8, r7, asr #1\n"             \
    "strb r7, [r1], #1\n"

/*
 * Four rows at a time, r1 r2 r3 lr, with sums r8-r11, of x in r0. The stack while it runs:
 *      0 bias, or what sums begin with  4 outputs or sums  8 units behind these four
 *     12 multiplier  16 right  20 zero  24 2^30  28 step  32 from the end of a row to the next one
 *     36 x  40 where the loop is entered  44 end of whole groups  48 taps behind them
 *     52 what comes after the loop  56 and after those taps
 */
NAKED void mote_plain_outputs_s8(REGISTER const struct mote_plain_outputs *p)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "sub sp, #60\n"
        "ldm.w r0, {r0-r9}\n"
        "mov r12, r3\n"
        /* bias, out, units, multiplier, right, twice_zero, step, f, x, n */
        "subs r2, #4\n"
        "lsls r5, r4\n"
        "mov r10, #0x40000000\n"
        "eor r10, r10, r5, lsl #31\n"
        "stm.w sp, {r0-r5}\n"
        "sub r11, r6, r9\n"
        "strd r10, r6, [sp, #24]\n"
        "str r11, [sp, #32]\n"
        "and r3, r9, #3\n"
        "subs r4, r9, r3\n"
        "add r5, r8, r4, lsl #2\n"
        "strd r5, r3, [sp, #44]\n"
        /* the loop is 32 groups of 132 bytes long: its first turn begins where it will end */
        "adr.w r9, 4f\n"
        "beq 7f\n"
        "lsrs r4, r4, #2\n"
        "rsbs r4, r4, #0\n"
        "and r4, r4, #31\n"
        "movs r5, #132\n"
        "adr.w r9, 2f\n"
        "mla r9, r4, r5, r9\n"
        "7:\n"
        "orr r9, r9, #1\n"
        "strd r8, r9, [sp, #36]\n"
        "adr.w r9, 5f\n"
        "cmp r12, #0\n"
        "bne 7f\n"
        "adr.w r9, 6f\n"
        "7:\n"
        "orr r9, r9, #1\n"
        "str r9, [sp, #56]\n"
        "cbz r3, 7f\n"
        "adr.w r9, 4f\n"
        "orr r9, r9, #1\n"
        "7:\n"
        "str r9, [sp, #52]\n"
        "sub lr, r7, r11\n"
        "mov r7, r11\n"
        "b 8f\n"
        ".balign 4\n"
        "4:\n"
        "ldr r5, [sp, #48]\n"
        "7:\n"
        "ldr r4, [r0], #4\n"
        TAP("r1", "r8")
        TAP("r2", "r9")
        TAP("r3", "r10")
        TAP("lr", "r11")
        "subs r5, #1\n"
        "bne 7b\n"
        "ldr pc, [sp, #56]\n"
        ".balign 4\n"
        "6:\n" /* sums */
        "ldm.w sp, {r0-r2}\n"
        "stmia.w r1!, {r8-r11}\n"
        "ldrd r6, r7, [sp, #28]\n"
        "subs r2, #4\n"
        "bge 8f\n"
        "b 9f\n"
        ".balign 4\n"
        "5:\n"
        "ldm.w sp, {r0-r6}\n"
        OUTPUT("r8") OUTPUT("r9") OUTPUT("r10") OUTPUT("r11")
        "ldrd r6, r7, [sp, #28]\n"
        "subs r2, #4\n"
        "blt 9f\n"
        "8:\n"
        "ldmia.w r0!, {r8-r11}\n"
        "stm.w sp, {r0-r2}\n"
        "add r1, lr, r7\n"
        "add r2, r1, r6\n"
        "add r3, r2, r6\n"
        "add lr, r3, r6\n"
        "ldrd r0, r4, [sp, #36]\n"
        "bx r4\n"
        /* fewer than four outputs are left: with the ones before them, if there are any */
        "9:\n"
        "adds r5, r2, #4\n"
        "beq 7f\n"
        "add r1, r2\n"
        "add r0, r0, r2, lsl #2\n"
        "mla lr, r2, r6, lr\n"
        "movs r2, #0\n"
        "b 8b\n"
        "7:\n"
        "add sp, #60\n"
        "pop.w {r4-r11, pc}\n"
        ".balign 4\n"
        "2:\n"
        ".rept 32\n"
        "ldmia.w r0!, {r4-r7}\n"
        ROW("r1", "r8")
        ROW("r2", "r9")
        ROW("r3", "r10")
        ROW("lr", "r11")
        ".endr\n"
        "ldr r4, [sp, #44]\n"
        "cmp r0, r4\n"
        "bne.w 2b\n"
        "ldr pc, [sp, #52]\n");
}

/* clang-format on */

void mote_plain_pair_s8(const struct mote_plain_pair *p, int8_t *first, int8_t *second)
{
    if (p->step == 1)
        rows(p, first, second);
    else
        across(p, first, second);
}

void mote_plain_end_s8(int8_t *out, const uint32_t *sums, int32_t n, int32_t multiplier,
                       int32_t right, int32_t twice_zero)
{
    const uint32_t *const end = sums + n;
    uint32_t sum, low, high;
    __asm__ volatile("1:\n"
                     "ldr %[sum], [%[sums]], #4\n"
                     "asr %[high], %[sum], #31\n"
                     "eor %[low], %[half], %[high], lsl #31\n"
                     "smlal %[low], %[high], %[sum], %[multiplier]\n"
                     "asr %[high], %[high], %[right]\n"
                     "add %[high], %[high], %[zero]\n"
                     "ssat %[high], #8, %[high], asr #1\n"
                     "strb %[high], [%[out]], #1\n"
                     "cmp %[sums], %[end]\n"
                     "bne 1b\n"
                     : [out] "+&r"(out), [sums] "+&r"(sums), [sum] "=&r"(sum), [low] "=&r"(low),
                       [high] "=&r"(high)
                     : [multiplier] "r"(multiplier), [right] "r"(right), [zero] "r"(twice_zero),
                       [end] "r"(end), [half] "r"(1 << 30)
                     : "cc", "memory");
}

#endif
