/* SPDX-License-Identifier: Apache-2.0 */
/* Packed blocks in C: what they compute, for every machine without assembly for them. */
#include "../base/halves.h"
#include "packed.h"

#if !MOTE_SIMD_ARMV7EM

/* Adds to the sums of a pair of channels; `step` elements of x from group to group. */
static void add(uint32_t sums[2], const int16_t *x, int32_t step, const int8_t *f, int32_t n)
{
    for (int32_t i = 0; i < n; i += 4, x += step) {
        const int16_t values[4] = {x[0], x[1], x[step / 2], x[step / 2 + 1]};
        for (int k = 0; k < 4; k++, f += 2) {
            const int32_t lower = f[0], upper = f[1] + (lower < 0);
            sums[0] += (uint32_t)(values[k] * upper);
            sums[1] += (uint32_t)(values[k] * lower);
        }
    }
}

void mote_packed_pair_s8(const struct mote_block *b, int8_t *first, int8_t *second)
{
    const int32_t taps = mote_packed_taps(b->taps);
    const int8_t *f = b->filter;
    for (int32_t o = 0; o < 2 * b->pairs; o += 2, f += 2 * taps) {
        int8_t *const out[2] = {first + o, second + o};
        for (int p = 0; p < 2; p++) {
            uint32_t sums[2] = {(uint32_t)b->bias[o], (uint32_t)b->bias[o + 1]};
            add(sums, b->patch + 2 * p, 8, f, taps);
            for (int k = 0; k < 2; k++)
                out[p][k] = (int8_t)mote_rescale_s8(sums[k], b->multiplier[o + k], b->right[o + k],
                                                    b->twice_zero, -128, 127);
        }
    }
}

void mote_packed_vector_s8(uint32_t *sums, const int16_t *x, const int8_t *f, int32_t step,
                           int32_t n, int32_t pairs)
{
    for (; pairs > 0; pairs--, sums += 2, f += step) add(sums, x, 4, f, n);
}

void mote_packed_outputs_s8(const struct mote_packed_outputs *p)
{
    const int8_t *f = p->f;
    for (int32_t o = 0; o < 2 * p->pairs; o += 2, f += 2 * p->taps) {
        uint32_t sums[2] = {(uint32_t)p->bias[o], (uint32_t)p->bias[o + 1]};
        add(sums, p->x, 4, f, p->taps);
        for (int k = 0; k < 2; k++)
            p->out[o + k] =
                (int8_t)mote_rescale_s8(sums[k], p->multiplier, p->right, p->twice_zero, -128, 127);
    }
}

static int32_t column(const struct mote_packed_3x3_line *l, const int8_t *in, uint32_t pair,
                      int32_t third)
{
    return in[0] * mote_low_half(pair) + in[l->second] * mote_high_half(pair) +
           in[l->third] * third;
}

void mote_packed_3x3_s8(const struct mote_packed_3x3_line *l)
{
    const int32_t step = l->channels, outputs = l->outputs + (l->right_missing != 0);
    for (int32_t o = 0; o < step; o++) {
        const struct mote_packed_3x3 *w = &l->channel[o];
        const int8_t *in = l->in + o - (l->left_missing ? step : 0);
        for (int32_t x = 0; x < outputs; x++, in += step) {
            int32_t y = x == 0 ? w->first_bias : w->bias;
            if (x > 0 || !l->left_missing) y += column(l, in, w->left, mote_low_half(w->third_row));
            y += column(l, in + step, w->middle, mote_high_half(w->third_row));
            if (x < l->outputs)
                y += column(l, in + 2 * step, w->right, mote_high_half(w->corner));
            else
                y += w->last_bias;
            y = (int32_t)(((int64_t)y * w->multiplier + ((int64_t)1 << 31)) >> 32);
            y = (y + (y >> 31) + w->zero) >> (w->corner & 255u);
            l->out[x * step + o] = (int8_t)(y < -128 ? -128 : y > 127 ? 127 : y);
        }
    }
}

#endif
