/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_stream [-n COUNT] [-s FIRST] [-v] [-w FILE]: random networks, as a whole, streamed by rows,
 * fed by rows, in two memories and with a sliding input, must give the same bytes. Arenas have
 * exactly the bytes that were asked for and lie in blocks of their own, so that a sanitizer sees
 * every byte too far; one unit less must be refused. -v prints the network, -w writes it as a
 * .tflite file. Exit status 0: all passed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/net.h"
#include "core/sweep.h"
#include "mote_op.h"
#include "random_graph.h"

enum { ROOM = 1 << 20, INVOKES = 2, UNIT = 8, MOST_STEPS = 2000, MANY = 20 };

struct subject {
    uint32_t seed;
    struct mote_tflite_graph *graph;
    struct mote_model model;
    int shared; /* activations in a scratch of their own */
    char *why;  /* what is wrong */
};

enum { WHY_BYTES = 200 };

/* A net with the blocks it lives in. */
struct instance {
    struct mote_net net;
    void *arena, *scratch;
    struct mote_region region; /* in use if it has `takes` */
    int feed;                  /* input 0 comes by rows */
};

struct totals {
    unsigned passed, failed, streamed, segments;
    uint64_t whole_bytes, streamed_bytes; /* activations of the networks that have segments */
    unsigned fed;                         /* networks whose input is a ring when it is fed */
    uint64_t fed_whole_bytes, fed_bytes;
    unsigned slid; /* networks of which some nodes slide */
    unsigned windows;
    unsigned joined;   /* nodes */
    unsigned overlaid; /* segments whose output lies over their input; of the streamed networks */
    double saving, least_saving;
};

/* ---- nets in blocks of exact size ---- */

static void *block(size_t bytes)
{
    uint8_t *p = malloc(bytes ? bytes : 1);
    if (!p) {
        fprintf(stderr, "test_stream: no memory\n");
        exit(2);
    }
    memset(p, 0xa5, bytes);
    return p;
}

static void drop(struct instance *i)
{
    free(i->arena);
    free(i->scratch);
    free(i->region.memory);
    i->arena = i->scratch = i->region.memory = NULL;
}

static int init(const struct subject *s, struct instance *i, const struct mote_streaming *streaming,
                size_t bytes, size_t scratch_bytes)
{
    struct mote_config config = {.ops = mote_all_ops, .streaming = streaming, .feed = i->feed};
    if (i->feed) config.spare_rows = (int)(s->seed % 3);
    i->arena = config.arena = block(bytes);
    config.arena_size = bytes;
    i->scratch = NULL;
    if (s->shared) {
        i->scratch = config.scratch = block(scratch_bytes);
        config.scratch_size = scratch_bytes;
    }
    if (i->region.takes) {
        config.region = &i->region;
        i->region.memory = block(i->region.size);
    }
    return mote_init(&i->net, &s->model, &config);
}

static int wrong(const struct subject *s, const char *what, long long a, long long b)
{
    snprintf(s->why, WHY_BYTES, "%s: %lld, %lld", what, a, b);
    return -1;
}

/* One unit less than is needed, of arena or scratch, must be refused with the figures as they are.
 */
static int check_refused(const struct subject *s, const struct mote_streaming *streaming, int feed,
                         const struct mote_memory *need, size_t less_arena, size_t less_scratch)
{
    struct instance i = {.feed = feed};
    const int e =
        init(s, &i, streaming, need->arena_bytes - less_arena, need->scratch_bytes - less_scratch);
    const struct mote_memory got = i.net.memory;
    drop(&i);
    if (e != MOTE_E_ARENA) return wrong(s, "too small an arena: status, wanted", e, MOTE_E_ARENA);
    /* Where the planner lacks scratch it cannot say how much state and segments there will be. */
    if (got.arena_bytes != need->arena_bytes &&
        !(less_scratch && got.arena_bytes < need->arena_bytes))
        return wrong(s, "too small an arena: bytes asked for", got.arena_bytes, need->arena_bytes);
    /* With too small an arena planning may not come to its turn, which then says nothing of the
     * scratch. */
    if (got.scratch_bytes != need->scratch_bytes && !(less_arena && got.scratch_bytes == 0))
        return wrong(s, "too small an arena: scratch asked for", got.scratch_bytes,
                     need->scratch_bytes);
    return 0;
}

/* From nothing on, always giving what was asked for, must lead to the exact figure and ask for more
 * each time. */
static int check_growing(const struct subject *s, const struct mote_streaming *streaming, int feed,
                         uint32_t exact)
{
    uint32_t bytes = 0;
    for (int step = 0; step < MOST_STEPS; step++) {
        struct instance i = {.feed = feed};
        const int e = init(s, &i, streaming, bytes, ROOM);
        const uint32_t wanted = i.net.memory.arena_bytes;
        drop(&i);
        if (e == 0) return bytes == exact ? 0 : wrong(s, "growing ended at, exact", bytes, exact);
        if (e != MOTE_E_ARENA) return wrong(s, "growing: status at bytes", e, bytes);
        if (wanted <= bytes || wanted > exact)
            return wrong(s, "growing: asked for, after", wanted, bytes);
        bytes = wanted;
    }
    return wrong(s, "growing never ended", bytes, exact);
}

/* Leaves an initialised net in exactly the bytes it needs. */
static int init_exact(const struct subject *s, struct instance *i,
                      const struct mote_streaming *streaming)
{
    struct mote_memory need;
    int e = init(s, i, streaming, ROOM, ROOM);
    need = i->net.memory;
    if (e) {
        const struct mote_fault *f = &i->net.fault;
        snprintf(s->why, WHY_BYTES, "init: status %d why %d node %d operand %d expected %d got %d",
                 e, f->why, (int)f->node, f->operand, (int)f->expected, (int)f->got);
    }
    drop(i);
    if (e) return e;
    if ((e = check_refused(s, streaming, i->feed, &need, UNIT, 0)) != 0) return e;
    if (s->shared && need.scratch_bytes &&
        (e = check_refused(s, streaming, i->feed, &need, 0, UNIT)) != 0)
        return e;
    if (s->seed % 8 == 0 && (e = check_growing(s, streaming, i->feed, need.arena_bytes)) != 0)
        return e;
    e = init(s, i, streaming, need.arena_bytes, need.scratch_bytes);
    if (e == 0 && memcmp(&need, &i->net.memory, sizeof need)) e = -1;
    if (e) {
        wrong(s, "init in exact bytes: status, arena", e, i->net.memory.arena_bytes);
        drop(i);
    }
    return e;
}

/* ---- invokes ---- */

static void fill(void *data, size_t bytes, int type, struct mote_random *r)
{
    uint8_t *p = data;
    if (type == MOTE_FLOAT32) {
        for (size_t i = 0; i + 4 <= bytes; i += 4) {
            const float x = (float)mote_random_range(r, -2048, 2048) / 1024.0f;
            memcpy(p + i, &x, sizeof x);
        }
        return;
    }
    for (size_t i = 0; i < bytes; i++) p[i] = (uint8_t)mote_random_bits(r);
}

/* Pushes input 0 row by row; only the last row may complete it. */
static int feed(const struct subject *s, struct instance *i, const uint8_t *input, size_t bytes)
{
    const int rows = s->graph->tensors[s->graph->inputs[0]].dims[1];
    for (int y = 0; y < rows; y++) {
        const int e = mote_feed(&i->net, input + (size_t)y * (bytes / (size_t)rows));
        if (e != (y + 1 < rows ? MOTE_E_NOT_YET : 0)) return wrong(s, "feed: status, row", e, y);
    }
    return 0;
}

static int invoke(const struct subject *s, struct instance *i, int turn)
{
    struct mote_random r = mote_random_seeded(((uint64_t)s->seed << 8) + (uint64_t)turn);
    uint8_t *fed = NULL;
    int e;
    for (int k = 0; k < mote_inputs(&i->net); k++) {
        const size_t bytes = mote_input_bytes(&i->net, k);
        void *to = mote_input(&i->net, k);
        if (i->feed && k == 0) to = fed = block(bytes);
        fill(to, bytes, s->graph->tensors[s->graph->inputs[k]].type, &r);
    }
    e = i->feed ? feed(s, i, fed, mote_input_bytes(&i->net, 0)) : mote_invoke(&i->net);
    free(fed);
    if (i->feed) return e;
    return e ? wrong(s, "invoke: status, turn", e, turn) : 0;
}

static int same_outputs(const struct subject *s, const struct instance *a, const struct instance *b,
                        int turn)
{
    for (int k = 0; k < mote_outputs(&a->net); k++) {
        const uint8_t *x = mote_output(&a->net, k), *y = mote_output(&b->net, k);
        const size_t n = mote_output_bytes(&a->net, k);
        size_t at = 0;
        while (at < n && x[at] == y[at]) at++;
        if (at < n) {
            snprintf(s->why, WHY_BYTES, "turn %d output %d (t%d): byte %zu of %zu differs", turn, k,
                     (int)s->graph->outputs[k], at, n);
            return -1;
        }
    }
    return 0;
}

/* ---- a second memory ---- */

/* A toss of a coin for each tensor. */
static int takes(void *user, int32_t tensor, uint32_t bytes)
{
    const struct subject *s = user;
    struct mote_random r = mote_random_seeded(((uint64_t)s->seed << 8) + (uint64_t)(tensor + 1));
    (void)bytes;
    return (int)(mote_random_bits(&r) & 1u);
}

/* The same outputs with activations in two blocks of exactly what they need; less is refused. */
static int check_region(const struct subject *s, struct instance *whole)
{
    const struct mote_streaming *streaming = s->seed % 2 ? &mote_streaming : NULL;
    struct instance i = {.region = {.takes = takes,
                                    .user = (void *)(uintptr_t)s,
                                    .place = mote_region_place,
                                    .size = ROOM}};
    struct mote_memory need;
    uint32_t bytes;
    int e = init(s, &i, streaming, ROOM, ROOM);
    need = i.net.memory;
    bytes = i.region.bytes;
    drop(&i);
    if (e) return wrong(s, "region: init", e, 0);
    if (bytes) {
        i.region.size = bytes - UNIT;
        e = init(s, &i, streaming, need.arena_bytes, need.scratch_bytes);
        drop(&i);
        if (e != MOTE_E_ARENA || i.region.bytes != bytes)
            return wrong(s, "region too small: status, bytes", e, i.region.bytes);
    }
    i.region.size = bytes;
    e = init(s, &i, streaming, need.arena_bytes, need.scratch_bytes);
    if (e) wrong(s, "region: init in exact bytes", e, i.region.bytes);
    for (int turn = 0; turn < INVOKES && e == 0; turn++) {
        e = invoke(s, whole, turn);
        if (e == 0) e = invoke(s, &i, turn);
        if (e == 0) e = same_outputs(s, whole, &i, turn);
    }
    drop(&i);
    return e;
}

/* ---- the sliding input ---- */

enum { MORE_ROWS = 9 };

/* Pushes rows one by one; whenever there is an output it must be that of the last rows as a window
 * of the whole net. */
static int slide(const struct subject *s, struct instance *whole, struct instance *i,
                 struct totals *t)
{
    const struct mote_tflite_tensor *x = &s->graph->tensors[s->graph->inputs[0]];
    const int rows = x->dims[1];
    const size_t bytes = mote_input_bytes(&i->net, 0), row = bytes / (size_t)rows;
    struct mote_random r = mote_random_seeded(((uint64_t)s->seed << 8) + 0x51u);
    uint8_t *stream = block(bytes + MORE_ROWS * row);
    int e = 0, outputs = 0;
    fill(stream, bytes + MORE_ROWS * row, x->type, &r);
    for (int y = 0; y < rows + MORE_ROWS && e == 0; y++) {
        for (int k = 1; k < mote_inputs(&i->net); k++) {
            memset(mote_input(&i->net, k), y & 31, mote_input_bytes(&i->net, k));
            memset(mote_input(&whole->net, k), y & 31, mote_input_bytes(&i->net, k));
        }
        e = mote_slide(&i->net, stream + (size_t)y * row);
        if (e == MOTE_E_NOT_YET) {
            e = y == rows - 1 ? wrong(s, "slide: nothing at row, of", y, rows) : 0;
            continue;
        }
        if (e || y < rows - 1) e = wrong(s, "slide: status, row", e, y);
        if (e) break;
        memcpy(mote_input(&whole->net, 0), stream + (size_t)(y + 1 - rows) * row, bytes);
        e = mote_invoke(&whole->net);
        if (e == 0) e = same_outputs(s, whole, i, y);
        outputs++;
    }
    free(stream);
    t->windows += (unsigned)outputs;
    t->slid += mote_segment_count(i->net.segments) > 0;
    return e;
}

static int check_slide(const struct subject *s, struct instance *whole, struct totals *t)
{
    const struct mote_tflite_tensor *x = &s->graph->tensors[s->graph->inputs[0]];
    struct instance i = {0};
    int e;
    if (x->rank < 2 || x->dims[0] != 1) return 0;
    if ((e = init_exact(s, &i, &mote_sliding)) != 0) return e;
    e = slide(s, whole, &i, t);
    if (e == 0) e = mote_reset(&i.net);
    if (e == 0) e = slide(s, whole, &i, t);
    if (e == 0 && mote_invoke(&i.net) != MOTE_E_USAGE)
        e = wrong(s, "slide: invoke was not refused", 0, 0);
    drop(&i);
    return e;
}

/* Streaming pays with records of segments, and saves activations or does nothing. */
static int check_memory(const struct subject *s, const struct mote_memory *whole,
                        const struct mote_memory *rows)
{
    const uint32_t running =
        rows->nodes + rows->tables + rows->state + (s->shared ? 0 : rows->activations);
    if (rows->activations > whole->activations)
        return wrong(s, "streamed activations, whole", rows->activations, whole->activations);
    /* What planning wants beyond that counts only while it is the larger part. */
    if (rows->arena_bytes <= running &&
        rows->arena_bytes > whole->arena_bytes + rows->nodes - whole->nodes)
        return wrong(s, "streamed arena, whole", rows->arena_bytes, whole->arena_bytes);
    return 0;
}

/* Nodes that need not copy anything, as parts lie in their whole. */
static unsigned joined(const struct mote_net *net)
{
    uint32_t *next = mote_graph_nodes(net->graphs);
    struct mote_node n;
    unsigned found = 0;
    for (uint32_t i = 0; i < net->graphs[GRAPH_NODES]; i++) {
        next = mote_node_read(net, next, &n);
        found += mote_node_alias(&n) == MOTE_ALIAS_PARTS && mote_node_skipped(&n);
    }
    return found;
}

static uint32_t bytes_of(const struct subject *s, int tensor)
{
    return mote_tflite_elements(s->graph, tensor) *
           (uint32_t)mote_type_bytes(s->graph->tensors[tensor].type);
}

/* Does output 0 of the last node of a segment share bytes with an input of the first one? Both are
 * alive while it runs. */
static int lies_over(const struct subject *s, uint32_t first, const struct mote_node *a,
                     uint32_t last, const struct mote_node *b)
{
    const struct mote_tflite_op *from = &s->graph->ops[first], *to = &s->graph->ops[last];
    const uint32_t y = b->refs[b->n_in], y_end = y + bytes_of(s, to->out[0]);
    for (int k = 0; k < from->n_in; k++) {
        const uint32_t x = a->refs[k], x_end = x + bytes_of(s, from->in[k]);
        if (x >> 29 == y >> 29 && x < y_end && y < x_end) return 1;
    }
    return 0;
}

static unsigned overlaid(const struct subject *s, const struct mote_net *net)
{
    uint32_t *next = mote_graph_nodes(net->graphs), *segment = net->segments;
    struct mote_node n = {0}, first = {0};
    unsigned found = 0;
    for (uint32_t i = 0, k = 0; i < net->graphs[GRAPH_SEGMENTS]; i++) {
        const uint32_t a = mote_segment_first(segment), b = a + mote_segment_count(segment) - 1;
        for (; k <= b; k++) {
            next = mote_node_read(net, next, &n);
            if (k == a) first = n;
        }
        /* A fed input is a ring, and so is an output that the segment consumes again. */
        if (!segment[SEGMENT_SOURCE + ENTRY_TOTAL] && !mote_node_skipped(&n))
            found += (unsigned)lies_over(s, a, &first, b, &n);
        segment += segment[SEGMENT_WORDS];
    }
    return found;
}

static void count(const struct subject *s, struct totals *t, const struct instance *whole,
                  const struct instance *rows, const struct instance *fed)
{
    const uint32_t a = whole->net.memory.activations, b = rows->net.memory.activations;
    const double saving = a ? 1 - (double)b / a : 0;
    if (fed->net.graphs[GRAPH_SEGMENTS] && fed->net.segments[SEGMENT_SOURCE + ENTRY_TOTAL]) {
        t->fed++;
        t->fed_whole_bytes += a;
        t->fed_bytes += fed->net.memory.activations;
    }
    t->joined += joined(&whole->net);
    if (rows->net.graphs[GRAPH_SEGMENTS] == 0) return;
    t->streamed++;
    t->overlaid += overlaid(s, &rows->net);
    t->segments += rows->net.graphs[GRAPH_SEGMENTS];
    t->whole_bytes += a;
    t->streamed_bytes += b;
    t->saving += saving;
    if (saving < t->least_saving) t->least_saving = saving;
}

/* ---- a network for reading ---- */

static void print_tensor(const struct mote_tflite_graph *g, int t)
{
    const struct mote_tflite_tensor *x = &g->tensors[t];
    printf(" t%d%s[", t, x->data ? "=" : "");
    for (int i = 0; i < x->rank; i++) printf(i ? " %d" : "%d", (int)x->dims[i]);
    printf("]");
}

static void print_graph(const struct mote_tflite_graph *g)
{
    printf("inputs:");
    for (int i = 0; i < g->n_inputs; i++) print_tensor(g, g->inputs[i]);
    printf("  type %d\n", g->tensors[g->inputs[0]].type);
    for (int i = 0; i < g->n_ops; i++) {
        const struct mote_tflite_op *op = &g->ops[i];
        printf("%2d %s:", i, mote_random_op_name(op->code));
        for (int k = 0; k < op->n_in; k++) print_tensor(g, op->in[k]);
        printf(" ->");
        for (int k = 0; k < op->n_out; k++) print_tensor(g, op->out[k]);
        for (int k = 0; k < op->n_options; k++)
            printf(" %d:%d", op->options[k].field, (int)op->options[k].bits);
        printf("\n");
    }
    printf("outputs:");
    for (int i = 0; i < g->n_outputs; i++) print_tensor(g, g->outputs[i]);
    printf("\n");
}

static void print_memory(const char *what, const struct mote_net *net)
{
    const struct mote_memory *m = &net->memory;
    const uint32_t *segment = net->segments;
    printf(
        "%s: arena %u nodes %u tables %u state %u activations %u planning %u scratch %u; segments:",
        what, (unsigned)m->arena_bytes, (unsigned)m->nodes, (unsigned)m->tables, (unsigned)m->state,
        (unsigned)m->activations, (unsigned)m->planning, (unsigned)m->scratch_bytes);
    for (uint32_t i = 0; i < net->graphs[GRAPH_SEGMENTS]; i++, segment += segment[SEGMENT_WORDS])
        printf(" %u-%u", (unsigned)mote_segment_first(segment),
               (unsigned)(mote_segment_first(segment) + mote_segment_count(segment) - 1));
    printf("\n");
}

/* ---- one seed ---- */

static int compare(const struct subject *s, struct totals *t, int verbose)
{
    struct instance whole = {0}, rows = {0}, fed = {.feed = 1};
    int e = init_exact(s, &whole, NULL);
    if (e == 0) e = init_exact(s, &rows, &mote_streaming);
    if (e == 0) e = init_exact(s, &fed, &mote_streaming);
    if (e == 0 && verbose) {
        print_memory("whole", &whole.net);
        print_memory("streamed", &rows.net);
        print_memory("fed by rows", &fed.net);
    }
    for (int turn = 0; turn < INVOKES && e == 0; turn++) {
        e = invoke(s, &whole, turn);
        if (e == 0) e = invoke(s, &rows, turn);
        if (e == 0) e = same_outputs(s, &whole, &rows, turn);
        if (e == 0) e = invoke(s, &fed, turn);
        if (e == 0) e = same_outputs(s, &whole, &fed, turn);
    }
    if (e == 0) e = check_memory(s, &whole.net.memory, &rows.net.memory);
    if (e == 0) e = check_region(s, &whole);
    if (e == 0) e = check_slide(s, &whole, t);
    if (e == 0) count(s, t, &whole, &rows, &fed);
    drop(&fed);
    drop(&rows);
    drop(&whole);
    return e;
}

static void run_seed(uint32_t seed, struct totals *t, int verbose, const char *path)
{
    static struct mote_tflite_graph graph;
    char why[WHY_BYTES] = "";
    struct subject s = {.seed = seed, .graph = &graph, .shared = seed % 4 == 3, .why = why};
    size_t size;
    uint8_t *file;
    int e;
    mote_random_graph(&graph, seed);
    file = mote_tflite_write(&graph, &size);
    if (verbose) print_graph(&graph);
    if (path) {
        FILE *f = fopen(path, "wb");
        if (!f || fwrite(file, 1, size, f) != size || fclose(f)) perror(path);
    }
    e = mote_model_open(&s.model, file, size, NULL);
    if (e)
        wrong(&s, "open: status, bytes", e, (long long)size);
    else
        e = compare(&s, t, verbose);
    if (e) printf("failed: test_stream -n 1 -s %u -v: %s\n", (unsigned)seed, why);
    t->passed += e == 0;
    t->failed += e != 0;
    free(file);
    mote_tflite_end(&graph);
}

int main(int argc, char **argv)
{
    struct totals t = {.least_saving = 1};
    unsigned long n = 1, first = 0;
    int verbose = 0;
    const char *path = NULL;
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "-v")) {
            verbose = 1;
        } else if (argv[i][0] == '-' && strchr("nsw", argv[i][1]) && i + 1 < argc) {
            const char option = argv[i++][1];
            if (option == 'n') n = strtoul(argv[i], NULL, 10);
            if (option == 's') first = strtoul(argv[i], NULL, 10);
            if (option == 'w') path = argv[i];
        } else {
            fprintf(stderr, "usage: test_stream [-n COUNT] [-s FIRST] [-v] [-w FILE]\n");
            return 2;
        }
    }
    for (unsigned long i = 0; i < n; i++) run_seed((uint32_t)(first + i), &t, verbose, path);
    if (t.streamed)
        printf("%u of %u networks streamed, in %u segments; activations %llu bytes instead of "
               "%llu, mean saving %.0f %%, "
               "least %.0f %%\n",
               t.streamed, t.passed + t.failed, t.segments, (unsigned long long)t.streamed_bytes,
               (unsigned long long)t.whole_bytes, 100 * t.saving / t.streamed,
               100 * t.least_saving);
    if (t.fed)
        printf("%u had their input fed into a ring: %llu bytes instead of %llu\n", t.fed,
               (unsigned long long)t.fed_bytes, (unsigned long long)t.fed_whole_bytes);
    if (t.slid) printf("%u times some nodes slid; %u windows in all\n", t.slid, t.windows);
    if (t.joined) printf("%u nodes had their parts in their whole\n", t.joined);
    if (t.streamed) printf("%u segments have their output over their input\n", t.overlaid);
    if (t.streamed >= MANY && t.overlaid == 0) {
        printf("failed: no output lay over an input\n");
        t.failed++;
    }
    printf("%u passed, %u failed\n", t.passed, t.failed);
    return t.failed != 0;
}
