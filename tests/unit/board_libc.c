/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What unit tests want of a C library, for emulated boards. Memory is taken one piece after another
 * and comes back when all of it has been freed. printf knows %s, %d, %lu and %lld.
 */
#include "../../ports/qemu/board.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static size_t used, pieces;

void *malloc(size_t size)
{
    size_t all;
    uint8_t *memory = board_free_memory(&all), *piece = memory + used;
    size = (size + 15) & ~(size_t)15;
    if (all - used < size) board_exit(97);
    used += size;
    pieces++;
    return piece;
}

void free(void *p)
{
    if (p && --pieces == 0) used = 0;
}

static void put_signed(long long x)
{
    if (x < 0) board_puts("-");
    board_put_u64(x < 0 ? 0 - (uint64_t)x : (uint64_t)x);
}

int printf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    for (const char *p = format; *p; p++) {
        char one[2] = {*p, 0};
        if (*p != '%') {
            board_puts(one);
        } else if (*++p == 's') {
            board_puts(va_arg(arguments, const char *));
        } else if (*p == 'd') {
            put_signed(va_arg(arguments, int));
        } else if (p[1] == 'u') {
            board_put_u64(va_arg(arguments, unsigned long));
            p++;
        } else {
            put_signed(va_arg(arguments, long long));
            p += 2;
        }
    }
    va_end(arguments);
    return 0;
}
