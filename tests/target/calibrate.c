/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Holds board_instructions() against loops whose length in instructions is known, and checks the
 * rest of the board: decimal output, arguments, files, the painted stack, the four memory
 * functions.
 *
 *   calibrate             exit status 0, or 1 with a line that says what is wrong
 *   calibrate long        also counts past the wrap of Arm's 24-bit SysTick (some 10 s)
 *   calibrate fault       executes an undefined instruction: exit status 99
 *   calibrate overflow    runs over the end of the stack: exit status 98
 *   calibrate status N    exit status N
 *   calibrate copy A B    copies file A of the host to file B
 */
#include "board.h"

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *left, const void *right, size_t size);

static uint8_t file_arena[8192];

/* Exactly 3 * turns instructions inside, a few outside. */
static __attribute__((noinline)) void loop(uint32_t turns)
{
#if defined(__riscv)
    __asm volatile("1: nop\n addi %0, %0, -1\n bnez %0, 1b\n" : "+r"(turns));
#else
    __asm volatile(".syntax unified\n 1: nop\n subs %0, %0, #1\n bne 1b\n" : "+l"(turns) : : "cc");
#endif
}

/* noipa: the same code around every length. */
static __attribute__((noipa)) uint32_t measure(uint32_t turns)
{
    uint64_t start = board_instructions();

    loop(turns);
    return (uint32_t)(board_instructions() - start);
}

/* The difference of two lengths: what surrounds the loop cancels. Each of the two readings may be
 * off by one step of the counter. */
static int check_length(uint32_t turns, uint32_t base)
{
    uint32_t expected = 3u * (turns - 1u);
    int32_t counted = (int32_t)(measure(turns) - base);
    int32_t step = (int32_t)board_tick_instructions();
    int32_t slack = step > 1 ? 2 * step : 0;
    int32_t error = counted - (int32_t)expected;
    int good = error >= -slack && error <= slack;

    board_puts("loop of ");
    board_put_u32(expected);
    board_puts(" counted ");
    board_put_i32(counted);
    board_puts(good ? "\n" : " WRONG\n");
    return good;
}

static int check_counter(int full)
{
    static const uint32_t turns[] = {2, 11, 101, 1001, 100001, 3333334, 400000001};
    int count = (int)(sizeof turns / sizeof turns[0]) - (full ? 0 : 1);
    uint32_t base = measure(1);
    int good = 1;

    board_put_field("counter step", board_tick_instructions());
    board_put_field("empty loop counted", base);
    for (int i = 0; i < count; i++) good &= check_length(turns[i], base);
    return good;
}

/* Every offset and many lengths of the memory functions, against bytes moved one by one. */
static int check_memory(void)
{
    static uint8_t got[96], want[96];

    for (unsigned length = 0; length <= 40; length++) {
        for (unsigned from = 0; from < 8; from++) {
            for (unsigned to = 0; to < 48; to += to < 12 ? 1 : 5) {
                for (unsigned i = 0; i < sizeof got; i++)
                    got[i] = want[i] = (uint8_t)(i * 7u + length);
                for (unsigned i = 0; i < length; i++)
                    want[to + i] = (uint8_t)((from + i) * 7u + length);
                if (from + length <= to || to + length <= from)
                    memcpy(got + to, got + from, length);
                else
                    memmove(got + to, got + from, length);
                for (unsigned i = 0; i < sizeof got; i++)
                    if (got[i] != want[i]) return 0;
                if (memcmp(got + 1, want + 1, sizeof got - 1) != 0 || memcmp(got, want, 96) != 0)
                    return 0;
                memset(want + to, (int)length, length);
                for (unsigned i = 0; i < sizeof got; i++)
                    if (want[i] != (i >= to && i < to + length ? length : got[i])) return 0;
            }
        }
    }
    return memcmp("abcdefgh", "abcdefgi", 8) < 0 && memcmp("abcx", "abbz", 4) > 0;
}

static __attribute__((noinline)) uint8_t deep(unsigned bytes)
{
    volatile uint8_t big[512];

    for (unsigned i = 0; i < bytes; i++) big[i] = (uint8_t)i;
    return big[bytes / 2];
}

static int check_stack(void)
{
    uint32_t before, after;

    board_stack_paint();
    before = board_stack_used();
    (void)deep(512);
    after = board_stack_used();
    board_put_field("stack of nothing", before);
    board_put_field("stack of 512 bytes", after);
    return before < 128 && after >= 512 && after < 640;
}

/* Ends when the count comes round, which no stack lives to see. */
static __attribute__((noinline)) uint32_t endless(volatile uint32_t *above)
{
    volatile uint32_t here[16];

    here[0] = *above + 1;
    if (here[0] == 0) return 0;
    return endless(here) + here[0];
}

static int same(const char *a, const char *b)
{
    while (*a != 0 && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static int copy_file(const char *from, const char *to)
{
    long size = board_read_file(from, file_arena, sizeof file_arena);

    if (size < 0) {
        board_puts(size == -2 ? "too large\n" : "cannot be read\n");
        return 1;
    }
    return board_write_file(to, file_arena, (size_t)size) != 0;
}

static int number(const char *text)
{
    int value = 0;

    while (*text >= '0' && *text <= '9') value = 10 * value + (*text++ - '0');
    return value;
}

int main(void)
{
    static char line[256];
    char *argv[8];
    int argc = board_args(line, (int)sizeof line, argv, 8);
    volatile uint32_t zero = 0;
    int good;

    if (argc >= 2 && same(argv[1], "fault")) __builtin_trap();
    if (argc >= 2 && same(argv[1], "overflow")) return (int)endless(&zero);
    if (argc >= 3 && same(argv[1], "status")) return number(argv[2]);
    if (argc >= 4 && same(argv[1], "copy")) return copy_file(argv[2], argv[3]);

    good = check_counter(argc >= 2 && same(argv[1], "long"));
    if (!check_memory()) {
        board_puts("memory functions WRONG\n");
        good = 0;
    }
    if (!check_stack()) {
        board_puts("stack WRONG\n");
        good = 0;
    }
    board_put_i32(-2147483647 - 1);
    board_puts(" ");
    board_put_u64(18446744073709551615u);
    board_puts(" ");
    board_put_hex(0xDEADBEEFu);
    board_puts(" ");
    board_put_u32(0);
    board_puts("\n");
    board_put_footprint();
    return good ? 0 : 1;
}
