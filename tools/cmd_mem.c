/* SPDX-License-Identifier: Apache-2.0 */
/* mote mem: what the arena holds, and when. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiled.h"
#include "grid.h"
#include "json.h"
#include "plan_view.h"
#include "session.h"
#include "tool.h"

static const char help[] =
    "usage: mote mem MODEL [--svg FILE] [--no-stream | --feed]\n"
    "                [--spare-rows N] [--json]\n"
    "\n"
    "Bytes of arena that mote_init takes, in all and by kind; then every tensor, kernel scratch\n"
    "and state: its bytes, its offset in the arena, the operators from which and to which it\n"
    "lives, and whether it is a ring of rows or shares the memory of another one. The arena "
    "begins\n"
    "with what stays for good (nodes, tables, state); behind it the planner works during\n"
    "mote_init, and later the activations lie in its place.\n"
    "\n"
    "A run of operators that is streamed computes row by row: the tensors between them keep a\n"
    "ring of a few rows. Whatever such a segment touches lives through all of it, but its output\n"
    "may lie over its input, whose rows die as those of the output come.\n"
    "\n"
    "  --svg FILE   the plan as a picture too: operators from left to right, addresses upwards\n"
    "  --no-stream  every operator runs as a whole: what the plan would be without streaming\n"
    "  --spare-rows N  rings keep N rows more than they must (0)\n"
    "  --feed       input 0 comes by rows (mote_feed), so that not even it is whole in memory\n"
    "  --json       file, arena_bytes, compiled_arena_bytes, nodes_bytes, tables_bytes,\n"
    "               state_bytes,\n"
    "               activations_bytes, planning_bytes; lower_bound_bytes (the most that is alive\n"
    "               at one step, peak_step), where state and activations begin in the arena,\n"
    "               and steps, segments and pieces; a piece that shares memory or lies over\n"
    "               another one names it by its place in the list\n"
    "\n"
    "Exit status 1: the plan contradicts itself, which would be a bug in mote.\n";

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

/* ---- for programs --------------------------------------------------------------------------- */

static const char *const sharing_keys[] = {NULL, "view_of", "in_place_of", "part_of",
                                           "by_turns_with"};

static void json_piece(struct mote_json *j, const struct mote_plan_piece *x,
                       const struct mote_session *s)
{
    struct mote_tensor t;
    mote_json_line(j, NULL, '{');
    mote_json_text(j, "name", x->name);
    mote_json_text(j, "kind", mote_plan_kind_name(x->kind));
    mote_json_int(j, "bytes", x->bytes);
    mote_json_int(j, "offset", x->offset);
    mote_json_int(j, "first_step", x->first);
    mote_json_int(j, "last_step", x->last);
    if (x->sharing != MOTE_PLAN_OWN) mote_json_int(j, sharing_keys[x->sharing], x->shares);
    if (x->over >= 0) mote_json_int(j, "over", x->over);
    if (x->ring) {
        mote_json_int(j, "ring_rows", x->ring);
        mote_json_int(j, "rows", x->rows);
        mote_json_int(j, "whole_bytes", x->whole_bytes);
    }
    if (x->tensor < 0) {
        mote_json_int(j, "node", x->node);
    } else if (mote_graph_tensor(&s->model, 0, x->tensor, &t, NULL) == 0) {
        mote_json_int(j, "tensor", x->tensor);
        mote_json_text(j, "dtype", mote_type_name(t.type));
        mote_json_array(j, "shape");
        for (int d = 0; d < t.rank; d++) mote_json_int(j, NULL, mote_tensor_dim(&t, d));
        mote_json_close(j);
    }
    mote_json_close(j);
}

static void json_steps(struct mote_json *j, const struct mote_plan *plan)
{
    mote_json_array(j, "steps");
    for (uint32_t i = 0; i < plan->n_steps; i++) {
        const struct mote_plan_step *step = &plan->steps[i];
        const int node = i > 0 && i + 1 < plan->n_steps;
        mote_json_line(j, NULL, '{');
        mote_json_int(j, "step", i);
        if (node) mote_json_int(j, "node", i - 1);
        mote_json_text(j, node ? "operator" : "caller", step->name);
        mote_json_int(j, "alive_bytes", step->alive);
        if (step->segment >= 0) mote_json_int(j, "segment", step->segment);
        if (step->view) mote_json_bool(j, "view", 1);
        mote_json_close(j);
    }
    mote_json_close(j);
}

static void print_json(const struct mote_session *s, const struct mote_plan *plan,
                       uint32_t compiled)
{
    struct part parts[N_PARTS];
    struct mote_json j;
    list_parts(&s->net.memory, parts);
    mote_json_begin(&j, stdout);
    mote_json_text(&j, "file", s->path);
    mote_json_int(&j, "arena_bytes", s->net.memory.arena_bytes);
    mote_json_int(&j, "compiled_arena_bytes", compiled);
    for (int i = 0; i < N_PARTS; i++) mote_json_int(&j, parts[i].key, parts[i].bytes);
    mote_json_int(&j, "lower_bound_bytes", plan->bound);
    mote_json_real(&j, "above_lower_bound_percent", mote_plan_excess(plan, &s->net.memory), 4);
    mote_json_int(&j, "peak_step", plan->peak);
    mote_json_int(&j, "state_offset", plan->state_offset);
    mote_json_int(&j, "activations_offset", plan->activations_offset);
    json_steps(&j, plan);
    mote_json_array(&j, "segments");
    for (uint32_t i = 0; i < plan->n_segments; i++) {
        mote_json_line(&j, NULL, '{');
        mote_json_int(&j, "first_step", plan->segments[i].first);
        mote_json_int(&j, "last_step", plan->segments[i].last);
        mote_json_close(&j);
    }
    mote_json_close(&j);
    mote_json_array(&j, "pieces");
    for (uint32_t i = 0; i < plan->n_pieces; i++) json_piece(&j, &plan->pieces[i], s);
    mote_json_close(&j);
    mote_json_end(&j);
}

/* ---- for people ------------------------------------------------------------------------------ */

enum { STEP_ROOM = MOTE_NAME_ROOM + 16, MOST_NAME = 44 };

/* "3 CONV_2D" by node number, or "input" and "output" at the ends. */
static const char *step_text(const struct mote_plan *plan, uint32_t step, char *text)
{
    const int node = step > 0 && step + 1 < plan->n_steps;
    if (node)
        snprintf(text, STEP_ROOM, "%u %s", (unsigned)step - 1, plan->steps[step].name);
    else
        snprintf(text, STEP_ROOM, "%s", plan->steps[step].name);
    return text;
}

/* Of a long name only the first, if it is several; of a long path the end, which says more than its
 * beginning. */
static const char *short_name(const struct mote_plan_piece *x, char *text)
{
    char name[MOTE_NAME_ROOM];
    const char *from = mote_plan_label(x, name);
    size_t n = strlen(name);
    if (n > MOST_NAME && name[0] != ';') {
        name[strcspn(name, ";")] = 0;
        n = strlen(name);
    }
    if (n > MOST_NAME) from += n - (MOST_NAME - 3);
    while (((unsigned char)*from & 0xc0) == 0x80) from++;
    snprintf(text, MOTE_NAME_ROOM, "%s%.120s", from > name ? "..." : "", from);
    return text;
}

static void what_text(const struct mote_plan *plan, const struct mote_plan_piece *x, char *text,
                      size_t room)
{
    static const char *const sharing[] = {"", "view of", "in place of", "part of", "by turns with"};
    char other[MOTE_NAME_ROOM];
    int n = snprintf(text, room, "%s", mote_plan_kind_name(x->kind));
    if (x->sharing != MOTE_PLAN_OWN)
        n += snprintf(text + n, room - (size_t)n, ", %s %s", sharing[x->sharing],
                      short_name(&plan->pieces[x->shares], other));
    if (x->over >= 0)
        snprintf(text + n, room - (size_t)n, ", over %s as its rows die",
                 short_name(&plan->pieces[x->over], other));
    if (x->ring)
        snprintf(text + n, room - (size_t)n, ", ring: %u of %u rows", (unsigned)x->ring,
                 (unsigned)x->rows);
}

static void print_pieces(const struct mote_plan *plan)
{
    static const char *const heads[] = {
        "tensor or scratch", "bytes", "offset", "from", "to", "", "what"};
    struct mote_grid t;
    mote_grid_begin(&t, "lrrllll");
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) mote_grid_cell(&t, "%s", heads[i]);
    for (uint32_t i = 0; i < plan->n_pieces; i++) {
        const struct mote_plan_piece *x = &plan->pieces[i], *root = &plan->pieces[x->root];
        const int state = x->kind == MOTE_PLAN_STATE;
        const int at_peak = !state && root->from <= plan->peak && plan->peak <= root->until;
        char name[MOTE_NAME_ROOM], step[STEP_ROOM], what[2 * MOTE_NAME_ROOM];
        what_text(plan, x, what, sizeof what);
        mote_grid_cell(&t, "%s", short_name(x, name));
        mote_grid_count(&t, x->bytes);
        mote_grid_count(&t, x->offset);
        mote_grid_cell(&t, "%s", state ? "always" : step_text(plan, x->first, step));
        mote_grid_cell(&t, "%s", state ? "" : step_text(plan, x->last, step));
        mote_grid_cell(&t, "%s", at_peak ? "peak" : "");
        mote_grid_cell(&t, "%s", what);
    }
    mote_grid_print(&t, stdout, 2);
}

static void print_text(const struct mote_session *s, const struct mote_plan *plan,
                       uint32_t compiled)
{
    struct part parts[N_PARTS];
    struct mote_grid t;
    char number[32], step[STEP_ROOM];
    const int32_t segment = plan->steps[plan->peak].segment;
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
    mote_grid_cell(&t, "compiled");
    mote_grid_count(&t, compiled);
    mote_grid_cell(&t, "bytes of RAM that mote compile's code takes instead");
    mote_grid_print(&t, stdout, 2);
    printf("\n  Peak: %s bytes are alive at once, at %s", mote_with_commas(number, plan->bound),
           step_text(plan, plan->peak, step));
    if (segment >= 0) printf(" to %s", step_text(plan, plan->segments[segment].last, step));
    printf("; the activations take ");
    if (s->net.memory.activations == plan->bound)
        puts("just as many.");
    else
        printf("%.1f %% more.\n", mote_plan_excess(plan, &s->net.memory));
    for (uint32_t i = 0; i < plan->n_segments; i++) {
        printf("  Streamed by rows: %s", step_text(plan, plan->segments[i].first, step));
        printf(" to %s\n", step_text(plan, plan->segments[i].last, step));
    }
    putchar('\n');
    print_pieces(plan);
}

/* ---- the command ------------------------------------------------------------------------------
 */

static int write_picture(const char *path, const struct mote_session *s,
                         const struct mote_plan *plan)
{
    char *text = NULL;
    size_t size = 0;
    int status = MOTE_EXIT_FILE, ended = 1;
    FILE *out = open_memstream(&text, &size);
    if (out) {
        mote_plan_draw(plan, s, out);
        ended = ferror(out) | fclose(out);
    }
    if (!ended)
        status = mote_file_write(path, text, size);
    else
        mote_say(status, "this machine has not the memory for the picture");
    free(text);
    return status;
}

/* RAM of the model when it is compiled, with the same wishes. */
static int compiled_bytes(const struct mote_session *s, uint32_t *bytes)
{
    struct mote_session again;
    struct mote_compiled c;
    int status = mote_session_open(&again, s->path);
    if (status) return status;
    again.feed = s->feed;
    again.whole = s->whole;
    again.spare_rows = s->spare_rows ? s->spare_rows : MOTE_SPARE_ROWS_AUTO;
    status = mote_compiled_read(&c, &again);
    *bytes = c.ram_bytes;
    mote_compiled_close(&c);
    mote_session_close(&again);
    return status;
}

static int show(struct mote_session *s, const char *svg, int json)
{
    struct mote_plan plan;
    uint32_t compiled = 0;
    int status = mote_session_init(s, MOTE_ARENA_AUTO);
    if (status == 0) status = compiled_bytes(s, &compiled);
    if (status) return status;
    status = mote_plan_read(&plan, s);
    if (svg && status == 0) status = write_picture(svg, s, &plan);
    if (json && status != MOTE_EXIT_FILE)
        print_json(s, &plan, compiled);
    else if (status != MOTE_EXIT_FILE)
        print_text(s, &plan, compiled);
    mote_plan_close(&plan);
    return status;
}

static int run(int argc, char **argv)
{
    int json = 0, whole = 0, feed = 0, status;
    uint32_t spare_rows = 0;
    const char *path, *svg = NULL;
    const struct mote_option options[] = {
        {"--svg", MOTE_OPTION_TEXT, &svg},   {"--no-stream", MOTE_OPTION_FLAG, &whole},
        {"--feed", MOTE_OPTION_FLAG, &feed}, {"--spare-rows", MOTE_OPTION_NUMBER, &spare_rows},
        {"--json", MOTE_OPTION_FLAG, &json}, {NULL, MOTE_OPTION_FLAG, NULL}};
    struct mote_session s;

    if ((status = mote_options(&mote_command_mem, argc, argv, options, &path, 1)) != 0)
        return status;
    if ((status = mote_session_open(&s, path)) != 0) return status;
    s.whole = whole;
    s.spare_rows = spare_rows;
    s.feed = feed;
    status = show(&s, svg, json);
    mote_session_close(&s);
    return status;
}

const struct mote_command mote_command_mem = {
    "mem", "the memory plan: arena bytes, tensor by tensor over time; a picture", help, run};
