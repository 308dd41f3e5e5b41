/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PADV2
 *     PAD with the padding's value as input 2, of the output's type and quantisation
 */
#include "pad.h"

int mote_padv2_any(const struct mote_call *c)
{
    return mote_pad_any(c);
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_padv2_any}, {0, NULL}};

const struct mote_op mote_op_padv2 = {
    .code = 60,
    .args_words = sizeof(struct mote_pad_args) / 4,
    .kernels = kernels,
    .prepare = mote_pad_prepare,
    .reach = mote_pad_reach,
};
