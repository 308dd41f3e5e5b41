/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MEAN over the constant axes
 *     output = requant(sum(input) - n input_zero_point) + output_zero_point     int8, int16; 1/n is
 *              in the multiplier, whose bits below that division cuts off; sums wrap at 32 bits
 *     output = sum(input) / n                                                   float32
 *     the same, cut towards 0, of sums that wrap at 64 bits                     int32, int64
 */
#include "../base/mem.h"
#include "reduction.h"

static int prepare(struct mote_prep *p, void *words)
{
    struct mote_reduction *a = words;
    const int e = mote_reduction_prepare(p, a);
    const int key = p->op->kernels[p->kernel].key;
    if (e) return e;
    if (key != MOTE_K_I32 && key != MOTE_K_I64) return mote_reduction_rescale(p, a, 1);
    a->sums = p->n_extra;
    return mote_prep_scratch(p, 8 * (uint32_t)a->outputs);
}

static int take_s8(const struct mote_call *c, int32_t y0, int32_t y1)
{
    return mote_reduction_sum_s8(c, y0, y1);
}

int mote_mean_s8(const struct mote_call *c)
{
    return take_s8(c, 0, mote_reduction_all(c));
}

int mote_mean_s8_consume(const struct mote_call *c)
{
    return take_s8(c, c->y0, c->y1);
}

static int take_s16(const struct mote_call *c, int32_t y0, int32_t y1)
{
    return mote_reduction_sum_s16(c, y0, y1);
}

int mote_mean_s16(const struct mote_call *c)
{
    return take_s16(c, 0, mote_reduction_all(c));
}

int mote_mean_s16_consume(const struct mote_call *c)
{
    return take_s16(c, c->y0, c->y1);
}

static int take_f32(const struct mote_call *c, int32_t y0, int32_t y1)
{
    const float zero = 0;
    const struct mote_reduction *a = (const void *)c->args;
    float *out = mote_out(c, 0);
    mote_reduction_run(c, &mote_fold_add_f32, &zero, y0, y1);
    for (int32_t i = 0; y1 == a->rows && i < a->outputs; i++) out[i] /= (float)a->count;
    return 0;
}

int mote_mean_f32(const struct mote_call *c)
{
    return take_f32(c, 0, mote_reduction_all(c));
}

int mote_mean_f32_consume(const struct mote_call *c)
{
    return take_f32(c, c->y0, c->y1);
}

/* The sums, if these rows complete them; else NULL. */
static const int64_t *wide_sums(const struct mote_call *c, const struct mote_fold *fold, int32_t y0,
                                int32_t y1)
{
    const struct mote_reduction *a = (const void *)c->args;
    int64_t *sums = mote_extra(c, a->sums);
    if (y0 == 0) memset(sums, 0, 8 * (size_t)a->outputs);
    mote_reduction_take(c, fold, sums, y0, y1);
    return y1 == a->rows ? sums : NULL;
}

static int take_i32(const struct mote_call *c, int32_t y0, int32_t y1)
{
    const struct mote_reduction *a = (const void *)c->args;
    const int64_t *sums = wide_sums(c, &mote_fold_add_i32_wide, y0, y1);
    int32_t *out = mote_out(c, 0);
    for (int32_t i = 0; sums && i < a->outputs; i++) out[i] = (int32_t)(sums[i] / a->count);
    return 0;
}

int mote_mean_i32(const struct mote_call *c)
{
    return take_i32(c, 0, mote_reduction_all(c));
}

int mote_mean_i32_consume(const struct mote_call *c)
{
    return take_i32(c, c->y0, c->y1);
}

static int take_i64(const struct mote_call *c, int32_t y0, int32_t y1)
{
    const struct mote_reduction *a = (const void *)c->args;
    const int64_t *sums = wide_sums(c, &mote_fold_add_i64, y0, y1);
    int64_t *out = mote_out(c, 0);
    for (int32_t i = 0; sums && i < a->outputs; i++) out[i] = sums[i] / a->count;
    return 0;
}

int mote_mean_i64(const struct mote_call *c)
{
    return take_i64(c, 0, mote_reduction_all(c));
}

int mote_mean_i64_consume(const struct mote_call *c)
{
    return take_i64(c, c->y0, c->y1);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_mean_s8},   {MOTE_K_S16, mote_mean_s16}, {MOTE_K_F32, mote_mean_f32},
    {MOTE_K_I32, mote_mean_i32}, {MOTE_K_I64, mote_mean_i64}, {0, NULL},
};
static const struct mote_kernel consume[] = {
    {MOTE_K_S8, mote_mean_s8_consume},   {MOTE_K_S16, mote_mean_s16_consume},
    {MOTE_K_F32, mote_mean_f32_consume}, {MOTE_K_I32, mote_mean_i32_consume},
    {MOTE_K_I64, mote_mean_i64_consume}, {0, NULL},
};
static const struct mote_kernel kernels_s8[] = {{MOTE_K_S8, mote_mean_s8}, {0, NULL}};
static const struct mote_kernel consume_s8[] = {{MOTE_K_S8, mote_mean_s8_consume}, {0, NULL}};
static const struct mote_kernel kernels_s16[] = {{MOTE_K_S16, mote_mean_s16}, {0, NULL}};
static const struct mote_kernel consume_s16[] = {{MOTE_K_S16, mote_mean_s16_consume}, {0, NULL}};
static const struct mote_kernel kernels_f32[] = {{MOTE_K_F32, mote_mean_f32}, {0, NULL}};
static const struct mote_kernel consume_f32[] = {{MOTE_K_F32, mote_mean_f32_consume}, {0, NULL}};

enum { CODE = 40, ARGS_WORDS = sizeof(struct mote_reduction) / 4 };

const struct mote_op mote_op_mean = {.code = CODE,
                                     .args_words = ARGS_WORDS,
                                     .kernels = kernels,
                                     .prepare = prepare,
                                     .consume = consume};
const struct mote_op mote_op_mean_s8 = {.code = CODE,
                                        .args_words = ARGS_WORDS,
                                        .kernels = kernels_s8,
                                        .prepare = prepare,
                                        .consume = consume_s8};
const struct mote_op mote_op_mean_s16 = {.code = CODE,
                                         .args_words = ARGS_WORDS,
                                         .kernels = kernels_s16,
                                         .prepare = prepare,
                                         .consume = consume_s16};
const struct mote_op mote_op_mean_f32 = {.code = CODE,
                                         .args_words = ARGS_WORDS,
                                         .kernels = kernels_f32,
                                         .prepare = prepare,
                                         .consume = consume_f32};
