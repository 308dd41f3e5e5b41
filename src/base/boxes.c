/* SPDX-License-Identifier: Apache-2.0 */
#include "boxes.h"
#include "double_exp.h"

static float centre(float code, float scale, float size, float at)
{
    return (float)((double)code / (double)scale * (double)size + (double)at);
}

static float half(float code, float scale, float size)
{
    return (float)(0.5 * mote_exp((double)code / (double)scale) * (double)size);
}

void mote_box_decode(const float *code, const float *anchor, const float *scale,
                     struct mote_box *box)
{
    const float y = centre(code[0], scale[0], anchor[2], anchor[0]);
    const float x = centre(code[1], scale[1], anchor[3], anchor[1]);
    const float h = half(code[2], scale[2], anchor[2]), w = half(code[3], scale[3], anchor[3]);
    box->y0 = y - h;
    box->x0 = x - w;
    box->y1 = y + h;
    box->x1 = x + w;
}

static float larger(float a, float b)
{
    return a < b ? b : a;
}

static float smaller(float a, float b)
{
    return b < a ? b : a;
}

static float area(const struct mote_box *b)
{
    return (b->y1 - b->y0) * (b->x1 - b->x0);
}

/* Intersection over union. */
static float overlap_of(const struct mote_box *a, const struct mote_box *b)
{
    const float area_a = area(a), area_b = area(b);
    float height, width, both;
    if (area_a <= 0 || area_b <= 0) return 0;
    height = smaller(a->y1, b->y1) - larger(a->y0, b->y0);
    width = smaller(a->x1, b->x1) - larger(a->x0, b->x0);
    both = larger(height, 0) * larger(width, 0);
    return both / (area_a + area_b - both);
}

int32_t mote_boxes_pick(const struct mote_box *boxes, int32_t n, const float *scores,
                        int32_t stride, float threshold, float overlap, uint8_t *active,
                        int32_t *picked, int32_t most)
{
    int32_t count = 0;
    for (int32_t i = 0; i < n; i++) active[i] = scores[i * stride] >= threshold;
    while (count < most) {
        int32_t best = -1;
        for (int32_t i = 0; i < n; i++)
            if (active[i] && (best < 0 || scores[i * stride] > scores[best * stride])) best = i;
        if (best < 0) break;
        picked[count++] = best;
        active[best] = 0;
        for (int32_t i = 0; i < n; i++)
            if (active[i] && overlap_of(&boxes[best], &boxes[i]) > overlap) active[i] = 0;
    }
    return count;
}
