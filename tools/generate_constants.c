/* SPDX-License-Identifier: Apache-2.0 */
/* The constants of generated code, in all forms that machines want them in. */
#include "generate.h"

#include <string.h>

#include "generate_names.h"
#include "graph.h"
#include "tool.h"

/* ---- what differs from machine to machine ---- */

const char *const mote_form_names[MOTE_FORMS] = {"PACKED", "COLUMNS", "FOLDED", "FOLDED_DEPTHWISE"};

static int form_used(const struct mote_compiled *c, int form)
{
    for (uint32_t i = 0; i < c->n_nodes; i++)
        if (c->nodes[i].suffix[form]) return 1;
    return 0;
}

static int any_form(const struct mote_compiled_constant *x)
{
    for (int i = 0; i < MOTE_FORMS; i++)
        if (x->forms[i].bytes) return 1;
    return 0;
}

void mote_generate_form_macros(const struct mote_compiled *c, FILE *out)
{
    int any = 0;
    for (int i = 0; i < MOTE_FORMS; i++) {
        const char *name = mote_form_names[i];
        if (!form_used(c, i)) continue;
        if (!any++)
            fputs("/* What differs where constants lie as a machine's kernels want them "
                  "(simd/target.h). */\n",
                  out);
        fprintf(out,
                "#if MOTE_%s\n#define IF_%s(yes, no) yes\n#else\n#define IF_%s(yes, no) no\n"
                "#endif\n",
                name, name, name);
    }
}

void mote_generate_form_undefs(const struct mote_compiled *c, FILE *out)
{
    for (int i = 0; i < MOTE_FORMS; i++)
        if (form_used(c, i)) fprintf(out, "#undef IF_%s\n", mote_form_names[i]);
}

void mote_generate_close_forms(FILE *out, int n)
{
    while (n-- > 0) fputc(')', out);
}

/* ---- constants ---- */

/* What lies first needs the widest alignment. Bytes that come in fours lie among the words, so that
 * kernels that read four at a time find them aligned. */
static int rank(const struct mote_compiled_constant *x)
{
    const unsigned size = x->type == MOTE_COMPLEX64 ? 4 : mote_type_bytes(x->type);
    return size == 8 ? 0 : size == 4 ? 1 : size == 2 ? 3 : x->bytes % 4 == 0 || any_form(x) ? 2 : 4;
}

/* Elements for so many bytes. What has other forms takes whole words, so that what lies behind it
 * begins with one in any form. */
static uint32_t elements_of(const struct mote_compiled_constant *x, uint32_t bytes)
{
    const uint32_t size = mote_type_bytes(x->type);
    return any_form(x) && size < 4 ? ((bytes + 3) & ~3u) / size : bytes / size;
}

/* Elements; of some forms there are not as many. */
static void print_size(const struct mote_compiled_constant *x, FILE *out, uint32_t elements)
{
    int n = 0;
    if (any_form(x)) elements = elements_of(x, x->bytes);
    for (int i = 0; i < MOTE_FORMS; i++) {
        uint32_t others;
        if (!x->forms[i].bytes) continue;
        others = elements_of(x, x->forms[i].bytes);
        if (x->only < 0 && others == elements) continue;
        if (x->only < 0) {
            fprintf(out, "IF_%s(%u, ", mote_form_names[i], (unsigned)others);
            n++;
        } else {
            elements = others;
        }
    }
    fprintf(out, "%u", (unsigned)elements);
    mote_generate_close_forms(out, n);
}

static void print_only(const struct mote_compiled_constant *x, FILE *out, int end)
{
    if (x->only < 0) return;
    if (end)
        fputs("#endif\n", out);
    else
        fprintf(out, "#if MOTE_%s\n", mote_form_names[x->only]);
}

/* All values of a constant, in each form that it has. */
static void print_forms(const struct mote_generate *g, const struct mote_compiled_constant *x,
                        FILE *out)
{
    int n = 0;
    for (int i = 0; i < MOTE_FORMS; i++) {
        if (!x->forms[i].bytes) continue;
        if (x->only < 0) fprintf(out, "#%s MOTE_%s\n", n++ ? "elif" : "if", mote_form_names[i]);
        mote_generate_values(out, x->type, x->forms[i].data, x->forms[i].bytes);
    }
    if (n) fputs("#else\n", out);
    if (x->only < 0) mote_generate_values(out, x->type, g->c->s->model.data + x->at, x->bytes);
    if (n) fputs("#endif\n", out);
}

void mote_generate_constants(const struct mote_generate *g, FILE *out)
{
    const struct mote_compiled *c = g->c;
    const uint8_t *file = c->s->model.data;
    if (!c->n_constants) return;
    fprintf(out, "struct %s_constants {\n", g->name);
    for (int r = 0; r <= 4; r++)
        for (uint32_t i = 0; i < c->n_constants; i++) {
            const struct mote_compiled_constant *x = &c->constants[i];
            uint32_t elements;
            const char *type = mote_generate_type(x->type, file + x->at, x->bytes, &elements);
            if (rank(x) != r) continue;
            print_only(x, out, 0);
            fprintf(out, "    %s %s[", type, x->label);
            print_size(x, out, elements);
            fputs("];\n", out);
            print_only(x, out, 1);
        }
    fprintf(out, "};\n\nstatic const struct %s_constants %s_constants = {\n", g->name, g->name);
    for (int r = 0; r <= 4; r++)
        for (uint32_t i = 0; i < c->n_constants; i++) {
            const struct mote_compiled_constant *x = &c->constants[i];
            struct mote_tensor t;
            char text[MOTE_NAME_ROOM] = "", shape[MOTE_NAME_ROOM] = "";
            if (rank(x) != r) continue;
            if (mote_compiled_tensor(c, x->node, x->operand, &t) == 0) {
                if (t.name) mote_graph_text(&c->s->model, t.name, text, sizeof text);
                mote_shape_text(&t, shape, sizeof shape);
            }
            for (char *p = text; *p; p++) /* no end of comment, and no escapes */
                if (*p == '*' || *p == '\\' || *p == '?') *p = '.';
            print_only(x, out, 0);
            fprintf(out, "    { /* %s: %s %s */\n", x->label, text, shape);
            print_forms(g, x, out);
            fputs("    },\n", out);
            print_only(x, out, 1);
        }
    fputs("};\n\n", out);
}
