/* SPDX-License-Identifier: Apache-2.0 */
/* What RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR share: checks, and the walk over output rows. */
#ifndef MOTE_OPS_RESIZE_H
#define MOTE_OPS_RESIZE_H

#include "../mote_op.h"

/* One of the two axes. */
struct mote_resize_axis {
    int32_t in, out; /* at most 65535 */
};

/* First part of the args. */
struct mote_resize {
    struct mote_resize_axis y, x;
    int32_t channels;
    int32_t align_corners, half_pixel;
    int32_t all_rows; /* 0: output rows are computed as they are called for; else how many one call
                         computes, batches and all */
};

/* Image, constant size, output; the kernel by the image's type. align_corners is option field
 * `field`, half_pixel_centers the one behind it. */
int mote_resize_prepare(struct mote_prep *p, struct mote_resize *a, int field);

/* What is known when an output row is due. */
struct mote_resize_row {
    struct mote_rows in;
    int32_t image; /* row of the input where the batch's image starts */
    int32_t y;     /* in its image */
    void *out;
};

/* Calls `each` for the output rows due; `element` is the size of one in bytes. */
void mote_resize_walk(const struct mote_call *c, uint32_t element,
                      void (*each)(const void *args, const struct mote_resize_row *row));

/* Row y of the image. */
static inline const void *mote_resize_input(const struct mote_resize_row *row, int32_t y)
{
    return mote_row(&row->in, row->image + y);
}

#endif
