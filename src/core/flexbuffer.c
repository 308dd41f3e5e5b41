/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Custom options: one value by key from a FlexBuffer map. The format is read backwards from its
 * end: root width, root type, root value; offsets lead backwards. Values and key offsets of a map
 * are all of one width. Every step is checked. Source: flatbuffers.dev, "FlexBuffers internals".
 */
#include "../base/bytes.h"
#include "../mote_op.h"

enum {
    FLEX_INT = 1,
    FLEX_UINT = 2,
    FLEX_FLOAT = 3,
    FLEX_INDIRECT_INT = 6,
    FLEX_INDIRECT_FLOAT = 8,
    FLEX_MAP = 9,
    FLEX_BOOL = 26
};

struct flex {
    const uint8_t *data;
    uint32_t size;
};

struct value {
    uint32_t at;   /* position of the value */
    uint8_t width; /* bytes it takes */
    uint8_t type;
    uint8_t child; /* log2 of the width of what it points to */
};

static int inside(const struct flex *f, uint32_t at, uint32_t bytes)
{
    return at <= f->size && bytes <= f->size - at;
}

static uint64_t read_unsigned(const struct flex *f, uint32_t at, unsigned width)
{
    uint64_t x = 0;
    for (unsigned i = width; i-- > 0;) x = x << 8 | f->data[at + i];
    return x;
}

#define NOWHERE UINT32_MAX

/* Follows a backward offset of `width` bytes; NOWHERE if it leads out. */
static uint32_t follow(const struct flex *f, uint32_t at, unsigned width)
{
    uint64_t back;
    if (!inside(f, at, width)) return NOWHERE;
    back = read_unsigned(f, at, width);
    return back <= at ? at - (uint32_t)back : NOWHERE;
}

static int key_is(const struct flex *f, uint32_t at, const char *key)
{
    for (; at < f->size; at++, key++) {
        if (f->data[at] != (uint8_t)*key) return 0;
        if (!*key) return 1;
    }
    return 0;
}

/* 1 found, 0 no such key, -1 broken. */
static int find(const struct flex *f, const char *key, struct value *v)
{
    uint32_t map, keys, count;
    unsigned root, width, keys_width;
    if (f->size < 3) return -1;
    root = f->data[f->size - 1];
    if (f->data[f->size - 2] >> 2 != FLEX_MAP || root == 0 || root > 8 || root + 2 > f->size)
        return -1;
    width = 1u << (f->data[f->size - 2] & 3u);
    map = follow(f, f->size - 2 - root, root);
    if (map == NOWHERE || map < 3 * width) return -1;
    count = (uint32_t)read_unsigned(f, map - width, width);
    keys_width = (unsigned)read_unsigned(f, map - 2 * width, width);
    keys = follow(f, map - 3 * width, width);
    if (keys == NOWHERE ||
        (keys_width != 1 && keys_width != 2 && keys_width != 4 && keys_width != 8))
        return -1;
    if (count > f->size || !inside(f, map, count * (width + 1)) ||
        !inside(f, keys, count * keys_width))
        return -1;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t name = follow(f, keys + i * keys_width, keys_width);
        const uint8_t packed = f->data[map + count * width + i];
        if (name == NOWHERE) return -1;
        if (!key_is(f, name, key)) continue;
        v->at = map + i * width;
        v->width = (uint8_t)width;
        v->type = packed >> 2;
        v->child = packed & 3u;
        if (v->type >= FLEX_INDIRECT_INT && v->type <= FLEX_INDIRECT_FLOAT) {
            v->at = follow(f, v->at, width);
            v->width = (uint8_t)(1u << v->child);
            v->type = (uint8_t)(v->type - FLEX_INDIRECT_INT + FLEX_INT);
            if (v->at == NOWHERE || !inside(f, v->at, v->width)) return -1;
        }
        return 1;
    }
    return 0;
}

static int lookup(struct mote_prep *p, const char *key, struct value *v, struct flex *f)
{
    f->data = p->model->data + p->custom;
    f->size = p->custom_size;
    return find(f, key, v);
}

static int bad(struct mote_prep *p)
{
    return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_CUSTOM, -1, -1, -1);
}

int mote_custom_has(struct mote_prep *p, const char *key)
{
    struct flex f;
    struct value v;
    return lookup(p, key, &v, &f) == 1;
}

int mote_custom_int(struct mote_prep *p, const char *key, int64_t *value)
{
    struct flex f;
    struct value v;
    uint64_t x;
    if (lookup(p, key, &v, &f) != 1) return bad(p);
    if (v.type != FLEX_INT && v.type != FLEX_UINT && v.type != FLEX_BOOL) return bad(p);
    x = read_unsigned(&f, v.at, v.width);
    if (v.type == FLEX_INT && v.width < 8) { /* sign */
        const uint64_t sign = (uint64_t)1 << (8 * v.width - 1);
        x = (x ^ sign) - sign;
    }
    *value = (int64_t)x;
    return 0;
}

/* Bits of the float nearest to a double given as bits (halves to even); tiny ones become 0, huge
 * ones infinity. */
static uint32_t narrow(uint64_t d)
{
    const uint32_t sign = (uint32_t)(d >> 63) << 31;
    const int32_t exponent = (int32_t)(d >> 52 & 2047u) - 1023 + 127;
    const uint64_t fraction = d & 0xfffffffffffffu;
    uint32_t bits;
    if (exponent <= 0) return sign;
    if (exponent >= 255) return sign | 0x7f800000u;
    bits = (uint32_t)exponent << 23 | (uint32_t)(fraction >> 29);
    if ((fraction & 0x1fffffffu) > 0x10000000u ||
        ((fraction & 0x1fffffffu) == 0x10000000u && (bits & 1u)))
        bits++;
    return sign | bits;
}

/* Bits of the float nearest to an integer. */
static uint32_t from_int(int64_t x)
{
    const uint32_t sign = x < 0 ? 0x80000000u : 0;
    uint64_t m = x < 0 ? 0 - (uint64_t)x : (uint64_t)x;
    uint64_t exponent = 1023 + 63;
    if (m == 0) return 0;
    while (!(m >> 63)) {
        m <<= 1;
        exponent--;
    }
    /* as a double whose lowest bit remembers what is cut off, so that the second rounding is right
     */
    return sign | narrow(exponent << 52 | (m << 1 >> 12) | ((m & 0x7ffu) != 0));
}

int mote_custom_f32(struct mote_prep *p, const char *key, uint32_t *bits)
{
    struct flex f;
    struct value v;
    int64_t x;
    if (lookup(p, key, &v, &f) != 1) return bad(p);
    if (v.type != FLEX_FLOAT) {
        const int e = mote_custom_int(p, key, &x);
        if (e == 0) *bits = from_int(x);
        return e;
    }
    if (v.width == 4)
        *bits = (uint32_t)read_unsigned(&f, v.at, 4);
    else if (v.width == 8)
        *bits = narrow(read_unsigned(&f, v.at, 8));
    else
        return bad(p);
    return 0;
}
