/* SPDX-License-Identifier: Apache-2.0 */
/* mote check: may this file run? Every problem, with what to change. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "describe.h"
#include "json.h"
#include "probe.h"
#include "tool.h"

static const char help[] =
    "usage: mote check MODEL [--json] [--all]\n"
    "\n"
    "Says whether the file can run, and if not, every problem: node, operator, tensor, and\n"
    "what to change, in the call of the converter, say.\n"
    "Exit status 0: it can run; 1: problems; 3: the file is not a valid model.\n"
    "\n"
    "  --all    lists every problem, not only the first 50\n"
    "  --json   file, ok, problems [{error, subgraph, node, operator, tensor, where, what,\n"
    "           advice}], arena_bytes\n";

enum { MOST_LISTED = 50 };

struct report {
    const char *path;
    const struct mote_model *model;
    const struct mote_bytes *file;
    const struct mote_problems *problems;
    uint32_t arena_bytes;
};

static void int_or_null(struct mote_json *j, const char *key, int32_t value)
{
    if (value >= 0)
        mote_json_int(j, key, value);
    else
        mote_json_null(j, key);
}

static void print_json(const struct report *r)
{
    struct mote_json j;
    mote_json_begin(&j, stdout);
    mote_json_text(&j, "file", r->path);
    mote_json_bool(&j, "ok", r->problems->n == 0);
    mote_json_array(&j, "problems");
    for (size_t i = 0; i < r->problems->n; i++) {
        const struct mote_fault *f = &r->problems->items[i];
        struct mote_graph_node node;
        struct mote_sentence s;
        mote_describe(&s, r->model, r->file->data, r->file->size, f);
        mote_json_object(&j, NULL);
        mote_json_text(&j, "error", mote_strerror(f->error));
        int_or_null(&j, "subgraph", f->subgraph);
        int_or_null(&j, "node", f->node);
        if (f->node >= 0 && mote_graph_node(r->model, f->subgraph, f->node, &node))
            mote_json_text(&j, "operator", node.name);
        else
            mote_json_null(&j, "operator");
        int_or_null(&j, "tensor", f->tensor);
        mote_json_text(&j, "where", s.where);
        mote_json_text(&j, "what", s.what);
        mote_json_text(&j, "advice", s.advice);
        mote_json_close(&j);
    }
    mote_json_close(&j);
    if (r->problems->n == 0)
        mote_json_int(&j, "arena_bytes", r->arena_bytes);
    else
        mote_json_null(&j, "arena_bytes");
    mote_json_end(&j);
}

static void print_text(const struct report *r, int all)
{
    char before[MOTE_SENTENCE_ROOM] = "";
    size_t listed = r->problems->n;
    if (listed == 0) {
        printf("%s: fine; it runs in an arena of %u bytes\n", r->path, (unsigned)r->arena_bytes);
        return;
    }
    printf("%s: %lu problem%s\n", r->path, (unsigned long)listed, listed == 1 ? "" : "s");
    if (!all && listed > MOST_LISTED) listed = MOST_LISTED;
    for (size_t i = 0; i < listed; i++) {
        struct mote_sentence s;
        mote_describe(&s, r->model, r->file->data, r->file->size, &r->problems->items[i]);
        printf("\n  %s%s\n", s.where, s.what);
        printf("    %s\n", strcmp(before, s.advice) == 0 ? "(the same advice)" : s.advice);
        strcpy(before, s.advice);
    }
    if (listed < r->problems->n)
        printf("\n  and %lu more: --all lists them\n", (unsigned long)(r->problems->n - listed));
}

/* 3 if the file contradicts itself anywhere, 1 if it only wants what is not there. */
static int judge(const struct mote_problems *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->items[i].error == MOTE_E_MODEL) return MOTE_EXIT_MODEL;
    return p->n ? MOTE_EXIT_NO : MOTE_EXIT_DONE;
}

static void say_first(const struct report *r)
{
    for (size_t i = 0; i < r->problems->n; i++)
        if (r->problems->items[i].error == MOTE_E_MODEL) {
            mote_say_fault(r->path, r->model, r->file->data, r->file->size, &r->problems->items[i]);
            return;
        }
}

static int run(int argc, char **argv)
{
    int json = 0, all = 0, status;
    const char *path;
    const struct mote_option options[] = {{"--json", MOTE_OPTION_FLAG, &json},
                                          {"--all", MOTE_OPTION_FLAG, &all},
                                          {NULL, MOTE_OPTION_FLAG, NULL}};
    struct mote_session s = {0};
    struct mote_problems problems = {NULL, 0};
    struct mote_fault fault;
    struct report r;

    if ((status = mote_options(&mote_command_check, argc, argv, options, &path, 1)) != 0)
        return status;
    s.path = path;
    if ((status = mote_file_read(path, &s.file)) != 0) return status;
    if (mote_model_open(&s.model, s.file.data, s.file.size, &fault)) {
        problems.items = mote_resize(NULL, sizeof fault);
        problems.items[problems.n++] = fault;
    } else {
        s.model.unpack = mote_unpack_lut;
        mote_probe(&s, &problems);
    }
    r = (struct report){path, &s.model, &s.file, &problems, s.net.memory.arena_bytes};
    status = judge(&problems);
    if (json)
        print_json(&r);
    else
        print_text(&r, all);
    if (status == MOTE_EXIT_MODEL) say_first(&r);
    free(problems.items);
    mote_session_close(&s);
    return status;
}

const struct mote_command mote_command_check = {
    "check", "may this file run? every problem, and what to change", help, run};
