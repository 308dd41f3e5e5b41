/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The four functions that a freestanding compiler may call. Words where both sides can be reached
 * by words, four at a time so that Arm copies by ldm and stm. Built with
 * -fno-tree-loop-distribute-patterns, or the compiler would turn the loops into calls of
 * themselves.
 */
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *left, const void *right, size_t size);

typedef uint32_t __attribute__((may_alias)) word;

struct __attribute__((may_alias)) block {
    uint32_t w[4];
};

struct __attribute__((may_alias, packed)) loose_word {
    uint32_t w;
};

enum { WORD = sizeof(word), BLOCK = sizeof(struct block) };

/* Below this, lining up costs more than it saves. */
enum { SHORT = 12 };

static size_t misalignment(const void *p)
{
    return (uintptr_t)p & (WORD - 1u);
}

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
    uint8_t *d = to;
    const uint8_t *s = from;

    if (size >= SHORT) {
        while (misalignment(d) != 0) {
            *d++ = *s++;
            size--;
        }
        if (misalignment(s) == 0) {
            for (; size >= BLOCK; size -= BLOCK, d += BLOCK, s += BLOCK)
                *(struct block *)(void *)d = *(const struct block *)(const void *)s;
            for (; size >= WORD; size -= WORD, d += WORD, s += WORD)
                *(word *)(void *)d = *(const word *)(const void *)s;
        } else {
            /* One instruction where the core loads unaligned words, byte loads elsewhere. */
            for (; size >= WORD; size -= WORD, d += WORD, s += WORD)
                *(word *)(void *)d = ((const struct loose_word *)(const void *)s)->w;
        }
    }
    while (size-- != 0) *d++ = *s++;
    return to;
}

/* Single words here: a block is a struct, and those may not overlap. */
void *memmove(void *to, const void *from, size_t size)
{
    uint8_t *d = to;
    const uint8_t *s = from;

    /* Upwards is right unless `to` lies inside the source (the difference wraps if it lies below).
     */
    if ((uintptr_t)to - (uintptr_t)from >= size) {
        if (size >= SHORT && misalignment(d) == misalignment(s)) {
            while (misalignment(d) != 0) {
                *d++ = *s++;
                size--;
            }
            for (; size >= WORD; size -= WORD, d += WORD, s += WORD)
                *(word *)(void *)d = *(const word *)(const void *)s;
        }
        while (size-- != 0) *d++ = *s++;
        return to;
    }
    d += size;
    s += size;
    if (size >= SHORT && misalignment(d) == misalignment(s)) {
        while (misalignment(d) != 0) {
            *--d = *--s;
            size--;
        }
        while (size >= WORD) {
            d -= WORD;
            s -= WORD;
            size -= WORD;
            *(word *)(void *)d = *(const word *)(const void *)s;
        }
    }
    while (size-- != 0) *--d = *--s;
    return to;
}

void *memset(void *to, int value, size_t size)
{
    uint8_t *d = to;
    uint8_t byte = (uint8_t)value;

    if (size >= SHORT) {
        uint32_t w = byte * 0x01010101u;

        while (misalignment(d) != 0) {
            *d++ = byte;
            size--;
        }
        for (; size >= BLOCK; size -= BLOCK, d += BLOCK) {
            word *dw = (word *)(void *)d;

            dw[0] = w;
            dw[1] = w;
            dw[2] = w;
            dw[3] = w;
        }
        for (; size >= WORD; size -= WORD, d += WORD) *(word *)(void *)d = w;
    }
    while (size-- != 0) *d++ = byte;
    return to;
}

int memcmp(const void *left, const void *right, size_t size)
{
    const uint8_t *l = left, *r = right;

    if (((misalignment(l) | misalignment(r)) == 0))
        for (; size >= WORD; size -= WORD, l += WORD, r += WORD)
            if (*(const word *)(const void *)l != *(const word *)(const void *)r) break;
    for (; size != 0; size--, l++, r++)
        if (*l != *r) return *l - *r;
    return 0;
}
