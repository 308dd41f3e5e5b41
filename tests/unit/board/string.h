/* SPDX-License-Identifier: Apache-2.0 */
/* What the port's mem.c has, for toolchains without a C library. */
#ifndef MOTE_TESTS_STRING_H
#define MOTE_TESTS_STRING_H

#include <stddef.h>

void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int value, size_t n);
int memcmp(const void *a, const void *b, size_t n);

#endif
