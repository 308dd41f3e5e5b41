/* SPDX-License-Identifier: Apache-2.0 */
#include "accumulate.h"

void mote_accumulate_add_8(void *acc, const void *in, int32_t count)
{
    uint8_t *a = acc;
    const uint8_t *x = in;
    for (int32_t i = 0; i < count; i++) a[i] = (uint8_t)(a[i] + x[i]);
}

void mote_accumulate_add_16(void *acc, const void *in, int32_t count)
{
    uint16_t *a = acc;
    const uint16_t *x = in;
    for (int32_t i = 0; i < count; i++) a[i] = (uint16_t)(a[i] + x[i]);
}

void mote_accumulate_add_32(void *acc, const void *in, int32_t count)
{
    uint32_t *a = acc;
    const uint32_t *x = in;
    for (int32_t i = 0; i < count; i++) a[i] += x[i];
}

void mote_accumulate_add_64(void *acc, const void *in, int32_t count)
{
    uint64_t *a = acc;
    const uint64_t *x = in;
    for (int32_t i = 0; i < count; i++) a[i] += x[i];
}

void mote_accumulate_add_f32(void *acc, const void *in, int32_t count)
{
    float *a = acc;
    const float *x = in;
    for (int32_t i = 0; i < count; i++) a[i] += x[i];
}

void mote_accumulate_mul_i32(void *acc, const void *in, int32_t count)
{
    uint32_t *a = acc;
    const uint32_t *x = in;
    for (int32_t i = 0; i < count; i++) a[i] *= x[i];
}

void mote_accumulate_mul_f32(void *acc, const void *in, int32_t count)
{
    float *a = acc;
    const float *x = in;
    for (int32_t i = 0; i < count; i++) a[i] *= x[i];
}

void mote_accumulate_max_i32(void *acc, const void *in, int32_t count)
{
    int32_t *a = acc;
    const int32_t *x = in;
    for (int32_t i = 0; i < count; i++) a[i] = x[i] > a[i] ? x[i] : a[i];
}

void mote_accumulate_max_f32(void *acc, const void *in, int32_t count)
{
    float *a = acc;
    const float *x = in;
    for (int32_t i = 0; i < count; i++) a[i] = x[i] > a[i] ? x[i] : a[i];
}

void mote_accumulate_min_i32(void *acc, const void *in, int32_t count)
{
    int32_t *a = acc;
    const int32_t *x = in;
    for (int32_t i = 0; i < count; i++) a[i] = x[i] < a[i] ? x[i] : a[i];
}

void mote_accumulate_min_f32(void *acc, const void *in, int32_t count)
{
    float *a = acc;
    const float *x = in;
    for (int32_t i = 0; i < count; i++) a[i] = x[i] < a[i] ? x[i] : a[i];
}

void mote_accumulate_or_bool(void *acc, const void *in, int32_t count)
{
    uint8_t *a = acc;
    const uint8_t *x = in;
    for (int32_t i = 0; i < count; i++) a[i] = a[i] || x[i];
}
