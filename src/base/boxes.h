/* SPDX-License-Identifier: Apache-2.0 */
/* Boxes of object detectors: decoding them, and keeping the best of those that overlap. */
#ifndef MOTE_BASE_BOXES_H
#define MOTE_BASE_BOXES_H

#include <stdint.h>

struct mote_box {
    float y0, x0, y1, x1;
};

/*
 * A box from its code, relative to an anchor; both are centre (y, x), height, width:
 *     centre = code / scale * anchor size + anchor centre
 *     size   = exp(code / scale) * anchor size
 * In double, with one rounding to float for centre and for half the size.
 */
void mote_box_decode(const float *code, const float *anchor, const float *scale,
                     struct mote_box *box);

/*
 * Picks boxes by falling score (the first of equal ones), from those with a score of at least
 * `threshold`, leaving out each that overlaps one picked before by more than `overlap`
 * (intersection over union). Scores stand `stride` apart. active[n] is work space. Indices go to
 * picked[], at most `most`; returns how many.
 */
int32_t mote_boxes_pick(const struct mote_box *boxes, int32_t n, const float *scores,
                        int32_t stride, float threshold, float overlap, uint8_t *active,
                        int32_t *picked, int32_t most);

#endif
