/* SPDX-License-Identifier: Apache-2.0 */
/* RV32 in machine mode: reset, traps, the semihosting call. */

    .section .vectors, "ax"
    .globl board_reset_handler
board_reset_handler:
    la sp, board_stack_top
    la t0, trap_entry
    csrw mtvec, t0
    j board_start

/* Every trap is a fault here; a stack that ran over must not be used again. */
    .balign 4
trap_entry:
    csrr a0, mcause
    csrr a1, mepc
    mv a2, ra
    csrr a3, mtval
    la sp, board_stack_top
    j board_fault

/* int32_t board_trap(uint32_t operation, const void *block): the three instructions that mark a
 * semihosting call must be uncompressed and lie in one page. */
    .section .text.board_trap, "ax"
    .globl board_trap
    .type board_trap, @function
    .balign 16
    .option push
    .option norvc
board_trap:
    slli x0, x0, 0x1f
    ebreak
    srai x0, x0, 7
    ret
    .option pop
    .size board_trap, . - board_trap
