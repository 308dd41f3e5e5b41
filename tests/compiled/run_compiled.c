/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a compiled model on a board and says what it took; exit status 1 if its self-test fails.
 * RUN_COMPILED is the model's name; with RUN_SELFTEST it was compiled with --selftest, with
 * RUN_FEED with --feed.
 */
#include "board.h"

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

void *memset(void *to, int value, size_t size);

enum { NOT_YET = -15, COLD_INVOKES = 2 };

static int invoke(void)
{
#ifdef RUN_FEED
    int e = NOT_YET;
    size_t size;
    const void *row = board_free_memory(&size); /* zeros, or whatever lies there */
    while (e == NOT_YET) e = NAMED(_feed)(row);
    return e;
#else
    return NAMED(_invoke)();
#endif
}

int main(void)
{
    uint64_t start = board_instructions();
    int e;
    board_window_open();
    e = NAMED(_init)();
    board_window_close();
    board_put_field("instructions.init", (uint32_t)(board_instructions() - start));
    for (int k = 0; k < COLD_INVOKES && e == 0; k++) {
        for (int i = 0; NAMED(_input)(i); i++) memset(NAMED(_input)(i), 0, NAMED(_input_bytes)(i));
        if (k == 0) board_stack_paint();
        start = board_instructions();
        board_window_open();
        e = invoke();
        board_window_close();
        if (k == COLD_INVOKES - 1)
            board_put_field("instructions.invoke", (uint32_t)(board_instructions() - start));
    }
    board_put_field("stack.invoke", board_stack_used());
    board_put_footprint();
    if (e != 0) return 100 - e;
#ifdef RUN_SELFTEST
    e = NAMED(_selftest)();
    board_puts(e ? "selftest failed\n" : "selftest passed\n");
#endif
    return e != 0;
}
