/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels of plain_line.h in C: what they compute, for machines without assembly for them. */
#include "plain_line.h"

#if MOTE_PLAIN_LINES && !MOTE_SIMD_RV32

static uint32_t dot(const struct mote_plain_line *l, const int8_t *in, const int8_t *filter,
                    int32_t bytes)
{
    uint32_t sum = 0;
    for (const int8_t *end = in + bytes; in != end; in += l->step, filter += l->filter_step)
        sum += (uint32_t)((*in + l->offset) * *filter);
    return sum;
}

static void run(const struct mote_plain_line *l, int32_t outputs)
{
    const int32_t first = l->span - (outputs - 1) * l->step; /* taps in bytes */
    for (int32_t o = 0; o < l->channels; o++)
        for (int32_t i = 0; i < outputs; i++) {
            const int8_t *in = l->in + i * l->step + o, *filter = l->filter + o;
            uint32_t sum = (uint32_t)l->bias[o] + dot(l, in, filter, first);
            if (l->second_span)
                sum += dot(l, in + first + l->gap, filter + first / l->step * l->filter_step,
                           l->second_span);
            l->out[i * l->out_step + o] = (int8_t)mote_rescale_s8(
                sum, l->multiplier[o], l->right[o], l->zero >> 2, -128, 127);
        }
}

void mote_plain_line_1(const struct mote_plain_line *l)
{
    run(l, 1);
}

void mote_plain_line_2(const struct mote_plain_line *l)
{
    run(l, 2);
}

void mote_plain_line_8(const struct mote_plain_line *l)
{
    run(l, MOTE_PLAIN_LINE_MOST);
}

void mote_plain_line_of_3(const struct mote_plain_line *l)
{
    run(l, l->span / l->step - 2);
}

void mote_plain_line_of_5(const struct mote_plain_line *l)
{
    run(l, l->span / l->step - 4);
}

#endif
