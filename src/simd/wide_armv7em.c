/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sums of int16 by int8 for Cortex-M4, M7 and M33, two products an instruction. As in
 * blocks_armv7em.c, all registers are taken: hence whole functions in assembly.
 */
#include "assembly.h"
#include "blocks.h"
#include "wide.h"

#if MOTE_WIDE && MOTE_WIDE_ARMV7EM

/* clang-format off */

/* Adds four weights, the word w, times the inputs p and q to a sum; t is spoilt. */
#define FOUR(sum, w, p, q, t)                  \
    "sxtb16 " t ", " w "\n"                    \
    "smlad " sum ", " p ", " t ", " sum "\n"   \
    "sxtb16 " t ", " w ", ror #8\n"            \
    "smlad " sum ", " q ", " t ", " sum "\n"

/* The same for two pixels: inputs in r4 r6 and r5 r7. */
#define EIGHT(a, b, w, t)                      \
    "sxtb16 " t ", " w "\n"                    \
    "smlad " a ", r4, " t ", " a "\n"          \
    "smlad " b ", r5, " t ", " b "\n"          \
    "sxtb16 " t ", " w ", ror #8\n"            \
    "smlad " a ", r6, " t ", " a "\n"          \
    "smlad " b ", r7, " t ", " b "\n"

/* The last one to three weights at `at`: the word that ends with them, shifted down; `less` is how
 * many are missing in it, negative, `bits` 8 times that many. */
#define LAST(w, at, less, bits)                \
    "ldr.w " w ", [" at ", " less "]\n"        \
    "lsr " w ", " w ", " bits "\n"

/*
 * Two pixels by pairs of channels. The stack while it runs:
 *     0 x  4 row  8 step  12 where whole groups end  16 sums  20 where the loop is entered
 *     24 taps behind whole groups, and from the caller 64 pairs
 */
NAKED static void two_pixels(REGISTER int32_t *sums, REGISTER const uint32_t *x,
                             REGISTER const int8_t *f, REGISTER int32_t step, REGISTER int32_t n,
                             REGISTER int32_t pairs)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "sub sp, #28\n"
        "ldr r4, [sp, #64]\n"
        "and r5, r4, #3\n"
        "lsrs r4, r4, #2\n"
        "add r6, r1, r4, lsl #4\n"
        "rsbs r4, r4, #0\n"
        "and r4, r4, #3\n"
        "adr.w r7, 1f\n"
        "add r7, r7, r4, lsl #6\n"
        "sub r7, r7, r4, lsl #2\n"
        "orr r7, r7, #1\n"
        "strd r1, r2, [sp]\n"
        "strd r3, r6, [sp, #8]\n"
        "strd r0, r7, [sp, #16]\n"
        "str r5, [sp, #24]\n"
        "2:\n"
        "ldm.w sp, {r0-r3}\n"
        "ldr r5, [sp, #20]\n"
        "add r4, r1, r2, lsl #1\n"
        "add r2, r1\n"
        "str r4, [sp, #4]\n"
        "ldr r4, [sp, #16]\n"
        "ldm.w r4, {r10, r11, r12, lr}\n"
        "cmp r0, r3\n" /* fewer than four */
        "beq 3f\n"
        "bx r5\n"
        ".balign 4\n"
        "1:\n"
        /* 60 bytes, counted on above */
        ".rept 4\n"
        "ldr.w r8, [r1], #4\n"
        "ldmia.w r0!, {r4-r7}\n"
        EIGHT("r10", "r11", "r8", "r9")
        "ldr.w r8, [r2], #4\n"
        EIGHT("r12", "lr", "r8", "r9")
        ".endr\n"
        "cmp r0, r3\n"
        "bne.w 1b\n"
        "3:\n"
        "ldr r3, [sp, #24]\n"
        "cbz r3, 4f\n"
        "ldm.w r0, {r4-r7}\n"
        "subs r3, #4\n"
        "rsb r0, r3, #0\n"
        "lsls r0, r0, #3\n"
        LAST("r8", "r1", "r3", "r0")
        EIGHT("r10", "r11", "r8", "r9")
        LAST("r8", "r2", "r3", "r0")
        EIGHT("r12", "lr", "r8", "r9")
        "4:\n"
        "ldr r4, [sp, #16]\n"
        "ldr r5, [sp, #68]\n"
        "stmia.w r4!, {r10, r11, r12, lr}\n"
        "str r4, [sp, #16]\n"
        "subs r5, #1\n"
        "str r5, [sp, #68]\n"
        "bne.w 2b\n"
        "add sp, #28\n"
        "pop.w {r4-r11, pc}\n");
}

/* A pixel by four channels at a time; the stack as above, quads for pairs. */
NAKED static void one_pixel(REGISTER int32_t *sums, REGISTER const uint32_t *x,
                            REGISTER const int8_t *f, REGISTER int32_t step, REGISTER int32_t n,
                            REGISTER int32_t quads)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "sub sp, #28\n"
        "ldr r4, [sp, #64]\n"
        "and r5, r4, #3\n"
        "lsrs r4, r4, #2\n"
        "add r6, r1, r4, lsl #3\n"
        "adr.w r7, 1f\n"
        "lsls r4, r4, #31\n" /* a turn is two groups long: an odd number begins with the second */
        "it mi\n"
        "addmi r7, #84\n"
        "orr r7, r7, #1\n"
        "strd r1, r2, [sp]\n"
        "strd r3, r6, [sp, #8]\n"
        "strd r0, r7, [sp, #16]\n"
        "str r5, [sp, #24]\n"
        "2:\n"
        "ldrd r0, r1, [sp]\n"
        "ldrd r4, r5, [sp, #8]\n"
        "ldr r6, [sp, #20]\n"
        "add r7, r1, r4, lsl #2\n"
        "add r2, r1, r4\n"
        "add r3, r2, r4\n"
        "add r4, r3\n"
        "str r7, [sp, #4]\n"
        "ldr r7, [sp, #16]\n"
        "ldm.w r7, {r10, r11, r12, lr}\n"
        "cmp r0, r5\n"
        "beq 3f\n"
        "bx r6\n"
        ".balign 4\n"
        "1:\n"
        /* 84 bytes, counted on above */
        ".rept 2\n"
        "ldrd r6, r7, [r0], #8\n"
        "ldr.w r8, [r1], #4\n"
        FOUR("r10", "r8", "r6", "r7", "r9")
        "ldr.w r8, [r2], #4\n"
        FOUR("r11", "r8", "r6", "r7", "r9")
        "ldr.w r8, [r3], #4\n"
        FOUR("r12", "r8", "r6", "r7", "r9")
        "ldr.w r8, [r4], #4\n"
        FOUR("lr", "r8", "r6", "r7", "r9")
        ".endr\n"
        "cmp r0, r5\n"
        "bne.w 1b\n"
        "3:\n"
        "ldr r5, [sp, #24]\n"
        "cbz r5, 4f\n"
        "ldrd r6, r7, [r0]\n"
        "subs r5, #4\n"
        "rsb r0, r5, #0\n"
        "lsls r0, r0, #3\n"
        LAST("r8", "r1", "r5", "r0")
        FOUR("r10", "r8", "r6", "r7", "r9")
        LAST("r8", "r2", "r5", "r0")
        FOUR("r11", "r8", "r6", "r7", "r9")
        LAST("r8", "r3", "r5", "r0")
        FOUR("r12", "r8", "r6", "r7", "r9")
        LAST("r8", "r4", "r5", "r0")
        FOUR("lr", "r8", "r6", "r7", "r9")
        "4:\n"
        "ldr r4, [sp, #16]\n"
        "ldr r5, [sp, #68]\n"
        "stmia.w r4!, {r10, r11, r12, lr}\n"
        "str r4, [sp, #16]\n"
        "subs r5, #1\n"
        "str r5, [sp, #68]\n"
        "bne.w 2b\n"
        "add sp, #28\n"
        "pop.w {r4-r11, pc}\n");
}

/*
 * Depthwise, channels with inputs of their own: four at a time, with all taps inside the image.
 * Registers: r4-r7 sums, r8 x, r9 f, r10 r11 bytes from tap to tap of both, r12 pointers to rows, lr
 * turns. The stack while it runs:
 *     0 sums  4 taps  8 2 * channel  12 filter of the channel  16 quads
 *     20 turns of a row  24 where the first one is entered
 */
NAKED void mote_wide_quads(REGISTER int32_t *sums, REGISTER const struct mote_taps *t,
                           REGISTER int32_t o, REGISTER int32_t quads)
{
    __asm__ volatile(
        "push.w {r4-r11, lr}\n"
        "sub sp, #28\n"
        "ldr r4, [r1, #64]\n"
        "ldr r5, [r1, #72]\n"
        "ldrd r10, r11, [r1, #76]\n"
        "add r4, r2\n"
        "lsls r2, r2, #1\n"
        "lsl r10, r10, #1\n"
        "strd r0, r1, [sp]\n"
        "strd r2, r4, [sp, #8]\n"
        "str r3, [sp, #16]\n"
        "adds r0, r5, #3\n"
        "lsrs r0, r0, #2\n"
        "rsbs r5, r5, #0\n"
        "and r5, r5, #3\n"
        "movs r6, #44\n"
        "adr.w r7, 1f\n"
        "mla r5, r5, r6, r7\n"
        "orr r5, r5, #1\n"
        "strd r0, r5, [sp, #20]\n"
        "2:\n"
        "ldr r12, [sp, #4]\n"
        "ldr r3, [sp, #12]\n"
        "ldr r2, [r12, #68]\n"
        "add r2, r12, r2, lsl #2\n"
        "mov.w r4, #0\n"
        "mov.w r5, #0\n"
        "mov.w r6, #0\n"
        "mov.w r7, #0\n"
        "3:\n"
        "cmp r12, r2\n"
        "beq.n 4f\n"
        "push {r2, r3}\n"
        "ldr r8, [r12], #4\n"
        "ldr r0, [sp, #16]\n"
        "ldrd lr, r1, [sp, #28]\n"
        "add r8, r0\n"
        "mov r9, r3\n"
        "bx r1\n"
        ".balign 4\n"
        "1:\n"
        /* 44 bytes, counted on above */
        ".rept 4\n"
        "ldr.w r0, [r9]\n"
        "ldr.w r2, [r8]\n"
        "ldr.w r3, [r8, #4]\n"
        "add.w r9, r9, r11\n"
        "add.w r8, r8, r10\n"
        "sxtb16.w r1, r0, ror #8\n"
        "sxtb16.w r0, r0\n"
        "smlabb r4, r2, r0, r4\n"
        "smlatb r5, r2, r1, r5\n"
        "smlabt r6, r3, r0, r6\n"
        "smlatt r7, r3, r1, r7\n"
        ".endr\n"
        "subs.w lr, lr, #1\n"
        "bne.w 1b\n"
        "pop {r2, r3}\n"
        "ldr r0, [sp, #4]\n"
        "ldr r0, [r0, #84]\n"
        "add r3, r0\n"
        "b.n 3b\n"
        "4:\n"
        "ldrd r0, r1, [sp]\n"
        "ldrd r2, r3, [sp, #8]\n"
        "stmia r0!, {r4-r7}\n"
        "adds r2, #8\n"
        "adds r3, #4\n"
        "str r0, [sp]\n"
        "strd r2, r3, [sp, #8]\n"
        "ldr r4, [sp, #16]\n"
        "subs r4, #1\n"
        "str r4, [sp, #16]\n"
        "bne.w 2b\n"
        "add sp, #28\n"
        "pop.w {r4-r11, pc}\n");
}

/* An output: its sum in r11 or r12, the bias in r9, the multiplier in r7. */
#define END(sum, saturate, out)                \
    "add " sum ", r9\n"                        \
    "smmulr " sum ", " sum ", r7\n"            \
    saturate ", " sum "\n"                     \
    "strh " sum ", [" out "], #2\n"

/* Registers: r0 multipliers, r1 rights, r2 biases, r3 sums, r4 r5 outputs, r6 where multipliers
 * end. See mote_wide_multiplier for what happens to the multiplier. */
#define ENDS(sums, ends)                       \
    "push.w {r4-r11, lr}\n"                    \
    "ldm.w r0, {r0-r6}\n"                      \
    "1:\n"                                     \
    "ldrsb r8, [r1], #1\n"                     \
    "ldrd r9, r10, [r2], #8\n"                 \
    "rsb r8, r8, #15\n"                        \
    "cmp r8, #16\n"                            \
    "bhi.n 2f\n"                               \
    "cmp r10, r9, asr #31\n"                   \
    "bne.n 2f\n"                               \
    "add r10, r9, #0x10000000\n"                    \
    "lsrs.w r10, r10, #29\n" \
    "bne.n 2f\n" \
    "ldr r7, [r0], #4\n"                       \
    sums "\n"                                  \
    "asrs r7, r7, #16\n"                       \
    "adc r7, r7, #0\n"                         \
    "usat r7, #15, r7\n"                       \
    "lsl r7, r7, r8\n"                         \
    ends                                       \
    "cmp r0, r6\n"                             \
    "bne 1b\n"                                 \
    "2:\n"                                     \
    "pop.w {r4-r11, pc}\n"

#define ONE "ldr r11, [r3], #4"
#define TWO "ldrd r11, r12, [r3], #8"

NAKED const int32_t *mote_wide_quick_full(REGISTER const struct mote_wide_quick *q)
{
    __asm__ volatile(ENDS(ONE, END("r11", "ssat r11, #16", "r4")));
}

NAKED const int32_t *mote_wide_quick_full_pair(REGISTER const struct mote_wide_quick *q)
{
    __asm__ volatile(ENDS(TWO, END("r11", "ssat r11, #16", "r4") END("r12", "ssat r12, #16", "r5")));
}

NAKED const int32_t *mote_wide_quick_relu(REGISTER const struct mote_wide_quick *q)
{
    __asm__ volatile(ENDS(ONE, END("r11", "usat r11, #15", "r4")));
}

NAKED const int32_t *mote_wide_quick_relu_pair(REGISTER const struct mote_wide_quick *q)
{
    __asm__ volatile(ENDS(TWO, END("r11", "usat r11, #15", "r4") END("r12", "usat r12, #15", "r5")));
}

/* clang-format on */

/* Two inputs at any address, the first in the low half. */
struct __attribute__((packed, may_alias)) loose {
    uint32_t w;
};

static inline uint32_t load(const int16_t *p)
{
    return ((const struct loose *)(const void *)p)->w;
}

/* Four inputs as words 0 2 and 1 3, `gap` words apart. */
static inline void put_four(uint32_t *to, const int16_t *from, int32_t gap)
{
    const uint32_t p = load(from), q = load(from + 2);
    to[0] = (p & 0xffffu) | q << 16;
    to[gap] = p >> 16 | (q & 0xffff0000u);
}

static void put(uint32_t *to, const int16_t *from, int32_t n, int32_t gap)
{
    int16_t last[4] = {0, 0, 0, 0};
    for (; n >= 4; n -= 4, from += 4, to += 2 * gap) put_four(to, from, gap);
    if (n == 0) return;
    for (int32_t i = 0; i < n; i++) last[i] = from[i];
    put_four(to, last, gap);
}

void mote_wide_load(struct mote_wide *w, const int16_t *a, const int16_t *b, int32_t n)
{
    w->n = n;
    w->pixels = b ? 2 : 1;
    put(w->x, a, n, w->pixels);
    if (b) put(w->x + 1, b, n, 2);
}

/* The last channels, fewer than a block: with those before them, or one by one. */
static void add_few(int32_t *sums, const struct mote_wide *w, const int8_t *filter, int32_t step,
                    int32_t channels, int32_t before)
{
    const int32_t pixels = w->pixels, block = pixels == 2 ? 2 : 4, o = channels - block;
    int32_t few[4] = {0, 0, 0, 0};
    if (before + channels >= block) {
        (pixels == 2 ? two_pixels : one_pixel)(few, w->x, filter + o * step, step, w->n, 1);
        for (int32_t i = 0; i < channels * pixels; i++) sums[i] += few[i - o * pixels];
        return;
    }
    for (; channels > 0; channels--, filter += step, sums += pixels) {
        for (int32_t i = 0; i < 4; i++) few[i] = 0;
        (pixels == 2 ? two_pixels : one_pixel)(few, w->x, filter, 0, w->n, 1);
        for (int32_t p = 0; p < pixels; p++) sums[p] += few[p];
    }
}

void mote_wide_sums(int32_t *sums, const struct mote_wide *w, const int8_t *filter, int32_t step,
                    int32_t channels)
{
    int32_t done;
    if (w->pixels == 2) {
        done = channels & ~1;
        if (done) two_pixels(sums, w->x, filter, step, w->n, done / 2);
    } else if (w->n % 8 == 0 && (((uintptr_t)filter | (uint32_t)step) & 3) == 0) {
        done = channels & ~1;
        if (done)
            mote_block_vector_s8((uint32_t *)sums, (const int16_t *)(const void *)w->x, filter,
                                 step, w->n, done / 2);
    } else {
        done = channels & ~3;
        if (done) one_pixel(sums, w->x, filter, step, w->n, done / 4);
    }
    if (done < channels)
        add_few(sums + done * w->pixels, w, filter + done * step, step, channels - done, done);
}

#endif
