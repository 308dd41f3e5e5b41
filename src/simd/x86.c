/* SPDX-License-Identifier: Apache-2.0 */
#include "x86.h"

#if MOTE_SIMD_X86

#include <stddef.h>

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

#endif
