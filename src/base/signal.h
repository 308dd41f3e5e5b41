/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The arithmetic of audio features, without tensors: window, automatic scaling, energy, filter
 * bank, square root, noise subtraction, gain control, logarithm. The signal operators and the audio
 * front end share it. Every function computes to the bit what TensorFlow Lite Micro's signal
 * library does. FFT: signal_fft.h.
 */
#ifndef MOTE_BASE_SIGNAL_H
#define MOTE_BASE_SIGNAL_H

#include <stdint.h>

/* out = in * weight / 2^shift, rounded down, saturated; 0 <= shift <= 31. */
static inline int16_t mote_windowed(int16_t in, int16_t weight, int shift)
{
    const int32_t x = ((int32_t)in * weight) >> shift;
    return (int16_t)(x < INT16_MIN ? INT16_MIN : x > INT16_MAX ? INT16_MAX : x);
}

/*
 * Shifts left by as many bits as leave the largest magnitude below 2^15, and returns that number (0
 * to 14; 0 if all are 0). `out` may be `in`. Where the most negative number occurs, only what comes
 * behind the last one counts, and the rest may wrap: TensorFlow Lite Micro computes it so.
 */
int mote_auto_scale(const int16_t *in, int count, int16_t *out);

/* Squared magnitude of a bin: at most 2^31. */
static inline uint32_t mote_bin_energy(int16_t re, int16_t im)
{
    return (uint32_t)((int32_t)re * re) + (uint32_t)((int32_t)im * im);
}

/*
 * Triangular filters, each overlapping the next: band b holds the bins where filter b - 1 falls and
 * filter b rises. There is one band more than channels. For 1 <= b <= channels
 *     out[b - 1] = sum of weight * energy over band b
 *                + sum of unweight * energy over band b - 1
 * Sums wrap at 2^64.
 */
struct mote_filter_bank {
    int channels;
    const int16_t *bins;   /* per band: its first bin */
    const int16_t *starts; /* its first weight and unweight */
    const int16_t *widths; /* how many of them */
    const int16_t *weights, *unweights;
};

void mote_filter_bank_apply(const struct mote_filter_bank *bank, const uint32_t *energy,
                            uint64_t *out);

/* Square roots, rounded to nearest but never above the largest 16-bit or 32-bit number. The 64-bit
 * one takes the 32-bit one for numbers below 2^32, where it is one less for the last 65,535 of
 * them. */
uint32_t mote_root_u32(uint32_t x);
uint32_t mote_root_u64(uint64_t x);

/*
 * Noise estimate and its subtraction. Fractions count in 1 / 2^bits; even and odd channels have
 * their own smoothing.
 *     level = in * 2^smoothing_bits
 *     noise = (level * smoothing + noise * one_minus_smoothing) / 2^bits
 *     left  = (level - min(noise, level)) / 2^smoothing_bits
 *     out   = max(left, in * min_remaining / 2^bits)
 * 0 <= smoothing_bits <= 31, 0 <= bits <= 63. `out` may be `in`.
 */
struct mote_noise {
    uint32_t smoothing[2], one_minus_smoothing[2]; /* even, odd channels */
    uint32_t min_remaining;
    int smoothing_bits, bits;
    int clamping; /* the noise estimate follows a level below it at once */
};

void mote_subtract_noise(const struct mote_noise *how, const uint32_t *in, int channels,
                         uint32_t *noise, uint32_t *out);

/*
 * Per-channel gain control. `gains` describes the gain as a function of the noise estimate: its
 * values at 0 and 1, then, per power of two from 2 to 2^31, value, slope and curvature over that
 * octave and a filler: MOTE_GAINS in all. The product's right shift, 0 to 63, makes 12 fraction
 * bits; the result has 6. `out` may be `in`.
 */
#define MOTE_GAINS 125

void mote_control_gain(const int16_t *gains, int shift, const uint32_t *in, const uint32_t *noise,
                       int channels, uint32_t *out);

/* out = min(ln(in * 2^correction_bits) * scale, 32767), and 0 for ln(0) and ln(1).
 * 0 <= correction_bits <= 31. */
void mote_logarithm(const uint32_t *in, int channels, uint32_t scale, int correction_bits,
                    int16_t *out);

#endif
