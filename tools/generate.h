/* SPDX-License-Identifier: Apache-2.0 */
/* Printing a compiled model as C. */
#ifndef MOTE_TOOLS_GENERATE_H
#define MOTE_TOOLS_GENERATE_H

#include <stdio.h>

#include "compiled.h"
#include "feed.h"

struct mote_generate {
    const struct mote_compiled *c;
    const char *name;                 /* an identifier, prefix of every symbol */
    const struct mote_bytes *inputs;  /* for the self-test: one an input; NULL: none wanted */
    const struct mote_bytes *outputs; /* what they give, one an output */
    uint32_t tables_in_use;           /* bytes of tables behind the first one that is read */
};

void mote_generate_header(const struct mote_generate *g, FILE *out);
void mote_generate_source(const struct mote_generate *g, FILE *out);

/* What differs from machine to machine: MOTE_X of simd/target.h decides, for each of these names,
 * and IF_X(a, b) is a if so. Such macros are printed where a form is used. */
extern const char *const mote_form_names[MOTE_FORMS];
void mote_generate_form_macros(const struct mote_compiled *c, FILE *out);
void mote_generate_form_undefs(const struct mote_compiled *c, FILE *out);
void mote_generate_close_forms(FILE *out, int n); /* n times ")" */

/* All constants, a struct. */
void mote_generate_constants(const struct mote_generate *g, FILE *out);

/* Values of an array of elements, as they lie in memory (little-endian): indented lines. */
void mote_generate_values(FILE *out, int type, const uint8_t *data, uint32_t bytes);
/* "int8_t": the type that such an array has in C, and how many elements it has. */
const char *mote_generate_type(int type, const uint8_t *data, uint32_t bytes, uint32_t *elements);

/* Upper-case copy of an identifier. */
void mote_generate_upper(const char *name, char *text, size_t room);

#endif
