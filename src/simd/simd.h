/* SPDX-License-Identifier: Apache-2.0 */
/* Picks the primitives for the machine; the one place where kernels depend on the architecture. */
#ifndef MOTE_SIMD_SIMD_H
#define MOTE_SIMD_SIMD_H

#include "simd_c.h"

#endif
