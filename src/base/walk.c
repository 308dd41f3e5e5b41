/* SPDX-License-Identifier: Apache-2.0 */
#include "walk.h"
#include "mem.h"

void mote_walk_fold(struct mote_walk *walk, int rank, int32_t element)
{
    int n = 0;
    walk->run = element;
    for (int i = 0; i < rank; i++)
        if (walk->dims[i] == 0) walk->run = 0;
    for (int i = 0; i < rank && walk->run; i++) {
        const int32_t d = walk->dims[i], stride = walk->strides[i];
        if (d == 1) continue;
        if (n && walk->strides[n - 1] == (int32_t)((uint32_t)stride * (uint32_t)d)) {
            walk->dims[n - 1] *= d;
        } else {
            walk->dims[n] = d;
            n++;
        }
        walk->strides[n - 1] = stride;
    }
    while (n && walk->strides[n - 1] == walk->run) {
        n--;
        walk->run *= walk->dims[n];
    }
    for (int i = n; i < rank; i++) walk->dims[i] = walk->strides[i] = 0;
    walk->aligned = walk->run == element ? element : 0;
    walk->n = n;
}

struct step {
    int32_t out, in; /* bytes */
};

static void move_line(const struct mote_walk *walk, uint8_t *out, const uint8_t *in,
                      struct step step, int32_t count)
{
    int32_t o = 0, i = 0;
    switch (walk->aligned) {
    case 1:
        for (; count > 0; count--, o += step.out, i += step.in) out[o] = in[i];
        break;
    case 2:
        for (; count > 0; count--, o += step.out, i += step.in)
            ((struct mote_move2 *)(void *)(out + o))->x =
                ((const struct mote_move2 *)(const void *)(in + i))->x;
        break;
    case 4:
        for (; count > 0; count--, o += step.out, i += step.in)
            ((struct mote_move4 *)(void *)(out + o))->x =
                ((const struct mote_move4 *)(const void *)(in + i))->x;
        break;
    case 8:
        for (; count > 0; count--, o += step.out, i += step.in)
            ((struct mote_move8 *)(void *)(out + o))->x =
                ((const struct mote_move8 *)(const void *)(in + i))->x;
        break;
    default: mote_copy_blocks(out, step.out, in, step.in, walk->run, count);
    }
}

/* Both directions: `spread` says which side is the dense one. */
static void walk_lines(const struct mote_walk *walk, uint8_t *out, const uint8_t *in, int spread)
{
    int32_t index[MOTE_WALK_DIMS] = {0};
    const int inner = (int)walk->n - 1;
    const int32_t count = inner < 0 ? 1 : walk->dims[inner];
    const int32_t stride = inner < 0 ? 0 : walk->strides[inner];
    const int32_t line = count * walk->run;
    const struct step step = {spread ? stride : walk->run, spread ? walk->run : stride};
    int32_t apart = 0, dense = 0;
    int d;
    do {
        move_line(walk, out + (spread ? apart : dense), in + (spread ? dense : apart), step, count);
        dense += line;
        for (d = inner - 1; d >= 0; d--) {
            apart += walk->strides[d];
            if (++index[d] < walk->dims[d]) break;
            index[d] = 0;
            apart -= walk->strides[d] * walk->dims[d];
        }
    } while (d >= 0);
}

void mote_walk_collect(const struct mote_walk *walk, void *out, const void *in)
{
    walk_lines(walk, out, in, 0);
}

void mote_walk_spread(const struct mote_walk *walk, void *out, const void *in)
{
    walk_lines(walk, out, in, 1);
}

void mote_copy_blocks(void *out, int32_t out_step, const void *in, int32_t in_step, int32_t bytes,
                      int32_t count)
{
    uint8_t *to = out;
    const uint8_t *from = in;
    if (count <= 0 || bytes <= 0) return;
    for (;;) {
        memcpy(to, from, (size_t)bytes);
        if (--count == 0) return;
        to += out_step;
        from += in_step;
    }
}

void mote_fill(void *out, const void *value, int32_t element, int32_t bytes)
{
    uint8_t *to = out;
    int32_t done = element;
    if (bytes <= 0) return;
    if (element == 1) {
        memset(to, *(const uint8_t *)value, (size_t)bytes);
        return;
    }
    memcpy(to, value, (size_t)element);
    while (done < bytes) {
        const int32_t more = done < bytes - done ? done : bytes - done;
        memcpy(to + done, to, (size_t)more);
        done += more;
    }
}
