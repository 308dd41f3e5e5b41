/* SPDX-License-Identifier: Apache-2.0 */
#include "compare.h"
#include "fixed.h"

static inline uint8_t holds(int relation, int less, int equal)
{
    const int is = less ? MOTE_IS_LESS : equal ? MOTE_IS_EQUAL : MOTE_IS_GREATER;
    return (relation & is) != 0;
}

void mote_compare_bool(int relation, const struct mote_stretch *s)
{
    const uint8_t *x = s->x, *y = s->y;
    uint8_t *out = s->out;
    for (uint8_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = holds(relation, !*x && *y, !*x == !*y);
}

void mote_compare_s16(int relation, const struct mote_stretch *s)
{
    const int16_t *x = s->x, *y = s->y;
    uint8_t *out = s->out;
    for (uint8_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = holds(relation, *x < *y, *x == *y);
}

void mote_compare_i32(int relation, const struct mote_stretch *s)
{
    const int32_t *x = s->x, *y = s->y;
    uint8_t *out = s->out;
    for (uint8_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = holds(relation, *x < *y, *x == *y);
}

void mote_compare_i64(int relation, const struct mote_stretch *s)
{
    const int64_t *x = s->x, *y = s->y;
    uint8_t *out = s->out;
    for (uint8_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = holds(relation, *x < *y, *x == *y);
}

void mote_compare_f32(int relation, const struct mote_stretch *s)
{
    const float *x = s->x, *y = s->y;
    uint8_t *out = s->out;
    for (uint8_t *end = out + s->n; out < end; x += s->dx, y += s->dy) {
        const int ordered = *x == *x && *y == *y;
        *out++ = ordered ? holds(relation, *x < *y, *x == *y) : relation >= MOTE_IS_UNORDERED;
    }
}

static inline int32_t scaled(const struct mote_compare_scale *k, int32_t x)
{
    return mote_requant((x - k->zero) * 256, k->multiplier, k->shift);
}

void mote_compare_s8(int relation, const struct mote_compare_scale scale[2],
                     const struct mote_stretch *s)
{
    const int8_t *x = s->x, *y = s->y;
    uint8_t *out = s->out;
    for (uint8_t *end = out + s->n; out < end; x += s->dx, y += s->dy) {
        const int32_t a = scaled(&scale[0], *x), b = scaled(&scale[1], *y);
        *out++ = holds(relation, a < b, a == b);
    }
}
