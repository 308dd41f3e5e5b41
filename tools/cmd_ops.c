/* SPDX-License-Identifier: Apache-2.0 */
/* mote ops: the operators there are, and what they take. docs/OPS.md is made from it. */
#include <stdio.h>

#include "graph.h"
#include "grid.h"
#include "json.h"
#include "opnames.h"
#include "tool.h"

static const char help[] =
    "usage: mote ops [--json]\n"
    "\n"
    "Lists the operators that this command runs, with the element types each one takes.\n"
    "\n"
    "  --json   operators [{name, code, kernels, consumes, reach}]: consumes are the kernels\n"
    "           that take their input row by row; reach tells whether output rows read more\n"
    "           than the same row of the input\n";

static const char *name_of(const struct mote_op *op)
{
    return op->name ? op->name : mote_opname(op->code);
}

/* The suffix of a kernel's function, as enum mote_kernel_key has it. */
static const char *suffix(int key)
{
    static const struct {
        int key;
        const char *suffix;
    } suffixes[] = {
        {MOTE_K_F32, "f32"},       {MOTE_K_F16, "f16"},       {MOTE_K_I32, "i32"},
        {MOTE_K_U8, "u8"},         {MOTE_K_I64, "i64"},       {MOTE_K_BOOL, "bool"},
        {MOTE_K_S16, "s16"},       {MOTE_K_S8, "s8"},         {MOTE_K_U64, "u64"},
        {MOTE_K_U32, "u32"},       {MOTE_K_U16, "u16"},       {MOTE_K_S4, "s4"},
        {MOTE_K_ANY, "any"},       {MOTE_K_HYBRID, "hybrid"}, {MOTE_K_S8_S16, "s8_s16"},
        {MOTE_K_S16_S8, "s16_s8"},
    };
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
        if (suffixes[i].key == key) return suffixes[i].suffix;
    return "?";
}

static void list_kernels(struct mote_json *j, const char *key, const struct mote_kernel *k)
{
    mote_json_line(j, key, '[');
    for (; k && k->eval; k++) mote_json_text(j, NULL, suffix(k->key));
    mote_json_close(j);
}

static void print_json(void)
{
    struct mote_json j;
    mote_json_begin(&j, stdout);
    mote_json_array(&j, "operators");
    for (const struct mote_op *const *op = mote_all_ops; *op; op++) {
        mote_json_object(&j, NULL);
        mote_json_text(&j, "name", name_of(*op));
        mote_json_int(&j, "code", (*op)->code);
        list_kernels(&j, "kernels", (*op)->kernels);
        list_kernels(&j, "consumes", (*op)->consume);
        mote_json_bool(&j, "reach", (*op)->reach != NULL);
        mote_json_close(&j);
    }
    mote_json_close(&j);
    mote_json_end(&j);
}

static void print_text(void)
{
    struct mote_grid grid;
    mote_grid_begin(&grid, "ll");
    for (const struct mote_op *const *op = mote_all_ops; *op; op++) {
        char types[128] = "";
        size_t n = 0;
        for (const struct mote_kernel *k = (*op)->kernels; k->eval && n < sizeof types; k++)
            n +=
                (size_t)snprintf(types + n, sizeof types - n, "%s%s", n ? " " : "", suffix(k->key));
        mote_grid_cell(&grid, "%s", name_of(*op));
        mote_grid_cell(&grid, "%s", types);
    }
    mote_grid_print(&grid, stdout, 0);
}

static int run(int argc, char **argv)
{
    int json = 0;
    const struct mote_option options[] = {{"--json", MOTE_OPTION_FLAG, &json},
                                          {NULL, MOTE_OPTION_FLAG, NULL}};
    const int status = mote_options(&mote_command_ops, argc, argv, options, NULL, 0);
    if (status) return status;
    if (json)
        print_json();
    else
        print_text();
    return MOTE_EXIT_DONE;
}

const struct mote_command mote_command_ops = {"ops", "the operators there are, and their types",
                                              help, run};
