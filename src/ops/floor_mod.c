/* SPDX-License-Identifier: Apache-2.0 */
/* FLOOR_MOD: output = input0 - input1 * floor(input0 / input1), broadcast; float32. It has the sign
 * of input1. */
#include "../base/float_math.h"
#include "elementwise.h"

struct args {
    struct mote_binary binary;
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor t[3];
    const int e = mote_binary_prepare(p, &a->binary, t, -1);
    return e ? e : mote_prep_kernel(p, t[0].type);
}

static int run_f32(const void *args, const struct mote_stretch *s)
{
    const float *x = s->x, *y = s->y;
    float *out = s->out;
    (void)args;
    for (float *end = out + s->n; out < end; x += s->dx, y += s->dy) {
        float rest = mote_fmodf(*x, *y);
        if (rest != 0.0f && (*y < 0.0f) != (rest < 0.0f)) rest += *y;
        *out++ = rest;
    }
    return 0;
}

int mote_floor_mod_f32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {{MOTE_K_F32, mote_floor_mod_f32}, {0, NULL}};

const struct mote_op mote_op_floor_mod = {
    .code = 95,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
