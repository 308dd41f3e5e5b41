/* SPDX-License-Identifier: Apache-2.0 */
/* Constants as C: numbers that every compiler reads back bit for bit. */
#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "generate.h"

enum { LINE = 96 };

struct shape {
    const char *name;
    unsigned bytes;
    char kind; /* i: signed, u: unsigned, x: hexadecimal, f: float, d: double */
};

/* Not a number and infinity have no name without the math library. */
static int all_finite(const uint8_t *data, uint32_t bytes, unsigned size)
{
    for (uint32_t i = 0; i + size <= bytes; i += size) {
        const uint32_t high = mote_rd32(data + i + size - 4);
        const uint32_t mask = size == 4 ? 0x7f800000u : 0x7ff00000u;
        if ((high & mask) == mask) return 0;
    }
    return 1;
}

static struct shape shape_of(int type, const uint8_t *data, uint32_t bytes)
{
    static const struct {
        int type;
        struct shape shape;
    } shapes[] = {
        {MOTE_FLOAT32, {"float", 4, 'f'}},     {MOTE_COMPLEX64, {"float", 4, 'f'}},
        {MOTE_FLOAT64, {"double", 8, 'd'}},    {MOTE_FLOAT16, {"uint16_t", 2, 'x'}},
        {MOTE_UINT16, {"uint16_t", 2, 'u'}},   {MOTE_INT16, {"int16_t", 2, 'i'}},
        {MOTE_INT32, {"int32_t", 4, 'i'}},     {MOTE_UINT32, {"uint32_t", 4, 'u'}},
        {MOTE_RESOURCE, {"uint32_t", 4, 'u'}}, {MOTE_INT64, {"int64_t", 8, 'i'}},
        {MOTE_UINT64, {"uint64_t", 8, 'u'}},   {MOTE_INT8, {"int8_t", 1, 'i'}},
    };
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        struct shape s = shapes[i].shape;
        if (shapes[i].type != type) continue;
        if ((s.kind == 'f' || s.kind == 'd') && !all_finite(data, bytes, s.bytes))
            s = s.bytes == 4 ? (struct shape){"uint32_t", 4, 'x'}
                             : (struct shape){"uint64_t", 8, 'x'};
        return s;
    }
    return (struct shape){"uint8_t", 1, 'u'};
}

const char *mote_generate_type(int type, const uint8_t *data, uint32_t bytes, uint32_t *elements)
{
    const struct shape s = shape_of(type, data, bytes);
    *elements = bytes / s.bytes;
    return s.name;
}

static uint64_t bits_of(const uint8_t *data, unsigned bytes)
{
    return bytes == 1   ? data[0]
           : bytes == 2 ? mote_rd16(data)
           : bytes == 4 ? mote_rd32(data)
                        : mote_rd64(data);
}

/* The most negative number has no literal of its own. */
static int print_signed(char *text, size_t room, uint64_t bits, unsigned bytes)
{
    const int64_t value = bytes == 1   ? (int8_t)bits
                          : bytes == 2 ? (int16_t)bits
                          : bytes == 4 ? (int32_t)bits
                                       : (int64_t)bits;
    if (bytes == 8 && value == INT64_MIN)
        return snprintf(text, room, "(-INT64_C(9223372036854775807) - 1)");
    if (bytes == 4 && value == INT32_MIN) return snprintf(text, room, "(-2147483647 - 1)");
    return snprintf(text, room, bytes == 8 ? "INT64_C(%" PRId64 ")" : "%" PRId64, value);
}

static int print_element(char *text, size_t room, struct shape s, const uint8_t *data)
{
    const uint64_t bits = bits_of(data, s.bytes);
    const uint32_t low = (uint32_t)bits;
    float f;
    double d;
    switch (s.kind) {
    case 'i': return print_signed(text, room, bits, s.bytes);
    case 'f': memcpy(&f, &low, sizeof f); return snprintf(text, room, "%af", (double)f);
    case 'd': memcpy(&d, &bits, sizeof d); return snprintf(text, room, "%a", d);
    case 'x':
        return snprintf(text, room, s.bytes == 8 ? "UINT64_C(0x%" PRIx64 ")" : "0x%" PRIx64, bits);
    default:
        return snprintf(text, room,
                        s.bytes == 8   ? "UINT64_C(%" PRIu64 ")"
                        : s.bytes == 4 ? "%" PRIu64 "u"
                                       : "%" PRIu64,
                        bits);
    }
}

/* Weights by the million: bytes are printed without snprintf. */
static int print_byte(char *text, int value)
{
    int n = 0;
    unsigned v = (unsigned)(value < 0 ? -value : value);
    if (value < 0) text[n++] = '-';
    if (v >= 100) text[n++] = (char)('0' + v / 100);
    if (v >= 10) text[n++] = (char)('0' + v / 10 % 10);
    text[n++] = (char)('0' + v % 10);
    text[n] = 0;
    return n;
}

void mote_generate_values(FILE *out, int type, const uint8_t *data, uint32_t bytes)
{
    const struct shape s = shape_of(type, data, bytes);
    char line[LINE + 64];
    int at = 0;
    for (uint32_t i = 0; i + s.bytes <= bytes; i += s.bytes) {
        char text[64];
        const int n = s.bytes == 1 ? print_byte(text, s.kind == 'i' ? (int8_t)data[i] : data[i])
                                   : print_element(text, sizeof text, s, data + i);
        if (at && at + n + 2 > LINE - 8) {
            line[at] = 0;
            fprintf(out, "        %s\n", line);
            at = 0;
        }
        if (at) line[at++] = ' ';
        memcpy(line + at, text, (size_t)n);
        at += n;
        line[at++] = ',';
    }
    line[at] = 0;
    if (at) fprintf(out, "        %s\n", line);
}
