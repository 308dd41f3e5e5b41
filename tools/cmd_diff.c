/* SPDX-License-Identifier: Apache-2.0 */
/* mote diff: run, and compare with recorded outputs; with recorded intermediate tensors, also node
 * by node. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feed.h"
#include "graph.h"
#include "json.h"
#include "tool.h"

static const char help[] =
    "usage: mote diff MODEL --golden DIR [--layers DIR] [--json]\n"
    "\n"
    "Runs the model on in0.bin, in1.bin, ... of DIR and compares with its out0.bin, out1.bin,\n"
    "...: integers exactly, floats within a relative error of 1e-5 or an absolute one of 1e-6.\n"
    "maskN.bin beside outN.bin: only bytes whose mask is 1 count. Invokes of a streaming\n"
    "model that have no output yet do not count.\n"
    "\n"
    "Where DIR (or the DIR of --layers) has tensors of the first invoke, tGRAPH_TENSOR.bin,\n"
    "every node's outputs are compared with them: the first line names the first node that\n"
    "differs. Inputs may come from there, too.\n"
    "Exit status 0: equal; 1: it differs.\n"
    "\n"
    "  --json   file, differences [{what, index, expected, got, differing, elements,\n"
    "           largest_difference}], invokes, compared, equal\n";

/* Where two tensors differ. */
struct difference {
    size_t count; /* elements that differ */
    size_t first;
    double expected, got; /* there */
    double worst;         /* largest absolute difference */
};

/* A recorded tensor, and what the run made of it. */
struct layer {
    int subgraph, node, output, type;
    int32_t tensor;
    struct mote_bytes golden, got;
};

struct layers {
    const char *folder;
    struct mote_session *session;
    struct layer *items;
    size_t n;
    int recording;
};

static int element_equal(int type, double expected, double got)
{
    if (expected == got || (isnan(expected) && isnan(got))) return 1;
    if (type != MOTE_FLOAT32 && type != MOTE_FLOAT64 && type != MOTE_FLOAT16) return 0;
    return fabs(got - expected) <= 1e-6 + 1e-5 * fabs(expected);
}

static size_t element_count(int type, size_t bytes)
{
    const unsigned width = mote_type_bytes(type);
    return width ? bytes / width : type == MOTE_INT4 ? 2 * bytes : 0;
}

/* Compares little-endian elements; `mask` may be NULL. `base` is what the index of the first one
 * is. Adds to `d`. */
static void compare(struct difference *d, int type, const uint8_t *expected, const uint8_t *got,
                    const uint8_t *mask, size_t bytes, size_t base)
{
    const unsigned width = mote_type_bytes(type);
    const size_t n = element_count(type, bytes);
    for (size_t i = 0; i < n; i++) {
        const double e = mote_element(expected, type, i, 1), g = mote_element(got, type, i, 1);
        if (mask && !mask[i * width]) continue;
        /* 64-bit integers are compared as bytes: a double cannot tell them all apart */
        if (width == 8 && type != MOTE_FLOAT64 ? memcmp(expected + 8 * i, got + 8 * i, 8) == 0
                                               : element_equal(type, e, g))
            continue;
        if (d->count++ == 0) {
            d->first = base + i;
            d->expected = e;
            d->got = g;
        }
        if (!(fabs(e - g) <= d->worst)) d->worst = fabs(e - g);
    }
}

/* ---- layers
 * ---------------------------------------------------------------------------------------- */

static char *layer_path(const char *folder, int subgraph, int32_t tensor)
{
    char name[48];
    snprintf(name, sizeof name, "t%d_%d.bin", subgraph, (int)tensor);
    return mote_path_join(folder, name);
}

/* The hook: keeps what a node computed, as memory is used again later on. The last run of a node
 * counts. */
static void keep_outputs(void *user, const struct mote_event *event)
{
    struct layers *l = user;
    if (!event->after || !l->recording) return;
    for (size_t i = 0; i < l->n; i++) {
        struct layer *x = &l->items[i];
        size_t bytes = 0;
        const void *data;
        if (x->subgraph != event->subgraph || x->node != event->node) continue;
        data = mote_node_output(event->net, event->subgraph, event->node, x->output, &bytes);
        if (!data) continue;
        x->got.data = mote_resize(x->got.data, bytes);
        x->got.size = bytes;
        if (bytes) memcpy(x->got.data, data, bytes);
        mote_swap_little(x->got.data, bytes,
                         x->type == MOTE_COMPLEX64 ? 4 : mote_type_bytes(x->type));
    }
}

static int add_layer(struct layers *l, const struct mote_graph_node *node, int output)
{
    const struct mote_model *m = &l->session->model;
    struct layer x = {.subgraph = node->subgraph, .node = node->index, .output = output};
    struct mote_tensor t;
    char *path;
    int status = 0;
    x.tensor = mote_graph_operand(m, node, (int)node->n_in + output);
    path = layer_path(l->folder, node->subgraph, x.tensor);
    if (mote_file_exists(path) && mote_graph_tensor(m, node->subgraph, x.tensor, &t, NULL) == 0) {
        x.type = t.type;
        status = mote_file_read(path, &x.golden);
        if (status == 0) {
            l->items = mote_resize(l->items, (l->n + 1) * sizeof *l->items);
            l->items[l->n++] = x;
        }
    }
    free(path);
    return status;
}

/* Finds the recorded tensors, in the order in which nodes run. */
static int find_layers(struct layers *l)
{
    const struct mote_model *m = &l->session->model;
    struct mote_graph_node node;
    int status = 0;
    for (int g = 0; g < m->n_subgraphs; g++)
        for (int i = 0; status == 0 && mote_graph_node(m, g, i, &node); i++)
            for (uint32_t k = 0; k < node.n_out && status == 0; k++)
                status = add_layer(l, &node, (int)k);
    return status;
}

static void free_layers(struct layers *l)
{
    for (size_t i = 0; i < l->n; i++) {
        free(l->items[i].golden.data);
        free(l->items[i].got.data);
    }
    free(l->items);
}

/* ---- the comparison
 * --------------------------------------------------------------------------------- */

/* A finding, for people and as JSON. */
struct report {
    struct mote_json json;
    int as_json;
    unsigned compared, differing;
};

static void tell(struct report *r, const char *what, const struct difference *d, size_t elements,
                 const char *trouble)
{
    r->compared++;
    if (!trouble && d->count == 0) return;
    r->differing++;
    if (r->as_json) {
        mote_json_line(&r->json, NULL, '{');
        mote_json_text(&r->json, "what", what);
        if (trouble) mote_json_text(&r->json, "trouble", trouble);
        if (!trouble) {
            mote_json_int(&r->json, "index", (int64_t)d->first);
            mote_json_real(&r->json, "expected", d->expected, 9);
            mote_json_real(&r->json, "got", d->got, 9);
            mote_json_int(&r->json, "differing", (int64_t)d->count);
            mote_json_int(&r->json, "elements", (int64_t)elements);
            mote_json_real(&r->json, "largest_difference", d->worst, 6);
        }
        mote_json_close(&r->json);
    } else if (trouble) {
        printf("%s: %s\n", what, trouble);
    } else {
        printf("%s: first at index %lu: expected %.9g, got %.9g; %lu of %lu elements differ, by "
               "%.6g at most\n",
               what, (unsigned long)d->first, d->expected, d->got, (unsigned long)d->count,
               (unsigned long)elements, d->worst);
    }
}

static void compare_layer(struct report *r, const struct mote_model *m, const struct layer *x)
{
    struct difference d = {0};
    struct mote_graph_node node;
    char what[MOTE_NAME_ROOM + 160], name[64], trouble[96];
    struct mote_tensor t;
    if (!x->got.data) return; /* this runtime did not compute it, or not where it could be seen */
    mote_graph_node(m, x->subgraph, x->node, &node);
    mote_graph_tensor(m, x->subgraph, x->tensor, &t, NULL);
    mote_graph_text(m, t.name, name, sizeof name);
    if (x->subgraph)
        snprintf(what, sizeof what, "subgraph %d node %d %s: tensor %d '%s'", x->subgraph, x->node,
                 node.name, (int)x->tensor, name);
    else
        snprintf(what, sizeof what, "node %d %s: tensor %d '%s'", x->node, node.name,
                 (int)x->tensor, name);
    snprintf(trouble, sizeof trouble, "has %lu bytes, the recording %lu",
             (unsigned long)x->got.size, (unsigned long)x->golden.size);
    if (x->got.size == x->golden.size)
        compare(&d, x->type, x->golden.data, x->got.data, NULL, x->got.size, 0);
    tell(r, what, &d, element_count(x->type, x->got.size),
         x->got.size == x->golden.size ? NULL : trouble);
}

static int optional_mask(const char *folder, int i, size_t size, struct mote_bytes *mask)
{
    char name[32], *path;
    int status = 0;
    snprintf(name, sizeof name, "mask%d.bin", i);
    path = mote_path_join(folder, name);
    if (mote_file_exists(path)) status = mote_file_read(path, mask);
    if (status == 0 && mask->data && mask->size != size)
        status = mote_say(MOTE_EXIT_USAGE, "%s: has %lu bytes, the output %lu: they must be equal",
                          path, (unsigned long)mask->size, (unsigned long)size);
    free(path);
    return status;
}

static int compare_output(struct report *r, const struct mote_session *s,
                          const struct mote_harvest *h, const char *folder, int i, int *found)
{
    struct mote_bytes golden = {NULL, 0}, mask = {NULL, 0};
    struct difference d = {0};
    struct mote_tensor t;
    char name[48], trouble[96], *path;
    int status = 0;
    snprintf(name, sizeof name, "out%d.bin", i);
    path = mote_path_join(folder, name);
    mote_model_output(&s->model, i, &t);
    if (mote_file_exists(path)) {
        const size_t step = h->step[i], per_invoke = element_count(t.type, step);
        int equal_size;
        *found = 1;
        status = mote_file_read(path, &golden);
        if (status == 0) status = optional_mask(folder, i, golden.size, &mask);
        equal_size = golden.size == h->outputs[i].size;
        snprintf(name, sizeof name, "output %d", i);
        snprintf(trouble, sizeof trouble, "has %lu bytes, out%d.bin %lu",
                 (unsigned long)h->outputs[i].size, i, (unsigned long)golden.size);
        for (uint32_t k = 0; status == 0 && equal_size && k < h->invokes; k++)
            if (!h->not_yet[k])
                compare(&d, t.type, golden.data + k * step, h->outputs[i].data + k * step,
                        mask.data ? mask.data + k * step : NULL, step, k * per_invoke);
        if (status == 0) tell(r, name, &d, h->invokes * per_invoke, equal_size ? NULL : trouble);
    }
    free(path);
    free(golden.data);
    free(mask.data);
    return status;
}

/* in0.bin..., or where there is none the recorded tensor of that input. */
static int find_inputs(struct mote_feed *feed, struct mote_session *s, const char *folder,
                       const char *layers)
{
    const int n = mote_inputs(&s->net);
    char **paths = mote_allocate((size_t)(n + 1) * sizeof *paths);
    int status = 0;
    for (int i = 0; i < n; i++) {
        struct mote_tensor t;
        char name[32];
        snprintf(name, sizeof name, "in%d.bin", i);
        paths[i] = mote_path_join(folder, name);
        if (mote_file_exists(paths[i]) || mote_model_input(&s->model, i, &t)) continue;
        free(paths[i]);
        paths[i] = layer_path(layers, 0, t.index);
        if (mote_file_exists(paths[i])) continue;
        free(paths[i]);
        paths[i] = mote_path_join(folder, name); /* the message names what is missing */
    }
    status = mote_feed_files(feed, s, (const char *const *)paths, n, 0);
    for (int i = 0; i < n; i++) free(paths[i]);
    free(paths);
    return status;
}

static int compare_all(struct mote_session *s, struct layers *l, const struct mote_harvest *h,
                       const char *folder, int as_json)
{
    struct report r = {.as_json = as_json};
    int status = 0, found = 0;
    if (as_json) {
        mote_json_begin(&r.json, stdout);
        mote_json_text(&r.json, "file", s->path);
        mote_json_array(&r.json, "differences");
    }
    for (size_t i = 0; i < l->n; i++) compare_layer(&r, &s->model, &l->items[i]);
    for (int i = 0; i < h->n && status == 0; i++)
        status = compare_output(&r, s, h, folder, i, &found);
    if (as_json) {
        mote_json_close(&r.json);
        mote_json_int(&r.json, "invokes", h->invokes);
        mote_json_int(&r.json, "compared", r.compared);
        mote_json_bool(&r.json, "equal", r.differing == 0);
        mote_json_end(&r.json);
    }
    if (status) return status;
    if (r.compared == 0)
        return mote_say(MOTE_EXIT_FILE,
                        "%s: nothing to compare with: out0.bin or t0_N.bin is wanted there",
                        folder);
    if (!as_json && r.differing)
        printf("%s: %u of %u tensors differ\n", s->path, r.differing, r.compared);
    if (!as_json && !r.differing)
        printf("%s: equal: %u tensor%s, %u invoke%s\n", s->path, r.compared,
               r.compared == 1 ? "" : "s", (unsigned)h->invokes, h->invokes == 1 ? "" : "s");
    return r.differing ? MOTE_EXIT_NO : MOTE_EXIT_DONE;
}

static int run_in(struct mote_session *s, const char *folder, const char *layer_folder, int json)
{
    struct layers l = {.folder = layer_folder ? layer_folder : folder, .session = s};
    struct mote_feed feed = {0};
    struct mote_harvest h = {0};
    int status = find_layers(&l);
    s->hook = l.n ? keep_outputs : NULL;
    s->hook_user = &l;
    s->whole = l.n > 0; /* a ring does not keep what is to be compared */
    if (status == 0) status = mote_session_init(s, MOTE_ARENA_AUTO);
    if (status == 0) status = find_inputs(&feed, s, folder, l.folder);
    if (status == 0 && l.n) { /* recordings are of the first invoke: that one is run ahead */
        l.recording = 1;
        mote_feed_fill(&feed, 0);
        mote_invoke(&s->net); /* a failure comes again below */
        l.recording = 0;
        s->hook = NULL;
        s->whole = 0;
        status = mote_session_init(s, MOTE_ARENA_AUTO); /* outputs are those of an ordinary run */
    }
    if (status == 0) status = mote_harvest_run(&h, &feed);
    if (status == 0) status = compare_all(s, &l, &h, folder, json);
    mote_harvest_close(&h);
    mote_feed_close(&feed);
    free_layers(&l);
    return status;
}

static int run(int argc, char **argv)
{
    const char *path, *folder = NULL, *layers = NULL;
    int json = 0, status;
    const struct mote_option options[] = {{"--golden", MOTE_OPTION_TEXT, &folder},
                                          {"--layers", MOTE_OPTION_TEXT, &layers},
                                          {"--json", MOTE_OPTION_FLAG, &json},
                                          {NULL, MOTE_OPTION_FLAG, NULL}};
    struct mote_session s;

    if ((status = mote_options(&mote_command_diff, argc, argv, options, &path, 1)) != 0)
        return status;
    if (!folder) return mote_say(MOTE_EXIT_USAGE, "diff: say what to compare with: --golden DIR");
    if ((status = mote_session_open(&s, path)) != 0) return status;
    status = run_in(&s, folder, layers, json);
    mote_session_close(&s);
    return status;
}

const struct mote_command mote_command_diff = {
    "diff", "run and compare with recorded outputs, node by node where it can", help, run};
