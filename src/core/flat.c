/* SPDX-License-Identifier: Apache-2.0 */
#include "flat.h"

uint32_t mote_flat_field(const struct mote_model *m, uint32_t table, int field)
{
    const struct mote_flat_table t = mote_flat_table_at(m, table);
    return mote_flat_table_field(&t, (uint32_t)field);
}

int32_t mote_flat_i32(const struct mote_model *m, uint32_t table, int field, int32_t otherwise)
{
    const uint32_t at = mote_flat_field(m, table, field);
    return at ? mote_rd32s(m->data + at) : otherwise;
}

int32_t mote_flat_i8(const struct mote_model *m, uint32_t table, int field, int32_t otherwise)
{
    const uint32_t at = mote_flat_field(m, table, field);
    return at ? (int8_t)m->data[at] : otherwise;
}

uint32_t mote_flat_child(const struct mote_model *m, uint32_t table, int field)
{
    const uint32_t at = mote_flat_field(m, table, field);
    return at ? at + mote_rd32(m->data + at) : 0;
}

uint32_t mote_flat_vector_at(const struct mote_model *m, uint32_t at, uint32_t *count)
{
    *count = 0;
    if (!at) return 0;
    at += mote_rd32(m->data + at);
    *count = mote_rd32(m->data + at);
    return at + 4;
}

uint32_t mote_flat_vector(const struct mote_model *m, uint32_t table, int field, uint32_t *count)
{
    return mote_flat_vector_at(m, mote_flat_field(m, table, field), count);
}

uint32_t mote_flat_element(const struct mote_model *m, uint32_t vector, uint32_t i)
{
    const uint32_t at = vector + 4 * i;
    return at + mote_rd32(m->data + at);
}

uint32_t mote_flat_option(const struct mote_model *m, uint32_t table, int field, uint32_t bytes)
{
    const uint32_t at = table ? mote_flat_field(m, table, field) : 0;
    return at && mote_flat_inside(m, at, bytes) ? at : 0;
}
