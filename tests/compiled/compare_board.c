/* SPDX-License-Identifier: Apache-2.0 */
/* The same on a bare board: the file of cases comes by semihosting. */
#include "board.h"
#include "compare.h"

static void say(const char *name, const char *what)
{
    board_puts(name);
    board_puts(": ");
    board_puts(what);
    board_puts("\n");
}

int main(void)
{
    static char line[512];
    char *argv[4];
    size_t room;
    uint8_t *memory = board_free_memory(&room);
    const int argc = board_args(line, (int)sizeof line, argv, 4);
    const long size = argc > 1 ? board_read_file(argv[1], memory, room) : -1;
    const size_t used = size > 0 ? ((size_t)size + 15u) & ~(size_t)15u : 0;
    uint32_t passed = 0, failed = 1;
    if (used)
        failed = compare_cases(memory, (size_t)size, memory + used, room - used, say, &passed);
    board_put_u32(passed);
    board_puts(" passed, ");
    board_put_u32(failed);
    board_puts(" failed\n");
    return failed != 0 || passed == 0;
}
