/* SPDX-License-Identifier: Apache-2.0 */
/* Sums of int16 by int8 for machines that multiply one number at a time. */
#include "wide.h"

#if MOTE_WIDE

#if MOTE_SIMD_PLAIN

void mote_wide_load(struct mote_wide *w, const int16_t *a, const int16_t *b, int32_t n)
{
    (void)b;
    w->n = n;
    w->pixels = 1;
    for (int32_t i = 0; i < n; i++) w->x[i] = a[i];
}

void mote_wide_sums(int32_t *sums, const struct mote_wide *w, const int8_t *filter, int32_t step,
                    int32_t channels)
{
    mote_plain_vector_s8((uint32_t *)sums, (const uint32_t *)sums, w->x, filter, step, w->n,
                         channels);
}

#elif !MOTE_WIDE_ARMV7EM

void mote_wide_load(struct mote_wide *w, const int16_t *a, const int16_t *b, int32_t n)
{
    w->n = n;
    w->pixels = b ? 2 : 1;
    w->a = a;
    w->b = b;
}

#if !MOTE_SIMD_X86 /* which has its own in wide_x86.c */

void mote_wide_sums(int32_t *sums, const struct mote_wide *w, const int8_t *filter, int32_t step,
                    int32_t channels)
{
    for (int32_t k = 0; k < channels; k += 2, filter += 2 * step) {
        const int8_t *next = k + 1 < channels ? filter + step : filter; /* or the last one twice */
        uint32_t acc[4] = {0, 0, 0, 0};
        if (w->pixels == 2)
            mote_dot_2x2_s8(w->a, w->b, filter, next, w->n, acc);
        else
            mote_dot_1x2_s8(w->a, filter, next, w->n, acc);
        *sums++ += (int32_t)acc[0];
        if (w->pixels == 2) *sums++ += (int32_t)acc[2];
        if (k + 1 == channels) return;
        *sums++ += (int32_t)acc[1];
        if (w->pixels == 2) *sums++ += (int32_t)acc[3];
    }
}

#endif
#endif

#endif
