/* SPDX-License-Identifier: Apache-2.0 */
/* Sums of two scaled inputs (base/scaled_sum.h), and of pixels, for MVE, four at a time. */
#include "mve.h"

#if MOTE_SIMD_MVE

#include <arm_mve.h>

/* x / 2^e, halves away from zero; shift = -e, and the same in all lanes of `shifts`. */
static inline int32x4_t round_by(int32x4_t x, int32x4_t shifts, int32_t shift)
{
    const int32x4_t negative = vshrq_n_s32(vandq_s32(x, shifts), 31); /* not for e = 0 */
    return vrshlq_n_s32(vaddq_s32(x, negative), shift);
}

/* The sums' rounding shifts, offset and bounds, in all lanes. */
struct vectors {
    int32x4_t shifts, shifts_out, offset, min, max;
};

static inline int32x4_t sum_of(const struct mote_scaled_sum *a, const struct vectors *v,
                               int32x4_t coarse, int32x4_t fine)
{
    int32x4_t x = vaddq_n_s32(vshlq_n_s32(fine, 20), a->fine_offset / 2);
    x = round_by(vqrdmulhq_n_s32(x, a->multiplier), v->shifts, -a->right);
    x = vmlaq_n_s32(vmlaq_n_s32(v->offset, x, a->sign), coarse, a->factor);
    x = round_by(vqrdmulhq_n_s32(x, a->multiplier_out), v->shifts_out, -a->right_out);
    return vminq_s32(vmaxq_s32(vaddq_n_s32(x, a->offset_out), v->min), v->max);
}

void mote_mve_sum_s8(const struct mote_scaled_sum *a, const int8_t *coarse, const int8_t *fine,
                     int8_t *out, int32_t n)
{
    const struct mote_scaled_sum k = *a; /* bytes stored might alias it */
    const struct vectors v = {vdupq_n_s32(-k.right), vdupq_n_s32(-k.right_out),
                              vdupq_n_s32(k.offset), vdupq_n_s32(k.min), vdupq_n_s32(k.max)};
    for (; n >= 4; n -= 4, coarse += 4, fine += 4, out += 4)
        vstrbq_s32(out, sum_of(&k, &v, vldrbq_s32(coarse), vldrbq_s32(fine)));
    if (n > 0) {
        const mve_pred16_t some = vctp32q((uint32_t)n);
        vstrbq_p_s32(out, sum_of(&k, &v, vldrbq_z_s32(coarse, some), vldrbq_z_s32(fine, some)),
                     some);
    }
}

void mote_mve_add_pixels_s8(int32_t *sums, const int8_t *pixels, int32_t left, int32_t channels,
                            int32_t n)
{
    for (; left >= 8; left -= 8, sums += 8, pixels += 8) {
        const int8_t *x = pixels;
        int32x4_t a = vldrwq_s32(sums), b = vldrwq_s32(sums + 4);
        for (int32_t i = n; i > 0; i--, x += channels) {
            a = vaddq_s32(a, vldrbq_s32(x));
            b = vaddq_s32(b, vldrbq_s32(x + 4));
        }
        vstrwq_s32(sums, a);
        vstrwq_s32(sums + 4, b);
    }
    for (; left > 0; left -= 4, sums += 4, pixels += 4) {
        const mve_pred16_t some = vctp32q((uint32_t)left);
        const int8_t *x = pixels;
        int32x4_t a = vldrwq_z_s32(sums, some);
        for (int32_t i = n; i > 0; i--, x += channels) a = vaddq_s32(a, vldrbq_z_s32(x, some));
        vstrwq_p_s32(sums, a, some);
    }
}

#endif
