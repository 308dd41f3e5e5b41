/* SPDX-License-Identifier: Apache-2.0 */
#include "reduce.h"

int32_t mote_reduce_fold(struct mote_reduce *r, const int32_t *dims, int rank, uint32_t reduced)
{
    int32_t accumulators = 1, above = 1;
    int n = 0, was = -1;
    /* Groups first, strides behind: those need the kept dimensions further in. The innermost group
     * goes to `run`. */
    r->run = 1;
    r->step = 0;
    for (int i = 0; i < rank; i++) {
        const int kept = !(reduced >> i & 1u);
        if (kept) accumulators *= dims[i];
        if (dims[i] == 1) continue;
        if (kept == was) {
            r->run *= dims[i];
            continue;
        }
        if (was >= 0) {
            r->dims[n] = r->run;
            r->strides[n] = was;
            n++;
        }
        r->run = dims[i];
        r->step = was = kept;
    }
    for (int i = 0; i < n; i++) {
        if (!r->strides[i]) continue;
        above *= r->dims[i];
        r->strides[i] = accumulators / above;
    }
    r->n = n;
    return accumulators;
}

void mote_reduce_run(const struct mote_reduce *r, const struct mote_fold *fold, void *acc,
                     const void *in)
{
    int32_t index[MOTE_REDUCE_DIMS - 1] = {0};
    const int32_t line = r->run * fold->in_bytes;
    const uint8_t *from = in;
    int32_t at = 0;
    int d;
    do {
        fold->take((uint8_t *)acc + at * fold->acc_bytes, r->step, from, r->run);
        from += line;
        for (d = (int)r->n - 1; d >= 0; d--) {
            at += r->strides[d];
            if (++index[d] < r->dims[d]) break;
            index[d] = 0;
            at -= r->strides[d] * r->dims[d];
        }
    } while (d >= 0);
}

/* Wrapping. */
static uint32_t plus(uint32_t sum, int32_t x)
{
    return sum + (uint32_t)x;
}

static void add_s8(void *acc, int32_t step, const void *in, int32_t count)
{
    uint32_t *a = acc;
    const int8_t *x = in;
    if (step == 0) {
        uint32_t sum = *a;
        for (int32_t i = 0; i < count; i++) sum = plus(sum, x[i]);
        *a = sum;
        return;
    }
    for (int32_t i = 0; i < count; i++) a[i] = plus(a[i], x[i]);
}

static void add_s16(void *acc, int32_t step, const void *in, int32_t count)
{
    uint32_t *a = acc;
    const int16_t *x = in;
    for (int32_t i = 0; i < count; i++, a += step) *a = plus(*a, x[i]);
}

static void add_f32(void *acc, int32_t step, const void *in, int32_t count)
{
    float *a = acc;
    const float *x = in;
    for (int32_t i = 0; i < count; i++, a += step) *a += x[i];
}

static void max_s8(void *acc, int32_t step, const void *in, int32_t count)
{
    int8_t *a = acc;
    const int8_t *x = in;
    for (int32_t i = 0; i < count; i++, a += step)
        if (x[i] > *a) *a = x[i];
}

static void min_s8(void *acc, int32_t step, const void *in, int32_t count)
{
    int8_t *a = acc;
    const int8_t *x = in;
    for (int32_t i = 0; i < count; i++, a += step)
        if (x[i] < *a) *a = x[i];
}

static void max_f32(void *acc, int32_t step, const void *in, int32_t count)
{
    float *a = acc;
    const float *x = in;
    for (int32_t i = 0; i < count; i++, a += step)
        if (x[i] > *a) *a = x[i];
}

static void min_f32(void *acc, int32_t step, const void *in, int32_t count)
{
    float *a = acc;
    const float *x = in;
    for (int32_t i = 0; i < count; i++, a += step)
        if (x[i] < *a) *a = x[i];
}

static void and_bool(void *acc, int32_t step, const void *in, int32_t count)
{
    uint8_t *a = acc;
    const uint8_t *x = in;
    for (int32_t i = 0; i < count; i++, a += step) *a = *a && x[i];
}

const struct mote_fold mote_fold_add_s8 = {1, 4, add_s8};
const struct mote_fold mote_fold_add_s16 = {2, 4, add_s16};
const struct mote_fold mote_fold_add_f32 = {4, 4, add_f32};
const struct mote_fold mote_fold_max_s8 = {1, 1, max_s8};
const struct mote_fold mote_fold_min_s8 = {1, 1, min_s8};
const struct mote_fold mote_fold_max_f32 = {4, 4, max_f32};
const struct mote_fold mote_fold_min_f32 = {4, 4, min_f32};
const struct mote_fold mote_fold_and_bool = {1, 1, and_bool};

static void or_bool(void *acc, int32_t step, const void *in, int32_t count)
{
    uint8_t *a = acc;
    const uint8_t *x = in;
    for (int32_t i = 0; i < count; i++, a += step) *a = *a || x[i];
}

static void mul_f32(void *acc, int32_t step, const void *in, int32_t count)
{
    float *a = acc;
    const float *x = in;
    for (int32_t i = 0; i < count; i++, a += step) *a *= x[i];
}

static void mul_i32(void *acc, int32_t step, const void *in, int32_t count)
{
    uint32_t *a = acc;
    const uint32_t *x = in;
    for (int32_t i = 0; i < count; i++, a += step) *a *= x[i];
}

const struct mote_fold mote_fold_or_bool = {1, 1, or_bool};
const struct mote_fold mote_fold_mul_f32 = {4, 4, mul_f32};
const struct mote_fold mote_fold_mul_i32 = {4, 4, mul_i32};
