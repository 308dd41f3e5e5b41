/* SPDX-License-Identifier: Apache-2.0 */
/* The order in which a mixed radix 4 and 2 transform, decimated in time, takes its n = 4^j or 2 *
 * 4^j inputs. */
#ifndef MOTE_BASE_SIGNAL_FFT_ORDER_H
#define MOTE_BASE_SIGNAL_FFT_ORDER_H

static inline int mote_fft_is_power_of_4(int n)
{
    return (n & 0x55555555) != 0;
}

/* Which input stands at place i: the digits of i reversed. Digits are base 4, only the lowest of 2
 * * 4^j is base 2. */
static inline int mote_fft_source(int i, int n)
{
    int source = 0;
    if (!mote_fft_is_power_of_4(n)) {
        source = i & 1;
        i >>= 1;
        n >>= 1;
    }
    for (; n > 1; n >>= 2) {
        source = source * 4 + (i & 3);
        i >>= 2;
    }
    return source;
}

/* With places 0 .. i-1 filled by swaps, where the value that belongs at place i is now. */
static inline int mote_fft_swap_with(int i, int n)
{
    int j = mote_fft_source(i, n);
    while (j < i) j = mote_fft_source(j, n);
    return j;
}

#endif
