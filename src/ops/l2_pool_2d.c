/* SPDX-License-Identifier: Apache-2.0 */
/*
 * L2_POOL_2D
 *     output[b, y, x, k] = activation(square root of the mean of input[b, i, j, k]^2 over the
 * window), the window being cut at the edges of the image; float32
 */
#include "../base/float_math.h"
#include "pool.h"

static void pixel_f32(struct mote_pixel *p)
{
    const int32_t channels = p->s->in_channels;
    float *out = p->out;
    for (int32_t k = 0; k < channels; k++) {
        float sum = 0.0f;
        for (int32_t i = 0; i < p->y.n; i++) {
            const float *in = (const float *)mote_pool_row(p, i, 4) + k;
            for (int32_t n = p->x.n; n > 0; n--, in += channels) sum += *in * *in;
        }
        out[k] = mote_pool_end_f32(p, mote_sqrtf(sum / (float)(p->y.n * p->x.n)));
    }
}

int mote_l2_pool_2d_f32(const struct mote_call *c)
{
    mote_spatial_walk(c, 4, pixel_f32, NULL);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_F32, mote_l2_pool_2d_f32}, {0, NULL}};

const struct mote_op mote_op_l2_pool_2d = {
    .code = 12,
    .args_words = sizeof(struct mote_pool_args) / 4,
    .kernels = kernels,
    .prepare = mote_prep_pool,
    .reach = mote_spatial_reach,
};
