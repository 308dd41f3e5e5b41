/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Audio streams that come in pieces: windows that reach back into what came before, and frames that
 * overlap. State is plain arrays that start as zeros.
 */
#ifndef MOTE_BASE_SIGNAL_STREAM_H
#define MOTE_BASE_SIGNAL_STREAM_H

#include <stdint.h>

/* `history`, the last n_history samples before `in`, and `in` together are a stretch of the stream.
 * Copies the first n_out of it to `out` (n_out <= n_history + n_in; NULL: nothing) and keeps the
 * last n_history as the new history. `out` may not be `in`. */
void mote_history_window(int16_t *history, uint32_t n_history, const int16_t *in, uint32_t n_in,
                         int16_t *out, uint32_t n_out);

/* Adds a frame of `size` samples to the sum of the frames before, of which `rest` has what is not
 * out yet: size - step samples, 1 <= step <= size. The first `step` sums are final: they go to
 * `out`. Sums of int16 saturate, each time a frame is added. */
void mote_overlap_add_s16(const int16_t *in, int16_t *rest, int32_t size, int32_t step,
                          int16_t *out);
void mote_overlap_add_f32(const float *in, float *rest, int32_t size, int32_t step, float *out);

#endif
