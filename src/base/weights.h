/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOTE_BASE_WEIGHTS_H
#define MOTE_BASE_WEIGHTS_H

#include <stdint.h>

/* i-th of packed int4 numbers, the low half of a byte first. */
static inline int32_t mote_weight_s4(const uint8_t *f, uint32_t i)
{
    const int32_t v = f[i >> 1] >> (i & 1u ? 4 : 0) & 15;
    return (v ^ 8) - 8;
}

#endif
