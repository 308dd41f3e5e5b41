/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Real FFT, forward, in place: `length` real samples in, length / 2 + 1 complex bins (real,
 * imaginary) out, so `data` has room for length + 2 numbers. `length` is a power of two, 4 to 2048.
 *
 * The integer versions compute to the bit what kissfft's fixed-point build (version 130) computes:
 * mixed radix 4 and 2, decimation in time, each number divided by the radix on its way into a
 * butterfly, and halved twice in the step that splits the half-length complex transform into the
 * real one. Bins come out divided by `length`; what does not fit wraps, as it does there.
 */
#ifndef MOTE_BASE_SIGNAL_FFT_H
#define MOTE_BASE_SIGNAL_FFT_H

#include <stdint.h>

#define MOTE_FFT_MIN 4
#define MOTE_FFT_MAX 2048

/* First quarter of a cosine wave of `length` points: length / 4 + 1 values. */
struct mote_wave_s16 {
    const int16_t *quarter; /* round(32767 cos(2 pi i / length)) */
    int length;
};

extern const struct mote_wave_s16 mote_wave_512_s16;  /* transforms up to 512 points; 258 bytes */
extern const struct mote_wave_s16 mote_wave_2048_s16; /* all; 1,026 bytes */
extern const int32_t mote_wave_2048_i32[513];         /* round((2^31 - 1) cos) */
extern const float mote_wave_2048_f32[513];

/* 1 if the length is one that the transforms take. */
static inline int mote_fft_length_fits(int32_t length)
{
    return length >= MOTE_FFT_MIN && length <= MOTE_FFT_MAX && (length & (length - 1)) == 0;
}

/* length <= wave->length */
void mote_fft_real_s16(int16_t *data, int length, const struct mote_wave_s16 *wave);
void mote_fft_real_i32(int32_t *data, int length);
void mote_fft_real_f32(float *data, int length); /* length 2, too */
/* `length` complex numbers, in place: a power of two up to 2048, 1 and 2 among them. */
void mote_fft_complex_f32(float *data, int length);

/*
 * The inverse: from length / 2 + 1 bins to `length` samples, not in place (`bins` stays), divided
 * by `length`. As the integer forward versions divide too, there and back divides by `length`
 * there. An inverse transform is the forward one of numbers whose real and imaginary parts are
 * swapped, swapped back: to the bit, for rounding meets the same sums.
 */
void mote_ifft_real_s16(const int16_t *bins, int16_t *data, int length,
                        const struct mote_wave_s16 *wave);
void mote_ifft_real_i32(const int32_t *bins, int32_t *data, int length);
void mote_ifft_real_f32(const float *bins, float *data, int length);

#endif
