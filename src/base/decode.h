/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unpacking compressed constants. Bit strings start at the highest bit of their first byte. Tables
 * of values are little-endian and may lie at any address. With `out` NULL nothing is written: the
 * return value tells whether the data can be unpacked, 0, or leads out of its tables, -1. Then they
 * fail on nothing else. Source of the formats: TensorFlow Lite Micro's
 * decode_state_{lut,huffman,prune}.
 */
#ifndef MOTE_BASE_DECODE_H
#define MOTE_BASE_DECODE_H

#include <stdint.h>

struct mote_packed {
    const uint8_t *bits;  /* the bit string */
    uint32_t bytes;       /* of it */
    const uint8_t *table; /* values, or code tables */
    uint32_t table_bytes;
    uint32_t count;       /* elements to unpack */
    uint32_t size;        /* bytes of each: 1, 2, 4, 8 */
    uint32_t channels;    /* dividing count; channel of element i: i % channels if `interleaved`, */
    uint32_t interleaved; /* else i / (count / channels) */
};

/* Element i is table[channel * stride + index], its index being the next `width` (1 to 7) bits. */
int mote_decode_lut(const struct mote_packed *p, uint32_t width, uint32_t stride, void *out);

/* Element i is the next value of the table if the next bit is 1, else 0 or, for int8,
 * zeros[channel] (zeros may be NULL: all 0). */
int mote_decode_prune(const struct mote_packed *p, const int8_t *zeros, void *out);

/*
 * Element i is a symbol (of 1 byte, or 2). Tables of entries of 16 or 32 bits (`wide`): a first one
 * indexed by `first` bits, and further ones. An entry is, from above: 1 bit found, 4 bits count, 11
 * or 27 bits value. Found: value is the symbol, and only `count` of the bits that were taken last
 * belong to it. Not found: the entry's own place + value + the next count + 1 bits is where to go
 * on.
 */
int mote_decode_huffman(const struct mote_packed *p, uint32_t first, int wide, void *out);

#endif
