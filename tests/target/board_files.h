/* SPDX-License-Identifier: Apache-2.0 */
/* What programs that run models on a board share: files of the host, and the memory that the image
 * leaves free, handed out from its start. */
#ifndef MOTE_TESTS_BOARD_FILES_H
#define MOTE_TESTS_BOARD_FILES_H

#include "board.h"

enum { EXIT_FILE = 6, EXIT_MEMORY = 5 };

struct pool {
    uint8_t *next;
    size_t left;
};

static struct pool pool;

static void *take(size_t size)
{
    uint8_t *p = pool.next;
    const size_t whole = (size + 15u) & ~(size_t)15u;
    if (whole > pool.left) {
        board_puts("not enough memory\n");
        board_exit(EXIT_MEMORY);
    }
    pool.next += whole;
    pool.left -= whole;
    return p;
}

static _Noreturn void file_failed(const char *what, const char *name)
{
    board_puts(what);
    board_puts(name);
    board_puts("\n");
    board_exit(EXIT_FILE);
}

static const uint8_t *read_file(const char *name, size_t *size)
{
    const long got = board_read_file(name, pool.next, pool.left);
    if (got < 0) file_failed("cannot read ", name);
    *size = (size_t)got;
    return take(*size);
}

/* directory/out<i>.bin; a directory - is none. */
static void write_output(const char *directory, int i, const void *data, size_t size)
{
    char path[256];
    const char *tail = "/out0.bin";
    unsigned n = 0;
    if (directory[0] == '-' && directory[1] == 0) return;
    while (directory[n] != 0 && n < sizeof path - 10) {
        path[n] = directory[n];
        n++;
    }
    for (const char *c = tail; *c != 0; c++) path[n++] = *c;
    path[n] = 0;
    path[n - 5] = (char)('0' + i);
    if (board_write_file(path, data, size) != 0) file_failed("cannot write ", path);
}

#endif
