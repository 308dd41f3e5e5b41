/* SPDX-License-Identifier: Apache-2.0 */
#include "bits.h"
#include "signal.h"

/*
 * floor(sqrt(x)) for x >= 2^30, by Zimmermann's Karatsuba square root: the upper half of the root
 * is the root of the upper half; the lower half follows by one division, and is at most one too
 * large.
 */
static uint32_t root_of_full_u32(uint32_t x)
{
    uint32_t rest = x >> 16, upper = 0;
    for (uint32_t bit = 1u << 14; bit; bit >>= 2) {
        const uint32_t trial = upper + bit;
        upper >>= 1;
        if (rest >= trial) {
            rest -= trial;
            upper += bit;
        }
    }
    const uint32_t root = (upper << 8) + (rest << 8 | (x >> 8 & 0xff)) / (2 * upper);
    if (root > 0xffff) return 0xffff;
    return root - (root * root > x);
}

uint32_t mote_root_u32(uint32_t x)
{
    if (x == 0) return 0;
    const int shift = (32 - mote_bit_width(x)) / 2;
    const uint32_t root = root_of_full_u32(x << (2 * shift)) >> shift;
    return root + (x - root * root > root && root != 0xffff);
}

uint32_t mote_root_u64(uint64_t x)
{
    const uint32_t high = (uint32_t)(x >> 32);
    if (high == 0) return mote_root_u32((uint32_t)x);

    const int shift = (32 - mote_bit_width(high)) / 2;
    const uint64_t full = x << (2 * shift);
    const uint32_t upper = root_of_full_u32((uint32_t)(full >> 32));
    const uint32_t rest = (uint32_t)(full >> 32) - upper * upper;
    /* (rest 2^16 + next 16 bits) / (2 upper): rest <= 2 upper < 2^17, so that both, halved, fit 32
     * bits */
    uint32_t lower = (rest << 15 | (uint32_t)full >> 17) / upper;
    if (lower > 0xffff) lower = 0xffff;
    uint32_t root = upper << 16 | lower;
    if ((uint64_t)root * root > full) root--;

    root >>= shift;
    return root + (x - (uint64_t)root * root > root && root != 0xffffffffu);
}
