/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walking two arrays whose shapes broadcast to a third. Neighbouring dimensions that broadcast
 * alike are folded into one loop, so that equal shapes, a scalar or a channel vector come down to
 * one or two loops; what the operator computes runs over the innermost one, flat.
 */
#ifndef MOTE_BASE_BROADCAST_H
#define MOTE_BASE_BROADCAST_H

#include <stdint.h>

#define MOTE_BROADCAST_LOOPS 6

enum {
    MOTE_REPEAT_X = 1,
    MOTE_REPEAT_Y = 2
}; /* this array has one element where the output has many */

/* Loops from the innermost outwards, size << 2 | MOTE_REPEAT_..; 0 behind the last one. All zeros:
 * nothing to do but a single element, see mote_broadcast_end. Sizes stay below 2^28. */
struct mote_broadcast {
    uint32_t loop[MOTE_BROADCAST_LOOPS];
};

/* A stretch of n elements: x and y advance by dx and dy elements (0 or 1). */
struct mote_stretch {
    const void *x, *y;
    void *out;
    int32_t dx, dy, n;
};

/* Adds the next dimension outwards to loops that start as zeros. Returns its size in the output, or
 * -1 if x and y do not broadcast, -2 if more loops are needed than there are. */
int32_t mote_broadcast_dim(struct mote_broadcast *b, int32_t x, int32_t y);

/* After the last dimension; `empty`: the output has no elements. */
void mote_broadcast_end(struct mote_broadcast *b, int empty);

/* Elements of an array; `repeat` is its MOTE_REPEAT_ bit, 0 for the output. */
int32_t mote_broadcast_elements(const struct mote_broadcast *b, unsigned repeat);

/* Calls run for every stretch, in the order of the output; s->x, y and out point at the arrays.
 * x_bytes, y_bytes and out_bytes are the sizes of an element, which may be a whole matrix.
 * Stops at, and returns, the first result that is not 0. */
int mote_broadcast_walk(const struct mote_broadcast *b, struct mote_stretch *s, unsigned x_bytes,
                        unsigned y_bytes, unsigned out_bytes,
                        int (*run)(const void *args, const struct mote_stretch *s),
                        const void *args);

#endif
