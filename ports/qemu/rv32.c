/* SPDX-License-Identifier: Apache-2.0 */
/* RV32: the retired-instruction counter, and code that nothing may write to. */
#include "board.h"
#include "port.h"

/* sections.ld: start and size (a power of two, start aligned to it) of the region with code. */
extern const char board_flash_start[], board_flash_size[];

enum { PMP_READ = 1, PMP_EXECUTE = 4, PMP_NAPOT = 0x18, PMP_LOCK = 0x80 };

/* The board has RAM everywhere, so that a stack that runs over would silently write into the code
 * below it. A locked PMP entry binds machine mode as well: such a write is a fault now. */
void board_hardware_start(void)
{
    uint32_t napot = ((uint32_t)(uintptr_t)board_flash_start >> 2) |
                     (((uint32_t)(uintptr_t)board_flash_size >> 3) - 1u);

    __asm volatile("csrw pmpaddr0, %0" : : "r"(napot));
    __asm volatile("csrw pmpcfg0, %0" : : "r"(PMP_READ | PMP_EXECUTE | PMP_NAPOT | PMP_LOCK));
}

uint64_t board_instructions(void)
{
    uint32_t high, low, again;

    do {
        __asm volatile("csrr %0, minstreth" : "=r"(high));
        __asm volatile("csrr %0, minstret" : "=r"(low));
        __asm volatile("csrr %0, minstreth" : "=r"(again));
    } while (high != again);
    return ((uint64_t)high << 32) | low;
}

uint32_t board_tick_instructions(void)
{
    return 1;
}
