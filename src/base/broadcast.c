/* SPDX-License-Identifier: Apache-2.0 */
#include "broadcast.h"

int32_t mote_broadcast_dim(struct mote_broadcast *b, int32_t x, int32_t y)
{
    const int32_t size = x == 1 ? y : x;
    const uint32_t repeat = (x == 1 ? MOTE_REPEAT_X : 0u) | (y == 1 ? MOTE_REPEAT_Y : 0u);
    int n = 0;
    if ((x != y && x != 1 && y != 1) || size < 0) return -1;
    if (size == 1) return 1;
    while (n < MOTE_BROADCAST_LOOPS && b->loop[n]) n++;
    if (n && (b->loop[n - 1] & 3u) == repeat) {
        b->loop[n - 1] = (b->loop[n - 1] >> 2) * (uint32_t)size << 2 | repeat;
        return size;
    }
    if (n == MOTE_BROADCAST_LOOPS) return -2;
    b->loop[n] = (uint32_t)size << 2 | repeat;
    return size;
}

void mote_broadcast_end(struct mote_broadcast *b, int empty)
{
    if (!b->loop[0]) b->loop[0] = 1u << 2;
    if (!empty) return;
    for (int i = 0; i < MOTE_BROADCAST_LOOPS; i++) b->loop[i] = 0;
}

int32_t mote_broadcast_elements(const struct mote_broadcast *b, unsigned repeat)
{
    uint32_t n = b->loop[0] & repeat ? 1u : b->loop[0] >> 2;
    for (int i = 1; i < MOTE_BROADCAST_LOOPS && b->loop[i]; i++)
        if (!(b->loop[i] & repeat)) n *= b->loop[i] >> 2;
    return (int32_t)n;
}

int mote_broadcast_walk(const struct mote_broadcast *b, struct mote_stretch *s, unsigned x_bytes,
                        unsigned y_bytes, unsigned out_bytes,
                        int (*run)(const void *args, const struct mote_stretch *s),
                        const void *args)
{
    const uint32_t inner = b->loop[0];
    uint32_t done[MOTE_BROADCAST_LOOPS] = {0};
    s->n = (int32_t)(inner >> 2);
    s->dx = !(inner & MOTE_REPEAT_X);
    s->dy = !(inner & MOTE_REPEAT_Y);
    for (;;) {
        /* bytes of x and y inside the loop that is looked at */
        uint32_t span_x = (s->dx ? inner >> 2 : 1u) * x_bytes;
        uint32_t span_y = (s->dy ? inner >> 2 : 1u) * y_bytes;
        int i = 1;
        const int e = run(args, s);
        if (e) return e;
        s->x = (const uint8_t *)s->x + span_x;
        s->y = (const uint8_t *)s->y + span_y;
        s->out = (uint8_t *)s->out + (inner >> 2) * out_bytes;
        /* An array that repeats in loop i goes back by what lies inside it, except after the last
         * turn. */
        for (; i < MOTE_BROADCAST_LOOPS && b->loop[i]; i++) {
            const uint32_t size = b->loop[i] >> 2;
            if (++done[i] < size) {
                if (b->loop[i] & MOTE_REPEAT_X) s->x = (const uint8_t *)s->x - span_x;
                if (b->loop[i] & MOTE_REPEAT_Y) s->y = (const uint8_t *)s->y - span_y;
                break;
            }
            done[i] = 0;
            if (!(b->loop[i] & MOTE_REPEAT_X)) span_x *= size;
            if (!(b->loop[i] & MOTE_REPEAT_Y)) span_y *= size;
        }
        if (i == MOTE_BROADCAST_LOOPS || !b->loop[i]) return 0;
    }
}
