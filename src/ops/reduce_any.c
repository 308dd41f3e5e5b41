/* SPDX-License-Identifier: Apache-2.0 */
/*
 * REDUCE_ANY over the constant axes
 *     output = or(input)                 bool
 */
#include "reduction.h"

static int prepare(struct mote_prep *p, void *words)
{
    return mote_reduction_prepare(p, words);
}

static int take_bool(const struct mote_call *c, int32_t y0, int32_t y1)
{
    static const uint8_t start = 0;
    mote_reduction_run(c, &mote_fold_or_bool, &start, y0, y1);
    return 0;
}

int mote_reduce_any_bool(const struct mote_call *c)
{
    return take_bool(c, 0, mote_reduction_all(c));
}

int mote_reduce_any_bool_consume(const struct mote_call *c)
{
    return take_bool(c, c->y0, c->y1);
}

static const struct mote_kernel kernels[] = {{MOTE_K_BOOL, mote_reduce_any_bool}, {0, NULL}};
static const struct mote_kernel consume[] = {{MOTE_K_BOOL, mote_reduce_any_bool_consume},
                                             {0, NULL}};

enum { CODE = 91, ARGS_WORDS = sizeof(struct mote_reduction) / 4 };

const struct mote_op mote_op_reduce_any = {.code = CODE,
                                           .args_words = ARGS_WORDS,
                                           .kernels = kernels,
                                           .prepare = prepare,
                                           .consume = consume};
