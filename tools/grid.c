/* SPDX-License-Identifier: Apache-2.0 */
#include "grid.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"

void mote_grid_begin(struct mote_grid *t, const char *align)
{
    *t = (struct mote_grid){.align = align};
}

void mote_grid_cell(struct mote_grid *t, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    t->cells = mote_resize(t->cells, (t->n + 1) * sizeof *t->cells);
    t->cells[t->n] = mote_allocate(strlen(text) + 1);
    strcpy(t->cells[t->n++], text);
}

void mote_grid_count(struct mote_grid *t, unsigned long long number)
{
    char text[32];
    mote_grid_cell(t, "%s", mote_with_commas(text, number));
}

/* Characters, not bytes: continuation bytes of UTF-8 take no column. */
static size_t width_of(const char *text)
{
    size_t n = 0;
    for (; *text; text++) n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

void mote_grid_print(struct mote_grid *t, FILE *out, int indent)
{
    const size_t columns = strlen(t->align);
    for (size_t i = 0; i < t->n; i++) {
        const size_t column = i % columns;
        size_t width = 0, own = width_of(t->cells[i]), pad;
        for (size_t k = column; k < t->n; k += columns)
            if (width_of(t->cells[k]) > width) width = width_of(t->cells[k]);
        pad = width - own;
        if (column == 0) fprintf(out, "%*s", indent, "");
        if (t->align[column] == 'r') fprintf(out, "%*s", (int)pad, "");
        fputs(t->cells[i], out);
        if (column + 1 == columns || i + 1 == t->n)
            fputc('\n', out);
        else
            fprintf(out, "%*s", (int)(t->align[column] == 'r' ? 2 : pad + 2), "");
    }
    for (size_t i = 0; i < t->n; i++) free(t->cells[i]);
    free(t->cells);
    *t = (struct mote_grid){.align = t->align};
}

char *mote_with_commas(char *text, unsigned long long number)
{
    char digits[24];
    size_t n, at = 0;
    snprintf(digits, sizeof digits, "%llu", number);
    n = strlen(digits);
    for (size_t i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0) text[at++] = ',';
        text[at++] = digits[i];
    }
    text[at] = 0;
    return text;
}
