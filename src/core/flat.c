/* SPDX-License-Identifier: Apache-2.0 */
#include "flat.h"

static uint32_t fail(struct mote_flat *f, uint32_t at)
{
    if (!f->broken) f->broken = at ? at : 1;
    return 0;
}

uint32_t mote_flat_follow(struct mote_flat *f, uint32_t at)
{
    uint32_t step;
    if (!mote_flat_inside(f, at, 4)) return fail(f, at);
    step = mote_rd32(f->data + at);
    /* Offsets are unsigned and lead forward; whatever they lead to takes at least four bytes. */
    if (step < 4 || !mote_flat_inside(f, at, step) || !mote_flat_inside(f, at + step, 4)) return fail(f, at);
    return at + step;
}

/* Offset of the vtable of a table, or 0. The stored offset is signed and leads backward (or forward). */
static uint32_t vtable(const struct mote_flat *f, uint32_t table, uint32_t *size)
{
    uint32_t v;
    if (!mote_flat_inside(f, table, 4)) return 0;
    v = table - mote_rd32(f->data + table); /* wraps as the signed subtraction does */
    if (!mote_flat_inside(f, v, 4)) return 0;
    *size = mote_rd16(f->data + v);
    return *size >= 4 && mote_flat_inside(f, v, *size) ? v : 0;
}

int mote_flat_table_ok(struct mote_flat *f, uint32_t table)
{
    uint32_t size = 0, length;
    const uint32_t v = vtable(f, table, &size);
    if (!v) return (int)fail(f, table);
    length = mote_rd16(f->data + v + 2);
    if ((size & 1u) || length < 4 || !mote_flat_inside(f, table, length)) return (int)fail(f, table);
    for (uint32_t i = 4; i < size; i += 2)
        if (mote_rd16(f->data + v + i) >= length) return (int)fail(f, table);
    return 1;
}

uint32_t mote_flat_field(struct mote_flat *f, uint32_t table, int field, uint32_t bytes)
{
    const uint32_t slot = 4u + 2u * (uint32_t)field;
    uint32_t size = 0, at;
    const uint32_t v = vtable(f, table, &size);
    if (!v) return fail(f, table);
    if (slot + 2 > size) return 0;
    at = mote_rd16(f->data + v + slot);
    if (at == 0) return 0;
    if (!mote_flat_inside(f, table, at) || !mote_flat_inside(f, table + at, bytes)) return fail(f, table);
    return table + at;
}

int32_t mote_flat_i32(struct mote_flat *f, uint32_t table, int field, int32_t otherwise)
{
    const uint32_t at = mote_flat_field(f, table, field, 4);
    return at ? mote_rd32s(f->data + at) : otherwise;
}

int32_t mote_flat_i8(struct mote_flat *f, uint32_t table, int field, int32_t otherwise)
{
    const uint32_t at = mote_flat_field(f, table, field, 1);
    return at ? (int8_t)f->data[at] : otherwise;
}

uint32_t mote_flat_child(struct mote_flat *f, uint32_t table, int field)
{
    const uint32_t at = mote_flat_field(f, table, field, 4);
    return at ? mote_flat_follow(f, at) : 0;
}

uint32_t mote_flat_vector(struct mote_flat *f, uint32_t table, int field, uint32_t bytes, uint32_t *count)
{
    const uint32_t at = mote_flat_child(f, table, field);
    *count = 0;
    if (!at) return 0;
    *count = mote_rd32(f->data + at);
    if (*count > (f->size - at - 4) / bytes) {
        *count = 0;
        return fail(f, at);
    }
    return at + 4;
}

uint32_t mote_flat_element(struct mote_flat *f, uint32_t vector, uint32_t i)
{
    return mote_flat_follow(f, vector + 4 * i);
}
