/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel of plain_image.h in C: what it computes, for machines without assembly for it. */
#include "plain_image.h"

#if MOTE_PLAIN_IMAGES && !MOTE_SIMD_RV32

static int8_t output(const struct mote_plain_image *p, const int8_t *in, int32_t o)
{
    uint32_t sum = (uint32_t)p->bias[o];
    for (int32_t i = 0; i < 9; i++)
        sum += (uint32_t)((in[i / 3 * MOTE_PLAIN_IMAGE_PITCH + i % 3] + p->offset) *
                          p->filter[o * p->next_channel + i * p->tap]);
    return (int8_t)mote_rescale_s8(sum, p->multiplier[o], p->right[o], p->zero >> 2, -128, 127);
}

void mote_plain_image_s8(const struct mote_plain_image *p)
{
    for (int32_t o = 0; o < p->channels; o++) {
        const int8_t *in = p->in;
        for (int32_t at = 0; at < p->width; at += p->step, in += 2) {
            p->out[at + o] = output(p, in, o);
            p->second[at + o] = output(p, in + 2 * MOTE_PLAIN_IMAGE_PITCH, o);
        }
    }
}

#endif
