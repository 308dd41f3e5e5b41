/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What kernels are for this machine; the one place that looks at the architecture.
 *     MOTE_FAST=1     kernels in blocks (blocks.h) wherever a layer allows
 *     MOTE_FAST=0     the small kernels only
 * Left open, the blocks are taken where assembly for them exists and the compiler was not asked for
 * small code; x86-64 has kernels of its own then.
 */
#ifndef MOTE_SIMD_TARGET_H
#define MOTE_SIMD_TARGET_H

/* Cortex-M4, M7, M33 and up: two 16-bit products at a time, words at any address. */
#if defined(__GNUC__) && defined(__thumb2__) && defined(__ARM_FEATURE_DSP) &&                      \
    defined(__ARM_FEATURE_UNALIGNED) && !defined(__ARM_BIG_ENDIAN)
#define MOTE_SIMD_ARMV7EM 1
#else
#define MOTE_SIMD_ARMV7EM 0
#endif

/* x86-64: vectors, of which generation is known when the program runs (x86.h). Older clang cannot
 * ask for AVX-VNNI. */
#if defined(__GNUC__) && defined(__x86_64__) && !defined(__OPTIMIZE_SIZE__) && !defined(MOTE_FAST)
#define MOTE_SIMD_X86 1
#else
#define MOTE_SIMD_X86 0
#endif
#if defined(__clang__) ? __clang_major__ >= 17 : __GNUC__ >= 12
#define MOTE_SIMD_X86_AVXVNNI 1
#else
#define MOTE_SIMD_X86_AVXVNNI 0
#endif

/* Was small code asked for? Then prepare does not look for what only quick kernels profit from. */
#ifdef __OPTIMIZE_SIZE__
#define MOTE_SMALL 1
#else
#define MOTE_SMALL 0
#endif

#ifndef MOTE_FAST
#if MOTE_SIMD_ARMV7EM && defined(__OPTIMIZE__) && !MOTE_SMALL
#define MOTE_FAST 1
#else
#define MOTE_FAST 0
#endif
#endif

/* Do compiled models hold weights in the order of packed.h? The other order is for all else. */
#ifndef MOTE_PACKED
#define MOTE_PACKED (MOTE_FAST && MOTE_SIMD_ARMV7EM)
#endif

#endif
