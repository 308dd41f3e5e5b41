/* SPDX-License-Identifier: Apache-2.0 */
/* Folds of int32 and int64 numbers. */
#include "reduce.h"

static void add_i32(void *acc, int32_t step, const void *in, int32_t count)
{
    uint32_t *a = acc;
    const uint32_t *x = in;
    for (int32_t i = 0; i < count; i++, a += step) *a += x[i];
}

static void add_i64(void *acc, int32_t step, const void *in, int32_t count)
{
    uint64_t *a = acc;
    const uint64_t *x = in;
    for (int32_t i = 0; i < count; i++, a += step) *a += x[i];
}

static void mul_i64(void *acc, int32_t step, const void *in, int32_t count)
{
    uint64_t *a = acc;
    const uint64_t *x = in;
    for (int32_t i = 0; i < count; i++, a += step) *a *= x[i];
}

static void max_i32(void *acc, int32_t step, const void *in, int32_t count)
{
    int32_t *a = acc;
    const int32_t *x = in;
    for (int32_t i = 0; i < count; i++, a += step)
        if (x[i] > *a) *a = x[i];
}

static void min_i32(void *acc, int32_t step, const void *in, int32_t count)
{
    int32_t *a = acc;
    const int32_t *x = in;
    for (int32_t i = 0; i < count; i++, a += step)
        if (x[i] < *a) *a = x[i];
}

static void max_i64(void *acc, int32_t step, const void *in, int32_t count)
{
    int64_t *a = acc;
    const int64_t *x = in;
    for (int32_t i = 0; i < count; i++, a += step)
        if (x[i] > *a) *a = x[i];
}

static void min_i64(void *acc, int32_t step, const void *in, int32_t count)
{
    int64_t *a = acc;
    const int64_t *x = in;
    for (int32_t i = 0; i < count; i++, a += step)
        if (x[i] < *a) *a = x[i];
}

static void add_i32_wide(void *acc, int32_t step, const void *in, int32_t count)
{
    int64_t *a = acc;
    const int32_t *x = in;
    for (int32_t i = 0; i < count; i++, a += step) *a += x[i];
}

const struct mote_fold mote_fold_add_i32 = {4, 4, add_i32};
const struct mote_fold mote_fold_add_i64 = {8, 8, add_i64};
const struct mote_fold mote_fold_mul_i64 = {8, 8, mul_i64};
const struct mote_fold mote_fold_max_i32 = {4, 4, max_i32};
const struct mote_fold mote_fold_min_i32 = {4, 4, min_i32};
const struct mote_fold mote_fold_max_i64 = {8, 8, max_i64};
const struct mote_fold mote_fold_min_i64 = {8, 8, min_i64};
const struct mote_fold mote_fold_add_i32_wide = {4, 8, add_i32_wide};
