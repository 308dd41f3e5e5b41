/* SPDX-License-Identifier: Apache-2.0 */
/*
 * REDUCE_ALL over the constant axes
 *     output = and(input)                bool
 */
#include "reduction.h"

static int prepare(struct mote_prep *p, void *words)
{
    return mote_reduction_prepare(p, words);
}

int mote_reduce_all_bool(const struct mote_call *c)
{
    static const uint8_t start = 1;
    return mote_reduction_run(c, &mote_fold_and_bool, &start);
}

static const struct mote_kernel kernels[] = {{MOTE_K_BOOL, mote_reduce_all_bool}, {0, NULL}};

const struct mote_op mote_op_reduce_all = {
    .code = 140,
    .args_words = sizeof(struct mote_reduction) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
