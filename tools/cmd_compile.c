/* SPDX-License-Identifier: Apache-2.0 */
/* mote compile: the model as C, to be compiled into a firmware. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "generate.h"
#include "generate_names.h"
#include "tool.h"

static const char help[] =
    "usage: mote compile MODEL -o DIR [--name NAME] [--feed] [--no-stream |\n"
    "                    --spare-rows N]\n"
    "                    [--selftest [-i FILE]... [--seed N]]\n"
    "\n"
    "Writes DIR/NAME.c and DIR/NAME.h: the model as C that calls mote's kernels, without reading,\n"
    "preparing and planning on the device. Build them with all of mote's src/ (the linker keeps\n"
    "what is called) and call NAME_init, NAME_input, NAME_invoke, NAME_output.\n"
    "\n"
    "  -o DIR       the folder; it is made if need be\n"
    "  --name NAME  prefix of all symbols (the model's file name)\n"
    "  --feed       input 0 comes by rows: NAME_feed(row) instead of NAME_invoke\n"
    "  --spare-rows N  rings keep N rows more than they must: faster, in more memory; without it\n"
    "               1 where that takes at most 7 % more RAM, else 0\n"
    "  --no-stream  computes whole tensors, one operator after another\n"
    "  --selftest   adds NAME_selftest(): an input and the outputs it gives on this machine,\n"
    "               compared on the device\n"
    "  -i FILE      the self-test's input, once for each input: as for mote run\n"
    "  --seed N     without -i the self-test's inputs come from xorshift32 with this seed (1)\n";

struct wishes {
    struct mote_list inputs;
    const char *folder, *name;
    uint32_t seed, spare_rows;
    int feed, no_stream, selftest;
};

/* Makes an identifier of a file's name. */
static char *name_of(const char *path)
{
    const char *part = mote_file_part(path);
    char *name = mote_allocate(strlen(part) + 8);
    size_t n = 0;
    if (part[0] >= '0' && part[0] <= '9') n = (size_t)sprintf(name, "model_");
    for (; *part && strcmp(part, ".tflite") != 0; part++) {
        const char c = *part;
        const int good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        name[n++] = (char)(good ? c : '_');
    }
    name[n] = 0;
    return name;
}

static int is_identifier(const char *name)
{
    const size_t n =
        strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    return n > 0 && n == strlen(name) && n < 64 && (name[0] < '0' || name[0] > '9');
}

static int write(const struct mote_generate *g, const char *folder, const char *suffix,
                 void (*print)(const struct mote_generate *g, FILE *out))
{
    char *text = NULL, *path, file[80];
    size_t size = 0;
    int status = MOTE_EXIT_FILE;
    FILE *out = open_memstream(&text, &size);
    if (!out) return mote_say(status, "this machine has not the memory for the text");
    print(g, out);
    snprintf(file, sizeof file, "%s%s", g->name, suffix);
    path = mote_path_join(folder, file);
    if (ferror(out) | fclose(out))
        mote_say(status, "this machine has not the memory for the text");
    else
        status = mote_file_write(path, text, size);
    free(path);
    free(text);
    return status;
}

/* Runs the model once in the interpreter, as a whole, for inputs and outputs of the self-test. */
static int run_once(const char *path, const struct wishes *w, struct mote_generate *g)
{
    struct mote_session s;
    struct mote_feed feed = {0};
    struct mote_harvest h = {0};
    struct mote_bytes *inputs = NULL, *outputs = NULL;
    int status = mote_session_open(&s, path);
    if (status) return status;
    s.whole = 1;
    if ((status = mote_session_init(&s, MOTE_ARENA_AUTO)) != 0) return status;
    if (w->inputs.n)
        status = mote_feed_files(&feed, &s, w->inputs.items, w->inputs.n, 1);
    else
        mote_feed_random(&feed, &s, w->seed, 1);
    if (status == 0) {
        const int n_in = mote_inputs(&s.net), n_out = mote_outputs(&s.net);
        const uint32_t state = feed.random;
        inputs = mote_allocate(((size_t)n_in + 1) * sizeof *inputs);
        outputs = mote_allocate(((size_t)n_out + 1) * sizeof *outputs);
        mote_feed_fill(&feed, 0);
        feed.random = state; /* the harvest makes the same inputs again */
        for (int i = 0; i < n_in; i++) {
            inputs[i].size = mote_input_bytes(&s.net, i);
            inputs[i].data = mote_allocate(inputs[i].size + 1);
            memcpy(inputs[i].data, mote_input(&s.net, i), inputs[i].size);
        }
        g->inputs = inputs;
        g->outputs = outputs;
        status = mote_harvest_run(&h, &feed);
        for (int i = 0; i < n_out && status == 0; i++) {
            outputs[i].size = h.step[i];
            outputs[i].data = mote_allocate(h.step[i] + 1);
            memcpy(outputs[i].data, h.outputs[i].data, h.step[i]);
        }
        mote_harvest_close(&h);
    }
    mote_feed_close(&feed);
    mote_session_close(&s);
    return status;
}

/* Can input 0 come by rows at all? */
static int check_rows(const struct mote_session *s)
{
    struct mote_tensor t;
    if (mote_model_input(&s->model, 0, &t) == 0 && t.rank >= 2 && t.bytes) return 0;
    return mote_say(MOTE_EXIT_UNSUPPORTED, "%s: input 0 has no rows (dimension 1): without --feed",
                    s->path);
}

static int compile(struct mote_session *s, const struct wishes *w, struct mote_generate *g)
{
    struct mote_compiled c;
    int status = mote_compiled_read(&c, s);
    g->c = &c;
    for (uint32_t i = 0; i < c.n_nodes && status == 0; i++) {
        char text[MOTE_SYMBOL_ROOM];
        const struct mote_compiled_node *x = &c.nodes[i];
        if (!mote_symbol_kernel(x->n.op, x->key, x->consumes, text, sizeof text) ||
            (x->segment >= 0 && !x->consumes && x->n.op->reach &&
             !mote_symbol_reach(x->n.op->reach, x->key)))
            status = mote_say(MOTE_EXIT_UNSUPPORTED, "%s: node %u: its kernel has no known name",
                              s->path, (unsigned)i);
    }
    if (status == 0) status = mote_folder_make(w->folder);
    if (status == 0) status = write(g, w->folder, ".c", mote_generate_source);
    if (status == 0) status = write(g, w->folder, ".h", mote_generate_header);
    if (status == 0)
        printf("%s: %s/%s.c, %s.h: %u bytes of RAM, %u kernels\n", mote_file_part(s->path),
               w->folder, g->name, g->name, (unsigned)c.ram_bytes, (unsigned)c.n_nodes);
    mote_compiled_close(&c);
    return status;
}

static int run(int argc, char **argv)
{
    struct wishes w = {.spare_rows = MOTE_SPARE_ROWS_AUTO, .seed = 1};
    const char *path;
    const struct mote_option options[] = {{"-o", MOTE_OPTION_TEXT, &w.folder},
                                          {"--name", MOTE_OPTION_TEXT, &w.name},
                                          {"-i", MOTE_OPTION_LIST, &w.inputs},
                                          {"--seed", MOTE_OPTION_NUMBER, &w.seed},
                                          {"--feed", MOTE_OPTION_FLAG, &w.feed},
                                          {"--selftest", MOTE_OPTION_FLAG, &w.selftest},
                                          {"--no-stream", MOTE_OPTION_FLAG, &w.no_stream},
                                          {"--spare-rows", MOTE_OPTION_NUMBER, &w.spare_rows},
                                          {NULL, MOTE_OPTION_FLAG, NULL}};
    struct mote_session s;
    struct mote_generate g = {0};
    char *name;
    int status;
    if ((status = mote_options(&mote_command_compile, argc, argv, options, &path, 1)) != 0)
        return status;
    if (!w.folder) return mote_say(MOTE_EXIT_USAGE, "-o says where the C files go: -o DIR");
    if (w.name && !is_identifier(w.name))
        return mote_say(MOTE_EXIT_USAGE, "--name %s: it must be an identifier of C", w.name);
    if (MOTE_BIG_ENDIAN)
        return mote_say(MOTE_EXIT_UNSUPPORTED, "compile runs on little-endian machines only");
    name = name_of(path);
    g.name = w.name ? w.name : name;
    if (!is_identifier(g.name))
        status = mote_say(MOTE_EXIT_USAGE, "%s: give a name with --name", path);
    if (status == 0 && w.selftest) status = run_once(path, &w, &g);
    if (status == 0 && (status = mote_session_open(&s, path)) == 0) {
        s.whole = w.no_stream && !w.feed;
        s.spare_rows = w.spare_rows;
        s.feed = w.feed;
        if (w.feed) status = check_rows(&s);
        if (status == 0) status = compile(&s, &w, &g);
        mote_session_close(&s);
    }
    free(name);
    return status;
}

const struct mote_command mote_command_compile = {
    "compile", "the model as C, for firmware that has just this one", help, run};
