/* SPDX-License-Identifier: Apache-2.0 */
#include "bits.h"
#include "fixed.h"
#include "lookup.h"
#include "vector_softmax.h"

void mote_vector_softmax_s16(const struct mote_softmax *s, const int16_t *in, int16_t *out)
{
    int32_t max = INT16_MIN, scale;
    uint32_t sum = 0;
    int zeros, right;
    for (int32_t i = 0; i < s->depth; i++)
        if (in[i] > max) max = in[i];
    for (int32_t i = 0; i < s->depth; i++) {
        /* -65535 .. 0 stands for -10 .. 0 */
        const int32_t x = mote_requant(in[i] - max, s->multiplier, s->shift);
        const int32_t e = mote_lookup(mote_lookup_exp, x < -65535 ? -32768 : x + 32767);
        out[i] = (int16_t)e;
        sum += (uint32_t)e;
    }
    /* sum = 2^k * (1 + y), 0 <= y < 1, and 1 / (1 + y) from the table: y with 16 bits, centred */
    zeros = 32 - mote_bit_width(sum);
    scale = (int32_t)((((uint64_t)sum << (zeros - 1)) + (1u << 13)) >> 14) - (1 << 16) - (1 << 15);
    scale = mote_lookup(mote_lookup_reciprocal, mote_clamp(scale, -32768, 32767));
    right = 31 - zeros;
    for (int32_t i = 0; i < s->depth; i++)
        out[i] = (int16_t)mote_clamp((out[i] * scale + (1 << (right - 1))) >> right, 0, 32767);
}
