/* SPDX-License-Identifier: Apache-2.0 */
#include "signal_stream.h"

#include "fixed.h"
#include "mem.h"

void mote_history_window(int16_t *history, uint32_t n_history, const int16_t *in, uint32_t n_in,
                         int16_t *out, uint32_t n_out)
{
    const uint32_t old = n_out < n_history ? n_out : n_history;
    if (out) {
        memcpy(out, history, 2 * old);
        memcpy(out + old, in, 2 * (n_out - old));
    }
    if (n_in < n_history) {
        memmove(history, history + n_in, 2 * (n_history - n_in));
        memcpy(history + n_history - n_in, in, 2 * n_in);
    } else {
        memcpy(history, in + (n_in - n_history), 2 * n_history);
    }
}

static int16_t add_s16(int32_t a, int32_t b)
{
    return (int16_t)mote_clamp(a + b, INT16_MIN, INT16_MAX);
}

void mote_overlap_add_s16(const int16_t *in, int16_t *rest, int32_t size, int32_t step,
                          int16_t *out)
{
    const int32_t n = size - step;
    for (int32_t i = 0; i < step; i++) out[i] = add_s16(in[i], i < n ? rest[i] : 0);
    for (int32_t i = step; i < size; i++) rest[i - step] = add_s16(in[i], i < n ? rest[i] : 0);
}

void mote_overlap_add_f32(const float *in, float *rest, int32_t size, int32_t step, float *out)
{
    const int32_t n = size - step;
    for (int32_t i = 0; i < step; i++) out[i] = (i < n ? rest[i] : 0.0f) + in[i];
    for (int32_t i = step; i < size; i++) rest[i - step] = (i < n ? rest[i] : 0.0f) + in[i];
}
