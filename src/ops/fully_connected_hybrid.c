/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FULLY_CONNECTED with float activations and int8 or int4 weights:
 *     output[b, o] = activation(bias[o] + scale[o] * s * sum over i of filter[o, i] * (q[i] -
 * zero)) where row b of the input is q, s, zero: quantised as it comes (base/dynamic.h). Source of
 * the arithmetic: TensorFlow Lite's EvalHybridDense of fully_connected.cc.
 */
#include "../base/bytes.h"
#include "../base/dynamic.h"
#include "../base/f32.h"
#include "../base/weights.h"
#include "../simd/simd.h"
#include "fully_connected.h"
#include "hybrid.h"
#include "weighted.h"

enum { FIELD_ACTIVATION, FIELD_FORMAT, FIELD_KEEP_DIMS, FIELD_ASYMMETRIC };

static const struct mote_bias_form bias_form = {
    .operand = 2, .wide = MOTE_INT64, .other = MOTE_INT32, .option = 4};

enum flag { ASYMMETRIC = 1, FOUR_BITS = 2 };

/* No larger than the args of the other kernels, whose table entry this one shares. */
struct args {
    int32_t depth, units, batches;
    uint32_t min, max;       /* float bits */
    mote_ref scales;         /* of the filter, in the file */
    uint32_t step;           /* bytes from an output's scale to the next: 0 or 4 */
    uint32_t no_multipliers; /* 0 where the other kernels' args say that begin has work to do */
    uint32_t flags;          /* enum flag */
};

_Static_assert(sizeof(struct args) <= sizeof(struct mote_fully_connected_args), "too many words");

int mote_prep_fully_connected_hybrid(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, filter, out;
    const int format = mote_option_i8(p, FIELD_FORMAT, 0);
    int32_t min, max, bias_type;
    int e, four_bits;
    if ((e = mote_prep_arity(p, 2, 3, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_input(p, 1, &filter)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_prep_hybrid(p, &in, &filter, &out, &four_bits)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, &filter, 2, 2)) != 0) return e;
    if ((e = mote_prep_rank(p, p->n_in, &out, 1, MOTE_MAX_DIMS)) != 0) return e;
    if (format != 0) return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, 1, 0, format);
    a->units = mote_tensor_dim(&filter, 0);
    a->depth = mote_tensor_dim(&filter, 1);
    if ((e = mote_prep_dim(p, p->n_in, &out, out.rank - 1, a->units)) != 0) return e;
    a->batches = (int32_t)out.elements / a->units;
    if ((int64_t)a->depth * a->batches != in.elements)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 0, a->depth, (int32_t)in.elements);
    if ((e = mote_prep_hybrid_scales(p, 1, &filter, 0, &a->scales)) != 0) return e;
    if ((e = mote_prep_activation(p, FIELD_ACTIVATION, &out, &min, &max)) != 0) return e;
    a->min = (uint32_t)min;
    a->max = (uint32_t)max;
    a->step = filter.n_scales > 1 ? 4 : 0;
    if (mote_option_i8(p, FIELD_ASYMMETRIC, 0)) a->flags |= ASYMMETRIC;
    if (four_bits) a->flags |= FOUR_BITS;
    if ((e = mote_prep_bias(p, &bias_form, MOTE_FLOAT32, a->units, &out, &bias_type)) != 0)
        return e;
    return mote_prep_scratch(p, (uint32_t)a->depth);
}

/* Sums of outputs o and on: four of them, or (n == 1) one. */
static void dot(const struct mote_call *c, const int8_t *x, int32_t zero, int32_t o, int32_t n,
                uint32_t acc[4])
{
    const struct args *a = (const void *)c->args;
    const int8_t *filter = mote_in(c, 1);
    const int32_t first = o * a->depth;
    if (n == 4) {
        mote_dot_1x4_s8(x, -zero, filter + first, a->depth, a->depth, acc);
        return;
    }
    acc[0] = 0;
    for (int32_t i = 0; i < a->depth; i++) {
        const int32_t w = (a->flags & FOUR_BITS)
                              ? mote_weight_s4((const uint8_t *)filter, (uint32_t)(first + i))
                              : filter[first + i];
        acc[0] += (uint32_t)(w * (x[i] - zero));
    }
}

int mote_fully_connected_hybrid(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const float *bias = mote_in_optional(c, 2), *in = mote_in(c, 0);
    const float min = mote_f32_of(a->min), max = mote_f32_of(a->max);
    const uint8_t *scales = mote_at(c, a->scales);
    int8_t *x = mote_extra(c, 0);
    float *out = mote_out(c, 0);
    for (int32_t b = 0; b < a->batches; b++, in += a->depth) {
        struct mote_range range = {0, 0};
        struct mote_dynamic how;
        mote_range_extend(&range, in, a->depth);
        mote_dynamic_choose(&range, (int)a->flags & ASYMMETRIC, &how);
        mote_dynamic_quantize(&how, in, a->depth, x);
        for (int32_t o = 0, n; o < a->units; o += n) {
            uint32_t acc[4];
            n = a->units - o < 4 || (a->flags & FOUR_BITS) ? 1 : 4;
            dot(c, x, how.zero, o, n, acc);
            for (int32_t k = 0; k < n; k++) {
                const float scale = mote_f32_of(mote_rd32(scales + (uint32_t)(o + k) * a->step));
                const float sum = (float)(int32_t)acc[k] * (how.scale * scale);
                *out++ = mote_f32_clamp(sum + (bias ? bias[o + k] : 0.0f), min, max);
            }
        }
    }
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_HYBRID, mote_fully_connected_hybrid},
                                             {0, NULL}};

const struct mote_op mote_op_fully_connected_hybrid = {
    .code = 9,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = mote_prep_fully_connected_hybrid,
};
