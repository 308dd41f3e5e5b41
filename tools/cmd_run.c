/* SPDX-License-Identifier: Apache-2.0 */
/* mote run: inputs from files or made up, outputs into files. */
#include <stdio.h>
#include <stdlib.h>

#include "feed.h"
#include "graph.h"
#include "json.h"
#include "grid.h"
#include "tool.h"

static const char help[] =
    "usage: mote run MODEL [-i FILE]... [-o DIR] [--invokes N] [--seed N] [--arena BYTES]\n"
    "                [--no-stream | --feed | --slide] [--json]\n"
    "\n"
    "  -i FILE        once for each input, in the model's order: .npy by its header, anything\n"
    "                 else raw little-endian. k times the bytes of the input: k invokes, one\n"
    "                 after another, without reset between them\n"
    "  -o DIR         writes out0.bin, out1.bin, ...: raw little-endian, the results of all\n"
    "                 invokes one after another\n"
    "  --invokes N    without -i: so many (1); with -i holding one input: that one, N times\n"
    "  --seed N       without -i, inputs come from xorshift32 with this seed (1): integers of\n"
    "                 8 and 16 bits over their whole range, wider ones from 0 to 15, floats\n"
    "                 from -1 to 1\n"
    "  --arena BYTES  runs in an arena of exactly so many bytes; too few is exit status 5,\n"
    "                 and the message says how many it takes\n"
    "  --no-stream    computes whole tensors, one operator after another\n"
    "  --feed         input 0 goes in row by row\n"
    "  --slide        input 0 is a window that slides over the rows of its file: each invoke\n"
    "                 pushes one row, and each full window gives a result\n"
    "  --json         file, invokes, not_yet, arena_bytes, ms_per_invoke, outputs with the\n"
    "                 values of the last invoke\n";

struct wishes {
    struct mote_list inputs;
    const char *folder;
    uint32_t invokes, seed, arena;
    int no_stream, feed, slide, json;
};

static int write_outputs(const struct mote_harvest *h, const char *folder)
{
    int status = mote_folder_make(folder);
    for (int i = 0; i < h->n && status == 0; i++) {
        char name[32], *path;
        snprintf(name, sizeof name, "out%d.bin", i);
        path = mote_path_join(folder, name);
        status = mote_file_write(path, h->outputs[i].data, h->outputs[i].size);
        free(path);
    }
    return status;
}

static size_t last_values(const struct mote_harvest *h, const struct mote_session *s, int i,
                          struct mote_tensor *t, const uint8_t **data)
{
    mote_model_output(&s->model, i, t);
    *data = h->outputs[i].data;
    if (h->outputs[i].size >= h->step[i]) *data += h->outputs[i].size - h->step[i];
    return h->outputs[i].size ? t->elements : 0;
}

static void print_json(const struct mote_session *s, const struct mote_harvest *h)
{
    struct mote_json j;
    mote_json_begin(&j, stdout);
    mote_json_text(&j, "file", s->path);
    mote_json_int(&j, "invokes", h->invokes);
    mote_json_int(&j, "not_yet", h->n_not_yet);
    mote_json_int(&j, "arena_bytes", s->net.memory.arena_bytes);
    mote_json_real(&j, "ms_per_invoke", 1e3 * h->seconds / h->invokes, 4);
    mote_json_array(&j, "outputs");
    for (int i = 0; i < h->n; i++) {
        struct mote_tensor t;
        const uint8_t *data;
        const size_t n = last_values(h, s, i, &t, &data);
        mote_json_line(&j, NULL, '{');
        mote_json_text(&j, "dtype", mote_type_name(t.type));
        mote_json_array(&j, "shape");
        for (int d = 0; d < t.rank; d++) mote_json_int(&j, NULL, mote_tensor_dim(&t, d));
        mote_json_close(&j);
        mote_json_array(&j, "values");
        for (size_t k = 0; k < n; k++)
            mote_json_real(&j, NULL, mote_element(data, t.type, k, 1),
                           t.type == MOTE_FLOAT32 ? 9 : 17);
        mote_json_close(&j);
        mote_json_close(&j);
    }
    mote_json_close(&j);
    mote_json_end(&j);
}

enum { MOST_SHOWN = 12 };

static void print_text(const struct mote_session *s, const struct mote_harvest *h)
{
    struct mote_grid table;
    mote_grid_begin(&table, "llll");
    for (int i = 0; i < h->n; i++) {
        struct mote_tensor t;
        const uint8_t *data;
        char shape[128], values[320] = "";
        const size_t n = last_values(h, s, i, &t, &data);
        int at = 0;
        for (size_t k = 0; k < n && k < MOST_SHOWN; k++)
            at += snprintf(values + at, sizeof values - (size_t)at, "%s%.7g", k ? " " : "",
                           mote_element(data, t.type, k, 1));
        mote_grid_cell(&table, "output %d", i);
        mote_grid_cell(&table, "%s", mote_type_name(t.type));
        mote_grid_cell(&table, "%s", mote_shape_text(&t, shape, sizeof shape));
        mote_grid_cell(&table, "%s%s", values, n > MOST_SHOWN ? " ..." : "");
    }
    mote_grid_print(&table, stdout, 0);
    printf("%u invoke%s", (unsigned)h->invokes, h->invokes == 1 ? "" : "s");
    if (h->n_not_yet) printf(", %u of them without an output yet", (unsigned)h->n_not_yet);
    printf("; %.3g ms each; arena %u bytes\n", 1e3 * h->seconds / h->invokes,
           (unsigned)s->net.memory.arena_bytes);
}

static int run_in(struct mote_session *s, const struct wishes *w)
{
    struct mote_feed feed = {0};
    struct mote_harvest h = {0};
    int status;
    if (w->no_stream + w->feed + w->slide > 1)
        return mote_say(MOTE_EXIT_USAGE,
                        "--no-stream, --feed and --slide are different ways to run: give one");
    s->whole = w->no_stream;
    s->feed = w->feed;
    s->slide = w->slide;
    if ((status = mote_session_init(s, w->arena)) != 0) return status;
    if (w->inputs.n)
        status = mote_feed_files(&feed, s, w->inputs.items, w->inputs.n, w->invokes);
    else
        mote_feed_random(&feed, s, w->seed, w->invokes);
    feed.only_last = w->folder == NULL;
    if (status == 0) status = mote_harvest_run(&h, &feed);
    if (status == 0 && w->folder) status = write_outputs(&h, w->folder);
    if (status == 0 && w->json) print_json(s, &h);
    if (status == 0 && !w->json) print_text(s, &h);
    mote_harvest_close(&h);
    mote_feed_close(&feed);
    return status;
}

static int run(int argc, char **argv)
{
    struct wishes w = {.seed = 1, .arena = MOTE_ARENA_AUTO};
    const char *path;
    const struct mote_option options[] = {{"-i", MOTE_OPTION_LIST, &w.inputs},
                                          {"-o", MOTE_OPTION_TEXT, &w.folder},
                                          {"--invokes", MOTE_OPTION_NUMBER, &w.invokes},
                                          {"--seed", MOTE_OPTION_NUMBER, &w.seed},
                                          {"--arena", MOTE_OPTION_NUMBER, &w.arena},
                                          {"--no-stream", MOTE_OPTION_FLAG, &w.no_stream},
                                          {"--feed", MOTE_OPTION_FLAG, &w.feed},
                                          {"--slide", MOTE_OPTION_FLAG, &w.slide},
                                          {"--json", MOTE_OPTION_FLAG, &w.json},
                                          {NULL, MOTE_OPTION_FLAG, NULL}};
    struct mote_session s;
    int status;

    if ((status = mote_options(&mote_command_run, argc, argv, options, &path, 1)) != 0)
        return status;
    if ((status = mote_session_open(&s, path)) != 0) return status;
    status = run_in(&s, &w);
    mote_session_close(&s);
    return status;
}

const struct mote_command mote_command_run = {
    "run", "run it: inputs from files, outputs into files", help, run};
