/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Convolutions for floats (simd/floats.h): pixels whose whole window lies inside the image wait
 * until there are four of them. Others go alone, since a product with a zero outside could be no
 * number. conv_2d.c has the same written for reading.
 */
#include "conv_floats.h"
#include "readable.h"

#if MOTE_FLOATS

enum { PIXELS = MOTE_FLOATS_PIXELS };

struct job {
    struct mote_floats_ends ends;
    const struct mote_conv_args *a;
    const float *filter;
    struct mote_floats_run run; /* rows and n as of a whole window */
    int32_t taps;               /* of a channel: elements */
    int32_t row;                /* elements of a row of the filter */
    int32_t connected;          /* rows of a window are neighbours in memory, column by column */
    int32_t waiting;
    struct mote_pixel pixels[PIXELS];
};

/* Row i of those of a pixel's window that lie inside the image. */
static const float *row_of(const struct job *j, const struct mote_pixel *p, int32_t i,
                           int32_t channel)
{
    const struct mote_conv_args *a = j->a;
    const float *row = mote_row(&p->in, p->image + p->y.at + i * mote_axis_dilation(&a->s.y));
    return row + p->x.at * a->s.in_channels + channel;
}

/* The part of a sum that is computed at once: several rows if they follow each other in memory. */
struct part {
    struct mote_floats_run run;
    int32_t first, rows; /* of the window, inside the image */
};

/* The parts of all pixels that lie in their images alike. */
static struct part part_of(const struct job *j, const struct mote_pixel *p)
{
    const struct mote_conv_args *a = j->a;
    struct part part;
    part.run = j->run;
    part.first = 0;
    part.rows = 1;
    if (!j->connected) { /* taps of a row */
        part.run.rows = p->x.n;
        part.run.n = a->depth;
    } else {
        part.run.n = p->x.n * a->depth;
        part.run.rows = p->in.ring ? 1 : p->y.n;
        part.rows = part.run.rows;
    }
    return part;
}

/* Channels o to o + n - 1, of the same group, of one pixel or of four. */
static void channels(const struct job *j, const struct mote_pixel *p, int32_t count, int32_t o,
                     int32_t n, int32_t channel)
{
    const struct mote_conv_args *a = j->a;
    const struct part part = part_of(j, p);
    const float *filter = j->filter + o * j->taps + p->x.tap * a->depth + p->y.tap * j->row;
    float acc[4 * PIXELS];
    for (int32_t i = 0; i < 4 * PIXELS; i++) acc[i] = 0;
    for (int32_t i = 0; i < p->y.n; i += part.rows) {
        const float *f = filter + i * j->row, *x[PIXELS];
        for (int32_t k = 0; k < count; k++) x[k] = row_of(j, p + k, i, channel);
        if (count == PIXELS && n == 4)
            mote_floats_add_4x4(acc, x, f, &part.run);
        else
            for (int32_t k = 0; k < count; k++) {
                if (n == 4)
                    mote_floats_add_1x4(acc + 4 * k, x[k], f, &part.run);
                else
                    for (int32_t m = 0; m < n; m++)
                        acc[4 * k + m] =
                            mote_floats_add(acc[4 * k + m], x[k], f + m * j->taps, &part.run);
            }
    }
    for (int32_t k = 0; k < count; k++) {
        float *out = (float *)p[k].out + o;
        for (int32_t m = 0; m < n; m++) out[m] = mote_floats_end(&j->ends, o + m, acc[4 * k + m]);
    }
}

static void run(const struct job *j, const struct mote_pixel *p, int32_t count)
{
    const struct mote_conv_args *a = j->a;
    const int32_t each = a->s.out_channels / (a->s.in_channels / a->depth);
    for (int32_t first = 0, channel = 0; first < a->s.out_channels;
         first += each, channel += a->depth) {
        int32_t o = first, left = each;
        for (; left >= 4; left -= 4, o += 4) channels(j, p, count, o, 4, channel);
        if (left > 0) channels(j, p, count, o, left, channel);
    }
}

static void pixel(struct mote_pixel *p)
{
    struct job *j = p->job;
    const struct mote_conv_args *a = j->a;
    if (p->y.n != mote_axis_filter(&a->s.y) || p->x.n != mote_axis_filter(&a->s.x)) {
        run(j, p, 1);
        return;
    }
    j->pixels[j->waiting++] = *p;
    if (j->waiting < PIXELS) return;
    run(j, j->pixels, PIXELS);
    j->waiting = 0;
}

int mote_conv_2d_f32(const struct mote_call *c)
{
    const struct mote_conv_args *a = (const void *)c->args;
    struct job j;
    j.ends = mote_conv_floats_ends(c);
    j.a = a;
    j.filter = mote_in(c, 1);
    j.row = mote_axis_filter(&a->s.x) * a->depth;
    j.taps = mote_axis_filter(&a->s.y) * j.row;
    j.connected = mote_axis_dilation(&a->s.x) == 1 && a->depth == a->s.in_channels;
    j.run.step = j.taps;
    j.run.pitch = j.connected ? j.row : a->depth;
    j.run.in_pitch = j.connected ? mote_axis_dilation(&a->s.y) * a->s.x.in * a->s.in_channels
                                 : mote_axis_dilation(&a->s.x) * a->s.in_channels;
    j.waiting = 0;
    mote_spatial_walk(c, 4, pixel, &j);
    for (int32_t i = 0; i < j.waiting; i++) run(&j, &j.pixels[i], 1);
    return 0;
}

#endif
