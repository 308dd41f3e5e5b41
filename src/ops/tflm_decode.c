/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TFLM_DECODE: unpacks compressed constants; decode.h of base/ says how.
 * Inputs, all constant: for each output its bit string and what belongs to it: a header of 16
 * bytes, then a table. header: 0 method (0 look-up table, 1 Huffman, 2 pruning), 1 version, 4
 * version of the method, 5 look-up: bits an index; Huffman: bit 0 wide entries, bits 4-7 first
 * table's bits - 1 6 look-up: values a channel Channels are those of the output's quantisation: its
 * first dimension or its last. What to do is worked out, and all data tried, in prepare.
 */
#include "../base/bytes.h"
#include "../base/decode.h"
#include "../base/mem.h"
#include "../mote_op.h"

enum {
    HEADER_METHOD,
    HEADER_VERSION,
    HEADER_METHOD_VERSION = 4,
    HEADER_FORM,
    HEADER_STRIDE,
    HEADER_BYTES = 16
};
enum method { LUT, HUFFMAN, PRUNE };

struct args {
    mote_ref records; /* one for each output; zero points behind them */
};

struct record {
    uint32_t method, form, stride; /* the header's */
    uint32_t bytes, table_bytes, count, size, channels, interleaved;
    uint32_t zeros; /* 1 + where this output's zero points start, in bytes behind the records; 0 =
                       none */
};

static int32_t zero_point(const struct mote_tensor *t, uint32_t channel)
{
    return mote_rd32s(t->zero_points + 8 * (t->n_zero_points == t->n_scales ? channel : 0));
}

static int has_zero_point(const struct mote_tensor *t)
{
    for (uint32_t i = 0; i < t->n_zero_points; i++)
        if (mote_rd64(t->zero_points + 8 * i)) return 1;
    return 0;
}

static int is_affine(const struct mote_tensor *t)
{
    return t->n_scales && t->n_zero_points;
}

/* Bytes that the zero points of all outputs may take. */
static int count_zeros(struct mote_prep *p, uint32_t *bytes)
{
    struct mote_tensor t;
    int e;
    *bytes = 0;
    for (int i = 0; i < p->n_out; i++) {
        if ((e = mote_prep_output(p, i, &t)) != 0) return e;
        if (t.type == MOTE_INT8 && is_affine(&t) && has_zero_point(&t)) *bytes += t.n_scales;
    }
    return 0;
}

static int bytes_of(struct mote_prep *p, int operand, uint32_t least, struct mote_tensor *t)
{
    int e;
    if ((e = mote_prep_input(p, operand, t)) != 0) return e;
    if ((e = mote_prep_constant(p, operand, t)) != 0) return e;
    if (mote_type_bytes(t->type) != 1)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_TYPE, operand, MOTE_UINT8, t->type);
    if (t->bytes < least)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, operand, (int32_t)least,
                              (int32_t)t->bytes);
    return 0;
}

static int option_fault(struct mote_prep *p, int operand, int32_t expected, int32_t got)
{
    return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_OPTION, operand, expected, got);
}

/* How the output is divided into channels. */
static int read_channels(struct mote_prep *p, int operand, const struct mote_tensor *out,
                         struct record *r)
{
    r->channels = 1;
    if (r->method == HUFFMAN || !is_affine(out)) return 0;
    r->channels = out->n_scales;
    r->interleaved = r->channels > 1 && out->quantized_dimension == out->rank - 1;
    if (!r->interleaved && out->quantized_dimension != 0)
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_AXIS, operand, 0,
                              out->quantized_dimension);
    if (r->count % r->channels)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_QUANT, operand, (int32_t)r->count,
                              (int32_t)r->channels);
    return 0;
}

/* Which types a method gives. */
static int check_type(struct mote_prep *p, int operand, const struct mote_tensor *out,
                      const struct record *r)
{
    const int type = out->type;
    if (type == MOTE_INT8 || (type == MOTE_INT16 && (r->method != HUFFMAN || (r->form & 1u))))
        return 0;
    if (r->method != HUFFMAN && (type == MOTE_BOOL || type == MOTE_FLOAT32 || type == MOTE_INT32 ||
                                 type == MOTE_INT64 || type == MOTE_INT16))
        return 0;
    return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_TYPE, operand, MOTE_INT8, type);
}

static int unpack(const struct record *r, const uint8_t *bits, const uint8_t *header,
                  const int8_t *zeros, void *out)
{
    struct mote_packed d;
    d.bits = bits;
    d.bytes = r->bytes;
    d.table = header + HEADER_BYTES;
    d.table_bytes = r->table_bytes;
    d.count = r->count;
    d.size = r->size;
    d.channels = r->channels;
    d.interleaved = r->interleaved;
    if (r->method == LUT) return mote_decode_lut(&d, r->form & 7u, r->stride, out);
    if (r->method == PRUNE)
        return mote_decode_prune(&d, r->zeros ? zeros + r->zeros - 1 : NULL, out);
    return mote_decode_huffman(&d, (r->form >> 4 & 15u) + 1, (int)(r->form & 1u), out);
}

static int prepare_output(struct mote_prep *p, int i, struct record *r, int8_t *zeros,
                          uint32_t *used)
{
    struct mote_tensor t;
    const uint8_t *bits, *header;
    const int out = p->n_in + i;
    int e;
    if ((e = bytes_of(p, 2 * i, 0, &t)) != 0) return e;
    bits = t.data;
    r->bytes = t.bytes;
    if ((e = bytes_of(p, 2 * i + 1, HEADER_BYTES, &t)) != 0) return e;
    header = t.data;
    r->table_bytes = t.bytes - HEADER_BYTES;
    r->method = header[HEADER_METHOD];
    r->form = header[HEADER_FORM];
    r->stride = header[HEADER_STRIDE];
    if (r->method > PRUNE) return option_fault(p, 2 * i + 1, PRUNE, (int32_t)r->method);
    if (header[HEADER_VERSION] != 1) return option_fault(p, 2 * i + 1, 1, header[HEADER_VERSION]);
    if (header[HEADER_METHOD_VERSION] != 1)
        return option_fault(p, 2 * i + 1, 1, header[HEADER_METHOD_VERSION]);
    if (r->method == LUT && !(r->form & 7u)) return option_fault(p, 2 * i + 1, 1, 0);
    if ((e = mote_prep_output(p, i, &t)) != 0) return e;
    if ((e = check_type(p, out, &t, r)) != 0) return e;
    r->count = t.elements;
    r->size = mote_type_bytes(t.type);
    if ((e = read_channels(p, out, &t, r)) != 0) return e;
    if (r->method == PRUNE && is_affine(&t) && has_zero_point(&t)) {
        if (t.type != MOTE_INT8)
            return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_QUANT, out, 0,
                                  mote_tensor_zero_point(&t));
        r->zeros = 1 + *used;
        for (uint32_t k = 0; k < r->channels; k++) zeros[(*used)++] = (int8_t)zero_point(&t, k);
    }
    if (unpack(r, bits, header, zeros, NULL))
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_BUFFER, 2 * i, -1, -1);
    return 0;
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct record *records;
    void *table;
    uint32_t zeros, used = 0;
    int e = mote_prep_arity(p, 2, INT16_MAX, 1, INT16_MAX / 2);
    if (e == 0) e = mote_prep_arity(p, 2 * p->n_out, 2 * p->n_out, p->n_out, p->n_out);
    if (e == 0) e = count_zeros(p, &zeros);
    if (e == 0) e = mote_prep_kernel(p, MOTE_K_ANY);
    if (e == 0)
        e = mote_prep_table(p, p->n_out * (uint32_t)sizeof(struct record) + zeros, &table,
                            &a->records);
    if (e) return e;
    records = table;
    memset(records, 0, p->n_out * sizeof *records);
    for (int i = 0; i < p->n_out && e == 0; i++)
        e = prepare_output(p, i, &records[i], (int8_t *)(records + p->n_out), &used);
    return e;
}

int mote_tflm_decode_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const struct record *records = mote_at(c, a->records);
    for (int i = 0; i < c->n_out; i++)
        if (unpack(&records[i], mote_in(c, 2 * i), mote_in(c, 2 * i + 1),
                   (const int8_t *)(records + c->n_out), mote_out(c, i)))
            return MOTE_E_DATA;
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_tflm_decode_any}, {0, NULL}};

const struct mote_op mote_op_tflm_decode = {
    .name = "TFLM_DECODE",
    .code = 32,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
