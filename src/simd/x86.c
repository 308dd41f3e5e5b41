/* SPDX-License-Identifier: Apache-2.0 */
#include "x86.h"

#if MOTE_SIMD_X86

#include "../base/mem.h"

/* The run-time library of the compiler has asked the CPU before main; the instruction itself,
 * cpuid, takes long in a virtual machine. */
const struct mote_x86 *mote_x86_of(enum mote_x86_level level)
{
    switch (level) {
    case MOTE_X86_SSE41: return __builtin_cpu_supports("sse4.1") ? &mote_x86_sse41 : NULL;
    case MOTE_X86_AVX2: return __builtin_cpu_supports("avx2") ? &mote_x86_avx2 : NULL;
#if MOTE_SIMD_X86_AVXVNNI
    case MOTE_X86_AVXVNNI: return __builtin_cpu_supports("avxvnni") ? &mote_x86_avxvnni : NULL;
#endif
    case MOTE_X86_AVX512:
        return __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") &&
                       __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
                   ? &mote_x86_avx512
                   : NULL;
    default: break;
    }
    return NULL;
}

const struct mote_x86 *mote_x86_best(void)
{
    for (int level = MOTE_X86_LEVELS - 1; level >= 0; level--) {
        const struct mote_x86 *k = mote_x86_of((enum mote_x86_level)level);
        if (k) return k;
    }
    return NULL;
}

void mote_x86_rescale_channels(const struct mote_x86 *k, uint32_t input, const uint8_t *filter,
                               int32_t step, uint32_t output, int32_t n, int32_t *multiplier,
                               int8_t *right)
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
