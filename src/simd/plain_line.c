/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels of plain_line.h in C: what they compute, for machines without assembly for them, and
 * for channels that are not for assembly. */
#include "plain_line.h"

#if MOTE_PLAIN_LINES

void mote_plain_line_any(const struct mote_plain_line *l, int32_t o, int32_t outputs)
{
    const int32_t first = l->span / l->step;
    const int32_t taps = first + l->second_span / l->step - outputs + 1;
    for (int32_t i = 0; i < outputs; i++) {
        uint32_t sum = (uint32_t)l->bias[o];
        for (int32_t k = 0; k < taps; k++) {
            const int32_t at = (i + k) * l->step + (i + k < first ? 0 : l->gap);
            sum += (uint32_t)((l->in[at + o] + l->offset) * l->filter[k * l->filter_step + o]);
        }
        l->out[i * l->out_step + o] =
            (int8_t)mote_rescale_s8(sum, l->multiplier[o], l->right[o], l->zero >> 2, -128, 127);
    }
}

#if !MOTE_SIMD_RV32

static void run(const struct mote_plain_line *l, int32_t outputs)
{
    for (int32_t o = 0; o < l->channels; o++) mote_plain_line_any(l, o, outputs);
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
#endif
