/* SPDX-License-Identifier: Apache-2.0 */
/* run_vectors FILE.vec...: runs operator vectors on a machine with a C library. Exit status 0: all
 * passed. */
#include <stdio.h>
#include <stdlib.h>

#include "vectors.h"

/* Exactly the bytes asked for, so that AddressSanitizer sees the first one too far; malloc aligns
 * to 16 on 64-bit machines, and to the 8 that an arena needs on all. */
static void *take(size_t bytes)
{
    return malloc(bytes ? bytes : 1);
}

static void say(const char *text)
{
    fputs(text, stdout);
}

static uint8_t *read_file(const char *name, size_t *size)
{
    FILE *f = fopen(name, "rb");
    uint8_t *data = NULL;
    long n;
    if (!f) return NULL;
    if (fseek(f, 0, SEEK_END) == 0 && (n = ftell(f)) >= 0 && fseek(f, 0, SEEK_SET) == 0) {
        *size = (size_t)n;
        data = malloc(*size + 1);
        if (data && fread(data, 1, *size, f) != *size) {
            free(data);
            data = NULL;
        }
    }
    fclose(f);
    return data;
}

int main(int argc, char **argv)
{
    const struct vector_host host = {take, free, say, 1};
    struct vector_count count = {0, 0};
    int broken = argc < 2;
    for (int i = 1; i < argc; i++) {
        size_t size = 0;
        uint8_t *data = read_file(argv[i], &size);
        if (!data || vectors_run(&host, argv[i], data, size, &count) != 0) {
            fprintf(stderr, "%s: cannot be read, or is no file of vectors\n", argv[i]);
            broken = 1;
        }
        free(data);
    }
    vectors_say_count(&host, &count);
    return broken || count.failed || !count.passed;
}
