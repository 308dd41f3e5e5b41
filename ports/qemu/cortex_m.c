/* SPDX-License-Identifier: Apache-2.0 */
/* Cortex-M: vectors, reset, faults, semihosting by BKPT 0xAB, SysTick as a clock. */
#include "board.h"
#include "port.h"

/* System control space, the same addresses on every Cortex-M. */
#define REGISTER(address) (*(volatile uint32_t *)(address))
#define SYST_CSR REGISTER(0xE000E010u)
#define SYST_RVR REGISTER(0xE000E014u)
#define SYST_CVR REGISTER(0xE000E018u)
#define SCB_CFSR REGISTER(0xE000ED28u)
#define SCB_BFAR REGISTER(0xE000ED38u)
#define SCB_CCR REGISTER(0xE000ED14u)
#define SCB_CPACR REGISTER(0xE000ED88u)

#define MPU_CTRL REGISTER(0xE000ED94u)
#define MPU_RBAR REGISTER(0xE000ED9Cu)
#define MPU_RASR REGISTER(0xE000EDA0u)

#define SYST_ENABLE_INTERRUPT_CPUCLOCK 7u
#define CCR_LOB (1u << 19)          /* low-overhead branches, Armv8.1-M */
#define CPACR_FPU_FULL (0xFu << 20) /* coprocessors 10 and 11: FPU and MVE */

#define MPU_ENABLE_OVER_DEFAULT 5u /* what no region covers stays as it is */
#define RBAR_VALID_REGION_0 (1u << 4)
#define RASR_NO_ACCESS_64K (1u << 28 | 15u << 1 | 1u) /* BOARD_STACK_GUARD */

enum { TICK_BITS = 24 };

/* The clock that SysTick counts, in kHz; board.mk gives it. */
#ifndef BOARD_CLOCK_KHZ
#error "BOARD_CLOCK_KHZ is not given"
#endif

static volatile uint32_t wraps;

void board_reset_handler(void);
void board_fault_handler(void);
void board_tick_handler(void);
_Noreturn void board_fault_frame(const uint32_t *frame, uint32_t exception);

int32_t board_trap(uint32_t operation, const void *block)
{
    register uint32_t r0 __asm("r0") = operation;
    register const void *r1 __asm("r1") = block;

    __asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return (int32_t)r0;
}

/* Runs when the counter steps from 1 to 0, so 0 is already the first value of the next period. */
void board_tick_handler(void)
{
    wraps++;
}

/* Below RAM, where a stack that runs over goes, microbit and an547 have nothing and fault. The mps2
 * boards swallow such writes, so their MPU makes them faults. */
static void guard_stack(void)
{
#if __ARM_ARCH == 7
    MPU_RBAR = ((uint32_t)(uintptr_t)board_stack_bottom - BOARD_STACK_GUARD) | RBAR_VALID_REGION_0;
    MPU_RASR = RASR_NO_ACCESS_64K;
    MPU_CTRL = MPU_ENABLE_OVER_DEFAULT;
    __asm volatile("dsb\n isb" ::: "memory");
#endif
}

void board_hardware_start(void)
{
    guard_stack();
    SYST_RVR = (1u << TICK_BITS) - 1u;
    SYST_CVR = 0;
    SYST_CSR = SYST_ENABLE_INTERRUPT_CPUCLOCK;
}

uint64_t board_instructions(void)
{
    uint32_t periods, value;
    uint64_t ticks;

    do {
        periods = wraps;
        value = SYST_CVR;
    } while (periods != wraps);
    ticks = ((uint64_t)periods << TICK_BITS) + ((0u - value) & ((1u << TICK_BITS) - 1u));
    /* 1e6 kHz: a nanosecond a clock. The clocks in use divide 1e9/8 (62.5, 40 and 31.25 ns). */
    return ticks * (8000000u / BOARD_CLOCK_KHZ) / 8u;
}

uint32_t board_tick_instructions(void)
{
    return (1000000u + BOARD_CLOCK_KHZ - 1u) / BOARD_CLOCK_KHZ;
}

/* The frame that the exception pushed: r0-r3, r12, lr, pc, xpsr. If the stack itself is what broke,
 * there is none. */
void board_fault_frame(const uint32_t *frame, uint32_t exception)
{
    uint32_t pc = BOARD_PC_UNKNOWN, lr = 0, address = 0;

    if (frame >= board_stack_bottom && frame + 8 <= board_stack_top) {
        lr = frame[5];
        pc = frame[6];
    }
#if __ARM_ARCH >= 7
    if (SCB_CFSR & (1u << 15)) /* BFARVALID */
        address = SCB_BFAR;
#endif
    board_fault(exception & 0x1FFu, pc, lr, address);
}

__attribute__((naked)) void board_fault_handler(void)
{
    __asm volatile("mov r0, sp\n"
                   "mrs r1, ipsr\n"
                   "ldr r2, =board_stack_top\n"
                   "mov sp, r2\n"
                   "ldr r2, =board_fault_frame\n"
                   "bx r2\n");
}

void board_reset_handler(void)
{
#if defined(__ARM_FP) || defined(__ARM_FEATURE_MVE)
    SCB_CPACR |= CPACR_FPU_FULL;
#if defined(__ARM_FEATURE_MVE)
    SCB_CCR |= CCR_LOB;
#endif
    __asm volatile("dsb\n isb" ::: "memory");
#endif
    board_start();
}

struct vectors {
    uint32_t *stack;
    void (*handler[15])(void);
};

/* handler[i] belongs to exception i + 1; 6 to 9 and 12 are reserved numbers. */
__attribute__((section(".vectors"), used)) static const struct vectors vectors = {
    board_stack_top,
    {board_reset_handler, board_fault_handler, board_fault_handler, board_fault_handler,
     board_fault_handler, board_fault_handler, board_fault_handler, NULL, NULL, NULL,
     board_fault_handler, board_fault_handler, NULL, board_fault_handler, board_tick_handler}};
