/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MAX_POOL_2D
 *     output[b, y, x, k] = activation(max of input[b, i, j, k] over (i, j) in the window)
 * where the window is cut at the edges of the image.
 * Source of the arithmetic: TensorFlow Lite's reference_integer_ops::MaxPool and
 * reference_ops::MaxPool.
 */
#include "../base/fixed.h"
#include "pool.h"

static int32_t clamp(const struct mote_pixel *p, int32_t x)
{
    const struct mote_pool_args *a = (const void *)p->s;
    return mote_clamp(x, a->min, a->max);
}

static void pixel_s8(struct mote_pixel *p)
{
    const int32_t channels = p->s->in_channels;
    int8_t *out = p->out;
    for (int32_t k = 0; k < channels; k++) {
        int32_t most = -128;
        for (int32_t i = 0; i < p->y.n; i++) {
            const int8_t *in = (const int8_t *)mote_pool_row(p, i, 1) + k;
            for (int32_t n = p->x.n; n > 0; n--, in += channels)
                if (*in > most) most = *in;
        }
        out[k] = (int8_t)clamp(p, most);
    }
}

static void pixel_s16(struct mote_pixel *p)
{
    const int32_t channels = p->s->in_channels;
    int16_t *out = p->out;
    for (int32_t k = 0; k < channels; k++) {
        int32_t most = -32768;
        for (int32_t i = 0; i < p->y.n; i++) {
            const int16_t *in = (const int16_t *)mote_pool_row(p, i, 2) + k;
            for (int32_t n = p->x.n; n > 0; n--, in += channels)
                if (*in > most) most = *in;
        }
        out[k] = (int16_t)clamp(p, most);
    }
}

static void pixel_f32(struct mote_pixel *p)
{
    const int32_t channels = p->s->in_channels;
    float *out = p->out;
    for (int32_t k = 0; k < channels; k++) {
        float most = -0x1.fffffep127f; /* the lowest float: where every input is NaN, or lower, this
                                          is what comes out */
        for (int32_t i = 0; i < p->y.n; i++) {
            const float *in = (const float *)mote_pool_row(p, i, 4) + k;
            for (int32_t n = p->x.n; n > 0; n--, in += channels)
                if (*in > most) most = *in;
        }
        out[k] = mote_pool_end_f32(p, most);
    }
}

int mote_max_pool_2d_s8(const struct mote_call *c)
{
    mote_spatial_walk(c, 1, pixel_s8, NULL);
    return 0;
}

int mote_max_pool_2d_s16(const struct mote_call *c)
{
    mote_spatial_walk(c, 2, pixel_s16, NULL);
    return 0;
}

int mote_max_pool_2d_f32(const struct mote_call *c)
{
    mote_spatial_walk(c, 4, pixel_f32, NULL);
    return 0;
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_max_pool_2d_s8},
    {MOTE_K_S16, mote_max_pool_2d_s16},
    {MOTE_K_F32, mote_max_pool_2d_f32},
    {0, NULL},
};
static const struct mote_kernel kernels_s8[] = {{MOTE_K_S8, mote_max_pool_2d_s8}, {0, NULL}};
static const struct mote_kernel kernels_s16[] = {{MOTE_K_S16, mote_max_pool_2d_s16}, {0, NULL}};
static const struct mote_kernel kernels_f32[] = {{MOTE_K_F32, mote_max_pool_2d_f32}, {0, NULL}};

const struct mote_op mote_op_max_pool_2d = {
    .code = 17,
    .args_words = sizeof(struct mote_pool_args) / 4,
    .kernels = kernels,
    .prepare = mote_prep_pool,
    .reach = mote_spatial_reach,
};
const struct mote_op mote_op_max_pool_2d_s8 = {
    .code = 17,
    .args_words = sizeof(struct mote_pool_args) / 4,
    .kernels = kernels_s8,
    .prepare = mote_prep_pool,
    .reach = mote_spatial_reach,
};
const struct mote_op mote_op_max_pool_2d_s16 = {
    .code = 17,
    .args_words = sizeof(struct mote_pool_args) / 4,
    .kernels = kernels_s16,
    .prepare = mote_prep_pool,
    .reach = mote_spatial_reach,
};
const struct mote_op mote_op_max_pool_2d_f32 = {
    .code = 17,
    .args_words = sizeof(struct mote_pool_args) / 4,
    .kernels = kernels_f32,
    .prepare = mote_prep_pool,
    .reach = mote_spatial_reach,
};
