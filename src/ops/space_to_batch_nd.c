/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SPACE_TO_BATCH_ND
 *     output[(v block_w + u) N + n, y, x, c] = padded[n, y block_h + v, x block_w + u, c]
 * padded: input 0 with a border of real 0, which is the output's zero point for int8 and uint8.
 * Rank 3 (one spatial dimension) or 4.
 */
#include "shapes.h"
#include "space_batch.h"

static int prepare(struct mote_prep *p, void *words)
{
    struct mote_space_batch *a = words;
    struct mote_tensor out;
    int e;
    if ((e = mote_space_batch_prepare(p, a, 0, p->n_in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if (out.type == MOTE_INT8 || out.type == MOTE_UINT8) a->value = mote_tensor_zero_point(&out);
    return 0;
}

int mote_space_to_batch_nd_any(const struct mote_call *c)
{
    return mote_space_batch_run(c, 1);
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_space_to_batch_nd_any}, {0, NULL}};

const struct mote_op mote_op_space_to_batch_nd = {
    .code = 38,
    .args_words = sizeof(struct mote_space_batch) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
