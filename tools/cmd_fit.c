/* SPDX-License-Identifier: Apache-2.0 */
/* mote fit: on which chips a model fits, how long it takes there, and how long a battery lasts. */
#include <stdio.h>
#include <string.h>

#include "chips.h"
#include "estimate.h"
#include "grid.h"
#include "json.h"
#include "session.h"
#include "tool.h"

static const char help[] =
    "usage: mote fit MODEL [--per-second N] [--json]\n"
    "\n"
    "For some twenty chips: does the model fit their flash and RAM, about how long does an\n"
    "inference take, what energy, and how many days does a CR2032 last. Nothing is run: the work\n"
    "of each node, times instructions that such nodes took on emulated cores. How far off that\n"
    "may be, and where every number comes from: docs/bench.md. To measure: mote bench --target.\n"
    "\n"
    "  --per-second N   inferences a second, 1 by default; asleep between them\n"
    "  --json           file, model_bytes, arena_bytes, per_second, chips, nodes with their work\n";

struct verdict {
    const struct mote_chip *chip;
    uint32_t flash, ram;
    int fits;
    double ms, uj, days;
    struct mote_counts counts;
};

/* Beside the arena: the net, the model's view and the rest of .bss, as the examples have them. */
enum { STATIC_BYTES = 400 };

static struct verdict judge(const struct mote_chip *chip, const struct mote_session *s,
                            double per_second)
{
    const struct mote_core *core = mote_core_find(chip->core);
    const struct mote_rates *rates = mote_rates_of(core->board);
    struct verdict v = {.chip = chip};
    double cycles;
    v.flash = (uint32_t)s->file.size + mote_estimate_code(core->board, &s->model);
    v.ram = s->net.memory.arena_bytes + STATIC_BYTES + (rates ? rates->stack : 0);
    v.fits = v.flash <= 1024u * chip->flash_kb && v.ram <= 1024u * chip->ram_kb;
    if (rates) v.counts = mote_estimate_model(rates, &s->model);
    cycles = mote_core_cycles(core, &v.counts);
    v.ms = mote_chip_ms(chip, cycles);
    v.uj = mote_chip_uj(chip, cycles);
    v.days = mote_chip_days(chip, cycles, per_second);
    return v;
}

static void known(struct mote_grid *t, double value, const char *otherwise)
{
    if (value <= 0)
        mote_grid_cell(t, "%s", otherwise);
    else if (value < 100)
        mote_grid_cell(t, "%.3g", value);
    else
        mote_grid_count(t, (unsigned long long)(value + 0.5));
}

static void print_text(const struct mote_session *s, double per_second)
{
    struct mote_grid t;
    char text[32];
    printf("%s: about what it takes, interpreted and streamed, at -O2; %g inference%s a second\n\n",
           mote_file_part(s->path), per_second, per_second > 1 ? "s" : "");
    mote_grid_begin(&t, "llrrrlrrr");
    mote_grid_cell(&t, "chip");
    mote_grid_cell(&t, "core");
    mote_grid_cell(&t, "MHz");
    mote_grid_cell(&t, "flash");
    mote_grid_cell(&t, "RAM");
    mote_grid_cell(&t, "fits");
    mote_grid_cell(&t, "ms");
    mote_grid_cell(&t, "uJ");
    mote_grid_cell(&t, "days");
    for (int i = 0; i < mote_n_chips; i++) {
        const struct verdict v = judge(&mote_chips[i], s, per_second);
        const int late = v.ms * per_second > 1000;
        mote_grid_cell(&t, "%s", v.chip->name);
        mote_grid_cell(&t, "%s", v.chip->core);
        mote_grid_cell(&t, "%g", v.chip->mhz);
        mote_grid_cell(&t, "%s of %u K", mote_with_commas(text, (v.flash + 1023) / 1024),
                       v.chip->flash_kb);
        mote_grid_cell(&t, "%s of %u K", mote_with_commas(text, (v.ram + 1023) / 1024),
                       v.chip->ram_kb);
        mote_grid_cell(&t, "%s", !v.fits ? "no" : late ? "too slow" : "yes");
        known(&t, v.fits ? v.ms : 0, "");
        known(&t, v.fits ? v.uj : 0, v.fits ? "?" : "");
        known(&t, v.fits ? v.days : 0, !v.fits || late ? "" : "?");
    }
    mote_grid_print(&t, stdout, 2);
    puts("\n  ms and uJ are of one inference; days: a CR2032 of 225 mAh, which gives no more than\n"
         "  some 15 mA at a time. '?': no data-sheet figure for the current is at hand. Sources:\n"
         "  tools/chips.c, with --json; error of the estimate: docs/bench.md.");
}

static void json_chip(struct mote_json *j, const struct verdict *v)
{
    mote_json_line(j, NULL, '{');
    mote_json_text(j, "chip", v->chip->name);
    mote_json_text(j, "core", v->chip->core);
    mote_json_real(j, "mhz", v->chip->mhz, 4);
    mote_json_int(j, "flash_kb", v->chip->flash_kb);
    mote_json_int(j, "ram_kb", v->chip->ram_kb);
    mote_json_int(j, "flash_bytes", v->flash);
    mote_json_int(j, "ram_bytes", v->ram);
    mote_json_bool(j, "fits", v->fits);
    mote_json_int(j, "instructions", (int64_t)v->counts.instructions);
    mote_json_real(j, "ms", v->ms, 4);
    if (v->uj > 0)
        mote_json_real(j, "uj", v->uj, 4);
    else
        mote_json_null(j, "uj");
    if (v->days > 0)
        mote_json_real(j, "cr2032_days", v->days, 4);
    else
        mote_json_null(j, "cr2032_days");
    mote_json_text(j, "source", v->chip->source);
    mote_json_close(j);
}

static void print_json(const struct mote_session *s, double per_second)
{
    struct mote_json j;
    struct mote_graph_node node;
    mote_json_begin(&j, stdout);
    mote_json_text(&j, "file", s->path);
    mote_json_int(&j, "model_bytes", (int64_t)s->file.size);
    mote_json_int(&j, "arena_bytes", s->net.memory.arena_bytes);
    mote_json_real(&j, "per_second", per_second, 9);
    mote_json_array(&j, "chips");
    for (int i = 0; i < mote_n_chips; i++) {
        const struct verdict v = judge(&mote_chips[i], s, per_second);
        json_chip(&j, &v);
    }
    mote_json_close(&j);
    mote_json_array(&j, "nodes");
    for (int g = 0; g < s->model.n_subgraphs; g++)
        for (int i = 0; mote_graph_node(&s->model, g, i, &node); i++) {
            struct mote_work w;
            mote_node_work(&s->model, &node, &w);
            mote_json_line(&j, NULL, '{');
            mote_json_int(&j, "subgraph", g);
            mote_json_int(&j, "node", i);
            mote_json_text(&j, "operator", node.name);
            mote_json_text(&j, "kind", mote_kind_name(w.kind));
            mote_json_int(&j, "work", (int64_t)w.work);
            mote_json_int(&j, "outputs", (int64_t)w.outputs);
            mote_json_int(&j, "rows", (int64_t)w.rows);
            mote_json_close(&j);
        }
    mote_json_close(&j);
    mote_json_end(&j);
}

static int run(int argc, char **argv)
{
    int json = 0, status;
    const char *path, *rate = "1";
    double per_second;
    const struct mote_option options[] = {{"--per-second", MOTE_OPTION_TEXT, &rate},
                                          {"--json", MOTE_OPTION_FLAG, &json},
                                          {NULL, MOTE_OPTION_FLAG, NULL}};
    struct mote_session s;

    if ((status = mote_options(&mote_command_fit, argc, argv, options, &path, 1)) != 0)
        return status;
    if ((status = mote_per_second("fit", rate, &per_second)) != 0) return status;
    if ((status = mote_session_open(&s, path)) != 0) return status;
    status = mote_session_init(&s, MOTE_ARENA_AUTO);
    if (status == 0 && json) print_json(&s, per_second);
    if (status == 0 && !json) print_text(&s, per_second);
    mote_session_close(&s);
    return status;
}

const struct mote_command mote_command_fit = {
    "fit", "chips that it fits, with time, energy and battery life", help, run};
