/* SPDX-License-Identifier: Apache-2.0 */
#include "generate.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "generate_names.h"
#include "graph.h"
#include "tool.h"

enum { TABLE_ALIGN = 8 };

void mote_generate_upper(const char *name, char *text, size_t room)
{
    size_t i = 0;
    for (; name[i] && i + 1 < room; i++)
        text[i] = (char)(name[i] >= 'a' && name[i] <= 'z' ? name[i] - ('a' - 'A') : name[i]);
    text[i] = 0;
}

/* ---- references ---- */

static void print_ref(const struct mote_generate *g, FILE *out, mote_ref r, int node, int operand);

/* An operand, of which some machines read another constant. */
static void print_operand(const struct mote_generate *g, FILE *out, mote_ref r, int node,
                          int operand)
{
    int n = 0;
    for (int i = 0; i < MOTE_FORMS; i++) {
        const struct mote_compiled_constant *own =
            mote_compiled_own(g->c, node, operand, (enum mote_form)i);
        if (!own) continue;
        fprintf(out, "IF_%s(CONSTANT(%s), ", mote_form_names[i], own->label);
        n++;
    }
    print_ref(g, out, r, node, operand);
    mote_generate_close_forms(out, n);
}

static void print_ref(const struct mote_generate *g, FILE *out, mote_ref r, int node, int operand)
{
    const struct mote_compiled *c = g->c;
    const int32_t offset = mote_ref_offset(r);
    const struct mote_compiled_constant *k = NULL;
    struct mote_tensor t;
    if (r == MOTE_REF_NONE) {
        fputs("NONE", out);
        return;
    }
    switch (r >> 29) {
    case MOTE_BASE_NONE: fprintf(out, "CALLS(%d)", (int)offset); return;
    case MOTE_BASE_SCRATCH: fprintf(out, "RAM(%d)", (int)offset); return;
    case MOTE_BASE_STATE:
        if (offset < 0)
            fprintf(out, "TABLE(%d)", (int)-offset);
        else
            fprintf(out, "RAM(%u)", (unsigned)(c->state_at + (uint32_t)offset));
        return;
    default:
        if (mote_compiled_tensor(c, node, operand, &t) == 0)
            k = mote_compiled_constant(c, r, t.bytes, t.type);
        if (k)
            fprintf(out, "CONSTANT(%s)", k->label);
        else
            fputs("RAM(0)", out); /* no elements: an address that nothing reads */
    }
}

static void print_words(FILE *out, const uint32_t *words, uint32_t n, uint32_t a_line)
{
    for (uint32_t i = 0; i < n; i++) {
        fputs(i % a_line == 0 ? "    " : " ", out);
        fprintf(out, words[i] < 1000000 ? "%" PRIu32 "u," : "0x%08" PRIx32 "u,", words[i]);
        if (i % a_line == a_line - 1 || i + 1 == n) fputc('\n', out);
    }
}

/* ---- head ---- */

static uint64_t fnv1a(const uint8_t *data, size_t size)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < size; i++) hash = (hash ^ data[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static uint32_t constant_bytes(const struct mote_compiled *c)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < c->n_constants; i++) sum += c->constants[i].bytes;
    return sum;
}

static void print_operators(const struct mote_compiled *c, FILE *out)
{
    int column = 0;
    fputs(" * operators:", out);
    for (uint32_t i = 0; i < c->n_nodes; i++) {
        struct mote_graph_node node;
        uint32_t same = 0, before = 0;
        if (!mote_graph_node(&c->s->model, c->nodes[i].graph, c->nodes[i].index, &node)) continue;
        for (uint32_t k = 0; k < c->n_nodes; k++) {
            struct mote_graph_node other;
            if (!mote_graph_node(&c->s->model, c->nodes[k].graph, c->nodes[k].index, &other) ||
                strcmp(other.name, node.name))
                continue;
            same++;
            if (k < i) before++;
        }
        if (before) continue;
        if (column > 5) fputs("\n *           ", out);
        column = column > 5 ? 1 : column + 1;
        if (same > 1)
            fprintf(out, " %s x%u", node.name, (unsigned)same);
        else
            fprintf(out, " %s", node.name);
    }
    fputc('\n', out);
}

static void print_head(const struct mote_generate *g, FILE *out)
{
    const struct mote_compiled *c = g->c;
    const struct mote_model *m = &c->s->model;
    fprintf(out,
            "/*\n * %s, compiled by mote " MOTE_VERSION
            ". Not for editing: compile the model again."
            "\n *\n * model:     %s, %u bytes, FNV-1a %016" PRIx64 "\n",
            g->name, mote_file_part(c->s->path), (unsigned)m->size, fnv1a(m->data, m->size));
    fprintf(out,
            " * RAM:       %u bytes: %u tensors and scratch, %u state, %u progress of rows\n"
            " * flash:     %u bytes of constants, %u of tables; nodes and kernels besides\n",
            (unsigned)c->ram_bytes, (unsigned)c->s->net.memory.activations,
            (unsigned)c->s->net.memory.state, (unsigned)(4 * c->progress_words),
            (unsigned)constant_bytes(c), (unsigned)c->s->net.memory.tables);
    print_operators(c, out);
    fputs(" */\n", out);
}

/* ---- NAME.h ---- */

static uint32_t row_bytes(const struct mote_compiled *c, uint32_t *rows)
{
    struct mote_tensor t;
    *rows = 0;
    if (mote_model_input(&c->s->model, 0, &t) || t.rank < 2 || mote_tensor_dim(&t, 1) < 1) return 0;
    *rows = (uint32_t)mote_tensor_dim(&t, 1);
    return t.bytes / *rows;
}

void mote_generate_header(const struct mote_generate *g, FILE *out)
{
    const char *name = g->name;
    char upper[MOTE_SYMBOL_ROOM];
    uint32_t rows;
    const uint32_t fed = row_bytes(g->c, &rows);
    const int both = strcmp((mote_generate_upper(name, upper, sizeof upper), upper), name) != 0;
    print_head(g, out);
    fprintf(out,
            "#ifndef MOTE_COMPILED_%s_H\n#define MOTE_COMPILED_%s_H\n\n#include <stddef.h>\n"
            "#include <stdint.h>\n\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n",
            upper, upper);
    fprintf(out, "/* All static RAM: tensors, scratch, state. */\n#define %s_ARENA_BYTES %u\n",
            name, (unsigned)g->c->ram_bytes);
    if (both) fprintf(out, "#define %s_ARENA_BYTES %u\n", upper, (unsigned)g->c->ram_bytes);
    fprintf(
        out,
        "\n/* With %s_EXTERNAL_ARENA defined the arena is the application's, wherever the linker "
        "is\n * to put it; else it lies in %s.c. */\n"
        "#if defined(%s_EXTERNAL_ARENA)%s%s%s\n"
        "extern uint64_t %s_arena[(%s_ARENA_BYTES + 7) / 8];\n#endif\n\n",
        name, name, name, both ? " || defined(" : "", both ? upper : "",
        both ? "_EXTERNAL_ARENA)" : "", name, name);
    fprintf(out,
            "/* 0, or a negative MOTE_E_ code of mote.h. init clears the state too. */\n"
            "int %s_init(void);\n",
            name);
    if (g->c->s->feed) {
        fprintf(out,
                "\n/* Input 0 comes by rows: %u of %u bytes. MOTE_E_NOT_YET until the last, 0 with "
                "it: then the\n * outputs are there. */\n#define %s_ROWS %u\n#define %s_ROW_BYTES "
                "%u\nint %s_feed(const void *row);\n\n",
                (unsigned)rows, (unsigned)fed, name, (unsigned)rows, name, (unsigned)fed, name);
    } else {
        fprintf(out, "int %s_invoke(void);\n", name);
    }
    fprintf(out, "void *%s_input(int i); /* NULL: there is no such input%s */\n", name,
            g->c->s->feed ? ", or it comes by rows" : "");
    fprintf(out, "size_t %s_input_bytes(int i);\n", name);
    fprintf(out, "const void *%s_output(int i);\nsize_t %s_output_bytes(int i);\n", name, name);
    if (g->inputs)
        fprintf(out,
                "\n/* Runs the input that was compiled in: 0 if the outputs are what the PC "
                "computed, 1 if not, or\n * a negative error. */\nint %s_selftest(void);\n",
                name);
    fprintf(out, "\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n");
}

/* ---- tables ---- */

/* Tables count backwards from their end: the last node's come first. */
static void print_tables(const struct mote_generate *g, FILE *out)
{
    const struct mote_compiled *c = g->c;
    const uint32_t all = c->s->net.memory.tables;
    if (!all) return;
    fprintf(out,
            "/* What prepare computed: multipliers of channels, look-up tables and the like, as "
            "words of 32\n * bits. References count back from the end. */\n"
            "ALIGN_8 static const uint32_t %s_tables[%u] = {\n",
            g->name, (unsigned)(all / 4));
    for (uint32_t i = c->n_nodes; i-- > 0;) {
        const struct mote_compiled_node *x = &c->nodes[i];
        const uint32_t bytes = x->table_to - x->table_from;
        uint32_t *words;
        if (!bytes) continue;
        words = mote_allocate(bytes);
        for (uint32_t k = 0; k < bytes; k += 4)
            words[k / 4] = mote_rd32(c->tables + all - x->table_to + k);
        fprintf(out, "    /* %s */\n", x->label);
        print_words(out, words, bytes / 4, 7);
        free(words);
    }
    fputs("};\n\n", out);
}

/* ---- nodes ---- */

static void print_operands(const struct mote_compiled *c, FILE *out, int node, uint32_t from,
                           uint32_t n)
{
    for (uint32_t i = 0; i < n && i < 4; i++) {
        struct mote_tensor t;
        char shape[MOTE_NAME_ROOM];
        if (mote_compiled_tensor(c, node, (int)(from + i), &t))
            fputs(i ? ", -" : " -", out);
        else
            fprintf(out, "%s %s%s", i ? "," : "", mote_type_name(t.type),
                    mote_shape_text(&t, shape, sizeof shape));
    }
    if (n > 4) fputs(", ...", out);
}

/* The words of args that kernels read. */
static uint32_t args_words(const struct mote_compiled_node *x)
{
    return (uint32_t)x->n.op->args_words - x->n.op->begin_words;
}

static uint32_t rows_numbers(const struct mote_compiled_node *x)
{
    return 2u * x->n.n_in + x->n.n_out;
}

static uint16_t rows_number(const struct mote_compiled_node *x, uint32_t i)
{
    const uint32_t operands = (uint32_t)x->n.n_in + x->n.n_out;
    return i < operands ? x->rings[i] : x->producers[i - operands];
}

/* The first node with the same args: they are printed once. */
static const struct mote_compiled_node *args_of(const struct mote_compiled *c,
                                                const struct mote_compiled_node *x)
{
    const struct mote_compiled_node *y = c->nodes;
    while (y->skipped || args_words(y) != args_words(x) ||
           memcmp(y->n.args, x->n.args, 4 * args_words(x)))
        y++;
    return y;
}

/* The same for the rows of rings. */
static const struct mote_compiled_node *rows_of(const struct mote_compiled *c,
                                                const struct mote_compiled_node *x)
{
    for (const struct mote_compiled_node *y = c->nodes; y < x; y++) {
        uint32_t i = 0;
        if (y->skipped || y->segment < 0 || rows_numbers(y) != rows_numbers(x)) continue;
        while (i < rows_numbers(x) && rows_number(y, i) == rows_number(x, i)) i++;
        if (i == rows_numbers(x)) return y;
    }
    return x;
}

static void print_refs(const struct mote_generate *g, FILE *out, const struct mote_compiled_node *x)
{
    const struct mote_compiled *c = g->c;
    const uint32_t operands = (uint32_t)x->n.n_in + x->n.n_out;
    fprintf(out, "static const mote_ref %s_%s[] = {\n", g->name, x->label);
    for (uint32_t i = 0; i < x->n.n_refs; i++) {
        const char *kind = i < x->n.n_in ? "in" : i < operands ? "out" : "extra";
        const uint32_t first = i < x->n.n_in ? 0 : i < operands ? x->n.n_in : operands;
        fputs("    ", out);
        print_operand(g, out, x->n.refs[i], (int)(x - c->nodes), (int)i);
        fprintf(out, ", /* %s %u */\n", kind, (unsigned)(i - first));
    }
    if (x->n.n_refs == 0) fputs("    NONE,\n", out);
    fputs("};\n", out);
}

static void print_node(const struct mote_generate *g, FILE *out, const struct mote_compiled_node *x)
{
    const struct mote_compiled *c = g->c;
    struct mote_graph_node node;
    mote_graph_node(&c->s->model, x->graph, x->index, &node);
    for (char *p = node.name; *p; p++)
        if (*p == '*' || *p == '\\' || *p == '?') *p = '.';
    fprintf(out, "/* %d: %s", x->index, node.name);
    print_operands(c, out, (int)(x - c->nodes), 0, x->n.n_in);
    fputs(" ->", out);
    print_operands(c, out, (int)(x - c->nodes), x->n.n_in, x->n.n_out);
    fputs(" */\n", out);
    if (args_words(x) && args_of(c, x) == x) {
        fprintf(out, "static const uint32_t %s_%s_args[] = {\n", g->name, x->label);
        print_words(out, x->n.args, args_words(x), 8);
        fputs("};\n", out);
    }
    if (x->segment >= 0 && rows_of(c, x) == x) {
        fprintf(out, "static const uint16_t %s_%s_rows[] = {", g->name, x->label);
        for (uint32_t i = 0; i < rows_numbers(x); i++)
            fprintf(out, "%s%u", i ? ", " : "", rows_number(x, i));
        fputs("};\n", out);
    }
    print_refs(g, out, x);
}

static const char *kernel_name(const struct mote_compiled_node *x, char *text, size_t room)
{
    const char *name = mote_symbol_kernel(x->n.op, x->key, x->consumes, text, room);
    return name ? name : "unknown";
}

static const char *reach_name(const struct mote_compiled_node *x)
{
    if (x->consumes || !x->n.op->reach || x->segment < 0) return NULL;
    return mote_symbol_reach(x->n.op->reach, x->key);
}

static void print_step(const struct mote_generate *g, FILE *out, const struct mote_compiled_node *x,
                       const char *before, const char *after)
{
    char text[MOTE_SYMBOL_ROOM];
    const char *name = kernel_name(x, text, sizeof text);
    int n = 0;
    fprintf(out, "    %s{", before);
    for (int i = 0; i < MOTE_FORMS; i++) {
        if (!x->suffix[i]) continue;
        fprintf(out, "IF_%s(%s%s, ", mote_form_names[i], name, x->suffix[i]);
        n++;
    }
    fputs(name, out);
    mote_generate_close_forms(out, n);
    fputs(", ", out);
    if (args_words(x))
        fprintf(out, "%s_%s_args, ", g->name, args_of(g->c, x)->label);
    else
        fputs("NULL, ", out);
    fprintf(out, "%s_%s, %u, %u, %u}%s", g->name, x->label, (unsigned)x->total, x->n.n_in,
            x->n.n_out, after);
}

static void print_segment(const struct mote_generate *g, FILE *out, uint32_t i)
{
    const struct mote_compiled *c = g->c;
    const struct mote_compiled_segment *s = &c->segments[i];
    fprintf(
        out,
        "/* Nodes %u to %u run by rows. */\nstatic const struct mote_stage %s_stages_%u[] = {\n",
        (unsigned)s->first, (unsigned)(s->first + s->count - 1), g->name, (unsigned)i);
    for (uint32_t k = s->first; k < s->first + s->count; k++) {
        const struct mote_compiled_node *x = &c->nodes[k];
        const char *reach = reach_name(x);
        if (x->skipped) continue;
        print_step(g, out, x, "{", ",\n");
        fprintf(out, "     %s, %s_%s_rows},\n", reach ? reach : "NULL", g->name,
                rows_of(c, x)->label);
    }
    fprintf(out,
            "};\nstatic const struct mote_segment %s_segment_%u = {%s_stages_%u, RAM(%u), %u, %u, "
            "%u};\n\n",
            g->name, (unsigned)i, g->name, (unsigned)i,
            (unsigned)(c->progress_at + (c->s->feed ? 4 : 0)), (unsigned)s->stages,
            (unsigned)s->fed_rows, (unsigned)s->fed_ring);
}

/* Steps of a graph; returns how many. */
static uint32_t print_graph(const struct mote_generate *g, FILE *out, uint32_t graph)
{
    const struct mote_compiled *c = g->c;
    const struct mote_compiled_graph *x = &c->graphs[graph];
    uint32_t n = 0, segment = graph ? c->n_segments : 0;
    for (uint32_t i = x->first; i < x->first + x->count; i++) {
        if (segment < c->n_segments && c->segments[segment].first == i) {
            fprintf(out, "    {mote_run_segment, &%s_segment_%u, NULL, 0, 0, 0},\n", g->name,
                    (unsigned)segment);
            i += c->segments[segment++].count - 1;
        } else if (c->nodes[i].skipped) {
            continue;
        } else {
            print_step(g, out, &c->nodes[i], "", ",\n");
        }
        n++;
    }
    if (n == 0) fputs("    {NULL, NULL, NULL, 0, 0, 0},\n", out);
    fputs("};\n\n", out);
    return n;
}

static void print_subgraphs(const struct mote_generate *g, FILE *out)
{
    const struct mote_compiled *c = g->c;
    uint32_t *n = mote_allocate(c->n_graphs * sizeof *n);
    for (uint32_t i = 1; i < c->n_graphs; i++) {
        const struct mote_compiled_graph *x = &c->graphs[i];
        fprintf(out, "static const mote_ref %s_ends_%u[] = {", g->name, (unsigned)i);
        for (uint32_t k = 0; k < x->n_ends; k++) {
            print_ref(g, out, x->ends[k], -1 - (int)i, (int)k);
            fputs(", ", out);
        }
        fprintf(out, "NONE};\nstatic const struct mote_step %s_steps_%u[] = {\n", g->name,
                (unsigned)i);
        n[i] = print_graph(g, out, i);
    }
    fprintf(out, "static const struct mote_program_graph %s_graphs[] = {\n    {NULL, NULL, 0},\n",
            g->name);
    for (uint32_t i = 1; i < c->n_graphs; i++)
        fprintf(out, "    {%s_steps_%u, %s_ends_%u, %u},\n", g->name, (unsigned)i, g->name,
                (unsigned)i, (unsigned)n[i]);
    fprintf(out,
            "};\nstatic const struct mote_program %s_program = {\n"
            "    {mote_run_graph, mote_graph_ends}, %s_graphs, %s_bases};\n\n",
            g->name, g->name, g->name);
    free(n);
}

static uint32_t print_steps(const struct mote_generate *g, FILE *out)
{
    for (uint32_t i = 0; i < g->c->n_segments; i++) print_segment(g, out, i);
    if (g->c->n_graphs > 1) print_subgraphs(g, out);
    fprintf(out, "static const struct mote_step %s_steps[] = {\n", g->name);
    return print_graph(g, out, 0);
}

/* Is there a node before node i whose kernel has the name and, in the form, the same suffix? A form
 * below 0: any. */
static int declared(const struct mote_compiled *c, uint32_t i, const char *name, int form)
{
    for (uint32_t k = 0; k < i; k++) {
        const struct mote_compiled_node *x = &c->nodes[k];
        char other[MOTE_SYMBOL_ROOM];
        if (x->skipped || strcmp(kernel_name(x, other, sizeof other), name)) continue;
        if (form < 0 || (x->suffix[form] && !strcmp(x->suffix[form], c->nodes[i].suffix[form])))
            return 1;
    }
    return 0;
}

/* Every function that generated code names, declared once. */
static void print_declarations(const struct mote_generate *g, FILE *out)
{
    const struct mote_compiled *c = g->c;
    fputs("#ifdef __cplusplus\nextern \"C\" {\n#endif\n", out);
    for (uint32_t i = 0; i < c->n_nodes; i++) {
        const struct mote_compiled_node *x = &c->nodes[i];
        const char *reach = reach_name(x);
        char name[MOTE_SYMBOL_ROOM];
        if (x->skipped) continue;
        kernel_name(x, name, sizeof name);
        if (!declared(c, i, name, -1)) fprintf(out, "mote_eval %s;\n", name);
        for (int form = 0; form < MOTE_FORMS; form++)
            if (x->suffix[form] && !declared(c, i, name, form))
                fprintf(out, "mote_eval %s%s;\n", name, x->suffix[form]);
        for (uint32_t k = 0; k < i && reach; k++)
            if (!c->nodes[k].skipped && reach_name(&c->nodes[k]) &&
                !strcmp(reach_name(&c->nodes[k]), reach))
                reach = NULL;
        if (reach) fprintf(out, "mote_reach %s;\n", reach);
    }
    fputs("#ifdef __cplusplus\n}\n#endif\n\n", out);
}

/* ---- functions ---- */

static void print_address(const struct mote_generate *g, FILE *out, mote_ref r, int output)
{
    const int32_t offset = mote_ref_offset(r);
    const struct mote_compiled_constant *k = NULL;
    struct mote_tensor t;
    if (r >> 29 == MOTE_BASE_MODEL && mote_model_output(&g->c->s->model, output, &t) == 0)
        k = mote_compiled_constant(g->c, r, t.bytes, t.type);
    if (k)
        fprintf(out, "%s_constants.%s", g->name, k->label);
    else if (r >> 29 == MOTE_BASE_STATE && offset < 0)
        fprintf(out, "(const uint8_t *)%s_tables + %u", g->name,
                (unsigned)(g->c->s->net.memory.tables - (uint32_t)-offset));
    else
        fprintf(out, "(uint8_t *)%s_arena + %u", g->name,
                (unsigned)(r >> 29 == MOTE_BASE_STATE     ? g->c->state_at + (uint32_t)offset
                           : r >> 29 == MOTE_BASE_SCRATCH ? (uint32_t)offset
                                                          : 0));
}

static void print_ends(const struct mote_generate *g, FILE *out, int outputs)
{
    const struct mote_compiled *c = g->c;
    const char *kind = outputs ? "output" : "input";
    const uint32_t n = outputs ? c->n_outputs : c->n_inputs;
    const int fed = c->s->feed && !outputs;
    fprintf(out, "\n%svoid *%s_%s(int i)\n{\n", outputs ? "const " : "", g->name, kind);
    for (uint32_t i = fed ? 1 : 0; i < n; i++) {
        fprintf(out, "    if (i == %u) return ", (unsigned)i);
        print_address(g, out, outputs ? c->outputs[i] : c->inputs[i], (int)i);
        fputs(";\n", out);
    }
    if (n <= (fed ? 1u : 0u)) fputs("    (void)i;\n", out);
    fprintf(out, "    return NULL;\n}\n\nsize_t %s_%s_bytes(int i)\n{\n", g->name, kind);
    for (uint32_t i = 0; i < n; i++) {
        struct mote_tensor t;
        if (outputs)
            mote_model_output(&c->s->model, (int)i, &t);
        else
            mote_model_input(&c->s->model, (int)i, &t);
        fprintf(out, "    if (i == %u) return %u;\n", (unsigned)i, (unsigned)t.bytes);
    }
    if (n == 0) fputs("    (void)i;\n", out);
    fputs("    return 0;\n}\n", out);
}

static void print_init(const struct mote_generate *g, FILE *out)
{
    const struct mote_compiled *c = g->c;
    const uint32_t state = c->s->net.memory.state, words = state / 4 + (c->s->feed ? 1 : 0);
    fprintf(out, "int %s_init(void)\n{\n", g->name);
    if (words)
        fprintf(out,
                "    uint32_t *state = (uint32_t *)(void *)%s_arena + %u;\n"
                "    for (int i = 0; i < %u; i++) state[i] = 0;\n",
                g->name, (unsigned)(c->state_at / 4), (unsigned)words);
    fputs("    return 0;\n}\n\n", out);
}

static void print_runs(const struct mote_generate *g, FILE *out, uint32_t n_steps)
{
    const struct mote_compiled *c = g->c;
    if (!c->s->feed) {
        fprintf(out,
                "int %s_invoke(void)\n{\n    return mote_run_steps(%s_steps, %u, %s_bases, "
                "%s%s%s);\n}\n",
                g->name, g->name, (unsigned)n_steps, g->name, c->n_graphs > 1 ? "&" : "",
                c->n_graphs > 1 ? g->name : "NULL", c->n_graphs > 1 ? "_program.host" : "");
    } else {
        uint32_t rows;
        const uint32_t bytes = row_bytes(c, &rows);
        const int by_rows = c->n_segments && c->segments[0].fed_rows;
        fprintf(out,
                "static const struct mote_feeder %s_feeder = {\n"
                "    %s_steps, %u, %u, %u, %d, %u, ",
                g->name, g->name, (unsigned)n_steps, (unsigned)rows,
                (unsigned)(by_rows ? c->segments[0].fed_ring : rows), by_rows, (unsigned)bytes);
        print_ref(g, out, c->n_inputs ? c->inputs[0] : MOTE_REF_NONE, -1, 0);
        fprintf(out, ", RAM(%u), %s%s%s};\n\n", (unsigned)c->progress_at,
                c->n_graphs > 1 ? "&" : "", c->n_graphs > 1 ? g->name : "NULL",
                c->n_graphs > 1 ? "_program.host" : "");
        fprintf(out,
                "int %s_feed(const void *row)\n{\n"
                "    return mote_feed_steps(&%s_feeder, row, %s_bases);\n}\n",
                g->name, g->name, g->name);
    }
}

/* The input and what it gives, so that a board can prove itself. */
static void print_selftest(const struct mote_generate *g, FILE *out)
{
    const struct mote_compiled *c = g->c;
    if (!g->inputs) return;
    for (int k = 0; k < 2; k++)
        for (uint32_t i = 0; i < (k ? c->n_outputs : c->n_inputs); i++) {
            const struct mote_bytes *b = k ? &g->outputs[i] : &g->inputs[i];
            if (!k && b->size == 0 && !c->s->feed) continue; /* nothing to copy */
            fprintf(out, "\nstatic const uint8_t %s_selftest_%s_%u[] = {\n", g->name,
                    k ? "out" : "in", (unsigned)i);
            mote_generate_values(out, MOTE_UINT8, b->data, (uint32_t)b->size);
            fputs(b->size ? "};\n" : "        0,\n};\n", out);
        }
    fprintf(out,
            "\nstatic int %s_differ(const uint8_t *a, const uint8_t *b, size_t n)\n{\n"
            "    while (n > 0 && *a == *b) a++, b++, n--;\n    return n > 0;\n}\n",
            g->name);
    fprintf(out, "\nint %s_selftest(void)\n{\n    int e = %s_init();\n", g->name, g->name);
    for (uint32_t i = c->s->feed ? 1 : 0; i < c->n_inputs; i++)
        if (g->inputs[i].size)
            fprintf(out,
                    "    for (size_t k = 0; k < %u; k++)\n"
                    "        ((uint8_t *)%s_input(%u))[k] = %s_selftest_in_%u[k];\n",
                    (unsigned)g->inputs[i].size, g->name, (unsigned)i, g->name, (unsigned)i);
    if (c->s->feed)
        fprintf(out,
                "    for (int row = 0; row < %s_ROWS && (e == 0 || e == -15); row++)\n"
                "        e = %s_feed(%s_selftest_in_0 + row * %s_ROW_BYTES);\n",
                g->name, g->name, g->name, g->name);
    else
        fprintf(out, "    if (e == 0) e = %s_invoke();\n", g->name);
    fputs("    if (e) return e;\n    return", out);
    for (uint32_t i = 0; i < c->n_outputs; i++)
        fprintf(out, "%s %s_differ((const uint8_t *)%s_output(%u), %s_selftest_out_%u, %u)",
                i ? "\n        ||" : "", g->name, g->name, (unsigned)i, g->name, (unsigned)i,
                (unsigned)g->outputs[i].size);
    fprintf(out, "%s;\n}\n", c->n_outputs ? "" : " 0");
}

/* ---- NAME.c ---- */

static void print_opening(const struct mote_generate *g, FILE *out)
{
    const int tables = g->c->s->net.memory.tables != 0;
    char upper[MOTE_SYMBOL_ROOM];
    mote_generate_upper(g->name, upper, sizeof upper);
    print_head(g, out);
    fprintf(out,
            "#include \"%s.h\"\n#include \"mote_op.h\"\n\n#if MOTE_ABI != %d\n"
            "#error \"made for another version of mote: compile the model again\"\n#endif\n",
            g->name, MOTE_ABI);
    fputs("#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__\n"
          "#error \"compiled models hold little-endian tables\"\n#endif\n\n",
          out);
    fprintf(out,
            "#if !defined(%s_EXTERNAL_ARENA) && !defined(%s_EXTERNAL_ARENA)\n"
            "static uint64_t %s_arena[(%s_ARENA_BYTES + 7) / 8%s];\n#endif\n\n",
            g->name, upper, g->name, g->name, g->c->ram_bytes ? "" : " + 1");
    fputs("/* Where an operand lies: a base in the top 3 bits, and an offset (mote_op.h). */\n"
          "#define RAM(offset) (0x20000000u | (offset))\n"
          "#define NONE MOTE_REF_NONE\n",
          out);
    if (g->c->n_graphs > 1) fputs("#define CALLS(subgraph) (0xe0000000u | (subgraph))\n", out);
    if (tables) fputs("#define TABLE(before_end) (0x60000000u - (before_end))\n", out);
    if (g->c->n_constants)
        fprintf(out, "#define CONSTANT(member) ((uint32_t)offsetof(struct %s_constants, member))\n",
                g->name);
    if (tables)
        fputs("#ifdef __cplusplus\n#define ALIGN_8 alignas(8)\n#else\n"
              "#define ALIGN_8 _Alignas(8)\n#endif\n",
              out);
    mote_generate_form_macros(g->c, out);
    fputc('\n', out);
}

static void print_bases(const struct mote_generate *g, FILE *out)
{
    const uint32_t tables = g->c->s->net.memory.tables;
    fprintf(out, "static uint8_t *const %s_bases[] = {\n    ", g->name);
    if (g->c->n_constants)
        fprintf(out, "(uint8_t *)&%s_constants,\n    ", g->name);
    else
        fputs("NULL,\n    ", out);
    fprintf(out, "(uint8_t *)%s_arena,\n", g->name);
    if (tables) fprintf(out, "    (uint8_t *)(%s_tables + %u),\n", g->name, (unsigned)(tables / 4));
    fputs("};\n\n", out);
}

void mote_generate_source(const struct mote_generate *g, FILE *out)
{
    const struct mote_compiled *c = g->c;
    uint32_t n_steps;
    print_opening(g, out);
    print_declarations(g, out);
    mote_generate_constants(g, out);
    print_tables(g, out);
    print_bases(g, out);
    for (uint32_t i = 0; i < c->n_nodes; i++)
        if (!c->nodes[i].skipped) print_node(g, out, &c->nodes[i]);
    fputc('\n', out);
    n_steps = print_steps(g, out);
    print_init(g, out);
    print_runs(g, out, n_steps);
    print_ends(g, out, 0);
    print_ends(g, out, 1);
    print_selftest(g, out);
    fprintf(out, "\n#undef RAM\n#undef NONE\n#undef CALLS\n%s%s",
            g->c->s->net.memory.tables ? "#undef TABLE\n#undef ALIGN_8\n" : "",
            g->c->n_constants ? "#undef CONSTANT\n" : "");
    mote_generate_form_undefs(c, out);
}
