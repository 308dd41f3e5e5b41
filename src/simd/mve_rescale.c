/* SPDX-License-Identifier: Apache-2.0 */
/* Multipliers of channels (base/rescale.h) for MVE, four at a time. The arithmetic is that of
 * base/rescale_channels.c, one quotient for all; that takes over where a product is in doubt. */
#include "../base/bytes.h"
#include "mve.h"

#if MOTE_SIMD_MVE

#include <arm_mve.h>

/* What all four products have in common, and the extremes that tell whether one is in doubt. */
struct common {
    uint32_t high, low; /* of the quotient */
    int32_t exponent;
    uint32x4_t exponents, shifts, rests;
};

/* Multipliers and shifts of four filters' scales. */
static inline uint32x4_t multipliers_of(struct common *c, uint32x4_t bits, int32x4_t *shift)
{
    const uint32x4_t f = vorrq_u32(vshlq_n_u32(bits, 8), vdupq_n_u32(1u << 31));
    const uint32x4_t e = vshrq_n_u32(bits, 23), more = vmulhq_u32(f, vdupq_n_u32(c->low));
    const uint32x4_t low = vmulq_n_u32(f, c->high);
    uint32x4_t p = vaddq_u32(low, more);
    uint32x4_t m = vmulhq_u32(f, vdupq_n_u32(c->high)), rest;
    int32x4_t up, s = vaddq_n_s32(vreinterpretq_s32_u32(e), c->exponent);
    m = vaddq_u32(m, vshrq_n_u32(vhaddq_u32(low, more), 31)); /* and what p carried */
    /* m and p are the product's halves: its top bit becomes bit 63 */
    up = vclzq_s32(vreinterpretq_s32_u32(m));
    s = vsubq_s32(s, up);
    m = vorrq_u32(vshlq_u32(m, up), vshlq_u32(p, vsubq_n_s32(up, 32)));
    p = vshlq_u32(p, up);
    rest = vsliq_n_u32(vshrq_n_u32(p, 1), m, 31);
    m = vaddq_u32(vshrq_n_u32(m, 1), vshrq_n_u32(rest, 31));
    up = vreinterpretq_s32_u32(vshrq_n_u32(m, 31));
    s = vaddq_s32(s, up);
    c->exponents = vmaxq_u32(c->exponents, vsubq_n_u32(e, 1));
    c->shifts = vmaxq_u32(c->shifts, vreinterpretq_u32_s32(vaddq_n_s32(s, 31)));
    c->rests = vminq_u32(c->rests, vsubq_n_u32(rest, 0x7ffffdf0u));
    *shift = s;
    return vshlq_u32(m, vnegq_s32(up));
}

/* n of them; returns 0 if one is in doubt. */
static int rescale(const struct common *common, const uint8_t *filter, int32_t n,
                   int32_t *multiplier, int8_t *right)
{
    const int32x4_t two = vdupq_n_s32(-2);
    struct common c = *common;
    int32x4_t shift;
    c.exponents = c.shifts = vdupq_n_u32(0);
    c.rests = vdupq_n_u32(UINT32_MAX);
    for (; n >= 4; n -= 4, filter += 16, multiplier += 4, right += 4) {
        const uint32x4_t bits = vreinterpretq_u32_u8(vldrbq_u8(filter));
        vstrwq_s32(multiplier, vreinterpretq_s32_u32(multipliers_of(&c, bits, &shift)));
        vstrbq_s32(right, vsubq_s32(two, shift));
    }
    if (n > 0) { /* the others do as the first one */
        const mve_pred16_t some = vctp32q((uint32_t)n);
        const uint32x4_t one = vdupq_n_u32(mote_rd32(filter));
        const uint32x4_t bits =
            vpselq_u32(vreinterpretq_u32_u8(vldrbq_z_u8(filter, some)), one, some);
        vstrwq_p_s32(multiplier, vreinterpretq_s32_u32(multipliers_of(&c, bits, &shift)), some);
        vstrbq_p_s32(right, vsubq_s32(two, shift), some);
    }
    return vmaxvq_u32(0, c.exponents) < 254 && vmaxvq_u32(0, c.shifts) <= 62 &&
           vminvq_u32(UINT32_MAX, c.rests) >= 0x220;
}

enum { AT_ONCE = 32 }; /* channels, of which one in doubt has all done once more */

int mote_mve_rescale_channels(uint32_t input, const uint8_t *filter, uint32_t output, int32_t n,
                              int32_t *multiplier, int8_t *right)
{
    struct mote_ratio q;
    struct common c;
    if (!mote_ratio_of(&q, input, output)) return 0;
    c.high = q.high;
    c.low = q.low;
    c.exponent = q.exponent - 126;
    for (int32_t now; n > 0; n -= now, filter += 4 * now, multiplier += now, right += now) {
        now = n < AT_ONCE ? n : AT_ONCE;
        if (!rescale(&c, filter, now, multiplier, right))
            mote_rescale_channels(input, filter, 4, output, now, multiplier, right);
    }
    return 1;
}

#endif
