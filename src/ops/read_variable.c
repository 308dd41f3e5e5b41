/* SPDX-License-Identifier: Apache-2.0 */
/*
 * READ_VARIABLE
 *     output = the value of the variable whose handle input 0 is
 * Any type. A variable that nothing was assigned to since the reset holds zeros: of a quantised
 * one, bytes that are the zero point of the output (of the first value assigned in TFLM, which is
 * quantised alike).
 */
#include "variable.h"
#include "../base/mem.h"

struct args {
    uint32_t bytes;
    int32_t zero;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor t;
    int e;
    if ((e = mote_prep_arity(p, 1, 1, 1, 1)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &t)) != 0) return e;
    a->bytes = t.bytes;
    a->zero = mote_tensor_zero_point(&t);
    return mote_prep_resource(p, 0, t.bytes);
}

int mote_read_variable_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    if (*mote_variable_assigned(c, a->bytes))
        memcpy(mote_out(c, 0), mote_extra(c, 0), a->bytes);
    else
        memset(mote_out(c, 0), (uint8_t)a->zero, a->bytes);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_read_variable_any}, {0, NULL}};

const struct mote_op mote_op_read_variable = {
    .code = 143,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
