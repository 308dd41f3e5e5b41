/* SPDX-License-Identifier: Apache-2.0 */
/* What ../board_libc.c has, for toolchains without a C library. */
#ifndef MOTE_TESTS_STDLIB_H
#define MOTE_TESTS_STDLIB_H

#include <stddef.h>

void *malloc(size_t size);
void free(void *p);

#endif
