/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AVERAGE_POOL_2D
 *     output[b, y, x, k] = activation(mean of input[b, i, j, k] over (i, j) in the window)
 * where the window is cut at the edges of the image.
 * Integers round to nearest, halves away from zero. Source of the arithmetic: TensorFlow Lite's
 * reference_integer_ops::AveragePool and reference_ops::AveragePool.
 */
#include "../base/fixed.h"
#include "../simd/blocks.h"
#include "../simd/mve.h"
#include "../simd/vectors.h"
#include "pool.h"

/* Rounded mean of a sum of `count` integers, within the bounds. */
static int32_t mean(const struct mote_pool_args *a, int32_t count, int32_t sum)
{
    const int32_t half = count / 2;
    return mote_clamp((sum > 0 ? sum + half : sum - half) / count, a->min, a->max);
}

/* sums[k] += in[k] of some channels, and so on for pixels that are `step` bytes apart. */
static void add_pixels(int32_t *sums, const int8_t *in, int32_t channels, int32_t step,
                       int32_t pixels)
{
    int32_t k = 0;
#if MOTE_SIMD_VECTORS
    if (mote_vectors_best()) {
        mote_vectors_best()->add_up(sums, in, channels, pixels, step);
        return;
    }
#elif MOTE_SIMD_MVE
    mote_mve_add_pixels_s8(sums, in, channels, step, pixels);
    return;
#endif
    for (; MOTE_FAST && !MOTE_SIMD_PLAIN && k + 4 <= channels && pixels <= MOTE_BLOCK_PIXELS;
         k += 4)
        mote_block_add_pixels_s8(sums + k, in + k, step, pixels);
    for (; k < channels; k++) {
        const int8_t *x = in + k;
        int32_t sum = sums[k];
        for (int32_t n = pixels; n > 0; n--, x += step) sum += *x;
        sums[k] = sum;
    }
}

enum { CHANNELS = MOTE_SIMD_VECTORS ? 256 : 32 }; /* sums on the stack: vectors want many */

static void pixel_s8(struct mote_pixel *p)
{
    const int32_t channels = p->s->in_channels;
    int8_t *out = p->out;
    for (int32_t k = 0, n; k < channels; k += n) {
        int32_t sums[CHANNELS];
        n = channels - k < CHANNELS ? channels - k : CHANNELS;
        for (int32_t i = 0; i < n; i++) sums[i] = 0;
        for (int32_t i = 0; i < p->y.n; i++)
            add_pixels(sums, (const int8_t *)mote_pool_row(p, i, 1) + k, n, channels, p->x.n);
        for (int32_t i = 0; i < n; i++)
            *out++ = (int8_t)mean((const void *)p->s, p->y.n * p->x.n, sums[i]);
    }
}

static void pixel_s16(struct mote_pixel *p)
{
    const int32_t channels = p->s->in_channels;
    int16_t *out = p->out;
    for (int32_t k = 0; k < channels; k++) {
        int32_t sum = 0;
        for (int32_t i = 0; i < p->y.n; i++) {
            const int16_t *in = (const int16_t *)mote_pool_row(p, i, 2) + k;
            for (int32_t n = p->x.n; n > 0; n--, in += channels) sum += *in;
        }
        out[k] = (int16_t)mean((const void *)p->s, p->y.n * p->x.n, sum);
    }
}

static void pixel_f32(struct mote_pixel *p)
{
    const int32_t channels = p->s->in_channels;
    float *out = p->out;
    for (int32_t k = 0; k < channels; k++) {
        float sum = 0;
        for (int32_t i = 0; i < p->y.n; i++) {
            const float *in = (const float *)mote_pool_row(p, i, 4) + k;
            for (int32_t n = p->x.n; n > 0; n--, in += channels) sum += *in;
        }
        out[k] = mote_pool_end_f32(p, sum / (float)(p->y.n * p->x.n));
    }
}

int mote_average_pool_2d_s8(const struct mote_call *c)
{
    mote_spatial_walk(c, 1, pixel_s8, NULL);
    return 0;
}

int mote_average_pool_2d_s16(const struct mote_call *c)
{
    mote_spatial_walk(c, 2, pixel_s16, NULL);
    return 0;
}

int mote_average_pool_2d_f32(const struct mote_call *c)
{
    mote_spatial_walk(c, 4, pixel_f32, NULL);
    return 0;
}

/* The mean of the whole map: sums per channel, row by row. */
int mote_average_pool_2d_s8_consume(const struct mote_call *c)
{
    const struct mote_pool_args *a = (const void *)c->args;
    const int32_t channels = a->s.in_channels, width = a->s.x.in;
    const struct mote_rows in = mote_rows_of(c, 0, (uint32_t)(width * channels));
    int32_t *sums = mote_extra(c, 0);
    int8_t *out = mote_out(c, 0);
    for (int32_t k = 0; k < channels && c->y0 == 0; k++) sums[k] = 0;
    for (int32_t y = c->y0; y < c->y1; y++)
        add_pixels(sums, mote_row(&in, y), channels, channels, width);
    for (int32_t k = 0; k < channels && c->y1 == c->in_rows; k++)
        out[k] = (int8_t)mean(a, c->in_rows * width, sums[k]);
    return 0;
}

static int prepare(struct mote_prep *p, void *args)
{
    const struct mote_pool_args *a = args;
    const struct mote_axis *y = &a->s.y, *x = &a->s.x;
    const int e = mote_prep_pool(p, args);
    /* One window over everything, and one image: input rows can be taken as they come. */
    if (e || a->s.all_rows != 1 || x->out != 1 || (mote_axis_pad(y) | mote_axis_pad(x)) != 0 ||
        mote_axis_filter(y) < y->in || mote_axis_filter(x) < x->in)
        return e;
    return mote_prep_consume(p, y->in, 4 * (uint32_t)a->s.in_channels);
}

static const struct mote_kernel consume[] = {{MOTE_K_S8, mote_average_pool_2d_s8_consume},
                                             {0, NULL}};
static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_average_pool_2d_s8},
    {MOTE_K_S16, mote_average_pool_2d_s16},
    {MOTE_K_F32, mote_average_pool_2d_f32},
    {0, NULL},
};
static const struct mote_kernel kernels_s8[] = {{MOTE_K_S8, mote_average_pool_2d_s8}, {0, NULL}};
static const struct mote_kernel kernels_s16[] = {{MOTE_K_S16, mote_average_pool_2d_s16}, {0, NULL}};
static const struct mote_kernel kernels_f32[] = {{MOTE_K_F32, mote_average_pool_2d_f32}, {0, NULL}};

const struct mote_op mote_op_average_pool_2d = {
    .code = 1,
    .args_words = sizeof(struct mote_pool_args) / 4,
    .kernels = kernels,
    .prepare = prepare,
    .reach = mote_spatial_reach,
    .consume = consume,
};
const struct mote_op mote_op_average_pool_2d_s8 = {
    .code = 1,
    .args_words = sizeof(struct mote_pool_args) / 4,
    .kernels = kernels_s8,
    .prepare = prepare,
    .reach = mote_spatial_reach,
};
/* The same with the kernel that takes rows as they come: name it beside mote_streaming. */
const struct mote_op mote_op_average_pool_2d_s8_rows = {
    .code = 1,
    .args_words = sizeof(struct mote_pool_args) / 4,
    .kernels = kernels_s8,
    .prepare = prepare,
    .reach = mote_spatial_reach,
    .consume = consume,
};
const struct mote_op mote_op_average_pool_2d_s16 = {
    .code = 1,
    .args_words = sizeof(struct mote_pool_args) / 4,
    .kernels = kernels_s16,
    .prepare = prepare,
    .reach = mote_spatial_reach,
};
const struct mote_op mote_op_average_pool_2d_f32 = {
    .code = 1,
    .args_words = sizeof(struct mote_pool_args) / 4,
    .kernels = kernels_f32,
    .prepare = prepare,
    .reach = mote_spatial_reach,
};
