/* SPDX-License-Identifier: Apache-2.0 */
#include "bitwise.h"

void mote_xor_8(const struct mote_stretch *s)
{
    const uint8_t *x = s->x, *y = s->y;
    uint8_t *out = s->out;
    for (uint8_t *end = out + s->n; out < end; x += s->dx, y += s->dy) *out++ = (uint8_t)(*x ^ *y);
}

void mote_xor_16(const struct mote_stretch *s)
{
    const uint16_t *x = s->x, *y = s->y;
    uint16_t *out = s->out;
    for (uint16_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = (uint16_t)(*x ^ *y);
}

void mote_xor_32(const struct mote_stretch *s)
{
    const uint32_t *x = s->x, *y = s->y;
    uint32_t *out = s->out;
    for (uint32_t *end = out + s->n; out < end; x += s->dx, y += s->dy) *out++ = *x ^ *y;
}

static inline int places(int32_t y, int most)
{
    if (y < 0) return 0;
    return y > most ? most : (int)y;
}

void mote_shift_right_s8(const struct mote_stretch *s)
{
    const int8_t *x = s->x, *y = s->y;
    int8_t *out = s->out;
    for (int8_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = (int8_t)(*x >> places(*y, 7));
}

void mote_shift_right_u8(const struct mote_stretch *s)
{
    const uint8_t *x = s->x, *y = s->y;
    uint8_t *out = s->out;
    for (uint8_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = (uint8_t)(*x >> places(*y, 7));
}

void mote_shift_right_s16(const struct mote_stretch *s)
{
    const int16_t *x = s->x, *y = s->y;
    int16_t *out = s->out;
    for (int16_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = (int16_t)(*x >> places(*y, 15));
}

void mote_shift_right_u16(const struct mote_stretch *s)
{
    const uint16_t *x = s->x, *y = s->y;
    uint16_t *out = s->out;
    for (uint16_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = (uint16_t)(*x >> places(*y, 15));
}

void mote_shift_right_i32(const struct mote_stretch *s)
{
    const int32_t *x = s->x, *y = s->y;
    int32_t *out = s->out;
    for (int32_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = *x >> places(*y, 31);
}

void mote_shift_right_u32(const struct mote_stretch *s)
{
    const uint32_t *x = s->x, *y = s->y;
    uint32_t *out = s->out;
    for (uint32_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = *x >> (*y > 31u ? 31u : *y);
}
