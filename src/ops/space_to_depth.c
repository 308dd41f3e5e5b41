/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SPACE_TO_DEPTH
 *     output[n, y, x, (v size + u) channels + c] = input[n, y size + v, x size + u, c], u and v in
 * [0, size) Rank 4, any type of 1, 2, 4 or 8 bytes.
 */
#include "../base/walk.h"
#include "block.h"

static int prepare(struct mote_prep *p, void *words)
{
    return mote_block_prepare(p, words, 1, 0);
}

void mote_space_to_depth_reach(const void *words, int32_t y, int32_t *first, int32_t *last)
{
    const struct mote_block *a = words;
    *first = y * a->size;
    *last = *first + a->size - 1;
}

int mote_space_to_depth_any(const struct mote_call *c)
{
    const struct mote_block *a = (const void *)c->args;
    const int32_t pixel = a->group * a->size;
    const struct mote_rows in = mote_rows_of(c, 0, (uint32_t)(a->width * a->group));
    const struct mote_rows out = mote_rows_of(c, 1, (uint32_t)(a->width * pixel));
    const int32_t end = mote_block_end(c, a);
    for (int32_t y = c->y0; y < end; y++)
        for (int32_t v = 0; v < a->size; v++)
            mote_copy_blocks((uint8_t *)mote_row(&out, y) + v * a->group, pixel,
                             mote_row(&in, y * a->size + v), a->group, a->group, a->width);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_space_to_depth_any}, {0, NULL}};

const struct mote_op mote_op_space_to_depth = {
    .code = 26,
    .args_words = sizeof(struct mote_block) / 4,
    .kernels = kernels,
    .prepare = prepare,
    .reach = mote_space_to_depth_reach,
};
