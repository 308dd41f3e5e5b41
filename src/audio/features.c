/* SPDX-License-Identifier: Apache-2.0 */
#include "features.h"

#include "../base/mem.h"
#include "../base/signal.h"
#include "../base/signal_fft.h"
#include "tables.h"

enum {
    FFT_LENGTH = 512,
    WINDOW_BITS = 12,
    WEIGHT_SUM = 4095, /* of a bin's rising and falling weight */
    LOG_SCALE = 64,    /* natural logarithms in 1 / 64 */
    /* The FFT divides by 2^9, the root of the weights multiplies by 2^6: this many bits are to be
       made up for. */
    CORRECTION_BITS = 3,
    GAIN_SHIFT = 6
};

/* In 1 / 2^14: 0.025 and 0.06 of the level enter the estimate; 0.05 of it always remain. */
static const struct mote_noise noise_setting = {
    .smoothing = {409, 983},
    .one_minus_smoothing = {16384 - 409, 16384 - 983},
    .min_remaining = 819,
    .smoothing_bits = 10,
    .bits = 14,
    .clamping = 0,
};

void mote_features_reset(struct mote_features *f)
{
    memset(f->noise, 0, sizeof f->noise);
    f->held = 0;
}

/* mote_windowed without the saturation: no weight is above 1. Both halves take the same weights. */
static void apply_window(const int16_t *in, int16_t *out)
{
    const int16_t *in_back = in + MOTE_FEATURES_WINDOW;
    int16_t *out_back = out + MOTE_FEATURES_WINDOW;
    for (int i = 0; i < MOTE_FEATURES_WINDOW / 2; i++) {
        const int32_t weight = mote_audio_window[i];
        *out++ = (int16_t)((*in++ * weight) >> WINDOW_BITS);
        *--out_back = (int16_t)((*--in_back * weight) >> WINDOW_BITS);
    }
}

/* Magnitudes of the mel channels. mote_filter_bank_apply computes the same sums from tables of
 * three times the size, by way of an array of energies; these weights allow a shorter way. */
static void mel_magnitudes(const int16_t *spectrum, int shift, uint32_t *channels)
{
    const int16_t *bin = spectrum + 2 * MOTE_AUDIO_FIRST_BIN;
    const uint16_t *weight = mote_audio_weights;
    uint64_t falling = 0;
    for (int band = 0; band <= MOTE_FEATURES_COUNT; band++) {
        uint64_t sum = 0, rising = 0;
        for (int n = mote_audio_widths[band]; n > 0; n--) {
            const uint32_t energy = mote_bin_energy(bin[0], bin[1]);
            bin += 2;
            sum += energy;
            rising += (uint64_t)energy * *weight++;
        }
        if (band > 0) channels[band - 1] = mote_root_u64(falling + rising) >> shift;
        falling = sum * WEIGHT_SUM - rising;
    }
}

void mote_features_window(struct mote_features *f, const int16_t window[MOTE_FEATURES_WINDOW],
                          int8_t row[MOTE_FEATURES_COUNT])
{
    int16_t *spectrum = f->spectrum;
    uint32_t *channels = f->channels;

    apply_window(window, spectrum);
    const int shift = mote_auto_scale(spectrum, MOTE_FEATURES_WINDOW, spectrum);
    memset(spectrum + MOTE_FEATURES_WINDOW, 0,
           (FFT_LENGTH - MOTE_FEATURES_WINDOW) * sizeof *spectrum);
    mote_fft_real_s16(spectrum, FFT_LENGTH, &mote_wave_512_s16);
    mel_magnitudes(spectrum, shift, channels);
    mote_subtract_noise(&noise_setting, channels, MOTE_FEATURES_COUNT, f->noise, channels);
    mote_control_gain(mote_audio_gains, GAIN_SHIFT, channels, f->noise, MOTE_FEATURES_COUNT,
                      channels);

    int16_t *logarithms = spectrum; /* no longer needed as such */
    mote_logarithm(channels, MOTE_FEATURES_COUNT, LOG_SCALE, CORRECTION_BITS, logarithms);
    for (int i = 0; i < MOTE_FEATURES_COUNT; i++) {
        /* x 256 / 666 rounded to nearest, exactly so up to 663, where it saturates */
        const int32_t scaled = (logarithms[i] * 25191 + 32768) >> 16;
        row[i] = (int8_t)((scaled < 255 ? scaled : 255) - 128);
    }
}

size_t mote_features_push(struct mote_features *f, const int16_t *samples, size_t count,
                          int8_t row[MOTE_FEATURES_COUNT], int *ready)
{
    enum { KEPT = MOTE_FEATURES_WINDOW - MOTE_FEATURES_STRIDE };
    const size_t missing = (size_t)MOTE_FEATURES_WINDOW - f->held;
    const size_t taken = count < missing ? count : missing;
    if (taken) memcpy(f->samples + f->held, samples, taken * sizeof *samples);
    f->held = (uint16_t)(f->held + taken);
    *ready = f->held == MOTE_FEATURES_WINDOW;
    if (*ready) {
        mote_features_window(f, f->samples, row);
        memmove(f->samples, f->samples + MOTE_FEATURES_STRIDE, KEPT * sizeof *samples);
        f->held = KEPT;
    }
    return taken;
}
