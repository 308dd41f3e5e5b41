/* SPDX-License-Identifier: Apache-2.0 */
/*
 * BATCH_TO_SPACE_ND
 *     output = SPACE_TO_BATCH_ND backwards; its border is what is cropped
 * Rank 3 (one spatial dimension) or 4.
 */
#include "shapes.h"
#include "space_batch.h"

static int prepare(struct mote_prep *p, void *words)
{
    return mote_space_batch_prepare(p, words, p->n_in, 0);
}

int mote_batch_to_space_nd_any(const struct mote_call *c)
{
    return mote_space_batch_run(c, 0);
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_batch_to_space_nd_any}, {0, NULL}};

const struct mote_op mote_op_batch_to_space_nd = {
    .code = 37,
    .args_words = sizeof(struct mote_space_batch) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
