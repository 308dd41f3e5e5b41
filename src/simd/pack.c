/* SPDX-License-Identifier: Apache-2.0 */
#include "packed.h"

int mote_pack_filter(int8_t *to, const int8_t *from, int32_t channels, int32_t taps,
                     int32_t channel_step, int32_t tap_step)
{
    static const int32_t order[4] = {0, 2, 1, 3};
    const int32_t all = mote_packed_taps(taps);
    for (int32_t o = 0; o < channels; o += 2, from += 2 * channel_step) {
        for (int32_t i = 0; i < all; i++) {
            const int32_t tap = (i & ~3) + order[i & 3];
            const int32_t upper = tap < taps ? from[tap * tap_step] : 0;
            const int32_t lower =
                tap < taps && o + 1 < channels ? from[tap * tap_step + channel_step] : 0;
            if (upper == -128 || lower == -128) return 0;
            *to++ = (int8_t)lower;
            *to++ = (int8_t)(upper - (lower < 0));
        }
    }
    return 1;
}

/* 2 * low in the low half, 2 * high in the high half. */
static uint32_t pack_twice(int32_t low, int32_t high)
{
    return ((uint32_t)(2 * low) & 0xffffu) | (uint32_t)(2 * high) << 16;
}

void mote_block_3x3_pack(struct mote_block_3x3_channel *w, const int8_t *filter, int32_t step)
{
    const int8_t *second = filter + 3 * step, *third = second + 3 * step;
    w->left = pack_twice(filter[0], second[0]);
    w->middle = pack_twice(filter[step], second[step]);
    w->right = pack_twice(filter[2 * step], second[2 * step]);
    w->third_row = pack_twice(third[0], third[step]);
    w->corner = pack_twice(0, third[2 * step]);
}
