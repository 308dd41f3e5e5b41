/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernels of plain.h for Cortex-M0, M0+ and M1: eight registers, one channel of two pixels at a
 * time. Two taps are 12 instructions for four products, in assembly; compilers need 19.
 */
#include "assembly.h"
#include "blocks.h"
#include "plain.h"

#if MOTE_SIMD_PLAIN && MOTE_SIMD_ARMV6M

/* What a channel adds up. */
struct sums {
    uint32_t total, high;
};

/* clang-format off */

/* Two taps: patch r2, weights r3, total r0, high r1; r8 is MOTE_PLAIN_START. */
#define TWO(i)                  \
    "ldmia r2!, {r4, r5}\n"     \
    "ldrb r6, [r3, #" i "]\n"   \
    "sxtb r6, r6\n"             \
    "muls r4, r6\n"             \
    "ldrb r6, [r3, #" i "+1]\n" \
    "sxtb r6, r6\n"             \
    "muls r5, r6\n"             \
    "adds r4, r4, r5\n"         \
    "add r4, r8\n"              \
    "adds r0, r0, r4\n"         \
    "asrs r4, r4, #16\n"        \
    "adds r1, r1, r4\n"

/* Whole groups of eight taps end at r9, r7 taps are behind them. */
#define BEGIN                   \
    ".syntax unified\n"         \
    "push {r4-r7, lr}\n"        \
    "mov r4, r8\n"              \
    "mov r5, r9\n"              \
    "push {r4, r5}\n"           \
    "mov r12, r0\n"             \
    "movs r4, #128\n"           \
    "lsls r4, r4, #8\n"         \
    "mvns r4, r4\n"             \
    "mov r8, r4\n"              \
    "movs r7, #7\n"             \
    "ands r7, r3\n"             \
    "subs r3, r3, r7\n"         \
    "lsls r3, r3, #2\n"         \
    "adds r3, r3, r1\n"         \
    "mov r9, r3\n"              \
    "mov r3, r2\n"              \
    "mov r2, r1\n"              \
    "ldr r1, [r0, #4]\n"        \
    "ldr r0, [r0]\n"            \
    "cmp r2, r9\n"              \
    "beq 2f\n"

#define LAST                    \
    "ldr r4, [r2]\n"            \
    "ldrb r6, [r3]\n"           \
    "sxtb r6, r6\n"             \
    "muls r4, r6\n"             \
    "add r4, r8\n"              \
    "adds r0, r0, r4\n"         \
    "asrs r4, r4, #16\n"        \
    "adds r1, r1, r4\n"

#define DONE                    \
    "mov r4, r12\n"             \
    "str r0, [r4]\n"            \
    "str r1, [r4, #4]\n"        \
    "pop {r4, r5}\n"            \
    "mov r8, r4\n"              \
    "mov r9, r5\n"              \
    "pop {r4-r7, pc}\n"

static NAKED void dot(REGISTER struct sums *s, REGISTER const uint32_t *x,
                      REGISTER const int8_t *f, REGISTER int32_t n)
{
    __asm__ volatile(
        BEGIN
        "1:\n"
        TWO("0") TWO("2") TWO("4") TWO("6")
        "adds r3, #8\n"
        "cmp r2, r9\n"
        "bne 1b\n"
        "2:\n"
        "subs r7, #2\n"
        "blt 4f\n"
        "3:\n"
        TWO("0")
        "adds r3, #2\n"
        "subs r7, #2\n"
        "bge 3b\n"
        "4:\n"
        "adds r7, #2\n"
        "beq 5f\n"
        LAST
        "5:\n"
        DONE);
}

/* Two taps that lie r7 bytes apart. */
#define TWO_ACROSS              \
    "ldmia r2!, {r4, r5}\n"     \
    "ldrb r6, [r3]\n"           \
    "sxtb r6, r6\n"             \
    "muls r4, r6\n"             \
    "ldrsb r6, [r3, r7]\n"      \
    "muls r5, r6\n"             \
    "adds r4, r4, r5\n"         \
    "add r4, r8\n"              \
    "adds r0, r0, r4\n"         \
    "asrs r4, r4, #16\n"        \
    "adds r1, r1, r4\n"         \
    "adds r3, r3, r7\n"         \
    "adds r3, r3, r7\n"

/* The same for a filter [taps][channels], `step` bytes from tap to tap. */
static NAKED void dot_across(REGISTER struct sums *s, REGISTER const uint32_t *x,
                             REGISTER const int8_t *f, REGISTER int32_t n, REGISTER int32_t step)
{
    __asm__ volatile(
        BEGIN
        "mov lr, r7\n"
        "ldr r7, [sp, #28]\n"
        "b 6f\n"
        "2:\n"
        "mov lr, r7\n"
        "ldr r7, [sp, #28]\n"
        "b 7f\n"
        "6:\n"
        "1:\n"
        TWO_ACROSS TWO_ACROSS TWO_ACROSS TWO_ACROSS
        "cmp r2, r9\n"
        "bne 1b\n"
        "7:\n"
        "mov r6, lr\n"
        "subs r6, #2\n"
        "blt 4f\n"
        "3:\n"
        "mov lr, r6\n"
        TWO_ACROSS
        "mov r6, lr\n"
        "subs r6, #2\n"
        "bge 3b\n"
        "4:\n"
        "adds r6, #2\n"
        "beq 5f\n"
        LAST
        "5:\n"
        DONE);
}

/* A tap of four rows, r4-r7, which end where r1 counts up to: x is r0, sums r8-r11. 28 bytes. */
#define TAP                     \
    "ldmia r0!, {r2}\n"         \
    "ldrsb r3, [r4, r1]\n"      \
    "muls r3, r2\n"             \
    "add r8, r3\n"              \
    "ldrsb r3, [r5, r1]\n"      \
    "muls r3, r2\n"             \
    "add r9, r3\n"              \
    "ldrsb r3, [r6, r1]\n"      \
    "muls r3, r2\n"             \
    "add r10, r3\n"             \
    "ldrsb r3, [r7, r1]\n"      \
    "muls r3, r2\n"             \
    "add r11, r3\n"             \
    "adds r1, #1\n"

/*
 * Four rows at a time; n > 0. The loop is four taps long: lr is where its first turn begins so that
 * it ends with the last one; r12 is 2^15. Sums end one by one, see mote_plain_high. The stack:
 *      0 bias  4 out  8 units behind these four  12 end of the first row  16 step  20 x  24 -n
 *     28 multiplier  32 right  36 2 * twice_zero  40 lower and 44 upper half of the multiplier
 *     48 sums
 */
NAKED void mote_plain_outputs_s8(REGISTER const struct mote_plain_outputs *p)
{
    __asm__ volatile(
        ".syntax unified\n"
        "push {r4-r7, lr}\n"
        "mov r4, r8\n"
        "mov r5, r9\n"
        "mov r6, r10\n"
        "mov r7, r11\n"
        "push {r4-r7}\n"
        "sub sp, #68\n"
        "mov r6, r0\n"
        "ldmia r6!, {r0-r5}\n"
        "subs r2, #4\n"
        "str r0, [sp]\n"
        "str r1, [sp, #4]\n"
        "str r2, [sp, #8]\n"
        "lsls r5, r5, #1\n"
        "str r3, [sp, #28]\n"
        "str r4, [sp, #32]\n"
        "str r5, [sp, #36]\n"
        "uxth r4, r3\n"
        "lsrs r5, r3, #16\n"
        "str r4, [sp, #40]\n"
        "str r5, [sp, #44]\n"
        "ldmia r6!, {r0-r3}\n"
        "adds r1, r1, r3\n"
        "str r1, [sp, #12]\n"
        "str r0, [sp, #16]\n"
        "str r2, [sp, #20]\n"
        "negs r3, r3\n"
        "str r3, [sp, #24]\n"
        "movs r5, #3\n"
        "ands r5, r3\n"
        "movs r6, #28\n"
        "muls r5, r6\n"
        "adr r6, 2f\n"
        "adds r5, r5, r6\n"
        "adds r5, #1\n"
        "mov lr, r5\n"
        "movs r4, #128\n"
        "lsls r4, r4, #8\n"
        "mov r12, r4\n"
        "1:\n"
        "ldr r0, [sp]\n"
        "ldmia r0!, {r4-r7}\n"
        "str r0, [sp]\n"
        "mov r8, r4\n"
        "mov r9, r5\n"
        "mov r10, r6\n"
        "mov r11, r7\n"
        "ldr r0, [sp, #20]\n"
        "ldr r1, [sp, #24]\n"
        "ldr r4, [sp, #12]\n"
        "ldr r3, [sp, #16]\n"
        "adds r5, r4, r3\n"
        "adds r6, r5, r3\n"
        "adds r7, r6, r3\n"
        "adds r3, r7, r3\n"
        "str r3, [sp, #12]\n"
        "bx lr\n"
        ".balign 4\n"
        "2:\n"
        TAP TAP TAP TAP
        "bne 2b\n"
        "mov r4, r8\n"
        "mov r5, r9\n"
        "mov r6, r10\n"
        "mov r7, r11\n"
        "ldr r3, [sp, #28]\n"
        "cmp r3, #0\n"
        "beq 6f\n"
        "add r1, sp, #48\n"
        "stmia r1!, {r4-r7}\n"
        "mov r10, r1\n"
        "subs r1, #16\n"
        "ldr r4, [sp, #40]\n"
        "mov r8, r4\n"
        "ldr r4, [sp, #44]\n"
        "mov r9, r4\n"
        "ldr r4, [sp, #36]\n"
        "mov r11, r4\n"
        "ldr r7, [sp, #32]\n"
        "ldr r0, [sp, #4]\n"
        "3:\n"
        "ldmia r1!, {r2}\n"
        "adds r2, r2, r2\n"
        "bvs 7f\n"
        "uxth r3, r2\n"
        "asrs r2, r2, #16\n"
        "mov r4, r8\n"
        "mov r5, r9\n"
        "mov r6, r3\n"
        "muls r6, r4\n"
        "lsrs r6, r6, #16\n"
        "muls r4, r2\n"
        "adds r4, r4, r6\n"
        "muls r3, r5\n"
        "muls r2, r5\n"
        "uxth r6, r4\n"
        "adds r3, r3, r6\n"
        "add r3, r12\n"
        "lsrs r3, r3, #16\n"
        "asrs r4, r4, #16\n"
        "adds r2, r2, r4\n"
        "adds r2, r2, r3\n"
        "asrs r3, r2, #31\n"
        "adds r2, r2, r3\n"
        "asrs r2, r7\n"
        "add r2, r11\n"
        "asrs r2, r2, #2\n"
        "sxtb r3, r2\n"
        "cmp r3, r2\n"
        "beq 4f\n"
        "asrs r2, r2, #31\n" /* 127 or -128 */
        "movs r3, #127\n"
        "eors r2, r3\n"
        "4:\n"
        "strb r2, [r0]\n"
        "adds r0, #1\n"
        "cmp r1, r10\n"
        "bne 3b\n"
        "5:\n"
        "str r0, [sp, #4]\n"
        "ldr r2, [sp, #8]\n"
        "subs r2, #4\n"
        "blt 9f\n"
        "8:\n"
        "str r2, [sp, #8]\n"
        "b 1b\n"
        "6:\n" /* sums */
        "ldr r0, [sp, #4]\n"
        "stmia r0!, {r4-r7}\n"
        "b 5b\n"
        "7:\n" /* beyond 2^30 */
        "mov r4, lr\n"
        "push {r0, r1, r4}\n"
        "subs r1, #4\n"
        "ldr r0, [r1]\n"
        "ldr r1, [sp, #40]\n"
        "mov r2, r7\n"
        "ldr r3, [sp, #48]\n"
        "bl mote_plain_end_exact\n"
        "mov r2, r0\n"
        "pop {r0, r1, r4}\n"
        "mov lr, r4\n"
        "movs r4, #128\n"
        "lsls r4, r4, #8\n"
        "mov r12, r4\n"
        "b 4b\n"
        /* fewer than four outputs are left: with the ones before them, if there are any */
        "9:\n"
        "adds r3, r2, #4\n"
        "beq 7f\n"
        "adds r0, r0, r2\n"
        "str r0, [sp, #4]\n"
        "lsls r3, r2, #2\n"
        "ldr r0, [sp]\n"
        "adds r0, r0, r3\n"
        "str r0, [sp]\n"
        "ldr r3, [sp, #16]\n"
        "muls r2, r3\n"
        "ldr r0, [sp, #12]\n"
        "adds r0, r0, r2\n"
        "str r0, [sp, #12]\n"
        "movs r2, #0\n"
        "b 8b\n"
        "7:\n"
        "add sp, #68\n"
        "pop {r4-r7}\n"
        "mov r8, r4\n"
        "mov r9, r5\n"
        "mov r10, r6\n"
        "mov r11, r7\n"
        "pop {r4-r7, pc}\n");
}

/* clang-format on */

static inline int8_t saturate(int32_t y)
{
    return (int8_t)(y < -128 ? -128 : y > 127 ? 127 : y);
}

/* Ends any sum; `zero` is 2 * twice_zero. */
int8_t mote_plain_end_exact(uint32_t sum, int32_t multiplier, int32_t right, int32_t zero);
int8_t mote_plain_end_exact(uint32_t sum, int32_t multiplier, int32_t right, int32_t zero)
{
    return (int8_t)mote_rescale_s8(sum, multiplier, right, zero >> 1, -128, 127);
}

/* Ends a sum within 2^30: see mote_rescale_s8. `zero` is 2 * twice_zero. */
static inline int8_t end(uint32_t sum, int32_t multiplier, int32_t right, int32_t zero)
{
    int32_t y = mote_plain_high((int32_t)(2 * sum), multiplier);
    y += y >> 31;
    return saturate(((y >> right) + zero) >> 2);
}

void mote_plain_pair_s8(const struct mote_plain_pair *p, int8_t *first, int8_t *second)
{
    const struct mote_plain_pair k = *p; /* of its own: bytes that are stored might alias *p */
    const uint32_t chunks = ((uint32_t)k.taps + 1) >> 1, lift = 0x8001u * chunks;
    for (int32_t o = 0; o < k.channels; o++) {
        const uint32_t bias = (uint32_t)k.bias[o];
        const int32_t multiplier = k.multiplier[o], right = k.right[o] & 31;
        struct sums s = {bias + (bias << 16) + lift, bias + chunks};
        uint32_t low;
        if (k.step == 1)
            dot(&s, k.patch, k.filter + o * k.taps, k.taps);
        else
            dot_across(&s, k.patch, k.filter + o, k.taps, k.step);
        low = s.total - (s.high << 16);
        if (k.exact && !mote_block_bias_small((int32_t)bias)) {
            first[o] = mote_plain_end_exact(low, multiplier, k.right[o], 2 * k.twice_zero);
            second[o] = mote_plain_end_exact(s.high, multiplier, k.right[o], 2 * k.twice_zero);
        } else {
            first[o] = end(low, multiplier, right, 2 * k.twice_zero);
            second[o] = end(s.high, multiplier, right, 2 * k.twice_zero);
        }
    }
}

void mote_plain_end_s8(int8_t *out, const uint32_t *sums, int32_t n, int32_t multiplier,
                       int32_t right, int32_t twice_zero)
{
    for (; n > 0; n--, sums++)
        *out++ = mote_block_bias_small((int32_t)*sums)
                     ? end(*sums, multiplier, right, 2 * twice_zero)
                     : mote_plain_end_exact(*sums, multiplier, right, 2 * twice_zero);
}

#endif
