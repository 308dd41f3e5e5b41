/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 3x3 filters over an image of a single channel, every other row and column of it: the first layer
 * of many nets. Outputs of a channel that lie one below the other come together; of their five rows
 * of input they share one, and weights stay in registers along the row.
 */
#ifndef MOTE_SIMD_PLAIN_IMAGE_H
#define MOTE_SIMD_PLAIN_IMAGE_H

#include "simd.h"

/* Are there such kernels? */
#if MOTE_SIMD_PLAIN && !MOTE_SIMD_ARMV7M && !MOTE_SIMD_ARMV6M
#define MOTE_PLAIN_IMAGES 1
#else
#define MOTE_PLAIN_IMAGES 0
#endif

enum {
    MOTE_PLAIN_IMAGE_OUTPUTS = 48, /* at most, of a row */
    MOTE_PLAIN_IMAGE_PITCH = 100,  /* bytes from row to row of inputs */
    MOTE_PLAIN_IMAGE_ROWS = 5
};

/* Assembly knows the order. */
struct mote_plain_image {
    const int8_t *in; /* the five rows; outside of the image there are zero points */
    const int8_t *filter;
    int8_t *out, *second; /* the first outputs of both rows; `second` is written later */
    const int32_t *bias, *multiplier;
    const int8_t *right;       /* 0 to MOTE_PLAIN_RIGHT_MAX, sums within 2^29 */
    int32_t channels;          /* > 0 */
    int32_t tap, next_channel; /* bytes from tap to tap, from channel to channel of the filter */
    int32_t step;              /* bytes from output to output */
    int32_t width;             /* step * outputs, > 0 */
    int32_t offset;            /* or 0: the bias holds what it adds */
    int32_t zero;              /* 4 * twice_zero */
    int32_t floored;           /* the zero point is -128: whatever is below 0 is that */
};

/* All channels of both rows, clamped to int8. */
void mote_plain_image_s8(const struct mote_plain_image *p);

#endif
