/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Operators that slide a window over [batch, H, W, channels]: convolutions and pools. What they
 * have in common is here: padding, the part of a window that lies inside the image, and the walk
 * over output pixels, row by row.
 */
#ifndef MOTE_OPS_SPATIAL_H
#define MOTE_OPS_SPATIAL_H

#include "../base/halves.h"
#include "../mote_op.h"

/* One of the two axes; all in elements. The halves are at most 65535. */
struct mote_axis {
    int32_t in, out;
    uint32_t window; /* size of the filter (low half); zeros before the first element */
    uint32_t step;   /* stride (low half); dilation */
};

static inline int32_t mote_axis_filter(const struct mote_axis *a)
{
    return mote_low_half_u16(a->window);
}

static inline int32_t mote_axis_pad(const struct mote_axis *a)
{
    return mote_high_half_u16(a->window);
}

static inline int32_t mote_axis_stride(const struct mote_axis *a)
{
    return mote_low_half_u16(a->step);
}

static inline int32_t mote_axis_dilation(const struct mote_axis *a)
{
    return mote_high_half_u16(a->step);
}

/* First part of the args of every such operator. */
struct mote_spatial {
    struct mote_axis y, x;
    int32_t in_channels, out_channels;
    int32_t all_rows; /* 0: output rows are computed as they are called for; else how many one call
                         computes, batches and all */
};

/* The taps of a window that lie inside the image: `n` of them from tap `tap` on, the first at input
 * position `at`. */
struct mote_span {
    int32_t at, tap, n;
};

/* What is known when one output pixel is due. */
struct mote_pixel {
    const struct mote_spatial *s;
    struct mote_rows in;
    int32_t image;        /* row of the input where the batch's image starts */
    int32_t out_y, out_x; /* in its image */
    struct mote_span y, x;
    void *out; /* the pixel's first channel */
    void *job; /* the kernel's own */
};

/* Padding of the schema. */
enum { MOTE_PAD_SAME = 0, MOTE_PAD_VALID = 1 };

/* Zeros before the first element for a window sliding over `size` elements; filter, stride,
 * dilation > 0, (filter - 1) * dilation within 32 bits. */
static inline int32_t mote_spatial_padding(int padding, int32_t size, int32_t filter,
                                           int32_t stride, int32_t dilation)
{
    /* What the last window that begins inside, at a multiple of the stride, has beyond the end. */
    const int32_t beyond = (filter - 1) * dilation - (size - 1) % stride;
    return padding == MOTE_PAD_SAME && beyond > 0 ? beyond / 2 : 0;
}

/* Reads the stride (option field), checks, and makes `window` and `step` from what the caller has
 * left there, a whole word each: the size of the filter and the dilation. */
int mote_prep_axis(struct mote_prep *p, struct mote_axis *a, int padding, int stride_field);

/* Fills in everything of *s but what mote_prep_axis wants from the caller, who has also seen to it
 * that ranks are 4 and nothing is empty: checks shapes, reads padding and strides (fields 0 to 2 of
 * every such options table), declares rows. The output may be larger than a valid window would make
 * it as long as every window starts inside the image, as TensorFlow Lite has it. */
int mote_prep_spatial(struct mote_prep *p, struct mote_spatial *s, const struct mote_tensor *in,
                      const struct mote_tensor *out);

/* reach of operators whose args begin with a struct mote_spatial. */
void mote_spatial_reach(const void *args, int32_t y, int32_t *first, int32_t *last);

/* Input position that a tap reads for an output position; may lie outside. */
static inline int32_t mote_axis_tap(const struct mote_axis *a, int32_t out, int32_t tap)
{
    return out * mote_axis_stride(a) - mote_axis_pad(a) + tap * mote_axis_dilation(a);
}

void mote_axis_span(const struct mote_axis *a, int32_t out, struct mote_span *s);

/* Calls `each` for the output pixels due in this call, row by row; `element` is the size of an
 * input or output element in bytes. */
void mote_spatial_walk(const struct mote_call *c, uint32_t element,
                       void (*each)(struct mote_pixel *p), void *job);

#endif
