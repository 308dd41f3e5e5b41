/* SPDX-License-Identifier: Apache-2.0 */
#include "minmax.h"

void mote_minmax_s8(int smaller, const struct mote_stretch *s)
{
    const int8_t *x = s->x, *y = s->y;
    int8_t *out = s->out;
    for (int8_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = (*x > *y) != smaller ? *x : *y;
}

void mote_minmax_s16(int smaller, const struct mote_stretch *s)
{
    const int16_t *x = s->x, *y = s->y;
    int16_t *out = s->out;
    for (int16_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = (*x > *y) != smaller ? *x : *y;
}

void mote_minmax_i32(int smaller, const struct mote_stretch *s)
{
    const int32_t *x = s->x, *y = s->y;
    int32_t *out = s->out;
    for (int32_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = (*x > *y) != smaller ? *x : *y;
}

void mote_minmax_i64(int smaller, const struct mote_stretch *s)
{
    const int64_t *x = s->x, *y = s->y;
    int64_t *out = s->out;
    for (int64_t *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = (*x > *y) != smaller ? *x : *y;
}

void mote_minmax_f32(int smaller, const struct mote_stretch *s)
{
    const float *x = s->x, *y = s->y;
    float *out = s->out;
    for (float *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = (smaller ? *x < *y : *x > *y) ? *x : *y;
}
