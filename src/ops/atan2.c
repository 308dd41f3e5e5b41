/* SPDX-License-Identifier: Apache-2.0 */
/* ATAN2: output = angle of the point (x = input1, y = input0), in (-pi, pi]; float32, both inputs
 * of one shape. */
#include "../base/float_math.h"
#include "elementwise.h"

struct args {
    struct mote_binary binary;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor t[3];
    int e;
    if ((e = mote_binary_prepare(p, &a->binary, t, -1)) != 0) return e;
    if ((e = mote_prep_same_shape(p, 1, &t[1], &t[0])) != 0) return e;
    return mote_prep_kernel(p, t[0].type);
}

static int run_f32(const void *args, const struct mote_stretch *s)
{
    const float *y = s->x, *x = s->y;
    float *out = s->out;
    (void)args;
    for (int32_t i = 0; i < s->n; i++) out[i] = mote_atan2f(y[i], x[i]);
    return 0;
}

int mote_atan2_f32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {{MOTE_K_F32, mote_atan2_f32}, {0, NULL}};

const struct mote_op mote_op_atan2 = {
    .code = 156,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
