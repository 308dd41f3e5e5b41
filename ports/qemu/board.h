/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a bare-metal program may ask of an emulated board: text, files and the exit status through
 * semihosting, a count of executed instructions, the depth of the stack, and the sizes of the parts
 * of the image. Nothing here uses a C library.
 *
 * The same calls serve every board of board.mk (Cortex-M0, M3, M4F, M7F, M55, RV32IMC). `main` is
 * called after .data is copied, .bss is zeroed and the FPU is on; what it returns is the exit
 * status that the host sees. A processor fault prints pc and lr and exits with BOARD_EXIT_FAULT.
 */
#ifndef BOARD_H
#define BOARD_H

#include <stddef.h>
#include <stdint.h>

enum {
    BOARD_EXIT_STACK = 98, /* the stack has run over its end */
    BOARD_EXIT_FAULT = 99  /* a fault, an unexpected interrupt or trap */
};

void board_puts(const char *text); /* exactly this text: no newline is added */
void board_put_u32(uint32_t value);
void board_put_i32(int32_t value);
void board_put_u64(uint64_t value);
void board_put_hex(uint32_t value);                     /* eight digits, no prefix */
void board_put_bytes(const void *data, size_t size);    /* two digits a byte, nothing between */
void board_put_field(const char *name, uint32_t value); /* "name value\n" */
_Noreturn void board_exit(int status);

/* Splits the semihosting command line in place at its blanks. argv[0] is the program. Returns argc.
 */
int board_args(char *line, int line_size, char **argv, int argv_max);

/* All RAM that the image leaves free, aligned to 16 bytes: for files and arenas of unknown size. */
void *board_free_memory(size_t *size);

/* A file of the host. Returns bytes read, -1 if it cannot be read, -2 if it is larger than buffer.
 */
long board_read_file(const char *name, void *buffer, size_t size);
int board_write_file(const char *name, const void *data, size_t size); /* 0 or -1 */

/*
 * Instructions executed since reset; the emulator must run with -icount shift=0 (one instruction,
 * one nanosecond). RV32 reads minstret, which is exact. Arm reads SysTick, which counts the board's
 * clock: a tick is 40 instructions on the mps2 boards, 31.25 on mps3-an547 and 62.5 on microbit, so
 * that the difference of two readings is within one tick of the truth.
 */
uint64_t board_instructions(void);
uint32_t
board_tick_instructions(void); /* the step of the counter, rounded up; 1 where it is exact */

/* What runs between the calls of these two is what the plugin count_plugin.c counts. */
void board_window_open(void);
void board_window_close(void);

static inline uintptr_t board_stack_pointer(void)
{
    uintptr_t sp;
#if defined(__riscv)
    __asm volatile("mv %0, sp" : "=r"(sp));
#else
    __asm volatile("mov %0, sp" : "=r"(sp));
#endif
    return sp;
}

/* Fills the free stack with a pattern; board_stack_used then says how deep calls have gone below
 * the function that painted. Its own frame is not counted. */
void board_stack_paint_below(uintptr_t sp);
uint32_t board_stack_used(void);

static inline void board_stack_paint(void)
{
    board_stack_paint_below(board_stack_pointer());
}

/* Bytes of the image by part, from symbols of sections.ld. */
struct board_footprint {
    uint32_t flash_mote;    /* code and constants of src/ */
    uint32_t flash_model;   /* arrays named *_model */
    uint32_t flash_samples; /* arrays named *_samples: test inputs */
    uint32_t flash_app;     /* everything not named here */
    uint32_t flash_port;    /* vectors, start-up, semihosting, mem functions */
    uint32_t flash_lib;     /* compiler helpers from libgcc */
    uint32_t flash_data;    /* initial values of .data */
    uint32_t ram_data;
    uint32_t ram_bss;   /* without the arenas */
    uint32_t ram_arena; /* arrays named arena or *_arena */
    uint32_t ram_stack; /* reserved, not used */
};

struct board_footprint board_footprint(void);
void board_put_footprint(void); /* as "flash.part bytes" and "ram.part bytes" lines */

#endif
