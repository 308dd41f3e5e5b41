/* SPDX-License-Identifier: Apache-2.0 */
#include "multiplier.h"

/* Fraction with the implied bit at 2^23, and exponent so that the float is fraction * 2^exponent.
 */
static uint32_t split(uint32_t bits, int32_t *exponent)
{
    int32_t e = (int32_t)(bits >> 23 & 255u);
    uint32_t f = bits & 0x7fffffu;
    if (e) {
        f |= 0x800000u;
    } else {
        for (e = 1; f && !(f & 0x800000u); e--) f <<= 1;
    }
    *exponent = e - 150;
    return f;
}

/* a * b = product * 2^*e, product in [2^46, 2^48) or 0: exact, as it is in a double. */
static uint64_t multiply(uint32_t a, uint32_t b, int32_t *e)
{
    int32_t ea, eb;
    const uint32_t fa = split(a, &ea), fb = split(b, &eb);
    *e = ea + eb;
    return (uint64_t)fa * fb;
}

/* product / o = q * 2^*e and a rest of r / o in the unit of q, as r << 32 | q. q has 31 bits (2^31
 * for the largest product). o in [2^23, 2^24), product in [2^46, 2^48]. */
static uint64_t divide(uint64_t product, uint32_t o, int32_t *e)
{
    const uint64_t unit = (uint64_t)o << 24;
    uint32_t q = 1, r;
    /* Bring product / o into [2^24, 2^25), so that its quotient with 2^6 has exactly 31 bits. */
    int32_t exponent = *e - 6;
    while (product < unit) {
        product <<= 1;
        exponent--;
    }
    *e = exponent;
    product -= unit;
    /* Long division in digits of 8 bits: r <= o < 2^24 leaves room for one. */
    r = (uint32_t)(product >> 24);
    for (int k = 16; k >= 0; k -= 8) {
        const uint32_t next = r << 8 | ((uint32_t)(product & 0xffffffu) >> k & 255u);
        q = (q << 8) + next / o;
        r = next % o;
    }
    r <<= 6;
    return (uint64_t)(r % o) << 32 | ((q << 6) + r / o);
}

static void quantise(uint64_t product, int32_t e, uint32_t output, int32_t *multiplier,
                     int32_t *shift)
{
    int32_t eo, gap;
    uint32_t q;
    uint64_t quotient;
    const uint32_t o = split(output, &eo);
    *multiplier = 0;
    *shift = 0;
    if (product == 0 || o == 0) return;
    e += 31 - eo;
    quotient = divide(product, o, &e);
    q = (uint32_t)quotient;
    /* A double would first round to 53 bits, to even, which lifts a rest of 1/2 - 2^-23 or more to
     * one half; then halves round up. (1/2 - rest/o) * 2^23 <= 1 with gap = o - 2 * rest: */
    gap = (int32_t)o - 2 * (int32_t)(quotient >> 32);
    if (gap <= 2 || (gap == 3 && o >= 3u << 22)) q++;
    if (q >> 31) {
        q >>= 1;
        e++;
    }
    if (e < -31) return;
    *multiplier = e > 31 ? INT32_MAX : (int32_t)q;
    *shift = e > 31 ? 31 : e;
}

void mote_channel_multiplier(uint32_t input, uint32_t filter, uint32_t output, int32_t *multiplier,
                             int32_t *shift)
{
    int32_t e;
    const uint64_t product = multiply(input, filter, &e);
    quantise(product, e, output, multiplier, shift);
}

void mote_layer_multiplier(uint32_t input, uint32_t filter, uint32_t output, int32_t *multiplier,
                           int32_t *shift)
{
    int32_t e;
    uint64_t product = multiply(input, filter, &e);
    if (!(product >> 47)) {
        product <<= 1;
        e--;
    }
    /* To 24 bits, halves to even. */
    product += 0x7fffffu + ((uint32_t)(product >> 24) & 1u);
    product = product >> 24 << 24;
    quantise(product, e, output, multiplier, shift);
}

/* By single steps: few as a rule, never more than a thousand, and by any number. */
static uint64_t shift_right(uint64_t x, int32_t by)
{
    for (; by > 0; by--) x >>= 1;
    return x;
}

int mote_bias_scale_fits(uint32_t input, uint32_t filter, uint32_t bias, uint32_t output)
{
    /* Exact but for what lies 2^57 and more below the larger scale. The reference rounds difference
     * and quotient to double; that decides nothing unless the quotient is within 2^-52 of 0.02. */
    int32_t ep, eb, eo, e;
    uint64_t product = multiply(input, filter, &ep) << 10;
    uint64_t other = (uint64_t)split(bias, &eb) << 34;
    const uint64_t most = (uint64_t)split(output, &eo) << 40; /* times 50 */
    ep -= 10;
    eb -= 34;
    e = ep > eb ? ep : eb;
    product = shift_right(product, e - ep);
    other = shift_right(other, e - eb);
    product = product > other ? product - other : other - product; /* below 2^58 */
    e += 40 - eo;
    return e < 0 || 50 * product <= shift_right(most, e);
}

int32_t mote_round_quotient(uint32_t value, uint32_t scale)
{
    int32_t e, es;
    uint32_t q;
    const uint64_t product = (uint64_t)split(value, &e) << 24;
    const uint32_t s = split(scale, &es);
    e -= es + 24;
    q = (uint32_t)divide(product, s, &e);
    /* To the 24 bits of a float. No quotient of two floats lies halfway between two floats. */
    q = (q + 64) >> 7;
    e += 7;
    /* q * 2^e; q can be 2^24 */
    if (e > 7 || (e == 7 && q >> 24)) return -1;
    if (e >= 0) return (int32_t)(q << e);
    return e < -25 ? 0 : (int32_t)(((q >> (-e - 1)) + 1) >> 1);
}
