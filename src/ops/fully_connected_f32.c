/* SPDX-License-Identifier: Apache-2.0 */
/* FULLY_CONNECTED for floats, four outputs at a time (simd/floats.h). fully_connected.c has the
 * same written for reading. */
#include "../base/mem.h"
#include "../simd/floats.h"
#include "fully_connected.h"
#include "readable.h"

#if MOTE_FLOATS

int mote_fully_connected_f32(const struct mote_call *c)
{
    const struct mote_fully_connected_args *a = (const void *)c->args;
    const int32_t depth = a->depth, units = a->units;
    const struct mote_floats_run r = {1, depth, 0, 0, depth};
    const float *in = mote_in(c, 0);
    float *out = mote_out(c, 0);
    struct mote_floats_ends e;
    e.bias = mote_in_optional(c, 2);
    memcpy(&e.min, &a->scale[0], sizeof e.min);
    memcpy(&e.max, &a->scale[1], sizeof e.max);
    for (int32_t b = a->batches; b > 0; b--, in += depth) {
        const float *f = mote_in(c, 1);
        for (int32_t o = 0, n; o < units; o += n, f += n * depth) {
            float acc[4] = {0, 0, 0, 0};
            n = units - o >= 4 ? 4 : 1;
            if (n == 4)
                mote_floats_add_1x4(acc, in, f, &r);
            else
                acc[0] = mote_floats_add(0, in, f, &r);
            for (int32_t k = 0; k < n; k++) *out++ = mote_floats_end(&e, o + k, acc[k]);
        }
    }
    return 0;
}

#endif
