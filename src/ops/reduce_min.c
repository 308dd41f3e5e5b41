/* SPDX-License-Identifier: Apache-2.0 */
/*
 * REDUCE_MIN over the constant axes
 *     output = min(input)
 * int8 (input and output quantised alike), float32 (NaN is passed over), int32, int64.
 */
#include "reduction.h"

static int prepare(struct mote_prep *p, void *words)
{
    int e = mote_reduction_prepare(p, words);
    return e ? e : mote_reduction_same_quant(p);
}

static int take_s8(const struct mote_call *c, int32_t y0, int32_t y1)
{
    static const int8_t start = INT8_MAX;
    mote_reduction_run(c, &mote_fold_min_s8, &start, y0, y1);
    return 0;
}

int mote_reduce_min_s8(const struct mote_call *c)
{
    return take_s8(c, 0, mote_reduction_all(c));
}

int mote_reduce_min_s8_consume(const struct mote_call *c)
{
    return take_s8(c, c->y0, c->y1);
}

static int take_f32(const struct mote_call *c, int32_t y0, int32_t y1)
{
    static const uint32_t start = 0x7f7fffffu; /* the highest finite float */
    mote_reduction_run(c, &mote_fold_min_f32, &start, y0, y1);
    return 0;
}

int mote_reduce_min_f32(const struct mote_call *c)
{
    return take_f32(c, 0, mote_reduction_all(c));
}

int mote_reduce_min_f32_consume(const struct mote_call *c)
{
    return take_f32(c, c->y0, c->y1);
}

static int take_i32(const struct mote_call *c, int32_t y0, int32_t y1)
{
    static const int32_t start = INT32_MAX;
    mote_reduction_run(c, &mote_fold_min_i32, &start, y0, y1);
    return 0;
}

int mote_reduce_min_i32(const struct mote_call *c)
{
    return take_i32(c, 0, mote_reduction_all(c));
}

int mote_reduce_min_i32_consume(const struct mote_call *c)
{
    return take_i32(c, c->y0, c->y1);
}

static int take_i64(const struct mote_call *c, int32_t y0, int32_t y1)
{
    static const int64_t start = INT64_MAX;
    mote_reduction_run(c, &mote_fold_min_i64, &start, y0, y1);
    return 0;
}

int mote_reduce_min_i64(const struct mote_call *c)
{
    return take_i64(c, 0, mote_reduction_all(c));
}

int mote_reduce_min_i64_consume(const struct mote_call *c)
{
    return take_i64(c, c->y0, c->y1);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_reduce_min_s8},
    {MOTE_K_F32, mote_reduce_min_f32},
    {MOTE_K_I32, mote_reduce_min_i32},
    {MOTE_K_I64, mote_reduce_min_i64},
    {0, NULL},
};
static const struct mote_kernel consume[] = {
    {MOTE_K_S8, mote_reduce_min_s8_consume},
    {MOTE_K_F32, mote_reduce_min_f32_consume},
    {MOTE_K_I32, mote_reduce_min_i32_consume},
    {MOTE_K_I64, mote_reduce_min_i64_consume},
    {0, NULL},
};
static const struct mote_kernel kernels_s8[] = {{MOTE_K_S8, mote_reduce_min_s8}, {0, NULL}};
static const struct mote_kernel consume_s8[] = {{MOTE_K_S8, mote_reduce_min_s8_consume}, {0, NULL}};
static const struct mote_kernel kernels_f32[] = {{MOTE_K_F32, mote_reduce_min_f32}, {0, NULL}};
static const struct mote_kernel consume_f32[] = {{MOTE_K_F32, mote_reduce_min_f32_consume},
                                                 {0, NULL}};

enum { CODE = 89, ARGS_WORDS = sizeof(struct mote_reduction) / 4 };

const struct mote_op mote_op_reduce_min = {.code = CODE,
                                           .args_words = ARGS_WORDS,
                                           .kernels = kernels,
                                           .prepare = prepare,
                                           .consume = consume};
const struct mote_op mote_op_reduce_min_s8 = {.code = CODE,
                                              .args_words = ARGS_WORDS,
                                              .kernels = kernels_s8,
                                              .prepare = prepare,
                                              .consume = consume_s8};
const struct mote_op mote_op_reduce_min_f32 = {.code = CODE,
                                               .args_words = ARGS_WORDS,
                                               .kernels = kernels_f32,
                                               .prepare = prepare,
                                               .consume = consume_f32};
