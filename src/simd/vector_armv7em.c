/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole outputs of a vector with rows of weights for Cortex-M4, M7 and M33: three rows at a time
 * fill all registers, so that eight elements are 28 instructions for 24 products.
 *
 * An output ends in five instructions. With |sum| < 2^30, and m >= 2^30, what mote_rescale_s8
 * computes is
 *     floor((floor((2 * sum * m + 2^31) / 2^32) - (sum < 0)) / 2^right + 2 * twice_zero) / 4
 * (sum < 0 goes for the sign of what is rounded: where it differs, at -1 and m = 2^30, both come to
 * the zero point). smmlar rounds and adds 2 * twice_zero, shifted left; ssat divides by 4 and
 * saturates. qadd doubles sums and keeps larger ones at 2^31, and as right is small both they and
 * what they were saturate.
 */
#include "assembly.h"
#include "sparse.h"

#if MOTE_SIMD_ARMV7EM

/* clang-format off */

/* Eight elements of a row: 36 bytes. */
#define EIGHT(row, sum) \
    "ldrd r4, r5, [" row "], #8\n" \
    "sxtb16 r6, r4\n" \
    "smlad " sum ", r0, r6, " sum "\n" \
    "sxtb16 r6, r4, ror #8\n" \
    "smlad " sum ", r1, r6, " sum "\n" \
    "sxtb16 r6, r5\n" \
    "smlad " sum ", r2, r6, " sum "\n" \
    "sxtb16 r6, r5, ror #8\n" \
    "smlad " sum ", r3, r6, " sum "\n"

#define FOUR(row, sum) \
    "ldr r4, [" row "], #4\n" \
    "sxtb16 r6, r4\n" \
    "smlad " sum ", r0, r6, " sum "\n" \
    "sxtb16 r6, r4, ror #8\n" \
    "smlad " sum ", r1, r6, " sum "\n"

/* Multiplier r3, right r4, zero r5. */
#define END(sum) \
    "qadd " sum ", " sum ", " sum "\n" \
    "smmlar r9, " sum ", r3, r5\n" \
    "add r9, r9, " sum ", asr #31\n" \
    "asr r9, r9, r4\n" \
    "ssat r9, #8, r9, asr #2\n" \
    "strb r9, [r1], #1\n"

/*
 * Elements r8, rows r9 r7 r10, sums r11 r12 lr. The stack while it runs:
 *      0 bias  4 out  8 units behind these three  12 multiplier  16 right  20 zero  24 step
 *     28 from the end of a row to the next one  32 x  36 where sums begin  40 where the loop is entered
 *     44 end of x
 */
NAKED void mote_block_outputs_s8(REGISTER const struct mote_block_outputs *p)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "sub sp, #52\n"
        "ldm.w r0, {r0-r9}\n" /* r9 n, before it f in r7 and twice_zero in r5 */
        "subs r2, #3\n"
        "lsls r5, r5, #1\n"
        "lsls r5, r4\n"
        /* the loop is 16 times eight elements long: its first turn begins where it will end with
         * the last one. Four elements more come first. */
        "adr.w r11, 3f\n"
        "lsrs.w lr, r9, #3\n"
        "beq 7f\n"
        "rsb lr, lr, #0\n"
        "and lr, lr, #15\n"
        "mov r12, #112\n"
        "adr.w r11, 1f\n"
        "mla r11, lr, r12, r11\n"
        "7:\n"
        "orr r11, r11, #1\n"
        "mov r10, r11\n"
        "tst r9, #4\n"
        "beq 7f\n"
        "adr.w r10, 4f\n"
        "orr r10, r10, #1\n"
        "7:\n"
        "add r12, r8, r9, lsl #1\n"
        "sub lr, r6, r9\n"
        "mov r9, r7\n"
        "mov r7, lr\n"
        "stm.w sp, {r0-r8, r10-r12}\n"
        "b 8f\n"
        /* fewer than three are left: with the ones before them, if there are any */
        ".balign 4\n"
        "9:\n"
        "adds r9, r2, #3\n"
        "beq 5f\n"
        "add r1, r2\n"
        "add r0, r0, r2, lsl #2\n"
        "add r10, r7\n"
        "mla r9, r2, r6, r10\n"
        "movs r2, #0\n"
        "b 8f\n"
        ".balign 4\n"
        "4:\n"
        "ldrd r0, r1, [r8], #8\n"
        FOUR("r9", "r11")
        FOUR("r7", "r12")
        FOUR("r10", "lr")
        "ldr pc, [sp, #40]\n"
        ".balign 4\n"
        "1:\n"
        ".rept 16\n" /* 112 bytes, counted on above */
        "ldmia.w r8!, {r0-r3}\n"
        EIGHT("r9", "r11")
        EIGHT("r7", "r12")
        EIGHT("r10", "lr")
        ".endr\n"
        "ldr r4, [sp, #44]\n"
        "cmp r8, r4\n"
        "bne.w 1b\n"
        ".balign 4\n"
        "3:\n"
        "ldm.w sp, {r0-r8}\n"
        END("r11") END("r12") END("lr")
        "subs r2, #3\n"
        "blt 9b\n"
        "add r9, r10, r7\n"
        "8:\n"
        "ldm.w r0!, {r11, r12, lr}\n"
        "stm.w sp, {r0-r2}\n"
        "add r7, r9, r6\n"
        "add r10, r7, r6\n"
        "ldr pc, [sp, #36]\n"
        "5:\n"
        "add sp, #52\n"
        "pop.w {r4-r11, pc}\n");
}

/* Eight elements: offsets in both halves of r12. */
#define WIDEN_EIGHT \
    "ldr r3, [r1], #4\n" \
    "ldr lr, [r1], #4\n" \
    "sxtab16 r4, r12, r3\n" \
    "sxtab16 r5, r12, r3, ror #8\n" \
    "sxtab16 r6, r12, lr\n" \
    "sxtab16 r7, r12, lr, ror #8\n" \
    "stmia.w r0!, {r4-r7}\n"

/* Four and eight elements first, where there are so many beyond whole sixteens. */
NAKED void mote_block_widen_vector(REGISTER int16_t *to, REGISTER const int8_t *from,
                                   REGISTER int32_t n, REGISTER int32_t offset)
{
    __asm__ volatile(
        "push.w {r4-r7, lr}\n"
        "pkhbt r12, r3, r3, lsl #16\n"
        "lsls r3, r2, #29\n"
        "bpl 1f\n"
        "ldr r3, [r1], #4\n"
        "sxtab16 r4, r12, r3\n"
        "sxtab16 r5, r12, r3, ror #8\n"
        "stmia.w r0!, {r4, r5}\n"
        "1:\n"
        "bcc 2f\n"
        WIDEN_EIGHT
        "2:\n"
        "bics r2, r2, #15\n"
        "beq 4f\n"
        "add r2, r1\n"
        "3:\n"
        WIDEN_EIGHT
        WIDEN_EIGHT
        "cmp r1, r2\n"
        "bne 3b\n"
        "4:\n"
        "pop.w {r4-r7, pc}\n");
}

/*
 * Registers as above, x r8. The stack: 0 sums  4 x  8 the rows  12 step  16 where the loop is
 * entered  20 end of x, and from the caller 64 n  68 triples, then where sums end.
 */
NAKED void mote_block_triples_s8(REGISTER uint32_t *sums, REGISTER const int16_t *x,
                                 REGISTER const int8_t *f, REGISTER int32_t step,
                                 REGISTER int32_t n, REGISTER int32_t triples)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "sub sp, #28\n"
        "ldrd r4, r7, [sp, #64]\n"
        "add r5, r1, r4, lsl #1\n"
        "add r7, r7, r7, lsl #1\n"
        "add r7, r0, r7, lsl #2\n"
        "str r7, [sp, #68]\n"
        /* eight times eight elements a turn, the first turn shorter */
        "lsrs r4, r4, #3\n"
        "rsbs r4, r4, #0\n"
        "and r4, r4, #7\n"
        "movs r6, #112\n"
        "adr.w r7, 1f\n"
        "mla r4, r4, r6, r7\n"
        "orr r4, r4, #1\n"
        "stm.w sp, {r0-r5}\n"
        "2:\n"
        "ldm.w sp, {r0, r8, r9}\n"
        "ldrd r3, r4, [sp, #12]\n"
        "add r7, r9, r3\n"
        "add r10, r7, r3\n"
        "add r3, r10\n"
        "str r3, [sp, #8]\n"
        "ldm.w r0, {r11, r12, lr}\n"
        "bx r4\n"
        ".balign 4\n"
        "1:\n"
        ".rept 8\n" /* 112 bytes, counted on above */
        "ldmia.w r8!, {r0-r3}\n"
        EIGHT("r9", "r11")
        EIGHT("r7", "r12")
        EIGHT("r10", "lr")
        ".endr\n"
        "ldr r4, [sp, #20]\n"
        "cmp r8, r4\n"
        "bne.w 1b\n"
        "ldr r0, [sp]\n"
        "ldr r4, [sp, #68]\n"
        "stmia.w r0!, {r11, r12, lr}\n"
        "str r0, [sp]\n"
        "cmp r0, r4\n"
        "bne.w 2b\n"
        "add sp, #28\n"
        "pop.w {r4-r11, pc}\n");
}

/* What is in an entry of a list (sparse.h) with a row: with four, and as they are loaded, 84, 52
 * and 68 bytes. */
#define PAIRS(row, sum) \
    "ldr.w r4, [" row ", r1]\n" \
    "sxtb16 r5, r4\n" \
    "smlad " sum ", r2, r5, " sum "\n" \
    "sxtb16 r5, r4, ror #8\n" \
    "smlad " sum ", r3, r5, " sum "\n"

#define PAIR(row, sum, turn) \
    "ldr.w r4, [" row ", r1]\n" \
    "sxtb16 r5, r4" turn "\n" \
    "smlad " sum ", r2, r5, " sum "\n"

#define SINGLES(row, sum) \
    "ldrsb.w r4, [" row ", r1]\n" \
    "smlabb " sum ", r3, r4, " sum "\n" \
    "ldrsb.w r4, [" row ", r2]\n" \
    "smlatb " sum ", r3, r4, " sum "\n"

/* Writes into the word before each chunk where the code for it begins: at `code` there are four
 * entries of so many bytes, and of n the last ones are run. Registers: r1 points to how many
 * entries there are, r12 into the list, r4 n - 1. */
#define HEADS(code, bytes, size, skip) \
    "ldr r2, [r1], #4\n" \
    "adr.w r3, " code "\n" \
    "orr r3, r3, #1\n" \
    "movs r6, #" bytes "\n" \
    "cbz r2, 7f\n" \
    "6:\n" \
    "subs r2, #1\n" \
    "and r4, r2, #3\n" \
    "rsb r5, r4, #3\n" \
    "mla r5, r5, r6, r3\n" \
    "str r5, [r12], #4 + " size "\n" \
    skip \
    "bics r2, r2, #3\n" \
    "bne 6b\n" \
    "7:\n"

#define SKIP_2 "add r12, r12, r4, lsl #3\n"
#define SKIP_3 SKIP_2 "add r12, r12, r4, lsl #2\n"

/*
 * Four rows at a time: there are no more elements of x to be kept at once than those of an entry,
 * and the words before chunks say where to go on, so that nothing is compared. List r0, entry
 * r1-r3, rows r6-r9, sums r10 r11 r12 lr. The stack:
 *      0 bias  4 out  8 units behind these four  12 multiplier  16 right  20 zero  24 step
 *     28 the rows  32 list
 */
NAKED void mote_sparse_outputs_s8(REGISTER const struct mote_block_outputs *p,
                                  REGISTER const struct mote_sparse *s)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "sub sp, #36\n"
        "ldr r8, [r1], #4\n"
        "mov r12, r8\n"
        HEADS("1f", "84", "12", SKIP_3)
        HEADS("2f", "52", "8", SKIP_2)
        HEADS("3f", "52", "8", SKIP_2)
        HEADS("4f", "68", "12", SKIP_3)
        "adr.w r3, 5f\n"
        "orr r3, r3, #1\n"
        "str r3, [r12]\n"
        "ldm.w r0, {r0-r7}\n"
        "subs r2, #4\n"
        "lsls r5, r5, #1\n"
        "lsls r5, r4\n"
        "b 8f\n"
        /* fewer than four are left: with the ones before them */
        "9:\n"
        "adds r9, r2, #4\n"
        "beq 9f\n"
        "add r1, r2\n"
        "add r0, r0, r2, lsl #2\n"
        "mla r7, r2, r6, r7\n"
        "movs r2, #0\n"
        "8:\n"
        "ldm.w r0!, {r10, r11, r12, lr}\n"
        "stm.w sp, {r0-r8}\n"
        "mov r0, r8\n"
        "mov r4, r6\n"
        "mov r6, r7\n"
        "add r7, r6, r4\n"
        "add r8, r7, r4\n"
        "add r9, r8, r4\n"
        "ldr pc, [r0], #4\n"
        ".balign 4\n"
        "1:\n"
        ".rept 4\n"
        "ldmia.w r0!, {r1-r3}\n"
        PAIRS("r6", "r10") PAIRS("r7", "r11") PAIRS("r8", "r12") PAIRS("r9", "lr")
        ".endr\n"
        "ldr pc, [r0], #4\n"
        ".balign 4\n"
        "2:\n"
        ".rept 4\n"
        "ldmia.w r0!, {r1, r2}\n"
        PAIR("r6", "r10", "") PAIR("r7", "r11", "") PAIR("r8", "r12", "") PAIR("r9", "lr", "")
        ".endr\n"
        "ldr pc, [r0], #4\n"
        ".balign 4\n"
        "3:\n"
        ".rept 4\n"
        "ldmia.w r0!, {r1, r2}\n"
        PAIR("r6", "r10", ", ror #8") PAIR("r7", "r11", ", ror #8")
        PAIR("r8", "r12", ", ror #8") PAIR("r9", "lr", ", ror #8")
        ".endr\n"
        "ldr pc, [r0], #4\n"
        ".balign 4\n"
        "4:\n"
        ".rept 4\n"
        "ldmia.w r0!, {r1-r3}\n"
        SINGLES("r6", "r10") SINGLES("r7", "r11") SINGLES("r8", "r12") SINGLES("r9", "lr")
        ".endr\n"
        "ldr pc, [r0], #4\n"
        ".balign 4\n"
        "5:\n"
        "ldm.w sp, {r0-r8}\n"
        END("r10") END("r11") END("r12") END("lr")
        "add r7, r7, r6, lsl #2\n"
        "subs r2, #4\n"
        "bge 8b\n"
        "b 9b\n"
        "9:\n"
        "add sp, #36\n"
        "pop.w {r4-r11, pc}\n");
}

/* clang-format on */

/* The same end for sums that come one by one. */
static inline int8_t end(uint32_t sum, int32_t multiplier, int32_t right, int32_t zero)
{
    int32_t y, twice;
    __asm__("qadd %0, %1, %1" : "=r"(twice) : "r"(sum) : "cc");
    __asm__("smmlar %0, %1, %2, %3" : "=r"(y) : "r"(twice), "r"(multiplier), "r"(zero));
    y += twice >> 31;
    __asm__("asr %0, %1, %2" : "=r"(y) : "r"(y), "r"(right));
    __asm__("ssat %0, #8, %1, asr #2" : "=r"(y) : "r"(y) : "cc");
    return (int8_t)y;
}

void mote_block_few_s8(const struct mote_block_outputs *p, const int8_t *in, int32_t offset)
{
    const int8_t *f = p->f, *const last = in + p->n;
    const int32_t *bias = p->bias;
    const int32_t multiplier = p->multiplier, right = p->right;
    const int32_t zero = 2 * p->twice_zero * (1 << right);
    int8_t *out = p->out;
    for (const int8_t *const end_of_out = out + p->units; out != end_of_out;) {
        uint32_t sum = (uint32_t)*bias++;
        const int8_t *x = in;
        do sum += (uint32_t)((*x++ + offset) * *f++);
        while (x != last);
        *out++ = end(sum, multiplier, right, zero);
    }
}

#endif
