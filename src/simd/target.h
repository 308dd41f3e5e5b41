/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What kernels are for this machine; the one place that looks at the architecture.
 *     MOTE_FAST=1     kernels in blocks (blocks.h) wherever a layer allows
 *     MOTE_FAST=0     the small kernels only
 * Left open, the blocks are taken where assembly for them exists and the compiler was not asked for
 * small code; x86-64 and AArch64 have kernels of their own then.
 *     MOTE_SIMD_PLAIN=1    with MOTE_FAST, the kernels of plain.h instead of blocks
 * is the choice for CPUs that multiply one number at a time.
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

/* Cortex-M3: the same registers, one product at a time. */
#if defined(__GNUC__) && defined(__thumb2__) && !defined(__ARM_FEATURE_DSP)
#define MOTE_SIMD_ARMV7M 1
#else
#define MOTE_SIMD_ARMV7M 0
#endif

/* Cortex-M0, M0+, M1: no product of more than 32 bits, eight registers that count. */
#if defined(__GNUC__) && defined(__thumb__) && !defined(__thumb2__)
#define MOTE_SIMD_ARMV6M 1
#else
#define MOTE_SIMD_ARMV6M 0
#endif

/* RISC-V that multiplies. */
#if defined(__GNUC__) && defined(__riscv_mul) && __riscv_xlen == 32 && !defined(__riscv_32e)
#define MOTE_SIMD_RV32 1
#else
#define MOTE_SIMD_RV32 0
#endif

/* Have the kernels of plain.h assembly? */
#define MOTE_SIMD_PLAIN_HERE (MOTE_SIMD_ARMV7M || MOTE_SIMD_ARMV6M || MOTE_SIMD_RV32)

/* Vectors (vectors.h): of x86-64, of which generation is known when the program runs, or AArch64's.
 * Older clang cannot ask for AVX-VNNI. */
#if defined(__GNUC__) && !defined(__OPTIMIZE_SIZE__) && !defined(MOTE_FAST)
#define MOTE_SIMD_VECTORS_WANTED 1
#else
#define MOTE_SIMD_VECTORS_WANTED 0
#endif
#if MOTE_SIMD_VECTORS_WANTED && defined(__x86_64__)
#define MOTE_SIMD_X86 1
#else
#define MOTE_SIMD_X86 0
#endif
#if MOTE_SIMD_VECTORS_WANTED && defined(__aarch64__) && defined(__ARM_NEON) &&                     \
    !defined(__AARCH64EB__)
#define MOTE_SIMD_NEON 1
#else
#define MOTE_SIMD_NEON 0
#endif
#define MOTE_SIMD_VECTORS (MOTE_SIMD_X86 || MOTE_SIMD_NEON)
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

/* Layers of 16 bits and of floats in blocks (wide.h, floats.h): in C for every machine, unless
 * small code was asked for. Products by library gain nothing: they take what their operands make
 * them. */
#ifdef MOTE_FAST
#define MOTE_WIDE MOTE_FAST
#elif defined(__OPTIMIZE__) && !MOTE_SMALL && !(defined(__riscv) && !defined(__riscv_mul))
#define MOTE_WIDE 1
#else
#define MOTE_WIDE 0
#endif
#if (defined(__arm__) && !defined(__ARM_FP)) || (defined(__riscv) && !defined(__riscv_flen))
#define MOTE_FLOATS 0
#else
#define MOTE_FLOATS MOTE_WIDE
#endif

#ifndef MOTE_FAST
#if (MOTE_SIMD_ARMV7EM || MOTE_SIMD_PLAIN_HERE) && defined(__OPTIMIZE__) && !MOTE_SMALL
#define MOTE_FAST 1
#else
#define MOTE_FAST 0
#endif
#endif

#ifndef MOTE_SIMD_PLAIN
#define MOTE_SIMD_PLAIN (MOTE_FAST && MOTE_SIMD_PLAIN_HERE)
#endif

/* Cortex-M55 and up: sixteen int8 products at a time (mve.h), before the blocks are asked. */
#if MOTE_FAST && MOTE_SIMD_ARMV7EM && defined(__ARM_FEATURE_MVE)
#define MOTE_SIMD_MVE 1
#else
#define MOTE_SIMD_MVE 0
#endif

/* Convolutions in strips of more than two pixels: where blocks are all that there is, or else they
 * would be for what vectors leave over. */
#define MOTE_SIMD_STRIPS (MOTE_FAST && !MOTE_SIMD_PLAIN && !MOTE_SIMD_MVE)

/* Do compiled models hold weights in the order of packed.h? The other order is for all else. */
#ifndef MOTE_PACKED
#define MOTE_PACKED (MOTE_FAST && MOTE_SIMD_ARMV7EM && !MOTE_SIMD_MVE)
#endif

/* Do they hold weights column by column (columns.h), in twice the bytes? Where a product takes an
 * instruction of its own, what is zero is worth looking for. */
#ifndef MOTE_COLUMNS
#define MOTE_COLUMNS (!MOTE_PACKED && MOTE_SIMD_PLAIN && (MOTE_SIMD_RV32 || MOTE_SIMD_ARMV7M))
#endif

/* Kernels that take inputs as they are add the offset times the sum of the weights to the bias. Do
 * compiled models hold it there instead of the bias of convolutions, and of those with an output
 * for each channel? */
#ifndef MOTE_FOLDED
#define MOTE_FOLDED (!MOTE_PACKED && (MOTE_SIMD_MVE || MOTE_SIMD_PLAIN))
#endif
#ifndef MOTE_FOLDED_DEPTHWISE
#define MOTE_FOLDED_DEPTHWISE (!MOTE_PACKED && MOTE_SIMD_MVE)
#endif

#endif
