/* SPDX-License-Identifier: Apache-2.0 */
/* What ARG_MAX and ARG_MIN share: where along an axis the greatest element of sign * input is. */
#ifndef MOTE_OPS_ARGUMENT_H
#define MOTE_OPS_ARGUMENT_H

#include "../mote_op.h"

struct mote_argument {
    int32_t outer, size, inner; /* elements before, along and behind the axis */
    int32_t wide;               /* the output is int64 */
};

int mote_argument_prepare(struct mote_prep *p, struct mote_argument *a);
int mote_argument_s8(const struct mote_call *c, int32_t sign);
int mote_argument_i32(const struct mote_call *c, int32_t sign);
int mote_argument_f32(const struct mote_call *c, float sign);

#endif
