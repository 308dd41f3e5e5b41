/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ADD: output = activation(input0 + input1), broadcast.
 *     float32             as it stands
 *     int32, int64        as it stands, wrapping, without activation
 *     int8, int16         quantised, see base/scaled_sum.h
 */
#include "../base/real.h"
#include "addsub.h"

static int prepare(struct mote_prep *p, void *words)
{
    struct mote_addsub_args *a = words;
    const int e = mote_addsub_prepare(p, a, 1, MOTE_AS_DOUBLE);
    const int activation = mote_option_i8(p, 0, 0);
    if (e) return e;
    /* TensorFlow Lite Micro ignores it here; nothing that a model may rely on. */
    if (p->op->kernels[p->kernel].key == MOTE_K_I32 && activation)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, 0, activation);
    return 0;
}

int mote_add_s8(const struct mote_call *c)
{
    return mote_addsub_eval_s8(c);
}

int mote_add_s16(const struct mote_call *c)
{
    return mote_addsub_eval_s16(c);
}

static int run_i32(const void *args, const struct mote_stretch *s)
{
    const uint32_t *x = s->x, *y = s->y;
    uint32_t *out = s->out;
    (void)args;
    for (uint32_t *end = out + s->n; out < end; x += s->dx, y += s->dy) *out++ = *x + *y;
    return 0;
}

int mote_add_i32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_i32);
}

static int run_i64(const void *args, const struct mote_stretch *s)
{
    const uint64_t *x = s->x, *y = s->y;
    uint64_t *out = s->out;
    (void)args;
    for (uint64_t *end = out + s->n; out < end; x += s->dx, y += s->dy) *out++ = *x + *y;
    return 0;
}

int mote_add_i64(const struct mote_call *c)
{
    return mote_binary_eval(c, 8, 8, run_i64);
}

static int run_f32(const void *args, const struct mote_stretch *s)
{
    const struct mote_addsub_args *a = args;
    const float low = mote_f32_of((uint32_t)a->scaling.min),
                high = mote_f32_of((uint32_t)a->scaling.max);
    const float *x = s->x, *y = s->y;
    float *out = s->out;
    for (float *end = out + s->n; out < end; x += s->dx, y += s->dy)
        *out++ = mote_f32_clamp(*x + *y, low, high);
    return 0;
}

int mote_add_f32(const struct mote_call *c)
{
    return mote_binary_eval(c, 4, 4, run_f32);
}

static const struct mote_kernel kernels[] = {
    {MOTE_K_S8, mote_add_s8},   {MOTE_K_S16, mote_add_s16}, {MOTE_K_I32, mote_add_i32},
    {MOTE_K_I64, mote_add_i64}, {MOTE_K_F32, mote_add_f32}, {0, NULL},
};

const struct mote_op mote_op_add = {
    .code = 0,
    .args_words = sizeof(struct mote_addsub_args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};

static const struct mote_kernel kernel_s8[] = {{MOTE_K_S8, mote_add_s8}, {0, NULL}};

const struct mote_op mote_op_add_s8 = {
    .code = 0,
    .args_words = sizeof(struct mote_addsub_args) / 4,
    .kernels = kernel_s8,
    .prepare = prepare,
};

static const struct mote_kernel kernel_s16[] = {{MOTE_K_S16, mote_add_s16}, {0, NULL}};

const struct mote_op mote_op_add_s16 = {
    .code = 0,
    .args_words = sizeof(struct mote_addsub_args) / 4,
    .kernels = kernel_s16,
    .prepare = prepare,
};

static const struct mote_kernel kernel_f32[] = {{MOTE_K_F32, mote_add_f32}, {0, NULL}};

const struct mote_op mote_op_add_f32 = {
    .code = 0,
    .args_words = sizeof(struct mote_addsub_args) / 4,
    .kernels = kernel_f32,
    .prepare = prepare,
};
