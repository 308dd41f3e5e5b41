/* SPDX-License-Identifier: Apache-2.0 */
/* Arrays folded into arrays, element by element: what SCATTER_ND and the segment operators share.
 * Integers wrap; `count` elements each. */
#ifndef MOTE_BASE_ACCUMULATE_H
#define MOTE_BASE_ACCUMULATE_H

#include <stdint.h>

typedef void mote_accumulate_fn(void *acc, const void *in, int32_t count);

void mote_accumulate_add_8(void *acc, const void *in, int32_t count);
void mote_accumulate_add_16(void *acc, const void *in, int32_t count);
void mote_accumulate_add_32(void *acc, const void *in, int32_t count);
void mote_accumulate_add_64(void *acc, const void *in, int32_t count);
void mote_accumulate_add_f32(void *acc, const void *in, int32_t count);
void mote_accumulate_mul_i32(void *acc, const void *in, int32_t count);
void mote_accumulate_mul_f32(void *acc, const void *in, int32_t count);
void mote_accumulate_max_i32(void *acc, const void *in, int32_t count);
void mote_accumulate_max_f32(void *acc, const void *in, int32_t count);
void mote_accumulate_min_i32(void *acc, const void *in, int32_t count);
void mote_accumulate_min_f32(void *acc, const void *in, int32_t count);
void mote_accumulate_or_bool(void *acc, const void *in, int32_t count);

#endif
