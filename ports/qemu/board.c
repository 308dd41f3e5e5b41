/* SPDX-License-Identifier: Apache-2.0 */
#include "board.h"
#include "port.h"

/* "Semihosting for AArch32 and AArch64", operation numbers; RISC-V uses the same ones. */
enum {
    SYS_OPEN = 0x01,
    SYS_CLOSE = 0x02,
    SYS_WRITE0 = 0x04,
    SYS_WRITE = 0x05,
    SYS_READ = 0x06,
    SYS_FLEN = 0x0C,
    SYS_GET_CMDLINE = 0x15,
    SYS_EXIT_EXTENDED = 0x20
};

enum { OPEN_READ_BINARY = 1, OPEN_WRITE_BINARY = 5 };

enum { STOPPED_APPLICATION_EXIT = 0x20026 };

static uintptr_t painted_from;

/* Written so that the two functions that open and close a window stay two. */
static volatile uint32_t window;

void board_window_open(void)
{
    window = 1;
}

void board_window_close(void)
{
    window = 2;
}

void board_puts(const char *text)
{
    (void)board_trap(SYS_WRITE0, text);
}

/* Binary to decimal by doubling a decimal number bit by bit: needs no division helper. */
void board_put_u64(uint64_t value)
{
    char digits[21];
    int first = 19;

    for (int i = 0; i < 20; i++) digits[i] = '0';
    digits[20] = 0;
    for (int bit = 63; bit >= 0; bit--) {
        unsigned carry = (unsigned)(value >> bit) & 1u;

        for (int i = 19; i >= first || carry != 0; i--) {
            unsigned twice = 2u * (unsigned)(digits[i] - '0') + carry;

            carry = twice >= 10u;
            digits[i] = (char)('0' + (carry ? twice - 10u : twice));
            if (i < first) first = i;
        }
    }
    board_puts(digits + first);
}

void board_put_u32(uint32_t value)
{
    board_put_u64(value);
}

void board_put_i32(int32_t value)
{
    uint32_t magnitude = (uint32_t)value;

    if (value < 0) {
        board_puts("-");
        magnitude = 0u - magnitude;
    }
    board_put_u64(magnitude);
}

static const char hex_digit[16] = {'0', '1', '2', '3', '4', '5', '6', '7',
                                   '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

void board_put_hex(uint32_t value)
{
    char text[9];

    for (int i = 7; i >= 0; i--) {
        text[i] = hex_digit[value & 15u];
        value >>= 4;
    }
    text[8] = 0;
    board_puts(text);
}

void board_put_bytes(const void *data, size_t size)
{
    const uint8_t *byte = data;
    char text[33];

    while (size != 0) {
        size_t n = 0;

        for (; n < sizeof text - 1 && size != 0; size--, byte++) {
            text[n++] = hex_digit[*byte >> 4];
            text[n++] = hex_digit[*byte & 15];
        }
        text[n] = 0;
        board_puts(text);
    }
}

void board_put_field(const char *name, uint32_t value)
{
    board_puts(name);
    board_puts(" ");
    board_put_u32(value);
    board_puts("\n");
}

static _Noreturn void stop(int status)
{
    const uint32_t block[2] = {STOPPED_APPLICATION_EXIT, (uint32_t)status};

    for (;;) (void)board_trap(SYS_EXIT_EXTENDED, block);
}

static const char overflow_text[] = "board: the stack has run over its end\n";

void board_exit(int status)
{
    if (board_stack_bottom[0] != BOARD_STACK_PATTERN) {
        board_puts(overflow_text);
        status = BOARD_EXIT_STACK;
    }
    stop(status);
}

void board_fault(uint32_t cause, uint32_t pc, uint32_t lr, uint32_t address)
{
    uint32_t below_stack = (uint32_t)(uintptr_t)board_stack_bottom - address;

    if (pc == BOARD_PC_UNKNOWN || (below_stack > 0 && below_stack <= BOARD_STACK_GUARD)) {
        board_puts(overflow_text);
        stop(BOARD_EXIT_STACK);
    }
    board_puts("board: fault, cause ");
    board_put_u32(cause);
    board_puts(" pc ");
    board_put_hex(pc);
    board_puts(" lr ");
    board_put_hex(lr);
    board_puts(" address ");
    board_put_hex(address);
    board_puts("\n");
    stop(BOARD_EXIT_FAULT);
}

/* Own loops: the memory functions of mem.c may themselves live in .data on some future board. */
void board_start(void)
{
    const uint32_t *from = board_data_load;

    for (uint32_t *to = board_data_start; to < board_data_end; to++) *to = *from++;
    for (uint32_t *to = board_bss_start; to < board_bss_end; to++) *to = 0;
    board_stack_bottom[0] = BOARD_STACK_PATTERN;
    board_hardware_start();
    board_exit(main());
}

int board_args(char *line, int line_size, char **argv, int argv_max)
{
    struct {
        char *text;
        int32_t size;
    } block = {line, line_size};
    int argc = 0;

    if (line_size <= 0 || board_trap(SYS_GET_CMDLINE, &block) != 0) return 0;
    for (char *c = line; *c != 0 && argc < argv_max;) {
        while (*c == ' ') *c++ = 0;
        if (*c == 0) break;
        argv[argc++] = c;
        while (*c != 0 && *c != ' ') c++;
    }
    return argc;
}

void *board_free_memory(size_t *size)
{
    *size = (size_t)((uintptr_t)board_free_end - (uintptr_t)board_free_start);
    return board_free_start;
}

static int32_t file_open(const char *name, uint32_t mode)
{
    struct {
        const char *name;
        uint32_t mode, length;
    } block = {name, mode, 0};

    while (name[block.length] != 0) block.length++;
    return board_trap(SYS_OPEN, &block);
}

static void file_close(int32_t handle)
{
    const int32_t block[1] = {handle};

    (void)board_trap(SYS_CLOSE, block);
}

/* SYS_READ and SYS_WRITE answer how many bytes they did *not* move. */
static int32_t file_move(uint32_t operation, int32_t handle, const void *buffer, uint32_t size)
{
    struct {
        int32_t handle;
        const void *buffer;
        uint32_t size;
    } block = {handle, buffer, size};

    return board_trap(operation, &block);
}

long board_read_file(const char *name, void *buffer, size_t size)
{
    int32_t handle = file_open(name, OPEN_READ_BINARY);
    long result = -1;

    if (handle >= 0) {
        const int32_t block[1] = {handle};
        int32_t length = board_trap(SYS_FLEN, block);

        if (length >= 0 && (uint32_t)length > size)
            result = -2;
        else if (length >= 0 && file_move(SYS_READ, handle, buffer, (uint32_t)length) == 0)
            result = length;
        file_close(handle);
    }
    return result;
}

int board_write_file(const char *name, const void *data, size_t size)
{
    int32_t handle = file_open(name, OPEN_WRITE_BINARY);
    int result = -1;

    if (handle >= 0) {
        result = file_move(SYS_WRITE, handle, data, (uint32_t)size) == 0 ? 0 : -1;
        file_close(handle);
    }
    return result;
}

/* Words between the bottom and sp are free: nothing of this function lives there. volatile keeps
 * the loop from becoming a call, whose frame would. */
void board_stack_paint_below(uintptr_t sp)
{
    uintptr_t own = board_stack_pointer();

    for (volatile uint32_t *word = board_stack_bottom; (uintptr_t)word < own; word++)
        *word = BOARD_STACK_PATTERN;
    painted_from = sp;
}

uint32_t board_stack_used(void)
{
    const volatile uint32_t *word = board_stack_bottom;

    while ((uintptr_t)word < painted_from && *word == BOARD_STACK_PATTERN) word++;
    return (uint32_t)(painted_from - (uintptr_t)word);
}
