/* SPDX-License-Identifier: Apache-2.0 */
#include "weighted.h"
#include "../base/bytes.h"
#include "../base/quant.h"
#include "../base/real.h"
#include "../base/rescale.h"
#include "../simd/mve.h"
#include "../simd/vectors.h"

static int not_empty(struct mote_prep *p, int operand, const struct mote_tensor *t)
{
    return t->elements ? 0 : mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, operand, 1, 0);
}

int mote_prep_weighted(struct mote_prep *p, int input, const struct mote_tensor *in,
                       const struct mote_tensor *filter, const struct mote_tensor *out)
{
    int e, weights = in->type == MOTE_FLOAT32 ? MOTE_FLOAT32 : MOTE_INT8, key = in->type;
    if (in->type == MOTE_INT8 && filter->type == MOTE_INT4) {
        weights = MOTE_INT4;
        key = MOTE_K_S4;
    }
    if ((e = mote_prep_kernel(p, key)) != 0) return e;
    if ((e = mote_prep_type(p, 1, filter, weights)) != 0) return e;
    if ((e = mote_prep_type(p, p->n_in, out, in->type)) != 0) return e;
    if ((e = not_empty(p, input, in)) != 0) return e;
    if ((e = not_empty(p, 1, filter)) != 0) return e;
    return not_empty(p, p->n_in, out);
}

int mote_prep_bias(struct mote_prep *p, const struct mote_bias_form *form, int activations,
                   int32_t channels, struct mote_tensor *bias, int32_t *type)
{
    int wanted = activations == MOTE_FLOAT32 ? MOTE_FLOAT32 : MOTE_INT32, e;
    bias->type = MOTE_NO_TYPE;
    if (p->n_in > form->operand && (e = mote_prep_input(p, form->operand, bias)) != 0) return e;
    if (activations == MOTE_INT16) {
        int other = bias->type;
        if (bias->type == MOTE_NO_TYPE && form->option)
            other = mote_option_i8(p, form->option, MOTE_FLOAT32);
        wanted = other == form->other ? form->other : form->wide;
    }
    *type = wanted;
    if (bias->type == MOTE_NO_TYPE) return 0;
    if ((e = mote_prep_type(p, form->operand, bias, wanted)) != 0) return e;
    if (bias->elements == (uint32_t)channels) return 0;
    return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, form->operand, channels,
                          (int32_t)bias->elements);
}

int mote_prep_weighted_quant(struct mote_prep *p, int input, const struct mote_tensor *in,
                             const struct mote_tensor *filter, int axis,
                             const struct mote_tensor *out)
{
    int e;
    if ((e = mote_prep_quant(p, input, in)) != 0) return e;
    if ((e = mote_prep_quant(p, p->n_in, out)) != 0) return e;
    if ((e = mote_prep_channel_quant(p, 1, filter, axis)) != 0) return e;
    for (uint32_t i = 0; i < 2 * filter->n_zero_points;
         i++) { /* TensorFlow Lite would ignore these */
        const uint32_t half = mote_rd32(filter->zero_points + 4 * i);
        if (half) return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, 0, (int32_t)half);
    }
    return 0;
}

int mote_prep_wide(struct mote_prep *p, uint32_t in, const uint8_t *scales, int32_t step,
                   int32_t channels, uint32_t out)
{
    for (; channels > 0; channels--, scales += step) {
        int32_t multiplier, shift;
        mote_channel_multiplier(in, mote_rd32(scales), out, &multiplier, &shift);
        if (shift > 7) return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_QUANT, 1, 7, shift);
    }
    return 0;
}

int mote_prep_activation(struct mote_prep *p, int field, const struct mote_tensor *out,
                         int32_t *min, int32_t *max)
{
    const int activation = mote_option_i8(p, field, MOTE_ACT_NONE);
    const int32_t most = out->type == MOTE_INT16 ? 32767 : 127;
    int e;
    if (out->type == MOTE_FLOAT32)
        e = mote_activation_range_f32(activation, (uint32_t *)min, (uint32_t *)max);
    else
        e = mote_activation_range(activation, mote_tensor_scale_bits(out, 0),
                                  mote_tensor_zero_point(out), -most - 1, most, min, max);
    return e ? mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, -1, MOTE_ACT_RELU6,
                              activation)
             : 0;
}

void mote_weighted_begin(const struct mote_call *c, const struct mote_scales *s, int32_t step,
                         int32_t n, int extra)
{
    int32_t *multiplier;
    if (!s->out) return;
    multiplier = mote_extra(c, extra);
#if MOTE_SIMD_MVE
    if (step == 4 && mote_mve_rescale_channels(s->in, mote_at(c, s->filter), s->out, n, multiplier,
                                               (int8_t *)(multiplier + n)))
        return;
#endif
#if MOTE_SIMD_VECTORS
    mote_vectors_rescale_channels(mote_vectors_best(), s->in, mote_at(c, s->filter), step, s->out,
                                  n, multiplier, (int8_t *)(multiplier + n));
#else
    mote_rescale_channels(s->in, mote_at(c, s->filter), step, s->out, n, multiplier,
                          (int8_t *)(multiplier + n));
#endif
}
