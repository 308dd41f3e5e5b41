/* SPDX-License-Identifier: Apache-2.0 */
#include "bytes.h"
#include "rescale.h"

static uint32_t fraction(uint32_t bits)
{
    return (bits & 0x7fffffu) | 0x800000u;
}

static int32_t exponent(uint32_t bits)
{
    return (int32_t)(bits >> 23 & 255u);
}

static int is_normal(uint32_t bits)
{
    return bits - 0x800000u < 0x7f000000u; /* positive, too */
}

int mote_ratio_of(struct mote_ratio *q, uint32_t input, uint32_t output)
{
    uint32_t rest = fraction(input), o = fraction(output);
    if (!is_normal(input) || !is_normal(output)) return 0;
    q->input = input;
    q->output = output;
    q->exponent = exponent(input) - exponent(output);
    if (rest >= o) {
        o <<= 1;
        q->exponent++;
    }
#if UINTPTR_MAX > UINT32_MAX /* two divisions where they are single instructions */
    q->high = (uint32_t)(((uint64_t)rest << 32) / o);
    q->low = (uint32_t)(((((uint64_t)rest << 32) % o) << 32) / o);
#else
    q->high = q->low = 0;
    for (int digit = 0; digit < 16; digit++) { /* of 4 bits: rest < o < 2^25 */
        rest <<= 4;
        q->high = q->high << 4 | q->low >> 28;
        q->low = q->low << 4 | rest / o;
        rest %= o;
    }
#endif
    return 1;
}

/* Multiplier for a filter's scale, unless its rounding or its range are in doubt: then 0. The cut
 * off quotient makes the product too small by less than 2^-62 of it, so 31 bits and what follows
 * them are right but for the last bits of the latter. */
static int32_t multiplier_of(const struct mote_ratio *q, uint32_t filter, int32_t *shift)
{
    const uint32_t f = fraction(filter) << 8;
    const uint64_t low = (uint64_t)f * q->low >> 32;
    uint64_t product = (uint64_t)f * q->high + low;
    uint32_t m, rest;
    int32_t s = exponent(filter) - 126 + q->exponent;
    if (!(product >> 63)) {
        product <<= 1;
        s--;
    }
    m = (uint32_t)(product >> 33);
    rest = (uint32_t)(product >> 1);
    /* One half, and what a double would round to it: from 2^-23 below. */
    if (rest - 0x7ffffdf0u < 0x220u || !is_normal(filter)) return 0;
    m += rest >> 31;
    *shift = s;
    return s < -31 || s > 31 || m >> 31 ? 0 : (int32_t)m;
}

void mote_rescale_channels(uint32_t input, const uint8_t *filter, int32_t step, uint32_t output,
                           int32_t n, int32_t *multiplier, int8_t *right)
{
    struct mote_ratio q;
    const int usual = mote_ratio_of(&q, input, output);
    for (; n > 0; n--, filter += step, multiplier++) {
        int32_t shift;
        *multiplier = usual ? multiplier_of(&q, mote_rd32(filter), &shift) : 0;
        if (*multiplier == 0)
            mote_channel_multiplier(input, mote_rd32(filter), output, multiplier, &shift);
        *right++ = (int8_t)mote_right_of_shift(shift);
    }
}
