/* SPDX-License-Identifier: Apache-2.0 */
/* The primitives of kernels, for the machine. */
#ifndef MOTE_SIMD_SIMD_H
#define MOTE_SIMD_SIMD_H

#include "simd_c.h"
#include "target.h"

#endif
