/* SPDX-License-Identifier: Apache-2.0 */
/* Between board.c and the start-up of one architecture; programs include board.h only. */
#ifndef BOARD_PORT_H
#define BOARD_PORT_H

#include <stdint.h>

/* sections.ld */
extern uint32_t board_stack_bottom[], board_stack_top[];
extern uint32_t board_data_load[], board_data_start[], board_data_end[];
extern uint32_t board_bss_start[], board_bss_end[];
extern uint8_t board_free_start[], board_free_end[];

#define BOARD_STACK_PATTERN 0x5AC3A53Cu

#define BOARD_STACK_GUARD 0x10000u /* bytes below the stack where an access is a fault */

int main(void);

int32_t board_trap(uint32_t operation, const void *block); /* one semihosting call */
void board_hardware_start(void);                           /* the clock, protection */
_Noreturn void board_start(void); /* memory, then main, then exit; interrupts and FPU are set up */
/* BOARD_PC_UNKNOWN: there was no stack left to save it on. */
#define BOARD_PC_UNKNOWN 0xFFFFFFFFu
_Noreturn void board_fault(uint32_t cause, uint32_t pc, uint32_t lr, uint32_t address);

#endif
