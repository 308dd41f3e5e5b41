/* SPDX-License-Identifier: Apache-2.0 */
#include "f32.h"
#include "float_math.h"
#include "vector_softmax.h"

void mote_vector_softmax_f32(const struct mote_softmax *s, const float *in, float *out)
{
    const float beta = mote_f32_of(s->beta);
    float max = mote_f32_of(0xff7fffffu), sum = 0.0f; /* lowest float */
    for (int32_t i = 0; i < s->depth; i++)
        if (in[i] > max) max = in[i];
    for (int32_t i = 0; i < s->depth; i++) {
        out[i] = mote_expf((in[i] - max) * beta);
        sum += out[i];
    }
    for (int32_t i = 0; i < s->depth; i++) out[i] /= sum;
}
