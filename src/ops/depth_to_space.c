/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DEPTH_TO_SPACE
 *     output[n, y, x, c] = input[n, y / size, x / size, ((y % size) size + x % size) channels + c]
 * Rank 4, any type of 1, 2, 4 or 8 bytes.
 */
#include "../base/walk.h"
#include "block.h"

static int prepare(struct mote_prep *p, void *words)
{
    return mote_block_prepare(p, words, 0, 1);
}

void mote_depth_to_space_reach(const void *words, int32_t y, int32_t *first, int32_t *last)
{
    const struct mote_block *a = words;
    *first = *last = y / a->size;
}

int mote_depth_to_space_any(const struct mote_call *c)
{
    const struct mote_block *a = (const void *)c->args;
    const int32_t pixel = a->group * a->size;
    const struct mote_rows in = mote_rows_of(c, 0, (uint32_t)(a->width * pixel));
    const struct mote_rows out = mote_rows_of(c, 1, (uint32_t)(a->width * a->group));
    const int32_t end = mote_block_end(c, a);
    for (int32_t y = c->y0; y < end; y++) {
        const uint8_t *from = (const uint8_t *)mote_row(&in, y / a->size) + y % a->size * a->group;
        mote_copy_blocks(mote_row(&out, y), a->group, from, pixel, a->group, a->width);
    }
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_depth_to_space_any}, {0, NULL}};

const struct mote_op mote_op_depth_to_space = {
    .code = 5,
    .args_words = sizeof(struct mote_block) / 4,
    .kernels = kernels,
    .prepare = prepare,
    .reach = mote_depth_to_space_reach,
};
