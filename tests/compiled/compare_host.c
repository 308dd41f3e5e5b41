/* SPDX-License-Identifier: Apache-2.0 */
/* compare_host FILE: all cases on a machine with a C library. Exit status 0: all passed. */
#include <stdio.h>
#include <stdlib.h>

#include "compare.h"

enum { ARENA = 64 << 20 };

static void say(const char *name, const char *what)
{
    printf("%s: %s\n", name, what);
}

int main(int argc, char **argv)
{
    FILE *f = argc > 1 ? fopen(argv[1], "rb") : NULL;
    uint8_t *file = NULL, *memory = malloc(ARENA);
    uint32_t passed = 0, failed = 1;
    long size;
    if (f && fseek(f, 0, SEEK_END) == 0 && (size = ftell(f)) > 0 && fseek(f, 0, SEEK_SET) == 0 &&
        (file = malloc((size_t)size)) != NULL && fread(file, 1, (size_t)size, f) == (size_t)size &&
        memory)
        failed = compare_cases(file, (size_t)size, memory, ARENA, say, &passed);
    if (f) fclose(f);
    free(file);
    free(memory);
    printf("%u passed, %u failed\n", (unsigned)passed, (unsigned)failed);
    return failed || !passed;
}
