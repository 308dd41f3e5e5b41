/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hello, compiled: the same network as examples/hello, but `mote compile` has turned it into C
 * (hello.c and hello.h), and nothing of reading, checking and planning is on the chip. What a
 * firmware needs is `predict`; hello_init has no state to clear and may be left out.
 */
#include "board.h"
#include "hello.h"

static int predict(int8_t x, int8_t *y)
{
    int error;

    *(int8_t *)hello_input(0) = x;
    error = hello_invoke();
    *y = *(const int8_t *)hello_output(0);
    return error;
}

/* Everything below prints. */

enum { POINTS = 18, STEP = 15, FIRST = -128 };

int main(void)
{
    static int8_t x[POINTS], y[POINTS];
    uint32_t invoke = 0;
    int error = hello_init();

    board_stack_paint();
    for (int i = 0; i < POINTS && error == 0; i++) {
        const uint64_t start = board_instructions();

        x[i] = (int8_t)(FIRST + STEP * i);
        error = predict(x[i], &y[i]);
        invoke += (uint32_t)(board_instructions() - start);
    }
    board_put_field("stack.deepest", board_stack_used());
    board_put_field("instructions.invoke", invoke / POINTS);
    board_put_field("arena.bytes", hello_ARENA_BYTES);
    board_puts("input.hex ");
    board_put_bytes(x, sizeof x);
    board_puts("\noutput.hex ");
    board_put_bytes(y, sizeof y);
    board_puts("\n");
    board_put_footprint();
    return error != 0;
}
