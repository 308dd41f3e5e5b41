/* SPDX-License-Identifier: Apache-2.0 */
/* Little-endian numbers at any address: right on big-endian machines and on cores that fault on
 * unaligned loads; compilers turn them into one load where that is possible. */
#ifndef MOTE_BASE_BYTES_H
#define MOTE_BASE_BYTES_H

#include <stdint.h>

/* Where a number can be read at any address these are one load, which compilers that optimise for
 * size fail to see in time. */
#if defined(__GNUC__) && (defined(__ARM_FEATURE_UNALIGNED) || defined(__x86_64__) ||               \
                          defined(__i386__) || defined(__aarch64__))
#define MOTE_INLINE static inline __attribute__((always_inline))
#else
#define MOTE_INLINE static inline
#endif

MOTE_INLINE uint16_t mote_rd16(const uint8_t *p)
{
    return (uint16_t)(p[0] | (uint32_t)p[1] << 8);
}

MOTE_INLINE uint32_t mote_rd32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

MOTE_INLINE int32_t mote_rd32s(const uint8_t *p)
{
    return (int32_t)mote_rd32(p);
}

MOTE_INLINE uint64_t mote_rd64(const uint8_t *p)
{
    return mote_rd32(p) | (uint64_t)mote_rd32(p + 4) << 32;
}

/* 1 on machines whose numbers are not laid out as the file's are. */
#if defined(__BYTE_ORDER__) && defined(__ORDER_BIG_ENDIAN__) &&                                    \
    __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define MOTE_BIG_ENDIAN 1
#else
#define MOTE_BIG_ENDIAN 0
#endif

#endif
