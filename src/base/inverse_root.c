/* SPDX-License-Identifier: Apache-2.0 */
#include "inverse_root.h"
#include "bits.h"
#include "fixed.h"

/* x * 2^e, saturating. */
static int32_t saturating_shift(int32_t x, int e)
{
    const int32_t limit = (int32_t)((1u << (31 - e)) - 1u);
    if (x > limit) return INT32_MAX;
    if (x < -limit) return INT32_MIN;
    return mote_shift_left(x, e);
}

void mote_inverse_root(int32_t x, int32_t *multiplier, int32_t *shift)
{
    const int32_t one_and_a_half = 3 << 27, root_of_half = 1518500250;
    int32_t right = 11, half, y = 1 << 28;
    int pairs;
    *multiplier = INT32_MAX;
    *shift = 0;
    if (x <= 1) return;
    for (; x >= 1 << 29; x /= 4) right++;
    /* in pairs of bits up to [2^27, 2^29) */
    pairs = (31 - mote_bit_width((uint32_t)x)) / 2 - 1;
    right -= pairs;
    x = mote_shift_left(x, 2 * pairs);
    half = mote_rounding_shift(x >> 1, 1); /* Q3.28 */
    /* Newton: y = 1.5 y - x / 2 y^3, Q3.28; products of Q3 numbers are Q6 and Q9. */
    for (int i = 0; i < 5; i++) {
        const int32_t cube = saturating_shift(mote_high_mul(mote_high_mul(y, y), y), 6);
        y = saturating_shift(mote_high_mul(one_and_a_half, y) - mote_high_mul(half, cube), 3);
    }
    y = mote_high_mul(y, root_of_half);
    if (right < 0) {
        y = mote_shift_left(y, -right);
        right = 0;
    }
    *multiplier = y;
    *shift = -right;
}
