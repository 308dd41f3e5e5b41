/* SPDX-License-Identifier: Apache-2.0 */
/* mote mem: what the arena holds. */
#include <stdio.h>

#include "json.h"
#include "session.h"
#include "grid.h"
#include "tool.h"

static const char help[] =
    "usage: mote mem MODEL [--json]\n"
    "\n"
    "Bytes of arena that mote_init takes, in all and by kind. The arena begins with what\n"
    "stays for good (nodes, tables, state); behind it the planner works during mote_init,\n"
    "and later the activations lie in its place.\n"
    "\n"
    "  --json   file, arena_bytes, nodes_bytes, tables_bytes, state_bytes,\n"
    "           activations_bytes, planning_bytes\n";

struct part {
    const char *key, *name;
    uint32_t bytes;
    const char *meaning;
};

enum { N_PARTS = 5 };

static void list_parts(const struct mote_memory *m, struct part *parts)
{
    parts[0] = (struct part){"nodes_bytes", "nodes", m->nodes, "prepared operators"};
    parts[1] = (struct part){"tables_bytes", "tables", m->tables,
                             "tables that operators computed, copied constants"};
    parts[2] = (struct part){"state_bytes", "state", m->state,
                             "variables and operator state, from invoke to invoke"};
    parts[3] = (struct part){"activations_bytes", "activations", m->activations,
                             "tensors and kernel scratch, by lifetime"};
    parts[4] = (struct part){"planning_bytes", "planning", m->planning,
                             "during mote_init only, in the place of state and activations"};
}

static void print_json(const struct mote_session *s)
{
    struct part parts[N_PARTS];
    struct mote_json j;
    list_parts(&s->net.memory, parts);
    mote_json_begin(&j, stdout);
    mote_json_text(&j, "file", s->path);
    mote_json_int(&j, "arena_bytes", s->net.memory.arena_bytes);
    for (int i = 0; i < N_PARTS; i++) mote_json_int(&j, parts[i].key, parts[i].bytes);
    mote_json_end(&j);
}

static void print_text(const struct mote_session *s)
{
    struct part parts[N_PARTS];
    struct mote_grid t;
    list_parts(&s->net.memory, parts);
    printf("%s\n\n", mote_file_part(s->path));
    mote_grid_begin(&t, "lrl");
    mote_grid_cell(&t, "arena");
    mote_grid_count(&t, s->net.memory.arena_bytes);
    mote_grid_cell(&t, "bytes that mote_init takes, in all");
    for (int i = 0; i < N_PARTS; i++) {
        mote_grid_cell(&t, "  %s", parts[i].name);
        mote_grid_count(&t, parts[i].bytes);
        mote_grid_cell(&t, "%s", parts[i].meaning);
    }
    mote_grid_print(&t, stdout, 2);
}

static int run(int argc, char **argv)
{
    int json = 0, status;
    const char *path;
    const struct mote_option options[] = {{"--json", MOTE_OPTION_FLAG, &json},
                                          {NULL, MOTE_OPTION_FLAG, NULL}};
    struct mote_session s;

    if ((status = mote_options(&mote_command_mem, argc, argv, options, &path, 1)) != 0)
        return status;
    if ((status = mote_session_open(&s, path)) != 0) return status;
    if ((status = mote_session_init(&s, MOTE_ARENA_AUTO)) == 0) {
        if (json)
            print_json(&s);
        else
            print_text(&s);
    }
    mote_session_close(&s);
    return status;
}

const struct mote_command mote_command_mem = {"mem", "the memory plan: arena bytes, by kind", help,
                                              run};
