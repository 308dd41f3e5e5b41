/* SPDX-License-Identifier: Apache-2.0 */
/* Division of integers that rounds down, and its rest, which has the sign of the divisor. */
#ifndef MOTE_BASE_FLOOR_INT_H
#define MOTE_BASE_FLOOR_INT_H

#include <stdint.h>

/* y != 0. INT32_MIN / -1 wraps. */
static inline int32_t mote_divided_down_i32(int32_t x, int32_t y)
{
    if (y == -1) return (int32_t)(0u - (uint32_t)x);
    return x / y - (x % y != 0 && (x < 0) != (y < 0));
}

static inline int32_t mote_rest_i32(int32_t x, int32_t y)
{
    const int32_t rest = y == -1 ? 0 : x % y;
    return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;
}

static inline int64_t mote_rest_i64(int64_t x, int64_t y)
{
    const int64_t rest = y == -1 ? 0 : x % y;
    return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;
}

#endif
