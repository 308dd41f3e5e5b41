/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sums of columns.h for RISC-V with 32-bit registers: an input to 16 outputs is 28
 * instructions and a quarter. They take every register there is, hence whole functions in assembly.
 */
#include "assembly.h"
#include "columns.h"

#if MOTE_COLUMNS && MOTE_SIMD_RV32

/* clang-format off */

/*
 * a0 columns of the part  a1 list  a2 where the column is  a3 input  a4 scratch
 * s0-s7 p of eight pairs of outputs  t0-t6, a5 their totals  s8-s11, a6, a7, ra high of seven
 *
 * The stack, nearly as struct mote_columns has it:
 *      0 parts  4 where they end  8 columns  12 block_bytes  16 start  20 ends
 *     24 ends_bytes  28 out  32 where start ends  36 floored
 *     40 the end of a part's list  44 its columns + 2^15  48 high of the eighth pair  52 the part
 *     56 registers
 */
/* A block has 2^log bytes of `start`. */
#define BEGIN(log)              \
    "addi sp, sp, -112\n"       \
    ".irp r, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11\n"     \
    "sw s\\r, 56+4*\\r(sp)\n"   \
    ".endr\n"                   \
    "sw ra, 104(sp)\n"          \
    ".irp i, 8, 12, 16, 20, 24, 28, 36\n"   \
    "lw t0, \\i(a0)\n"          \
    "sw t0, \\i(sp)\n"          \
    ".endr\n"                   \
    "lw t0, 0(a0)\n"            \
    "lw t1, 4(a0)\n"            \
    "li t2, 12\n"               \
    "mul t1, t1, t2\n"          \
    "sw t0, 0(sp)\n"            \
    "add t1, t1, t0\n"          \
    "sw t1, 4(sp)\n"            \
    "lw t0, 32(a0)\n"           \
    "lw t1, 16(a0)\n"           \
    "slli t0, t0, " log "\n"    \
    "add t1, t1, t0\n"          \
    "sw t1, 32(sp)\n"

/* What pair k begins with: start at a2. */
#define START(k, total, high)   \
    "lw " total ", 8*" k "(a2)\n"           \
    "lw " high ", 8*" k "+4(a2)\n"

/* Entry i of the list; the last of a chunk leads to `last`. */
#define ENTRY(i, last)          \
    "lh a2, 4*" i "(a1)\n"      \
    "lh a3, 4*" i "+2(a1)\n"    \
    "bltz a2, " last "\n"       \
    "add a2, a2, a0\n"

/* The same, where it is known to be the last. */
#define LAST_COLUMN             \
    "lw a4, 44(sp)\n"           \
    "add a2, a2, a4\n"

/* Two outputs, by the first entry of a chunk and by the others. */
#define FIRST(k, p)             \
    "lw " p ", 4*" k "(a2)\n"   \
    "mul " p ", " p ", a3\n"
#define NEXT(k, p)              \
    "lw a4, 4*" k "(a2)\n"      \
    "mul a4, a4, a3\n"          \
    "add " p ", " p ", a4\n"

#define FOUR(DO) DO("0", "s0") DO("1", "s1") DO("2", "s2") DO("3", "s3")
#define EIGHT(DO) FOUR(DO) DO("4", "s4") DO("5", "s5") DO("6", "s6") DO("7", "s7")

/* A chunk is over for pair k; a2 is 2^15. */
#define TAKE(k, total, high)    \
    "add " total ", " total ", s" k "\n"    \
    "add s" k ", s" k ", a2\n"  \
    "srai s" k ", s" k ", 16\n" \
    "add " high ", " high ", s" k "\n"

/* Pairs that have total and high in registers all the time. */
#define PAIRS_4(DO)             \
    DO("0", "t0", "s8") DO("1", "t1", "s9") DO("2", "t2", "s10") DO("3", "t3", "s11")
#define PAIRS_7(DO) PAIRS_4(DO) DO("4", "t4", "a6") DO("5", "t5", "a7") DO("6", "t6", "ra")

#define CHUNKS(OUTPUTS, TAKES)  \
    "lw a3, 0(sp)\n"            \
    "0:\n"                      \
    "lw a2, 8(a3)\n"            \
    "lw a0, 8(sp)\n"            \
    "lw a4, 4(a3)\n"            \
    "lw a1, 0(a3)\n"            \
    "add a0, a0, a2\n"          \
    "lui a2, 8\n"               \
    "add a2, a2, a0\n"          \
    "addi a3, a3, 12\n"         \
    "sw a2, 44(sp)\n"           \
    "sw a4, 40(sp)\n"           \
    "sw a3, 52(sp)\n"           \
    "1:\n"                      \
    ENTRY("0", "4f") OUTPUTS(FIRST)         \
    "addi a1, a1, 4\n"          \
    "2:\n"                      \
    ENTRY("0", "30f") OUTPUTS(NEXT)         \
    ENTRY("1", "31f") OUTPUTS(NEXT)         \
    ENTRY("2", "32f") OUTPUTS(NEXT)         \
    ENTRY("3", "33f") OUTPUTS(NEXT)         \
    ENTRY("4", "34f") OUTPUTS(NEXT)         \
    ENTRY("5", "35f") OUTPUTS(NEXT)         \
    ENTRY("6", "36f") OUTPUTS(NEXT)         \
    ENTRY("7", "37f") OUTPUTS(NEXT)         \
    "addi a1, a1, 32\n"         \
    "j 2b\n"                    \
    "4:\n"                      \
    LAST_COLUMN OUTPUTS(FIRST)  \
    "addi a1, a1, 4\n"          \
    "j 3f\n"                    \
    ".irp i, 0, 1, 2, 3, 4, 5, 6\n"         \
    "3\\i:\n"                   \
    "addi a1, a1, 4*\\i+4\n"    \
    "j 5f\n"                    \
    ".endr\n"                   \
    "37:\n"                     \
    "addi a1, a1, 32\n"         \
    "5:\n"                      \
    LAST_COLUMN OUTPUTS(NEXT)   \
    "3:\n"                      \
    "lui a2, 8\n"               \
    TAKES                       \
    "lw a4, 40(sp)\n"           \
    "bne a1, a4, 1b\n"          \
    "lw a3, 52(sp)\n"           \
    "lw a4, 4(sp)\n"            \
    "bne a3, a4, 0b\n"

/* Where multiplier, addend and shift of output k are: of `width` ends at a3, or if all are the same
 * in s3 to s5. */
#define EACH(k, width)          \
    "lw a1, 4*(" k ")(a3)\n"    \
    "lw a4, 4*(" k "+" width ")(a3)\n"      \
    "mulh a0, a0, a1\n"         \
    "lbu a1, 8*" width "+" k "(a3)\n"       \
    "add a0, a0, a4\n"
#define SAME(k, width)          \
    "mulh a0, a0, s3\n"         \
    "add a0, a0, s4\n"
#define EACH_SHIFT "sra a0, a0, a1\n"
#define SAME_SHIFT "sra a0, a0, s5\n"

/* Output k of a pair, a0 its sum times 4. With zero points of -128, s2, no sum below 0 is anything
 * else. */
#define END(k, width, HOW)      \
    "bltz a0, 1f\n"             \
    HOW(k, width)               \
    HOW##_SHIFT                 \
    "bge s0, a0, 2f\n"          \
    "mv a0, s0\n"               \
    "j 2f\n"                    \
    "1:\n"                      \
    "bnez s2, 3f\n"             \
    HOW(k, width)               \
    "addi a0, a0, -2\n"         \
    HOW##_SHIFT                 \
    "bge a0, s1, 2f\n"          \
    "3:\n"                      \
    "mv a0, s1\n"               \
    "2:\n"                      \
    "sb a0, " k "(a2)\n"

#define END_PAIR(k, width, total, high, HOW)            \
    "slli a0, " high ", 16\n"   \
    "sub a0, " total ", a0\n"   \
    "slli a0, a0, 2\n"          \
    END("2*" k, width, HOW)     \
    "slli a0, " high ", 2\n"    \
    END("2*" k "+1", width, HOW)

#define SUM_PAIR(k, total, high)            \
    "sw " total ", 8*" k "(a2)\n"           \
    "sw " high ", 8*" k "+4(a2)\n"

/* Ends by ENDS or SUMS, then the next block or back. */
#define END_BLOCK(width, ENDS, SUMS)        \
    "lw a3, 20(sp)\n"           \
    "lw a2, 28(sp)\n"           \
    "beqz a3, 7f\n"             \
    "lw s2, 36(sp)\n"           \
    "li s0, 127\n"              \
    "li s1, -128\n"             \
    "lw a1, 24(sp)\n"           \
    "bnez a1, 6f\n"             \
    "lw s3, 0(a3)\n"            \
    "lw s4, 4*" width "(a3)\n"  \
    "lbu s5, 8*" width "(a3)\n" \
    ENDS(width, SAME)           \
    "addi a2, a2, " width "\n"  \
    "j 8f\n"                    \
    "6:\n"                      \
    ENDS(width, EACH)           \
    "lw a1, 24(sp)\n"           \
    "addi a2, a2, " width "\n"  \
    "add a3, a3, a1\n"          \
    "sw a3, 20(sp)\n"           \
    "8:\n"                      \
    "sw a2, 28(sp)\n"           \
    "lw a1, 8(sp)\n"            \
    "lw a2, 12(sp)\n"           \
    "lw a3, 16(sp)\n"           \
    "lw a0, 32(sp)\n"           \
    "add a1, a1, a2\n"          \
    "addi a3, a3, 4*" width "\n"            \
    "sw a1, 8(sp)\n"            \
    "sw a3, 16(sp)\n"           \
    "beq a3, a0, 9f\n"          \
    "j 10b\n" /* too far for a branch */    \
    "7:\n"                      \
    SUMS                        \
    "addi a2, a2, 4*" width "\n"            \
    "j 8b\n"                    \
    "9:\n"                      \
    ".irp r, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11\n"     \
    "lw s\\r, 56+4*\\r(sp)\n"   \
    ".endr\n"                   \
    "lw ra, 104(sp)\n"          \
    "addi sp, sp, 112\n"        \
    "ret\n"

#define ENDS_8(width, HOW)      \
    END_PAIR("0", width, "t0", "s8", HOW)   \
    END_PAIR("1", width, "t1", "s9", HOW)   \
    END_PAIR("2", width, "t2", "s10", HOW)  \
    END_PAIR("3", width, "t3", "s11", HOW)
#define ENDS_16(width, HOW) ENDS_8(width, HOW)          \
    END_PAIR("4", width, "t4", "a6", HOW)   \
    END_PAIR("5", width, "t5", "a7", HOW)   \
    END_PAIR("6", width, "t6", "ra", HOW)   \
    END_PAIR("7", width, "a5", "s7", HOW)

NAKED void mote_columns_16_s8(REGISTER const struct mote_columns *c)
{
    __asm__ volatile(
        BEGIN("6")
        "10:\n"
        "lw a2, 16(sp)\n"
        START("7", "a5", "s8")
        "sw s8, 48(sp)\n"
        PAIRS_7(START)
        CHUNKS(EIGHT,
               PAIRS_7(TAKE)
               "lw a3, 48(sp)\n"
               TAKE("7", "a5", "a3")
               "sw a3, 48(sp)\n")
        "lw s7, 48(sp)\n"
        END_BLOCK("16", ENDS_16, PAIRS_7(SUM_PAIR) SUM_PAIR("7", "a5", "s7")));
}

NAKED void mote_columns_8_s8(REGISTER const struct mote_columns *c)
{
    __asm__ volatile(
        BEGIN("5")
        "10:\n"
        "lw a2, 16(sp)\n"
        PAIRS_4(START)
        CHUNKS(FOUR, PAIRS_4(TAKE))
        END_BLOCK("8", ENDS_8, PAIRS_4(SUM_PAIR)));
}

/*
 * a0 list  a1 entries  a2 inputs  a3 their end  a4 bounds  a5 input  a6 scratch  a7 what the entry
 * of the tap begins with  t0 zero point  t1 MOTE_COLUMNS_REACH  t2 load  t3-t5 1, 2, 3 times what
 * is from tap to tap  t6 inputs behind the last four
 *
 * Input j from a2 on; `at` makes its entry of its value, SIZE a magnitude of a6.
 */
#define ADD_INPUT(j, at, SIZE)  \
    "lb a5, " j "(a2)\n"        \
    "beq a5, t0, 2f\n"          \
    "sub a5, a5, t0\n"          \
    "lbu a6, " j "(a4)\n"       \
    "mul a6, a6, a5\n"          \
    SIZE                        \
    "add t2, t2, a6\n"          \
    "bge t1, t2, 3f\n"          \
    "mv t2, a6\n"               \
    "lbu a6, -3(a1)\n"          \
    "ori a6, a6, 0x80\n"        \
    "sb a6, -3(a1)\n"           \
    "3:\n"                      \
    "slli a5, a5, 16\n"         \
    "add a5, a5, a7\n"          \
    at                          \
    "sw a5, 0(a1)\n"            \
    "addi a1, a1, 4\n"          \
    "2:\n"

/* Four at a time from a2 to a3. */
#define ADD_FOURS(SIZE)         \
    "beq a2, a3, 4f\n"          \
    "1:\n"                      \
    ADD_INPUT("0", "", SIZE)    \
    ADD_INPUT("1", "add a5, a5, t3\n", SIZE)            \
    ADD_INPUT("2", "add a5, a5, t4\n", SIZE)            \
    ADD_INPUT("3", "add a5, a5, t5\n", SIZE)            \
    "addi a2, a2, 4\n"          \
    "addi a4, a4, 4\n"          \
    "add a7, a7, t3\n"          \
    "add a7, a7, t5\n"          \
    "bne a2, a3, 1b\n"          \
    "4:\n"

#define MAGNITUDE               \
    "bgez a6, 3f\n"             \
    "neg a6, a6\n"              \
    "3:\n"

NAKED void mote_columns_add(REGISTER struct mote_columns_list *l, REGISTER const int8_t *in,
                            REGISTER int32_t n, REGISTER const uint8_t *bounds,
                            REGISTER int32_t at, REGISTER int32_t step, REGISTER int32_t offset)
{
    __asm__ volatile(
        "mv t3, a5\n"
        "neg t0, a6\n"
        "mv a7, a4\n"
        "mv a4, a3\n"
        "andi t6, a2, 3\n"
        "andi a3, a2, -4\n"
        "mv a2, a1\n"
        "add a3, a3, a2\n"
        "lw a1, 4(a0)\n"
        "lw t2, 8(a0)\n"
        "slli t4, t3, 1\n"
        "add t5, t4, t3\n"
        "li t1, 32767\n"
        "li a6, -128\n"
        "beq t0, a6, 5f\n"
        ADD_FOURS(MAGNITUDE)
        "j 6f\n"
        "5:\n" /* no input is below zero then */
        ADD_FOURS("")
        "6:\n"
        "beqz t6, 7f\n"
        "add a3, a3, t6\n"
        "1:\n"
        ADD_INPUT("0", "", MAGNITUDE)
        "add a7, a7, t3\n"
        "addi a2, a2, 1\n"
        "addi a4, a4, 1\n"
        "bne a2, a3, 1b\n"
        "7:\n"
        "sw a1, 4(a0)\n"
        "sw t2, 8(a0)\n"
        "ret\n");
}

/* clang-format on */

#endif
