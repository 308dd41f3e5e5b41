/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Constants that TensorFlow Lite Micro's tools have compressed with look-up tables: bit strings of
 * indices instead of elements, and metadata "COMPRESSION_METADATA" that tells which tensors they
 * are and where their values lie (tensorflow/lite/micro/compression/metadata.fbs). They are
 * unpacked when the net is prepared, into its tables: that costs their full size of RAM, once, but
 * no time when the net runs; compiled, they are constants like all others. Every position in the
 * metadata, a FlatBuffer inside a buffer of the model, is checked here, for mote_model_open does
 * not know it. The metadata is looked at where a constant is shorter than its shape, so indices
 * must take less room than elements, as they do for all but the tiniest tensors.
 */
#include "lut.h"
#include "../base/decode.h"
#include "../base/mem.h"
#include "build.h"
#include "fault.h"
#include "tensor.h"

enum { METADATA_SUBGRAPHS = 1, LUT_SUBGRAPH_TENSORS = 0 };
enum { LUT_TENSOR = 0, LUT_VALUES = 1, LUT_BITS = 2 };
enum { MOST_BITS = 7 };

/* Position of a field of `bytes` bytes; 0 if it is absent or anything on the way is broken. */
static uint32_t field(const struct mote_model *m, uint32_t table, uint32_t number, uint32_t bytes)
{
    struct mote_flat_table t;
    uint32_t vtable, at;
    if (!mote_flat_inside(m, table, 4)) return 0;
    vtable = table - mote_rd32(m->data + table);
    if (!mote_flat_inside(m, vtable, 4)) return 0;
    t = mote_flat_table_at(m, table);
    if (!mote_flat_inside(m, vtable, t.size)) return 0;
    at = mote_flat_table_field(&t, number);
    return mote_flat_inside(m, at, bytes) ? at : 0;
}

/* A vector of tables: position of its first element, and count (0 if absent or broken). */
static uint32_t tables(const struct mote_model *m, uint32_t table, uint32_t number, uint32_t *count)
{
    uint32_t at = field(m, table, number, 4);
    *count = 0;
    if (!at) return 0;
    at += mote_rd32(m->data + at);
    if (!mote_flat_inside(m, at, 4)) return 0;
    *count = mote_rd32(m->data + at);
    if (*count > (m->size - at - 4) / 4) *count = 0;
    return at + 4;
}

/* The data of a buffer. */
static uint32_t buffer_of(const struct mote_model *m, uint32_t index, uint32_t *bytes)
{
    *bytes = 0;
    if (index == 0 || index >= m->n_buffers) return 0;
    return mote_flat_vector(m, mote_flat_element(m, m->buffers, index), BUFFER_DATA, bytes);
}

/* The metadata as a file of its own. */
static int open_metadata(const struct mote_model *m, struct mote_model *inner)
{
    static const char wanted[] = "COMPRESSION_METADATA";
    for (uint32_t i = 0; i < m->n_metadata; i++) {
        const uint32_t entry = mote_flat_element(m, m->metadata, i);
        uint32_t length, at;
        const uint32_t name = mote_flat_vector(m, entry, METADATA_NAME, &length);
        if (length != sizeof wanted - 1 || memcmp(m->data + name, wanted, length) != 0) continue;
        at = buffer_of(m, (uint32_t)mote_flat_i32(m, entry, METADATA_BUFFER, 0), &inner->size);
        inner->data = m->data + at;
        return inner->size >= 8;
    }
    return 0;
}

/* The LutTensor table that tells of a tensor; 0 if none does. `tensors` says which subgraph. */
static uint32_t find(const struct mote_model *m, const struct mote_model *inner, uint32_t tensors,
                     int32_t index)
{
    uint32_t n, count, subgraph = 0;
    const uint32_t subgraphs = tables(inner, mote_rd32(inner->data), METADATA_SUBGRAPHS, &n);
    struct mote_subgraph g;
    for (; subgraph < n && subgraph < m->n_subgraphs; subgraph++) {
        mote_subgraph_read(m, subgraph, &g);
        if (g.tensors == tensors) break;
    }
    if (subgraph >= n || subgraph >= m->n_subgraphs) return 0;
    n = tables(inner, mote_flat_element(inner, subgraphs, subgraph), LUT_SUBGRAPH_TENSORS, &count);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t table = mote_flat_element(inner, n, i);
        const uint32_t at = field(inner, table, LUT_TENSOR, 4);
        if (mote_flat_inside(inner, table, 4) && (at ? mote_rd32s(inner->data + at) : 0) == index)
            return table;
    }
    return 0;
}

/* Describes the packed elements. Returns how many bits an index has, 0 if they cannot be. */
static uint32_t describe(const struct mote_model *m, const struct mote_model *inner, uint32_t table,
                         const struct mote_tensor *t, uint32_t packed_bytes,
                         struct mote_packed *packed)
{
    const uint32_t values = field(inner, table, LUT_VALUES, 4);
    const uint32_t bits = field(inner, table, LUT_BITS, 1);
    const uint32_t width = bits ? inner->data[bits] : 0;
    const uint32_t at =
        buffer_of(m, values ? mote_rd32(inner->data + values) : 0, &packed->table_bytes);
    packed->bits = t->data;
    packed->bytes = packed_bytes;
    packed->table = m->data + at;
    packed->count = t->elements;
    packed->size = mote_type_bytes(t->type);
    packed->channels = t->n_scales > 1 ? t->n_scales : 1;
    packed->interleaved = t->n_scales > 1 && t->quantized_dimension == t->rank - 1;
    if (t->rank == 0 || packed->size == 0 || packed->size > 8 || width > MOST_BITS) return 0;
    if (t->n_scales > 1 && !packed->interleaved && t->quantized_dimension != 0) return 0;
    return packed->count % packed->channels ? 0 : width;
}

int mote_lut_has(const struct mote_model *m, uint32_t tensors, int32_t index)
{
    struct mote_model inner = {0};
    return open_metadata(m, &inner) && find(m, &inner, tensors, index) != 0;
}

int mote_unpack_lut(struct mote_prep *p, int operand, struct mote_tensor *t)
{
    const struct mote_model *m = p->model;
    const uint32_t have = (uint32_t)p->fault->got;
    struct mote_model inner = {0};
    struct mote_packed packed;
    uint32_t table, width, stride;
    void *data;
    int e = p->fault->error;
    if (p->fault->why != MOTE_WHY_BUFFER || operand >= p->n_in || !open_metadata(m, &inner))
        return e;
    table = find(m, &inner, p->tensors, t->index);
    if (!table) return e;
    width = describe(m, &inner, table, t, have, &packed);
    if (!width) return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_BUFFER, operand, -1, -1);
    stride = packed.table_bytes / packed.size / packed.channels;
    t->data = NULL; /* from now on a tensor like those that are computed */
    if (mote_decode_lut(&packed, width, stride, NULL) != 0)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_BUFFER, operand, -1, -1);
    p->fault->error = MOTE_OK;
    p->fault->why = MOTE_WHY_NONE;
    if (p->refs[operand]) return 0; /* as above, at an earlier look */
    if ((e = mote_build_table(p->build, t->bytes, &data, &p->refs[operand])) != 0) return e;
    return mote_decode_lut(&packed, width, stride, data);
}
