/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOTE_CORE_LUT_H
#define MOTE_CORE_LUT_H

#include "../mote_op.h"

/* Does the metadata call this tensor compressed? `tensors`: the vector of its subgraph's. */
int mote_lut_has(const struct mote_model *m, uint32_t tensors, int32_t index);

#endif
