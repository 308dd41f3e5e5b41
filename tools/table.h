/* SPDX-License-Identifier: Apache-2.0 */
/* A text table whose columns are as wide as their widest cell. */
#ifndef MOTE_TOOLS_TABLE_H
#define MOTE_TOOLS_TABLE_H

#include <stddef.h>
#include <stdio.h>

struct mote_table {
    const char *align; /* a letter a column: 'l' or 'r' */
    char **cells;
    size_t n;
};

void mote_table_begin(struct mote_table *t, const char *align);

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void mote_table_cell(struct mote_table *t, const char *format, ...);

/* A whole number with a comma every three digits. */
void mote_table_count(struct mote_table *t, unsigned long long number);

/* Prints and frees. */
void mote_table_print(struct mote_table *t, FILE *out, int indent);

/* 1,234,567 in `text`, which has room for 32 characters; returns it. */
char *mote_with_commas(char *text, unsigned long long number);

#endif
