/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs any model on a board, as `mote run` does on the PC, and says what it took.
 *
 *     run_model [-a ARENA_BYTES] [-n] MODEL OUT_DIR [INPUT...]
 *
 * An INPUT holds k times the bytes of its model input for k invokes, one after another without
 * reset; OUT_DIR/out0.bin, ... get k results. Without INPUT, inputs are zero and there are two
 * invokes. OUT_DIR - writes nothing. -a gives the arena no more than that, -n counts instructions
 * per node (a node that is streamed by rows is told row by row). What ports/qemu/count_plugin.c
 * counts are mote_init and each invoke, or with -n the nodes. The exit status is that of the
 * command: minus the error of mote.h, or 6 for a file.
 *
 * RUN_MODEL_CONFIG names a header with `ops`, a model in flash and how it is run
 * (scripts/measure.py makes it); MODEL on the command line is ignored then. Otherwise all operators
 * are linked. Where that says that input 0 comes row by row, what the last row takes is counted,
 * too.
 */
#include "board_files.h"
#include "mote.h"
#include "ops/ops.h"

#ifdef RUN_MODEL_CONFIG
#include RUN_MODEL_CONFIG
#else
#define run_model_ops mote_all_ops
#define run_model_streaming &mote_streaming
#define run_model_feed 0
#define run_model_push NULL /* mote_feed or mote_slide, if input 0 comes row by row */
#endif

enum { MAX_OPERANDS = 8, EXIT_USAGE = 2, COLD_INVOKES = 2 };

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memset(void *to, int value, size_t size);

static struct mote_model model;
static struct mote_net net;
static struct mote_fault open_fault;
static uint64_t node_start;
static int per_node;

static int (*const push)(struct mote_net *net, const void *row) = run_model_push;
static const uint8_t *zero_row; /* what is pushed without INPUT */
static uint32_t row_instructions;

static void put_error(const char *call, int error, const struct mote_fault *fault)
{
    board_puts(call);
    board_puts(": ");
    board_puts("error ");
    board_put_i32(error);
    board_puts(" why ");
    board_put_i32(fault->why);
    board_puts(" node ");
    board_put_i32(fault->node);
    board_puts(" tensor ");
    board_put_i32(fault->tensor);
    board_puts(" expected ");
    board_put_i32(fault->expected);
    board_puts(" got ");
    board_put_i32(fault->got);
    board_puts("\n");
}

static void put_node(void *user, const struct mote_event *event)
{
    uint64_t now = board_instructions();

    (void)user;
    if (event->after) {
        board_window_close();
        board_puts("node ");
        board_put_i32(event->subgraph);
        board_puts(" ");
        board_put_i32(event->node);
        board_puts(" ");
        if (event->op->name != NULL)
            board_puts(event->op->name);
        else
            board_put_i32(event->op->code);
        board_puts(" ");
        board_put_u64(now - node_start);
        board_puts("\n");
    }
    node_start = board_instructions();
    if (!event->after) board_window_open();
}

static void set_inputs(const uint8_t *const *data, int given, uint32_t invoke)
{
    for (int i = push ? 1 : 0; i < mote_inputs(&net); i++) {
        size_t bytes = mote_input_bytes(&net, i);

        if (i < given)
            memcpy(mote_input(&net, i), data[i] + invoke * bytes, bytes);
        else
            memset(mote_input(&net, i), 0, bytes);
    }
}

static uint32_t parse_number(const char *text)
{
    uint32_t value = 0;

    while (*text >= '0' && *text <= '9') value = 10u * value + (uint32_t)(*text++ - '0');
    return value;
}

/* The rows of one input, one by one; all but the last leave the net waiting. */
static int push_rows(const uint8_t *const *data, int given, uint32_t invoke)
{
    struct mote_tensor t;
    int error = mote_model_input(&model, 0, &t);
    uint32_t row = error ? 0 : t.bytes / (uint32_t)mote_tensor_dim(&t, 1);

    for (uint32_t at = 0; at < t.bytes && (error == 0 || error == MOTE_E_NOT_YET); at += row) {
        uint64_t start = board_instructions();

        error = push(&net, given ? data[0] + invoke * t.bytes + at : zero_row);
        row_instructions = (uint32_t)(board_instructions() - start);
    }
    return error;
}

static void run(const uint8_t *const *data, int given, uint32_t invokes, uint8_t *const *results)
{
    uint32_t first = 0, last = 0;
    int error = 0;

    for (uint32_t k = 0; k < invokes; k++) {
        uint64_t start;

        set_inputs(data, given, k);
        if (k == 0) board_stack_paint();
        if (per_node) board_put_field("invoke", k);
        start = board_instructions();
        if (!per_node) board_window_open();
        error = push ? push_rows(data, given, k) : mote_invoke(&net);
        if (!per_node) board_window_close();
        last = (uint32_t)(board_instructions() - start);
        if (k == 0) first = last;
        if (error != 0) {
            put_error("invoke", error, &net.fault);
            board_exit(-error);
        }
        for (int i = 0; i < mote_outputs(&net); i++)
            memcpy(results[i] + k * mote_output_bytes(&net, i), mote_output(&net, i),
                   mote_output_bytes(&net, i));
    }
    board_put_field("stack.invoke", board_stack_used());
    board_put_field("instructions.invoke", last);
    board_put_field("instructions.first", first);
    board_put_field("instructions.row", row_instructions);
}

int main(void)
{
    static char line[1024];
    char *argv[16];
    int argc = board_args(line, (int)sizeof line, argv, 16), at = 1, error, given;
    const void *file;
    size_t file_size;
    uint32_t limit = 0xffffffffu, invokes = COLD_INVOKES;
    const uint8_t *inputs[MAX_OPERANDS];
    size_t sizes[MAX_OPERANDS];
    uint8_t *results[MAX_OPERANDS];
    uint64_t start;
    struct mote_config config = {.ops = run_model_ops, .streaming = run_model_streaming};

    pool.next = board_free_memory(&pool.left);
    for (; at < argc && argv[at][0] == '-' && argv[at][1] != 0; at++) {
        if (argv[at][1] == 'n') {
            per_node = 1;
            config.hook = put_node;
        } else if (argv[at][1] == 'a' && at + 1 < argc) {
            limit = parse_number(argv[++at]);
        }
    }
    given = argc - at - 2;
    if (given < 0 || given > MAX_OPERANDS) {
        board_puts("usage: run_model [-a ARENA_BYTES] [-n] MODEL OUT_DIR [INPUT...]\n");
        return EXIT_USAGE;
    }
#ifdef RUN_MODEL_CONFIG
    file = run_model_data;
    file_size = run_model_size;
    (void)read_file;
#else
    file = read_file(argv[at], &file_size);
#endif
    for (int i = 0; i < given; i++) inputs[i] = read_file(argv[at + 2 + i], &sizes[i]);

    board_stack_paint();
    start = board_instructions();
    error = mote_model_open(&model, file, file_size, &open_fault);
    board_put_field("instructions.open", (uint32_t)(board_instructions() - start));
    if (error != 0) {
        put_error("open", error, &open_fault);
        return -error;
    }

    /* Results lie below the arena, so their sizes are asked from the model. */
    for (int i = 0; i < mote_model_inputs(&model) && i < given; i++) {
        struct mote_tensor t;

        if (mote_model_input(&model, i, &t) == 0 && t.bytes != 0)
            invokes = (uint32_t)sizes[i] / t.bytes;
    }
    for (int i = 0; i < mote_model_outputs(&model) && i < MAX_OPERANDS; i++) {
        struct mote_tensor t;

        results[i] = mote_model_output(&model, i, &t) == 0 ? take(t.bytes * invokes) : NULL;
    }

    if (push && given == 0) {
        struct mote_tensor t;

        mote_model_input(&model, 0, &t);
        zero_row = memset(take(t.bytes), 0, t.bytes);
    }
    config.feed = run_model_feed;
    config.arena = pool.next;
    config.arena_size = pool.left < limit ? pool.left : limit;
    start = board_instructions();
    if (!per_node) board_window_open();
    error = mote_init(&net, &model, &config);
    if (!per_node) board_window_close();
    board_put_field("instructions.init", (uint32_t)(board_instructions() - start));
    board_put_field("stack.init", board_stack_used());
    board_put_field("arena.bytes", net.memory.arena_bytes);
    if (error != 0) {
        put_error("init", error, &net.fault);
        return -error;
    }
    board_put_field("arena.nodes", net.memory.nodes);
    board_put_field("arena.tables", net.memory.tables);
    board_put_field("arena.state", net.memory.state);
    board_put_field("arena.activations", net.memory.activations);
    board_put_field("arena.planning", net.memory.planning);

    run(inputs, given, invokes, results);
    for (int i = 0; i < mote_outputs(&net); i++)
        write_output(argv[at + 1], i, results[i], invokes * mote_output_bytes(&net, i));
    board_put_footprint();
    return 0;
}
