/* SPDX-License-Identifier: Apache-2.0 */
/* The primitives of kernels, for the machine. */
#ifndef MOTE_SIMD_SIMD_H
#define MOTE_SIMD_SIMD_H

#include "simd_c.h"
#include "target.h"

/* Cortex-M55 and up: sixteen int8 products at a time (mve.h), before the blocks are asked. */
#if MOTE_FAST && MOTE_SIMD_ARMV7EM && defined(__ARM_FEATURE_MVE)
#define MOTE_SIMD_MVE 1
#else
#define MOTE_SIMD_MVE 0
#endif

#endif
