/* SPDX-License-Identifier: Apache-2.0 */
/* LOGICAL_NOT: output = not input; bool. */
#include "unary.h"

static void run_bool(const void *args, const void *in, void *out, int32_t n)
{
    const uint8_t *x = in;
    uint8_t *r = out;
    (void)args;
    for (int32_t i = 0; i < n; i++) r[i] = !x[i];
}

int mote_logical_not_bool(const struct mote_call *c)
{
    return mote_unary_eval(c, 1, 1, run_bool);
}

static const struct mote_kernel kernels[] = {{MOTE_K_BOOL, mote_logical_not_bool}, {0, NULL}};

const struct mote_op mote_op_logical_not = {
    .code = 87,
    .args_words = MOTE_UNARY_WORDS,
    .kernels = kernels,
    .prepare = mote_unary_prepare_plain,
};
