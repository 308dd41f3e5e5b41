/* SPDX-License-Identifier: Apache-2.0 */
/* mote bench: time on this machine, or what an emulated microcontroller executes. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench_board.h"
#include "bench_host.h"
#include "chips.h"
#include "graph.h"
#include "grid.h"
#include "json.h"
#include "macs.h"
#include "tool.h"

static const char help[] =
    "usage: mote bench MODEL [--target T] [--opt -O2] [--per-second N] [--no-stream]\n"
    "                  [--compiled] [--json]\n"
    "\n"
    "On this machine (host): time of an invoke, median and least of many, and of each node.\n"
    "For a core: builds firmware with the model and runs it in QEMU, and says for an invoke and\n"
    "for each node what is executed: instructions, loads, stores, cycles by a model of the core;\n"
    "and RAM, flash, and energy on chips with such a core. docs/bench.md says how, and how exact.\n"
    "\n"
    "  --target T       host (as if not given), cortex-m0, cortex-m3, cortex-m4, cortex-m7,\n"
    "                   cortex-m55, rv32imc; or cortex-m0+, cortex-m33, cortex-m85, rv32ec, which\n"
    "                   differ in cycles only, or lack a multiplier (rv32ec)\n"
    "  --opt O          how the firmware is compiled: -O2 (as if not given), -Os, -O3\n"
    "  --per-second N   inferences a second for the battery's days; 1 by default\n"
    "  --seconds N      about how long to measure on this machine; 1 by default\n"
    "  --no-stream      whole tensors, one operator after another\n"
    "  --compiled       for a core: the model as mote compile gives it, in all (not node by node)\n"
    "  --json           file, target, invoke, nodes; for a core also memory, init and chips\n"
    "\n"
    "A core takes python3, make, qemu and arm-none-eabi-gcc or riscv64-unknown-elf-gcc on the "
    "path,\n"
    "and the source tree: $MOTE_ROOT, or where this command or the current folder lies in it.\n";

struct wishes {
    const char *target, *opt, *per_second_text;
    uint32_t seconds;
    int no_stream, compiled, json;
    double per_second;
};

static uint64_t macs_of(const struct mote_model *m, int subgraph, int index, char *name)
{
    struct mote_graph_node node;
    if (!mote_graph_node(m, subgraph, index, &node)) return 0;
    strcpy(name, node.name);
    return mote_node_macs(m, &node);
}

static double rate(uint64_t macs, double seconds)
{
    return seconds > 0 ? (double)macs / seconds : 0;
}

/* ---- this machine ---- */

static void host_json(const struct mote_session *s, const struct mote_host_run *run)
{
    const uint64_t macs = mote_model_macs(&s->model);
    struct mote_json j;
    mote_json_begin(&j, stdout);
    mote_json_text(&j, "file", s->path);
    mote_json_text(&j, "target", "host");
    mote_json_int(&j, "macs", (int64_t)macs);
    mote_json_int(&j, "arena_bytes", s->net.memory.arena_bytes);
    mote_json_line(&j, "invoke", '{');
    mote_json_int(&j, "invokes", run->invokes);
    mote_json_real(&j, "median_us", 1e6 * run->median, 6);
    mote_json_real(&j, "least_us", 1e6 * run->least, 6);
    mote_json_real(&j, "macs_per_second", rate(macs, run->median), 6);
    mote_json_close(&j);
    mote_json_array(&j, "nodes");
    for (int i = 0; i < run->n_nodes; i++) {
        char name[MOTE_NAME_ROOM] = "";
        const struct mote_host_node *n = &run->nodes[i];
        const uint64_t node_macs = macs_of(&s->model, n->subgraph, n->node, name);
        mote_json_line(&j, NULL, '{');
        mote_json_int(&j, "subgraph", n->subgraph);
        mote_json_int(&j, "node", n->node);
        mote_json_text(&j, "operator", name);
        mote_json_int(&j, "macs", (int64_t)node_macs);
        mote_json_real(&j, "us", 1e6 * n->seconds, 6);
        mote_json_real(&j, "macs_per_second", rate(node_macs, n->seconds), 6);
        mote_json_close(&j);
    }
    mote_json_close(&j);
    mote_json_end(&j);
}

static void cell_macs(struct mote_grid *t, uint64_t macs)
{
    if (macs)
        mote_grid_count(t, macs);
    else
        mote_grid_cell(t, "%s", "");
}

/* With so many digits behind the point; `otherwise` if it is not positive. */
static void cell_positive(struct mote_grid *t, double value, int digits, const char *otherwise)
{
    if (value > 0)
        mote_grid_cell(t, "%.*f", digits, value);
    else
        mote_grid_cell(t, "%s", otherwise);
}

static void host_text(const struct mote_session *s, const struct mote_host_run *run)
{
    const uint64_t macs = mote_model_macs(&s->model);
    double sum = 0;
    struct mote_grid t;
    for (int i = 0; i < run->n_nodes; i++) sum += run->nodes[i].seconds;
    printf("%s on this machine: %.4g us an invoke (median of %u, least %.4g), %.0f million MACs a "
           "second\n\n",
           mote_file_part(s->path), 1e6 * run->median, run->invokes, 1e6 * run->least,
           1e-6 * rate(macs, run->median));
    mote_grid_begin(&t, "rlrrrr");
    mote_grid_cell(&t, "node");
    mote_grid_cell(&t, "operator");
    mote_grid_cell(&t, "MACs");
    mote_grid_cell(&t, "us");
    mote_grid_cell(&t, "share");
    mote_grid_cell(&t, "MMAC/s");
    for (int i = 0; i < run->n_nodes; i++) {
        char name[MOTE_NAME_ROOM] = "";
        const struct mote_host_node *n = &run->nodes[i];
        const uint64_t node_macs = macs_of(&s->model, n->subgraph, n->node, name);
        if (n->subgraph)
            mote_grid_cell(&t, "%d:%d", n->subgraph, n->node);
        else
            mote_grid_cell(&t, "%d", n->node);
        mote_grid_cell(&t, "%s", name);
        cell_macs(&t, node_macs);
        mote_grid_cell(&t, "%.2f", 1e6 * n->seconds);
        mote_grid_cell(&t, "%.1f %%", sum > 0 ? 100 * n->seconds / sum : 0);
        cell_positive(&t, 1e-6 * rate(node_macs, n->seconds), 0, "");
    }
    mote_grid_print(&t, stdout, 2);
    puts("\n  Nodes are timed one by one, which takes the clock's own time as well: their shares\n"
         "  are what counts.");
}

static int bench_host(struct mote_session *s, const struct wishes *w)
{
    struct mote_host_run run;
    int status;
    s->whole = w->no_stream;
    status = mote_host_measure(&run, s, w->seconds);
    if (status == 0 && w->json) host_json(s, &run);
    if (status == 0 && !w->json) host_text(s, &run);
    mote_host_close(&run);
    return status;
}

/* ---- an emulated core ---- */

static void cell_counts(struct mote_grid *t, const struct mote_core *core,
                        const struct mote_counts *c)
{
    mote_grid_count(t, (unsigned long long)c->instructions);
    if (c->loads < 0) {
        for (int i = 0; i < 3; i++) mote_grid_cell(t, "%s", "?");
        return;
    }
    mote_grid_count(t, (unsigned long long)c->loads);
    mote_grid_count(t, (unsigned long long)c->stores);
    mote_grid_count(t, (unsigned long long)(mote_core_cycles(core, c) + 0.5));
}

static void cell_row(struct mote_grid *t, const struct mote_core *core, const char *node,
                     const char *name, uint64_t macs, const struct mote_counts *c, double all)
{
    mote_grid_cell(t, "%s", node);
    mote_grid_cell(t, "%s", name);
    cell_macs(t, macs);
    cell_counts(t, core, c);
    mote_grid_cell(t, "%.1f %%", all > 0 ? 100 * c->instructions / all : 0);
    cell_positive(t, macs ? c->instructions / (double)macs : 0, 2, "");
}

/* Does the chip execute what this core's board runs? Its own core's model gives its cycles. */
static const struct mote_core *core_of_chip(const struct mote_chip *chip,
                                            const struct mote_core *core)
{
    const struct mote_core *own = mote_core_find(chip->core);
    return own && strcmp(own->board, core->board) == 0 ? own : NULL;
}

static void chips_text(const struct mote_core *core, const struct mote_counts *invoke,
                       double per_second)
{
    struct mote_grid t;
    mote_grid_begin(&t, "llrrrr");
    mote_grid_cell(&t, "chip");
    mote_grid_cell(&t, "core");
    mote_grid_cell(&t, "MHz");
    mote_grid_cell(&t, "ms");
    mote_grid_cell(&t, "uJ");
    mote_grid_cell(&t, "days on a CR2032");
    for (int i = 0; i < mote_n_chips; i++) {
        const struct mote_chip *chip = &mote_chips[i];
        const struct mote_core *own = core_of_chip(chip, core);
        double cycles, uj, days;
        if (!own) continue;
        cycles = mote_core_cycles(own, invoke);
        uj = mote_chip_uj(chip, cycles);
        days = mote_chip_days(chip, cycles, per_second);
        mote_grid_cell(&t, "%s", chip->name);
        mote_grid_cell(&t, "%s", own->name);
        mote_grid_cell(&t, "%g", chip->mhz);
        mote_grid_cell(&t, "%.4g", mote_chip_ms(chip, cycles));
        cell_positive(&t, uj, uj < 10 ? 2 : 1, "?");
        if (mote_chip_ms(chip, cycles) * per_second > 1000)
            mote_grid_cell(&t, "too slow");
        else
            cell_positive(&t, days, 0, "?");
    }
    mote_grid_print(&t, stdout, 2);
}

static void board_text(const struct mote_session *s, const struct mote_core *core,
                       const struct mote_board_run *run, const struct wishes *w)
{
    struct mote_grid t;
    struct mote_counts around = run->invoke;
    printf("%s on %s, %s, %s%s\n\n", mote_file_part(s->path), core->name, w->opt,
           w->compiled ? "compiled" : "interpreted", w->no_stream ? "" : ", streamed by rows");
    mote_grid_begin(&t, "rlrrrrrrr");
    mote_grid_cell(&t, "node");
    mote_grid_cell(&t, "operator");
    mote_grid_cell(&t, "MACs");
    mote_grid_cell(&t, "instructions");
    mote_grid_cell(&t, "loads");
    mote_grid_cell(&t, "stores");
    mote_grid_cell(&t, "cycles");
    mote_grid_cell(&t, "share");
    mote_grid_cell(&t, "/MAC");
    for (int i = 0; i < run->n_nodes; i++) {
        char name[MOTE_NAME_ROOM] = "", number[32];
        const struct mote_board_node *n = &run->nodes[i];
        const uint64_t macs = macs_of(&s->model, n->subgraph, n->node, name);
        if (n->subgraph)
            snprintf(number, sizeof number, "%d:%d", n->subgraph, n->node);
        else
            snprintf(number, sizeof number, "%d", n->node);
        cell_row(&t, core, number, name, macs, &n->counts, run->invoke.instructions);
        around.instructions -= n->counts.instructions;
        around.loads -= n->counts.loads;
        around.stores -= n->counts.stores;
        around.taken -= n->counts.taken;
    }
    /* The hook costs a node some accesses, of which the invoke knows nothing. */
    if (around.stores < 0) around.stores = 0;
    if (run->invoke.loads < 0)
        around.loads = -1; /* not counted */
    else if (around.loads < 0)
        around.loads = 0;
    if (around.instructions > 0 && run->n_nodes)
        cell_row(&t, core, "", "around them", 0, &around, run->invoke.instructions);
    cell_row(&t, core, "", "invoke", mote_model_macs(&s->model), &run->invoke,
             run->invoke.instructions);
    mote_grid_print(&t, stdout, 2);

    puts("");
    mote_grid_begin(&t, "lrl");
    mote_grid_cell(&t, "RAM: arena");
    mote_grid_count(&t, run->arena);
    mote_grid_cell(&t, "bytes");
    mote_grid_cell(&t, "RAM: stack");
    mote_grid_count(&t, run->stack > run->stack_init ? run->stack : run->stack_init);
    mote_grid_cell(&t, "at its deepest");
    mote_grid_cell(&t, "flash: model");
    mote_grid_count(&t, run->model);
    mote_grid_cell(&t, "%s", "");
    mote_grid_cell(&t, "flash: code");
    mote_grid_count(&t, run->code);
    mote_grid_cell(&t, "mote and compiler helpers");
    mote_grid_cell(&t, "init");
    mote_grid_count(&t, (unsigned long long)run->init.instructions);
    mote_grid_cell(&t, "instructions, once");
    mote_grid_print(&t, stdout, 2);
    puts("");
    if (run->invoke.loads < 0) {
        puts("  This QEMU takes no plugin, so loads, stores, cycles and energy are not known.");
        return;
    }
    chips_text(core, &run->invoke, w->per_second);
    printf("\n  Cycles: %g an instruction, and %g a load, %g a store, %g a taken branch (%s);\n"
           "  no wait states. Days at %g inference%s a second. '?': no figure for the current is "
           "at hand.\n",
           core->instruction, core->load, core->store, core->taken, core->source, w->per_second,
           w->per_second > 1 ? "s" : "");
}

static void json_counts(struct mote_json *j, const struct mote_core *core,
                        const struct mote_counts *c)
{
    mote_json_int(j, "instructions", (int64_t)c->instructions);
    if (c->loads < 0) {
        mote_json_null(j, "loads");
        mote_json_null(j, "stores");
        mote_json_null(j, "taken_branches");
        mote_json_null(j, "cycles");
        return;
    }
    mote_json_int(j, "loads", (int64_t)c->loads);
    mote_json_int(j, "stores", (int64_t)c->stores);
    mote_json_int(j, "taken_branches", (int64_t)c->taken);
    mote_json_int(j, "cycles", (int64_t)(mote_core_cycles(core, c) + 0.5));
}

static void json_positive(struct mote_json *j, const char *key, double value)
{
    if (value > 0)
        mote_json_real(j, key, value, 5);
    else
        mote_json_null(j, key);
}

static void board_json(const struct mote_session *s, const struct mote_core *core,
                       const struct mote_board_run *run, const struct wishes *w)
{
    struct mote_json j;
    mote_json_begin(&j, stdout);
    mote_json_text(&j, "file", s->path);
    mote_json_text(&j, "target", core->name);
    mote_json_text(&j, "opt", w->opt);
    mote_json_bool(&j, "streamed", !w->no_stream);
    mote_json_bool(&j, "compiled", w->compiled);
    mote_json_int(&j, "macs", (int64_t)mote_model_macs(&s->model));
    mote_json_int(&j, "arena_bytes", run->arena);
    mote_json_int(&j, "stack_bytes", run->stack > run->stack_init ? run->stack : run->stack_init);
    mote_json_int(&j, "model_bytes", run->model);
    mote_json_int(&j, "code_bytes", run->code);
    mote_json_line(&j, "init", '{');
    json_counts(&j, core, &run->init);
    mote_json_close(&j);
    mote_json_line(&j, "invoke", '{');
    json_counts(&j, core, &run->invoke);
    mote_json_close(&j);
    mote_json_array(&j, "nodes");
    for (int i = 0; i < run->n_nodes; i++) {
        char name[MOTE_NAME_ROOM] = "";
        const struct mote_board_node *n = &run->nodes[i];
        const uint64_t macs = macs_of(&s->model, n->subgraph, n->node, name);
        mote_json_line(&j, NULL, '{');
        mote_json_int(&j, "subgraph", n->subgraph);
        mote_json_int(&j, "node", n->node);
        mote_json_text(&j, "operator", name);
        mote_json_int(&j, "macs", (int64_t)macs);
        json_counts(&j, core, &n->counts);
        mote_json_close(&j);
    }
    mote_json_close(&j);
    mote_json_real(&j, "per_second", w->per_second, 9);
    mote_json_array(&j, "chips");
    for (int i = 0; i < mote_n_chips && run->invoke.loads >= 0; i++) {
        const struct mote_core *own = core_of_chip(&mote_chips[i], core);
        const double cycles = own ? mote_core_cycles(own, &run->invoke) : 0;
        if (!own) continue;
        mote_json_line(&j, NULL, '{');
        mote_json_text(&j, "chip", mote_chips[i].name);
        mote_json_text(&j, "core", own->name);
        mote_json_real(&j, "mhz", mote_chips[i].mhz, 4);
        mote_json_real(&j, "ms", mote_chip_ms(&mote_chips[i], cycles), 5);
        json_positive(&j, "uj", mote_chip_uj(&mote_chips[i], cycles));
        json_positive(&j, "cr2032_days", mote_chip_days(&mote_chips[i], cycles, w->per_second));
        mote_json_close(&j);
    }
    mote_json_close(&j);
    mote_json_end(&j);
}

static int bench_board(struct mote_session *s, const struct mote_core *core, const struct wishes *w)
{
    const struct mote_board_wish wish = {s->path, core->board, w->opt, w->no_stream, w->compiled};
    const int terminal = isatty(STDERR_FILENO);
    struct mote_board_run run;
    int status;
    s->whole = w->no_stream;
    /* What cannot run here cannot run there: its fault is said in words. */
    if ((status = mote_session_init(s, MOTE_ARENA_AUTO)) != 0) return status;
    if (terminal) fprintf(stderr, "building and running firmware for %s\r", core->name);
    status = mote_board_measure(&run, &wish);
    if (terminal) fputs("\r\033[K", stderr);
    if (status == 0 && w->json) board_json(s, core, &run, w);
    if (status == 0 && !w->json) board_text(s, core, &run, w);
    mote_board_close(&run);
    return status;
}

static int check_wishes(struct wishes *w, const struct mote_core **core)
{
    if (strcmp(w->target, "host") != 0 && !(*core = mote_core_find(w->target)))
        return mote_say(MOTE_EXIT_USAGE,
                        "bench --target: there is no '%s'; it may be host, cortex-m0, cortex-m3, "
                        "cortex-m4, cortex-m7, cortex-m55 or rv32imc",
                        w->target);
    if (w->compiled && !*core)
        return mote_say(MOTE_EXIT_USAGE, "bench --compiled: only with --target of a core; on this "
                                         "machine the same kernels run");
    if (strncmp(w->opt, "-O", 2) != 0 || strlen(w->opt) != 3)
        return mote_say(MOTE_EXIT_USAGE, "bench --opt: '%s' is not -O2, -Os, -O3 or the like",
                        w->opt);
    return mote_per_second("bench", w->per_second_text, &w->per_second);
}

static int run(int argc, char **argv)
{
    struct wishes w = {.target = "host", .opt = "-O2", .per_second_text = "1", .seconds = 1};
    const struct mote_core *core = NULL;
    const char *path;
    const struct mote_option options[] = {{"--target", MOTE_OPTION_TEXT, &w.target},
                                          {"--opt", MOTE_OPTION_TEXT, &w.opt},
                                          {"--seconds", MOTE_OPTION_NUMBER, &w.seconds},
                                          {"--per-second", MOTE_OPTION_TEXT, &w.per_second_text},
                                          {"--no-stream", MOTE_OPTION_FLAG, &w.no_stream},
                                          {"--compiled", MOTE_OPTION_FLAG, &w.compiled},
                                          {"--json", MOTE_OPTION_FLAG, &w.json},
                                          {NULL, MOTE_OPTION_FLAG, NULL}};
    struct mote_session s;
    int status;

    if ((status = mote_options(&mote_command_bench, argc, argv, options, &path, 1)) != 0)
        return status;
    if ((status = check_wishes(&w, &core)) != 0) return status;
    if ((status = mote_session_open(&s, path)) != 0) return status;
    status = core ? bench_board(&s, core, &w) : bench_host(&s, &w);
    mote_session_close(&s);
    return status;
}

const struct mote_command mote_command_bench = {
    "bench", "time here, or instructions, energy on an emulated core", help, run};
