/* SPDX-License-Identifier: Apache-2.0 */
/* The same on a bare board (ports/qemu): files are read through semihosting, one at a time. */
#include "board.h"
#include "vectors.h"

enum { MOST_FILES = 64, LINE_BYTES = 2048, MOST_BLOCKS = 4 };

/* Free RAM is a stack of blocks. */
static uint8_t *free_at, *free_end;
static uint8_t *blocks[MOST_BLOCKS];
static unsigned n_blocks;

static void *take(size_t bytes)
{
    const size_t whole = (bytes + 15u) & ~(size_t)15u;
    if (whole > (size_t)(free_end - free_at) || n_blocks == MOST_BLOCKS) return NULL;
    blocks[n_blocks++] = free_at;
    free_at += whole;
    return blocks[n_blocks - 1];
}

static void give(void *block)
{
    while (n_blocks > 0 && free_at != block) free_at = blocks[--n_blocks];
}

static char line[LINE_BYTES];
static char *arguments[MOST_FILES];

int main(void)
{
    /* Models are used in place, as a firmware uses them in flash. */
    const struct vector_host host = {take, give, board_puts, 0};
    struct vector_count count = {0, 0};
    size_t size;
    int broken, n = board_args(line, sizeof line, arguments, MOST_FILES);
    uint8_t *memory = board_free_memory(&size);
    broken = n < 2;
    for (int i = 1; i < n; i++) {
        const long bytes = board_read_file(arguments[i], memory, size);
        if (bytes >= 0) {
            free_at = memory + (((size_t)bytes + 15u) & ~(size_t)15u);
            free_end = memory + size;
            n_blocks = 0;
        }
        if (bytes < 0 || vectors_run(&host, arguments[i], memory, (size_t)bytes, &count) != 0) {
            board_puts(arguments[i]);
            board_puts(": cannot be read, or is no file of vectors\n");
            broken = 1;
        }
    }
    vectors_say_count(&host, &count);
    return broken || count.failed || !count.passed;
}
