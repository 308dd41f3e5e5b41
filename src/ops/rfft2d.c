/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RFFT2D: Fourier transform of real [.., height, width], cut or padded with zeros to the lengths
 * given
 *     output[.., u, v] = sum over y and x of input[.., y, x] * e^(-2 pi i (u y / H + v x / W))
 * for u < H, v <= W / 2; H and W are powers of two up to 2048. In float, rows first; TensorFlow
 * Lite computes it in double: errors are some 1e-7 of the largest bin.
 */
#include "../base/mem.h"
#include "../base/signal_fft.h"
#include "../mote_op.h"

struct args {
    int32_t images, in_height, in_width;
    int32_t height, width; /* lengths of the transforms */
};

static int length_of(struct mote_prep *p, const struct mote_tensor *lengths, uint32_t i,
                     int32_t *length)
{
    *length = mote_tensor_int(lengths, i);
    if (*length >= 1 && *length <= MOTE_FFT_MAX && (*length & (*length - 1)) == 0) return 0;
    return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_VALUE, 1, MOTE_FFT_MAX, *length);
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, t;
    int e;
    if ((e = mote_prep_arity(p, 2, 2, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_kernel(p, in.type)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 2, MOTE_MAX_DIMS)) != 0) return e;
    if ((e = mote_prep_input(p, 1, &t)) != 0) return e;
    if ((e = mote_prep_type(p, 1, &t, MOTE_INT32)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, &t, 1, 1)) != 0) return e;
    if ((e = mote_prep_dim(p, 1, &t, 0, 2)) != 0) return e;
    if ((e = mote_prep_constant(p, 1, &t)) != 0) return e;
    if ((e = length_of(p, &t, 0, &a->height)) != 0) return e;
    if ((e = length_of(p, &t, 1, &a->width)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &t)) != 0) return e;
    if ((e = mote_prep_type(p, 2, &t, MOTE_COMPLEX64)) != 0) return e;
    if ((e = mote_prep_rank(p, 2, &t, in.rank, in.rank)) != 0) return e;
    a->in_height = mote_tensor_dim(&in, in.rank - 2);
    a->in_width = mote_tensor_dim(&in, in.rank - 1);
    if ((e = mote_prep_dim(p, 2, &t, in.rank - 2, a->height)) != 0) return e;
    if ((e = mote_prep_dim(p, 2, &t, in.rank - 1, a->width / 2 + 1)) != 0) return e;
    for (int i = 0; i < in.rank - 2; i++)
        if ((e = mote_prep_dim(p, 2, &t, i, mote_tensor_dim(&in, i))) != 0) return e;
    a->images = (int32_t)t.elements / (a->height * (a->width / 2 + 1));
    return mote_prep_scratch(p, 8 * (uint32_t)a->height);
}

/* Rows of an image, each where its bins are to be. */
static void rows(const struct args *a, const float *in, float *out)
{
    const int32_t bins = a->width / 2 + 1;
    const int32_t used = a->in_width < a->width ? a->in_width : a->width;
    memset(out, 0, 8 * (uint32_t)(a->height * bins));
    for (int32_t y = 0; y < a->height && y < a->in_height; y++) {
        for (int32_t x = 0; x < used; x++) out[x] = in[x];
        if (a->width > 1) mote_fft_real_f32(out, a->width);
        in += a->in_width;
        out += 2 * bins;
    }
}

static void columns(const struct args *a, float *out, float *column)
{
    const int32_t bins = a->width / 2 + 1;
    for (int32_t x = 0; x < bins; x++, out += 2) {
        for (int32_t y = 0; y < a->height; y++) {
            column[2 * y] = out[2 * y * bins];
            column[2 * y + 1] = out[2 * y * bins + 1];
        }
        mote_fft_complex_f32(column, a->height);
        for (int32_t y = 0; y < a->height; y++) {
            out[2 * y * bins] = column[2 * y];
            out[2 * y * bins + 1] = column[2 * y + 1];
        }
    }
}

int mote_rfft2d_f32(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const float *in = mote_in(c, 0);
    float *out = mote_out(c, 0);
    for (int32_t i = 0; i < a->images; i++) {
        rows(a, in, out);
        columns(a, out, mote_extra(c, 0));
        in += a->in_height * a->in_width;
        out += 2 * a->height * (a->width / 2 + 1);
    }
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_F32, mote_rfft2d_f32}, {0, NULL}};

const struct mote_op mote_op_rfft2d = {
    .code = 131,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
