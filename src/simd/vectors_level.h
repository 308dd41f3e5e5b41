/* SPDX-License-Identifier: Apache-2.0 */
/* What the file of a level begins with. */
#ifndef MOTE_SIMD_VECTORS_LEVEL_H
#define MOTE_SIMD_VECTORS_LEVEL_H

#include "../base/inline.h"
#include "vectors.h"

#if MOTE_SIMD_VECTORS

#include "../base/mem.h"
#if MOTE_SIMD_X86
#include <immintrin.h>
#endif

/* Vectors stay in registers only where loops over them are gone, whatever -O is asked for. With a
 * sanitizer's checks in every turn that would take minutes to compile. */
#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if __has_feature(address_sanitizer) || __has_feature(undefined_behavior_sanitizer)
#define UNROLL
#elif defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 20")
#endif

#endif

#endif
