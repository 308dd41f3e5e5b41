/* SPDX-License-Identifier: Apache-2.0 */
/* UNSORTED_SEGMENT_MAX: greatest of the slices with the same id, see segments.h; float32, int32. */
#include "segments.h"

static int prepare(struct mote_prep *p, void *words)
{
    return mote_segments_prepare(p, words);
}

int mote_unsorted_segment_max_i32(const struct mote_call *c)
{
    return mote_segments_eval(c, 0x80000000u, mote_accumulate_max_i32);
}

int mote_unsorted_segment_max_f32(const struct mote_call *c)
{
    return mote_segments_eval(c, 0xff7fffffu /* the lowest finite float */,
                              mote_accumulate_max_f32);
}

static const struct mote_kernel kernels[] = {{MOTE_K_I32, mote_unsorted_segment_max_i32},
                                             {MOTE_K_F32, mote_unsorted_segment_max_f32},
                                             {0, NULL}};

const struct mote_op mote_op_unsorted_segment_max = {
    .code = 154,
    .args_words = sizeof(struct mote_segments) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
