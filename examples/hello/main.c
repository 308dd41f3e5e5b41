/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hello: a network of three small layers that has learned y = sin(x), asked for a whole turn.
 * What a firmware needs of mote is `start` and `predict`.
 */
#include "../common/report.h"
#include "hello_model.h"
#include "mote.h"
#include "ops/ops.h"

static const struct mote_op *const ops[] = {&mote_op_fully_connected_s8, NULL};
static MOTE_ARENA(arena, 512);
static struct mote_model model;
static struct mote_net net;

static int start(void)
{
    const struct mote_config config = {.ops = ops, .arena = arena, .arena_size = sizeof arena};
    int error = mote_model_open(&model, hello_model, hello_model_size, &net.fault);

    return error ? error : mote_init(&net, &model, &config);
}

static int predict(int8_t x, int8_t *y)
{
    int error;

    *(int8_t *)mote_input(&net, 0) = x;
    error = mote_invoke(&net);
    *y = *(const int8_t *)mote_output(&net, 0);
    return error;
}

/* Everything below prints. */

enum { POINTS = 18, STEP = 15, FIRST = -128 };

static void put_row(int32_t x, int32_t y)
{
    char plot[] = "                     |                     ";

    plot[21 + y / 50] = '*';
    report_put_thousandths(x, 9);
    report_put_thousandths(y, 9);
    board_puts("  ");
    board_puts(plot);
    board_puts("\n");
}

int main(void)
{
    static int8_t x[POINTS], y[POINTS];
    struct mote_tensor in, out;
    uint32_t invokes = 0;

    report_start();
    report_check("start", start(), &net.fault);
    report_init_done();
    for (int i = 0; i < POINTS; i++) {
        x[i] = (int8_t)(FIRST + STEP * i);
        report_lap();
        report_check("predict", predict(x[i], &y[i]), &net.fault);
        invokes += report_lap();
    }

    mote_model_input(&model, 0, &in);
    mote_model_output(&model, 0, &out);
    board_puts("        x   sin(x)  -1                   0                   1\n");
    for (int i = 0; i < POINTS; i++)
        put_row(report_thousandths(&in, x[i]), report_thousandths(&out, y[i]));
    board_puts("input.hex ");
    board_put_bytes(x, sizeof x);
    board_puts("\noutput.hex ");
    board_put_bytes(y, sizeof y);
    board_puts("\n");
    report_end(invokes / POINTS, &net);
    return 0;
}
