/* SPDX-License-Identifier: Apache-2.0 */
/*
 * REDUCE_PROD over the constant axes
 *     output = product of input          float32; int32, int64 (wrapping)
 */
#include "reduction.h"

static int prepare(struct mote_prep *p, void *words)
{
    return mote_reduction_prepare(p, words);
}

static int take_f32(const struct mote_call *c, int32_t y0, int32_t y1)
{
    static const float start = 1.0f;
    mote_reduction_run(c, &mote_fold_mul_f32, &start, y0, y1);
    return 0;
}

int mote_reduce_prod_f32(const struct mote_call *c)
{
    return take_f32(c, 0, mote_reduction_all(c));
}

int mote_reduce_prod_f32_consume(const struct mote_call *c)
{
    return take_f32(c, c->y0, c->y1);
}

static int take_i32(const struct mote_call *c, int32_t y0, int32_t y1)
{
    static const int32_t start = 1;
    mote_reduction_run(c, &mote_fold_mul_i32, &start, y0, y1);
    return 0;
}

int mote_reduce_prod_i32(const struct mote_call *c)
{
    return take_i32(c, 0, mote_reduction_all(c));
}

int mote_reduce_prod_i32_consume(const struct mote_call *c)
{
    return take_i32(c, c->y0, c->y1);
}

static int take_i64(const struct mote_call *c, int32_t y0, int32_t y1)
{
    static const int64_t start = 1;
    mote_reduction_run(c, &mote_fold_mul_i64, &start, y0, y1);
    return 0;
}

int mote_reduce_prod_i64(const struct mote_call *c)
{
    return take_i64(c, 0, mote_reduction_all(c));
}

int mote_reduce_prod_i64_consume(const struct mote_call *c)
{
    return take_i64(c, c->y0, c->y1);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_F32, mote_reduce_prod_f32},
    {MOTE_K_I32, mote_reduce_prod_i32},
    {MOTE_K_I64, mote_reduce_prod_i64},
    {0, NULL},
};
static const struct mote_kernel consume[] = {
    {MOTE_K_F32, mote_reduce_prod_f32_consume},
    {MOTE_K_I32, mote_reduce_prod_i32_consume},
    {MOTE_K_I64, mote_reduce_prod_i64_consume},
    {0, NULL},
};

const struct mote_op mote_op_reduce_prod = {
    .code = 81,
    .args_words = sizeof(struct mote_reduction) / 4,
    .kernels = kernels,
    .prepare = prepare,
    .consume = consume,
};
