/* SPDX-License-Identifier: Apache-2.0 */
#include "report.h"

static uint64_t lap_start;
static uint32_t init_instructions, init_stack;

void report_start(void)
{
    board_stack_paint();
    lap_start = board_instructions();
}

uint32_t report_lap(void)
{
    uint64_t now = board_instructions();
    uint32_t lap = (uint32_t)(now - lap_start);

    lap_start = board_instructions();
    return lap;
}

void report_init_done(void)
{
    init_instructions = report_lap();
    init_stack = board_stack_used();
    report_start();
}

void report_check(const char *call, int error, const struct mote_fault *fault)
{
    if (error == 0) return;
    board_puts(call);
    board_puts(": ");
    board_puts(mote_strerror(error));
    board_puts("\n");
    board_put_field("fault.why", (uint32_t)fault->why);
    board_put_field("fault.node", (uint32_t)fault->node);
    board_put_field("fault.expected", (uint32_t)fault->expected);
    board_put_field("fault.got", (uint32_t)fault->got);
    board_exit(-error);
}

void report_end(uint32_t invoke, const struct mote_net *net)
{
    uint32_t stack = board_stack_used(); /* before the printing below adds to it */

    board_put_field("instructions.init", init_instructions);
    board_put_field("instructions.invoke", invoke);
    board_put_field("arena.bytes", net->memory.arena_bytes);
    board_put_field("stack.init", init_stack);
    board_put_field("stack.invoke", stack);
    board_put_field("stack.deepest", stack > init_stack ? stack : init_stack);
    board_put_footprint();
}

/* A float is mantissa * 2^(exponent - 150); the product is below 2^(24 + 9 + 10), and scales of
 * activations are below 1, so that the shift is to the right. Rounds to nearest. */
int32_t report_thousandths(const struct mote_tensor *t, int32_t value)
{
    uint32_t bits = mote_tensor_scale_bits(t, 0);
    int64_t product = (int64_t)((bits & 0x7fffffu) | 0x800000u) * 1000;
    int shift = 150 - (int)(bits >> 23);
    int32_t difference = value - mote_tensor_zero_point(t);
    int32_t sign = difference < 0 ? -1 : 1;

    if (shift < 1 || shift > 62) return 0;
    product = product * (sign * difference) + ((int64_t)1 << (shift - 1));
    return sign * (int32_t)(product >> shift);
}

void report_put_thousandths(int32_t value, int width)
{
    char text[16];
    uint32_t magnitude = value < 0 ? 0u - (uint32_t)value : (uint32_t)value;
    int at = (int)sizeof text - 1;

    text[at] = 0;
    for (int digit = 0; digit < 4 || magnitude != 0; digit++) {
        if (digit == 3) text[--at] = '.';
        text[--at] = (char)('0' + magnitude % 10u);
        magnitude /= 10u;
    }
    if (value < 0) text[--at] = '-';
    while ((int)sizeof text - 1 - at < width && at > 0) text[--at] = ' ';
    board_puts(text + at);
}
