/* SPDX-License-Identifier: Apache-2.0 */
#include "vectors.h"

#if MOTE_SIMD_VECTORS

#include "../base/mem.h"

/* The run-time library of the compiler has asked the CPU before main; the instruction itself,
 * cpuid, takes long in a virtual machine. */
const struct mote_vectors *mote_vectors_of(enum mote_vectors_level level)
{
    switch (level) {
#if MOTE_SIMD_NEON
    case MOTE_VECTORS_NEON: return &mote_vectors_neon;
#else
    case MOTE_VECTORS_SSE41: return __builtin_cpu_supports("sse4.1") ? &mote_vectors_sse41 : NULL;
    case MOTE_VECTORS_AVX2: return __builtin_cpu_supports("avx2") ? &mote_vectors_avx2 : NULL;
#if MOTE_SIMD_X86_AVXVNNI
    case MOTE_VECTORS_AVXVNNI:
        return __builtin_cpu_supports("avxvnni") ? &mote_vectors_avxvnni : NULL;
#endif
    case MOTE_VECTORS_AVX512:
        return __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") &&
                       __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
                   ? &mote_vectors_avx512
                   : NULL;
#endif
    default: break;
    }
    return NULL;
}

const struct mote_vectors *mote_vectors_best(void)
{
    for (int level = MOTE_VECTORS_LEVELS - 1; level >= 0; level--) {
        const struct mote_vectors *k = mote_vectors_of((enum mote_vectors_level)level);
        if (k) return k;
    }
    return NULL;
}

void mote_vectors_rescale_channels(const struct mote_vectors *k, uint32_t input,
                                   const uint8_t *filter, int32_t step, uint32_t output, int32_t n,
                                   int32_t *multiplier, int8_t *right)
{
    struct mote_ratio q;
    int32_t done = 0;
    if (step == 0 && n > 0) {
        mote_rescale_channels(input, filter, 0, output, 1, multiplier, right);
        for (int32_t i = 1; i < n; i++) {
            multiplier[i] = multiplier[0];
            right[i] = right[0];
        }
        return;
    }
    if (k && step == 4 && mote_ratio_of(&q, input, output))
        done = k->multipliers(&q, filter, n, multiplier, right);
    mote_rescale_channels(input, filter + done * step, step, output, n - done, multiplier + done,
                          right + done);
}

#endif
