/* SPDX-License-Identifier: Apache-2.0 */
/* Two numbers of 16 bits in one word of prepared args, which are kept in RAM. */
#ifndef MOTE_BASE_HALVES_H
#define MOTE_BASE_HALVES_H

#include <stdint.h>

static inline uint32_t mote_halves(int32_t low, int32_t high)
{
    return ((uint32_t)low & 0xffffu) | (uint32_t)high << 16;
}

static inline int32_t mote_low_half(uint32_t w)
{
    return (int16_t)(uint16_t)w;
}

static inline int32_t mote_high_half(uint32_t w)
{
    return (int16_t)(uint16_t)(w >> 16);
}

/* The same for numbers that are not negative: up to 65535. */
static inline int32_t mote_low_half_u16(uint32_t w)
{
    return (uint16_t)w;
}

static inline int32_t mote_high_half_u16(uint32_t w)
{
    return (int32_t)(w >> 16);
}

#endif
