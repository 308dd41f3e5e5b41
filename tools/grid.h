/* SPDX-License-Identifier: Apache-2.0 */
/* A text table whose columns are as wide as their widest cell. */
#ifndef MOTE_TOOLS_GRID_H
#define MOTE_TOOLS_GRID_H

#include <stddef.h>
#include <stdio.h>

struct mote_grid {
    const char *align; /* a letter a column: 'l' or 'r' */
    char **cells;
    size_t n;
};

void mote_grid_begin(struct mote_grid *t, const char *align);

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void mote_grid_cell(struct mote_grid *t, const char *format, ...);

/* A whole number with a comma every three digits. */
void mote_grid_count(struct mote_grid *t, unsigned long long number);

/* Prints and frees. */
void mote_grid_print(struct mote_grid *t, FILE *out, int indent);

/* 1,234,567 in `text`, which has room for 32 characters; returns it. */
char *mote_with_commas(char *text, unsigned long long number);

#endif
