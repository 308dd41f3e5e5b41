/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How outputs end in assembly for RISC-V with 32-bit registers, by multiplier a0, right a1, both of
 * the first channel, and 4 * twice_zero a2; a7 is 127, ra -128, t0-t4 are scratch. Sums are within
 * 2^29, right is MOTE_PLAIN_RIGHT_MAX or less: nothing overflows. See mote_rescale_s8; here the
 * product keeps two bits more, and so has room for both roundings in what is added to it. By its
 * sign only one bound is in reach, as zero points are within them.
 */
#ifndef MOTE_SIMD_PLAIN_RV32_H
#define MOTE_SIMD_PLAIN_RV32_H

/* clang-format off */

/* Channel k. */
#define END_LOAD(k)             \
    "lw t0, 4*" k "(a0)\n"      \
    "lb t2, " k "(a1)\n"        \
    "slli t0, t0, 1\n"          \
    "sll t1, a2, t2\n"          \
    "addi t1, t1, 1\n"          \
    "addi t2, t2, 3\n"

/* t3, which is twice the sum, for channel k of the pixel at `out`. */
#define END(k, out)             \
    "mulhsu t3, t3, t0\n"       \
    "bltz t3, 1f\n"             \
    "add t3, t3, t1\n"          \
    "sra t3, t3, t2\n"          \
    "bge a7, t3, 2f\n"          \
    "mv t3, a7\n"               \
    "j 2f\n"                    \
    "1:\n"                      \
    "addi t3, t3, -2\n"         \
    "add t3, t3, t1\n"          \
    "sra t3, t3, t2\n"          \
    "bge t3, ra, 2f\n"          \
    "mv t3, ra\n"               \
    "2:\n"                      \
    "sb t3, " k "(" out ")\n"

/* Both pixels of a pair. */
#define END_PAIR(k, total, high, first, second) \
    "slli t4, " high ", 17\n"   \
    "slli t3, " total ", 1\n"   \
    "sub t3, t3, t4\n"          \
    END(k, first)               \
    "slli t3, " high ", 1\n"    \
    END(k, second)

/* clang-format on */

#endif
