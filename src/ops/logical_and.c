/* SPDX-License-Identifier: Apache-2.0 */
/* LOGICAL_AND: output = input0 and input1, broadcast; bool. */
#include "elementwise.h"

static int run_bool(const void *args, const struct mote_stretch *s)
{
    const uint8_t *x = s->x, *y = s->y;
    uint8_t *out = s->out;
    (void)args;
    for (uint8_t *end = out + s->n; out < end; x += s->dx, y += s->dy) *out++ = *x && *y;
    return 0;
}

int mote_logical_and_bool(const struct mote_call *c)
{
    return mote_binary_eval(c, 1, 1, run_bool);
}

static const struct mote_kernel kernels[] = {{MOTE_K_BOOL, mote_logical_and_bool}, {0, NULL}};

const struct mote_op mote_op_logical_and = {
    .code = 86,
    .args_words = sizeof(struct mote_binary) / 4,
    .kernels = kernels,
    .prepare = mote_binary_prepare_plain,
};
