/* SPDX-License-Identifier: Apache-2.0 */
/* Counting bits. */
#ifndef MOTE_BASE_BITS_H
#define MOTE_BASE_BITS_H

#include <stdint.h>

/* Number of bits that x takes: 0 for 0, 1 for 1, 32 from 2^31 on. */
static inline int mote_bit_width(uint32_t x)
{
#if defined(__GNUC__) /* one instruction where the core has one */
    return x ? 32 - __builtin_clz(x) : 0;
#else
    int width = 0;
    while (x) {
        x >>= 1;
        width++;
    }
    return width;
#endif
}

#endif
