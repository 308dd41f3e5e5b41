/* SPDX-License-Identifier: Apache-2.0 */
/* What ADD and SUB share. */
#ifndef MOTE_OPS_ADDSUB_H
#define MOTE_OPS_ADDSUB_H

#include "../base/scaled_sum.h"
#include "../base/f32.h"
#include "elementwise.h"

struct mote_addsub_args {
    struct mote_binary binary;
    struct mote_scaled_sum scaling; /* int8, int16; of the others min and max only: int32 bounds,
                                       float bounds as bits */
};

/* sign: 1 or -1. bits: what ratios of scales are rounded to (MOTE_AS_..). */
int mote_addsub_prepare(struct mote_prep *p, struct mote_addsub_args *a, int sign, int bits);

int mote_addsub_eval_s8(const struct mote_call *c);
int mote_addsub_eval_s16(const struct mote_call *c);

#endif
