/* SPDX-License-Identifier: Apache-2.0 */
/* Constants of the audio front end; scripts/make_audio_tables.py defines and computes them. */
#ifndef MOTE_AUDIO_TABLES_H
#define MOTE_AUDIO_TABLES_H

#include <stdint.h>

#define MOTE_AUDIO_FIRST_BIN 5
#define MOTE_AUDIO_BINS 236

/* First half of the symmetric window, in 1 / 2^12. */
extern const int16_t mote_audio_window[240];
/* Bins of each of the 41 bands between the filters' centres; the bands follow each other from the
 * first bin on. */
extern const uint8_t mote_audio_widths[41];
/* How much of a bin goes to the filter that rises over its band, in 1 / 2^12. What falls is 4095
 * less that: both sides are rounded down. */
extern const uint16_t mote_audio_weights[MOTE_AUDIO_BINS];
/* For mote_control_gain. */
extern const int16_t mote_audio_gains[125];

#endif
