/* SPDX-License-Identifier: Apache-2.0 */
/* mote info: what a model is, read from the file; works for models that cannot run here, too. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "macs.h"
#include "session.h"
#include "grid.h"
#include "tool.h"

static const char help[] =
    "usage: mote info MODEL [--json]\n"
    "\n"
    "Inputs and outputs (element type, shape, scale, zero point), operators with their\n"
    "number, parameters, multiply-accumulates of one invoke, bytes of the file and of arena.\n"
    "\n"
    "  --json   file, model_bytes, macs, parameters, operators {name: count}, inputs, outputs,\n"
    "           nodes, subgraphs, description, arena_bytes (null if the model cannot run\n"
    "           here: see mote check)\n";

struct kind {
    char name[MOTE_NAME_ROOM];
    unsigned count;
    uint64_t macs;
    int known; /* is the operator here? */
};

struct kinds {
    struct kind *items;
    size_t n;
    unsigned nodes;
    uint64_t macs;
};

static void count_node(struct kinds *k, const struct mote_model *m,
                       const struct mote_graph_node *node)
{
    const uint64_t macs = mote_node_macs(m, node);
    size_t i = 0;
    while (i < k->n && strcmp(k->items[i].name, node->name) != 0) i++;
    if (i == k->n) {
        k->items = mote_resize(k->items, ++k->n * sizeof *k->items);
        k->items[i] = (struct kind){.known = mote_graph_op(node) != NULL};
        strcpy(k->items[i].name, node->name);
    }
    k->items[i].count++;
    k->items[i].macs += macs;
    k->nodes++;
    k->macs += macs;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct kind *)a)->name, ((const struct kind *)b)->name);
}

static struct kinds count_operators(const struct mote_model *m)
{
    struct kinds k = {NULL, 0, 0, 0};
    struct mote_graph_node node;
    for (int g = 0; g < m->n_subgraphs; g++)
        for (int i = 0; mote_graph_node(m, g, i, &node); i++) count_node(&k, m, &node);
    if (k.n) qsort(k.items, k.n, sizeof *k.items, by_name);
    return k;
}

static float float_of(uint32_t bits)
{
    float f;
    memcpy(&f, &bits, sizeof f);
    return f;
}

static int read_io(const struct mote_model *m, int i, int output, struct mote_tensor *t)
{
    return output ? mote_model_output(m, i, t) : mote_model_input(m, i, t);
}

static void json_io(struct mote_json *j, const struct mote_model *m, const char *key, int output)
{
    const int n = output ? mote_model_outputs(m) : mote_model_inputs(m);
    mote_json_array(j, key);
    for (int i = 0; i < n; i++) {
        struct mote_tensor t;
        char name[MOTE_NAME_ROOM];
        const int broken = read_io(m, i, output, &t);
        mote_graph_text(m, t.name, name, sizeof name);
        mote_json_line(j, NULL, '{');
        mote_json_text(j, "name", name);
        mote_json_text(j, "dtype", mote_type_name(t.type));
        mote_json_array(j, "shape");
        for (int d = 0; d < t.rank; d++) mote_json_int(j, NULL, mote_tensor_dim(&t, d));
        mote_json_close(j);
        if (t.n_scales && !broken) {
            mote_json_real(j, "scale", (double)float_of(mote_tensor_scale_bits(&t, 0)), 9);
            mote_json_int(j, "zero_point", mote_tensor_zero_point(&t));
        } else {
            mote_json_null(j, "scale");
            mote_json_null(j, "zero_point");
        }
        mote_json_int(j, "bytes", t.bytes);
        mote_json_close(j);
    }
    mote_json_close(j);
}

static void print_json(const struct mote_session *s, const struct kinds *k, const char *description,
                       int runs)
{
    struct mote_json j;
    mote_json_begin(&j, stdout);
    mote_json_text(&j, "file", s->path);
    mote_json_int(&j, "model_bytes", (int64_t)s->file.size);
    mote_json_int(&j, "macs", (int64_t)k->macs);
    mote_json_int(&j, "parameters", (int64_t)mote_model_parameters(&s->model));
    mote_json_text(&j, "description", description);
    mote_json_int(&j, "subgraphs", s->model.n_subgraphs);
    mote_json_int(&j, "nodes", k->nodes);
    mote_json_object(&j, "operators");
    for (size_t i = 0; i < k->n; i++) mote_json_int(&j, k->items[i].name, k->items[i].count);
    mote_json_close(&j);
    json_io(&j, &s->model, "inputs", 0);
    json_io(&j, &s->model, "outputs", 1);
    if (runs)
        mote_json_int(&j, "arena_bytes", s->net.memory.arena_bytes);
    else
        mote_json_null(&j, "arena_bytes");
    mote_json_end(&j);
}

static void table_io(struct mote_grid *t, const struct mote_model *m, int output)
{
    const int n = output ? mote_model_outputs(m) : mote_model_inputs(m);
    for (int i = 0; i < n; i++) {
        struct mote_tensor x;
        char name[64], shape[128];
        const int broken = read_io(m, i, output, &x);
        mote_graph_text(m, x.name, name, sizeof name);
        mote_grid_cell(t, "%s %d", output ? "output" : "input", i);
        mote_grid_cell(t, "%s", mote_type_name(x.type));
        mote_grid_cell(t, "%s", x.dims ? mote_shape_text(&x, shape, sizeof shape) : "?");
        if (x.n_scales && !broken)
            mote_grid_cell(t, "scale %.9g, zero point %d",
                           (double)float_of(mote_tensor_scale_bits(&x, 0)),
                           (int)mote_tensor_zero_point(&x));
        else
            mote_grid_cell(t, "%s", broken ? "broken" : "not quantised");
        mote_grid_cell(t, "%s", name);
    }
}

static void print_text(const struct mote_session *s, const struct kinds *k, const char *description,
                       int runs)
{
    const struct mote_model *m = &s->model;
    struct mote_grid t;
    char text[32];
    printf("%s%s%s\n\n", mote_file_part(s->path), description[0] ? ": " : "", description);
    mote_grid_begin(&t, "lllll");
    table_io(&t, m, 0);
    table_io(&t, m, 1);
    mote_grid_print(&t, stdout, 2);

    puts("");
    mote_grid_begin(&t, "rlrl");
    for (size_t i = 0; i < k->n; i++) {
        mote_grid_cell(&t, "%u", k->items[i].count);
        mote_grid_cell(&t, "%s", k->items[i].name);
        mote_grid_cell(&t, "%s%s", k->items[i].macs ? mote_with_commas(text, k->items[i].macs) : "",
                       k->items[i].macs ? " MACs" : "");
        mote_grid_cell(&t, "%s", k->items[i].known ? "" : "not supported here");
    }
    mote_grid_print(&t, stdout, 2);

    puts("");
    mote_grid_begin(&t, "lr");
    mote_grid_cell(&t, "model bytes");
    mote_grid_count(&t, s->file.size);
    mote_grid_cell(&t, "parameters");
    mote_grid_count(&t, mote_model_parameters(m));
    mote_grid_cell(&t, "MACs per invoke");
    mote_grid_count(&t, k->macs);
    mote_grid_cell(&t, "nodes");
    mote_grid_count(&t, k->nodes);
    if (m->n_subgraphs > 1) {
        mote_grid_cell(&t, "subgraphs");
        mote_grid_count(&t, m->n_subgraphs);
    }
    if (runs) {
        mote_grid_cell(&t, "arena bytes");
        mote_grid_count(&t, s->net.memory.arena_bytes);
    }
    mote_grid_print(&t, stdout, 2);
    if (!runs) printf("\n  It cannot run here: 'mote check %s' says why.\n", s->path);
}

/* The one string that mote_model_open does not check, as nothing but this command reads it. */
static void read_description(const struct mote_model *m, char *text, size_t room)
{
    const uint32_t at = mote_flat_option(m, mote_rd32(m->data), MODEL_DESCRIPTION, 4);
    mote_graph_text(m, at ? at + mote_rd32(m->data + at) : 0, text, room);
}

static int run(int argc, char **argv)
{
    int json = 0, status, runs;
    const char *path;
    const struct mote_option options[] = {{"--json", MOTE_OPTION_FLAG, &json},
                                          {NULL, MOTE_OPTION_FLAG, NULL}};
    struct mote_session s;
    struct kinds k;
    char description[256];

    if ((status = mote_options(&mote_command_info, argc, argv, options, &path, 1)) != 0)
        return status;
    if ((status = mote_session_open(&s, path)) != 0) return status;
    read_description(&s.model, description, sizeof description);
    k = count_operators(&s.model);
    runs = mote_session_try(&s) == 0;
    if (json)
        print_json(&s, &k, description, runs);
    else
        print_text(&s, &k, description, runs);
    free(k.items);
    mote_session_close(&s);
    return MOTE_EXIT_DONE;
}

const struct mote_command mote_command_info = {
    "info", "inputs, outputs, operators, parameters, MACs, bytes", help, run};
