/* SPDX-License-Identifier: Apache-2.0 */
/* Multipliers of channels (base/rescale.h) for MVE, four at a time. The arithmetic is that of
 * base/rescale_channels.c: one quotient for all, and each doubtful product once more in full. */
#include "mve.h"

#if MOTE_SIMD_MVE

#include <arm_mve.h>

static int is_normal(uint32_t bits)
{
    return (bits >> 23) - 1u < 254u;
}

/* a / o * 2^64, cut off; a < o, both of 25 bits at most. */
static uint64_t quotient(uint32_t a, uint32_t o)
{
    uint64_t q = 0;
    for (int digits = 64 / 4; digits > 0; digits--, a %= o) {
        a <<= 4;
        q = q << 4 | a / o;
    }
    return q;
}

int mote_mve_rescale_channels(uint32_t input, const uint8_t *filter, uint32_t output, int32_t n,
                              int32_t *multiplier, int8_t *right)
{
    const uint32_t a = (input & 0x7fffffu) | 0x800000u, o = (output & 0x7fffffu) | 0x800000u;
    const uint32_t top = a >= o;
    const uint64_t q = quotient(a, o << top);
    const uint32_t high = (uint32_t)(q >> 32), low = (uint32_t)q;
    const int32_t exponent = (int32_t)(input >> 23) - (int32_t)(output >> 23) + (int32_t)top - 126;
    if (!is_normal(input) || !is_normal(output)) return 0;
    for (; n > 0; n -= 4, filter += 16, multiplier += 4, right += 4) {
        const mve_pred16_t some = vctp32q((uint32_t)n);
        const uint32x4_t bits = vreinterpretq_u32_u8(vldrbq_z_u8(filter, some));
        const uint32x4_t f = vorrq_u32(vshlq_n_u32(bits, 8), vdupq_n_u32(1u << 31));
        const uint32x4_t e = vshrq_n_u32(bits, 23), more = vmulhq_u32(f, vdupq_n_u32(low));
        uint32x4_t p = vaddq_u32(vmulq_n_u32(f, high), more);
        uint32x4_t m = vmulhq_u32(f, vdupq_n_u32(high)), rest;
        int32x4_t up, shift = vaddq_n_s32(vreinterpretq_s32_u32(e), exponent);
        mve_pred16_t doubt;
        m = vaddq_m_n_u32(m, m, 1, vcmphiq_u32(more, p));
        /* m and p are the product's halves: its top bit becomes bit 63 */
        up = vclzq_s32(vreinterpretq_s32_u32(m));
        shift = vsubq_s32(shift, up);
        m = vorrq_u32(vshlq_u32(m, up), vshlq_u32(p, vsubq_n_s32(up, 32)));
        p = vshlq_u32(p, up);
        rest = vsliq_n_u32(vshrq_n_u32(p, 1), m, 31);
        m = vaddq_u32(vshrq_n_u32(m, 1), vshrq_n_u32(rest, 31));
        up = vreinterpretq_s32_u32(vshrq_n_u32(m, 31));
        shift = vaddq_s32(shift, up);
        m = vshlq_u32(m, vnegq_s32(up));
        doubt = vcmphiq_u32(vdupq_n_u32(0x220), vsubq_n_u32(rest, 0x7ffffdf0u));
        doubt |= vcmpcsq_n_u32(vsubq_n_u32(e, 1), 254);
        doubt |= vcmphiq_n_u32(vreinterpretq_u32_s32(vaddq_n_s32(shift, 31)), 62);
        vstrwq_p_s32(multiplier, vreinterpretq_s32_u32(m), some);
        vstrbq_p_s32(right, vsubq_s32(vdupq_n_s32(-2), shift), some);
        if ((doubt & some) == 0) continue;
        for (int k = 0; k < 4 && k < n; k++)
            if (doubt >> 4 * k & 1)
                mote_rescale_channels(input, filter + 4 * k, 4, output, 1, multiplier + k,
                                      right + k);
    }
    return 1;
}

#endif
