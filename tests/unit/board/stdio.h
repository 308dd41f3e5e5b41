/* SPDX-License-Identifier: Apache-2.0 */
/* What ../board_libc.c has, for toolchains without a C library. */
#ifndef MOTE_TESTS_STDIO_H
#define MOTE_TESTS_STDIO_H

int printf(const char *format, ...);

#endif
