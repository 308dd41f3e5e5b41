/* SPDX-License-Identifier: Apache-2.0 */
/* Functions that compilers must or must not merge into their callers: apart, their locals are on
 * the stack only while they run. */
#ifndef MOTE_BASE_INLINE_H
#define MOTE_BASE_INLINE_H

#if defined(__GNUC__)
#define MOTE_ALWAYS_INLINE static inline __attribute__((always_inline))
#define MOTE_APART static __attribute__((noinline))
#else
#define MOTE_ALWAYS_INLINE static inline
#define MOTE_APART static
#endif

#endif
