/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mutate [-n COUNT] [-s SEED] MODEL...: changes 1 to 3 bytes of each model COUNT times, and cuts it
 * off at every length of its first 4 KB (and some beyond); each must end in a documented status,
 * and each truncation in "not a valid model". Build it with sanitizers.
 */
#include <stdio.h>

#include "run_model.h"

static uint32_t state = 1;

static uint32_t next(void)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

static uint8_t *read_file(const char *name, size_t *size)
{
    FILE *f = fopen(name, "rb");
    uint8_t *data;
    long n;
    if (!f || fseek(f, 0, SEEK_END) || (n = ftell(f)) < 0 || fseek(f, 0, SEEK_SET)) {
        fprintf(stderr, "mutate: cannot read %s\n", name);
        exit(2);
    }
    *size = (size_t)n;
    data = malloc(*size + 1);
    if (!data || fread(data, 1, *size, f) != *size) exit(2);
    fclose(f);
    return data;
}

int main(int argc, char **argv)
{
    unsigned long count = 1000, passed = 0, failed = 0, by_status[16] = {0};
    for (int i = 1; i < argc; i++) {
        uint8_t *original, *copy;
        size_t size;
        if (!strcmp(argv[i], "-n") && i + 1 < argc) {
            count = strtoul(argv[++i], NULL, 10);
            continue;
        }
        if (!strcmp(argv[i], "-s") && i + 1 < argc) {
            state = (uint32_t)strtoul(argv[++i], NULL, 10) | 1u;
            continue;
        }
        original = read_file(argv[i], &size);
        copy = malloc(size + 1);
        if (!copy) return 2;
        if (run_model(original, size, 1) != 0) {
            printf("%s does not run unchanged\n", argv[i]);
            failed++;
        }
        for (unsigned long k = 0; k < count; k++) {
            int e;
            memcpy(copy, original, size);
            for (uint32_t n = 1 + next() % 3; n > 0; n--)
                copy[next() % size] ^= (uint8_t)(1 + next() % 255);
            e = run_model(copy, size, next() | 1u);
            if (known_status(e)) {
                passed++;
                by_status[-e]++;
            } else {
                printf("%s: mutation %lu ends in status %d\n", argv[i], k, e);
                failed++;
            }
        }
        for (size_t cut = 0; cut < size; cut += cut < 4096 ? 1 : 97) {
            /* What stands behind the last thing that is read may be missing: the rest must be
             * refused. */
            const int e = run_model(original, cut, 1);
            if (known_status(e)) {
                passed++;
            } else {
                printf("%s: cut to %zu bytes ends in status %d\n", argv[i], cut, e);
                failed++;
            }
        }
        free(copy);
        free(original);
    }
    printf("mutations: %lu ran, %lu not valid, %lu not supported, %lu need more memory, %lu "
           "refused data, %lu were stopped in a loop\n",
           by_status[0], by_status[-MOTE_E_MODEL], by_status[-MOTE_E_UNSUPPORTED],
           by_status[-MOTE_E_ARENA], by_status[-MOTE_E_DATA], by_status[-STOPPED]);
    printf("%lu passed, %lu failed\n", passed, failed);
    return failed != 0;
}
