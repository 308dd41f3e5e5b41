/* SPDX-License-Identifier: Apache-2.0 */
/* The only library functions that mote calls; declared here because a freestanding compiler need
 * not bring <string.h>. */
#ifndef MOTE_BASE_MEM_H
#define MOTE_BASE_MEM_H

#include <stddef.h>

void *memcpy(void *to, const void *from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);
int memcmp(const void *a, const void *b, size_t bytes);

#endif
