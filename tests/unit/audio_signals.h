/* SPDX-License-Identifier: Apache-2.0 */
/* Signals for the tests of signal and audio code; scripts/make_audio_vectors.py generates the same.
 */
#ifndef MOTE_TESTS_AUDIO_SIGNALS_H
#define MOTE_TESTS_AUDIO_SIGNALS_H

#include <stdint.h>

enum { KINDS = 7 };

static inline uint32_t next_random(uint32_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 17;
    *x ^= *x << 5;
    return *x;
}

static inline int32_t next_s16(uint32_t *x)
{
    return (int16_t)(next_random(x) >> 16);
}

static inline int32_t triangle(int t, int period)
{
    return t < period / 2 ? t : period - 1 - t;
}

/* Loud, quiet, square noise, the most negative number, sparse, tone, quiet with one most negative
 * number. */
static inline void make_signal(int kind, int count, int16_t *out)
{
    uint32_t x = (uint32_t)kind + 1;
    for (int i = 0; i < count; i++) {
        int32_t v;
        switch (kind) {
        case 0: v = next_s16(&x); break;
        case 1: v = next_s16(&x) >> 9; break;
        case 2: v = next_random(&x) & 0x100 ? 32767 : -32768; break;
        case 3: v = -32768; break;
        case 4:
            v = next_s16(&x);
            if (v % 7) v = 0;
            break;
        case 5: v = triangle(i * 37 % 256, 256) * 400 - 25000; break;
        default: v = i == 3 ? -32768 : next_s16(&x) >> 11; break;
        }
        out[i] = (int16_t)v;
    }
}

/* Noise of changing level, with a tone now and then. */
static inline void make_sound(int count, int16_t *out)
{
    uint32_t x = 99;
    for (int i = 0; i < count; i++) {
        int32_t v = next_s16(&x) >> (4 + i / 1000 % 8);
        if (i / 1500 % 2) v += triangle(i % 40, 40) * 900 - 8550;
        out[i] = (int16_t)v;
    }
}

/* Unsigned numbers of all sizes. */
static inline void make_u32(int kind, int count, uint32_t *out)
{
    uint32_t x = (uint32_t)kind + 50;
    for (int i = 0; i < count; i++) {
        const uint32_t v = next_random(&x);
        out[i] = v >> (next_random(&x) & 31);
    }
}

static inline void make_u64(int kind, int count, uint64_t *out)
{
    uint32_t x = (uint32_t)kind + 70;
    for (int i = 0; i < count; i++) {
        const uint64_t high = next_random(&x);
        const uint64_t v = high << 32 | next_random(&x);
        out[i] = v >> (next_random(&x) & 63);
    }
}

/* FNV-1a over 32-bit words, two per value. */
static inline uint32_t fingerprint_add(uint32_t h, int64_t value)
{
    const uint64_t v = (uint64_t)value;
    h = (h ^ (uint32_t)v) * 16777619u;
    return (h ^ (uint32_t)(v >> 32)) * 16777619u;
}

#define FINGERPRINT_START 2166136261u

static inline uint32_t fingerprint_s16(const int16_t *values, int count)
{
    uint32_t h = FINGERPRINT_START;
    for (int i = 0; i < count; i++) h = fingerprint_add(h, values[i]);
    return h;
}

static inline uint32_t fingerprint_u32(const uint32_t *values, int count)
{
    uint32_t h = FINGERPRINT_START;
    for (int i = 0; i < count; i++) h = fingerprint_add(h, values[i]);
    return h;
}

#endif
