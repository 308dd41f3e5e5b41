/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER and GREATER_EQUAL share. int8 numbers are
 * quantised and brought to one scale before they are compared; those of all other types are
 * compared as they stand, int16 among them, which must have one scale.
 */
#ifndef MOTE_OPS_COMPARISON_H
#define MOTE_OPS_COMPARISON_H

#include "../base/compare.h"
#include "elementwise.h"

struct mote_comparison {
    struct mote_binary binary;
    int32_t relation;                   /* MOTE_IS_.. */
    struct mote_compare_scale scale[2]; /* int8 only */
};

enum { MOTE_COMPARISON_WORDS = sizeof(struct mote_comparison) / 4 };

int mote_comparison_prepare(struct mote_prep *p, struct mote_comparison *a, int relation);

int mote_comparison_eval_s8(const struct mote_call *c);
int mote_comparison_eval_s16(const struct mote_call *c);
int mote_comparison_eval_i32(const struct mote_call *c);
int mote_comparison_eval_i64(const struct mote_call *c);
int mote_comparison_eval_f32(const struct mote_call *c);
int mote_comparison_eval_bool(const struct mote_call *c);

#endif
