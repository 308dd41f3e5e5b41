/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Audio features: 16 kHz mono int16 samples in, a row of 40 int8 features every 20 ms out, each
 * from the last 30 ms. A row is a mel spectrum (125 to 7,500 Hz) with stationary noise subtracted
 * and levels evened out, as logarithms: -128 is silence, one step about 0.04 neper of amplitude.
 * Bit for bit what TensorFlow Lite Micro's audio_preprocessor_int8 model computes. Integer
 * arithmetic only, tables in flash, all memory in the struct.
 */
#ifndef MOTE_AUDIO_FEATURES_H
#define MOTE_AUDIO_FEATURES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MOTE_FEATURES_RATE 16000 /* samples per second */
#define MOTE_FEATURES_WINDOW 480 /* samples that a row is computed from */
#define MOTE_FEATURES_STRIDE 320 /* samples from one row to the next */
#define MOTE_FEATURES_COUNT 40   /* features in a row */

struct mote_features {
    uint32_t noise[MOTE_FEATURES_COUNT]; /* noise estimate per channel: a magnitude, in 1 / 2^10 */
    uint32_t channels[MOTE_FEATURES_COUNT]; /* work area, as is spectrum */
    int16_t spectrum[514];
    int16_t samples[MOTE_FEATURES_WINDOW]; /* the latest ones, oldest first */
    uint16_t held;                         /* how many of them there are */
};

/* Forgets noise estimate and samples. Also the initialisation. */
void mote_features_reset(struct mote_features *f);

/* The row of one window. The noise estimate goes on from window to window; the samples in the
 * struct are left alone. */
void mote_features_window(struct mote_features *f, const int16_t window[MOTE_FEATURES_WINDOW],
                          int8_t row[MOTE_FEATURES_COUNT]);

/*
 * The same from a stream, in pieces of any size. Takes samples up to the next row's last one and
 * returns how many it took. *ready is 1 if that completed a row, which is then in `row`; it is 0 if
 * the samples ran out before. To feed a whole buffer:
 *
 *     for (; count; samples += n, count -= n) {
 *         n = mote_features_push(&f, samples, count, row, &ready);
 *         if (ready) use(row);
 *     }
 */
size_t mote_features_push(struct mote_features *f, const int16_t *samples, size_t count,
                          int8_t row[MOTE_FEATURES_COUNT], int *ready);

#ifdef __cplusplus
}
#endif
#endif
