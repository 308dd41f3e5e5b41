/* SPDX-License-Identifier: Apache-2.0 */
/* Sizes of the parts of the image, as symbols that sections.ld computes: the address of such a
 * symbol is the number. */
#include "board.h"

extern const char board_size_mote[], board_size_model[], board_size_samples[], board_size_app[];
extern const char board_size_port[], board_size_lib[], board_size_data[];
extern const char board_size_bss[], board_size_arena[], board_size_stack[];

/* The linker gives absolute numbers here, which the compiler must not take for addresses of objects
 * (it would conclude that they cannot be 0). */
static uint32_t number(const char *symbol)
{
    __asm volatile("" : "+r"(symbol));
    return (uint32_t)(uintptr_t)symbol;
}

struct board_footprint board_footprint(void)
{
    struct board_footprint f;

    f.flash_mote = number(board_size_mote);
    f.flash_model = number(board_size_model);
    f.flash_samples = number(board_size_samples);
    f.flash_app = number(board_size_app);
    f.flash_port = number(board_size_port);
    f.flash_lib = number(board_size_lib);
    f.flash_data = number(board_size_data);
    f.ram_data = number(board_size_data);
    f.ram_bss = number(board_size_bss);
    f.ram_arena = number(board_size_arena);
    f.ram_stack = number(board_size_stack);
    return f;
}

void board_put_footprint(void)
{
    struct board_footprint f = board_footprint();

    board_put_field("flash.mote", f.flash_mote);
    board_put_field("flash.model", f.flash_model);
    board_put_field("flash.samples", f.flash_samples);
    board_put_field("flash.app", f.flash_app);
    board_put_field("flash.port", f.flash_port);
    board_put_field("flash.lib", f.flash_lib);
    board_put_field("flash.data", f.flash_data);
    board_put_field("ram.data", f.ram_data);
    board_put_field("ram.bss", f.ram_bss);
    board_put_field("ram.arena", f.ram_arena);
}
