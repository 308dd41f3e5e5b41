/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a compiled model on a board and says what it took; exit status 1 if its self-test fails.
 *
 *     run_compiled [OUT_DIR INPUT...]
 *
 * An INPUT, one for each of the model's, holds k times its bytes for k invokes, one after another;
 * OUT_DIR/out0.bin, ... get k results, OUT_DIR - writes nothing. Without them inputs are zero and
 * there are two invokes. RUN_COMPILED is the model's name; with RUN_SELFTEST it was compiled with
 * --selftest, with RUN_FEED with --feed, and then its input stays zero.
 */
#include "../target/board_files.h"

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define NAMED(suffix) JOIN(RUN_COMPILED, suffix)

int NAMED(_init)(void);
void *NAMED(_input)(int i);
size_t NAMED(_input_bytes)(int i);
#ifdef RUN_FEED
int NAMED(_feed)(const void *row);
#else
int NAMED(_invoke)(void);
#endif
#ifdef RUN_SELFTEST
int NAMED(_selftest)(void);
#endif

const void *NAMED(_output)(int i);
size_t NAMED(_output_bytes)(int i);

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memset(void *to, int value, size_t size);

enum { NOT_YET = -15, COLD_INVOKES = 2, MAX_OPERANDS = 8 };

static const uint8_t *inputs[MAX_OPERANDS];
static uint8_t *results[MAX_OPERANDS];

static int invoke(void)
{
#ifdef RUN_FEED
    int e = NOT_YET;
    while (e == NOT_YET) e = NAMED(_feed)(pool.next); /* zeros, or whatever lies there */
    return e;
#else
    return NAMED(_invoke)();
#endif
}

/* Invoke k with its inputs; its outputs are kept. */
static int run(size_t k)
{
    uint64_t start;
    int e;
    for (int i = 0; NAMED(_input)(i); i++) {
        const size_t bytes = NAMED(_input_bytes)(i);
        if (inputs[i])
            memcpy(NAMED(_input)(i), inputs[i] + k * bytes, bytes);
        else
            memset(NAMED(_input)(i), 0, bytes);
    }
    if (k == 0) board_stack_paint();
    start = board_instructions();
    board_window_open();
    e = invoke();
    board_window_close();
    if (k > 0) /* the first one is cold */
        board_put_field("instructions.invoke", (uint32_t)(board_instructions() - start));
    for (int i = 0; NAMED(_output)(i); i++) {
        const size_t bytes = NAMED(_output_bytes)(i);
        memcpy(results[i] + k * bytes, NAMED(_output)(i), bytes);
    }
    return e;
}

int main(void)
{
    static char line[1024];
    char *argv[MAX_OPERANDS + 2];
    const int argc = board_args(line, (int)sizeof line, argv, MAX_OPERANDS + 2);
    uint64_t start;
    size_t invokes = COLD_INVOKES, size;
    int e;
    pool.next = board_free_memory(&pool.left);
    for (int i = 0; i + 2 < argc && NAMED(_input)(i); i++) {
        inputs[i] = read_file(argv[i + 2], &size);
        invokes = size / NAMED(_input_bytes)(i);
    }
    for (int i = 0; NAMED(_output)(i) && i < MAX_OPERANDS; i++)
        results[i] = take(invokes * NAMED(_output_bytes)(i));
    start = board_instructions();
    board_window_open();
    e = NAMED(_init)();
    board_window_close();
    board_put_field("instructions.init", (uint32_t)(board_instructions() - start));
    for (size_t k = 0; k < invokes && e == 0; k++) e = run(k);
    board_put_field("stack.invoke", board_stack_used());
    board_put_footprint();
    if (e != 0) return 100 - e;
    for (int i = 0; argc > 1 && NAMED(_output)(i); i++)
        write_output(argv[1], i, results[i], invokes * NAMED(_output_bytes)(i));
#ifdef RUN_SELFTEST
    e = NAMED(_selftest)();
    board_puts(e ? "selftest failed\n" : "selftest passed\n");
#endif
    return e != 0;
}
