/* SPDX-License-Identifier: Apache-2.0 */
#include "double_exp.h"

#include <stdint.h>

/* 2^k, -1022 <= k <= 1023 */
static double power_of_2(int k)
{
    union {
        uint64_t bits;
        double value;
    } u;
    u.bits = (uint64_t)(k + 1023) << 52;
    return u.value;
}

double mote_exp(double x)
{
    /* ln 2 in two parts: products of the upper one with k are exact */
    const double ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33;
    double r, sum = 1.0;
    int k, half;
    if (x != x) return x;
    if (x > 710.0) x = 710.0; /* infinity */
    if (x < -746.0) return 0.0;
    k = (int)(x * 1.4426950408889634 + (x < 0 ? -0.5 : 0.5));
    r = (x - k * ln2_high) - k * ln2_low;
    /* |r| <= ln 2 / 2: the first term left out is below 2^-57 */
    for (int i = 13; i > 0; i--) sum = 1.0 + r * sum / i;
    half = k / 2; /* 2^k itself may be out of range */
    return sum * power_of_2(half) * power_of_2(k - half);
}
