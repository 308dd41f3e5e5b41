/* SPDX-License-Identifier: Apache-2.0 */
/* Stage 1 of verification: the file as such. After mote_model_open every table, vector and string that the runtime
 * reads lies inside the file, and the counts are bounded. */
#include "flat.h"
#include "fault.h"

static int broken(struct mote_fault *fault, const struct mote_flat *f)
{
    return mote_fault_set(fault, MOTE_E_MODEL, MOTE_WHY_STRUCTURE, -1, (int32_t)f->broken);
}

static int limit(struct mote_fault *fault, uint32_t most, uint32_t got)
{
    return mote_fault_set(fault, MOTE_E_UNSUPPORTED, MOTE_WHY_LIMIT, (int32_t)most, (int32_t)got);
}

/* Each of the fields, when present, is a vector of `bytes`-sized elements inside the file. */
struct vector_field {
    uint8_t field, bytes;
};

static void check_vectors(struct mote_flat *f, uint32_t table, const struct vector_field *fields, int n)
{
    uint32_t count;
    if (!mote_flat_table_ok(f, table)) return;
    for (int i = 0; i < n; i++) mote_flat_vector(f, table, fields[i].field, fields[i].bytes, &count);
}

#define COUNT_OF(a) ((int)(sizeof(a) / sizeof(a)[0]))

static const struct vector_field opcode_vectors[] = {{OPCODE_CUSTOM, 1}};
static const struct vector_field subgraph_vectors[] = {
    {SUBGRAPH_TENSORS, 4}, {SUBGRAPH_INPUTS, 4}, {SUBGRAPH_OUTPUTS, 4}, {SUBGRAPH_OPERATORS, 4}, {SUBGRAPH_NAME, 1}};
static const struct vector_field tensor_vectors[] = {{TENSOR_SHAPE, 4}, {TENSOR_NAME, 1}};
static const struct vector_field quant_vectors[] = {{QUANT_SCALE, 4}, {QUANT_ZERO_POINT, 8}};
static const struct vector_field operator_vectors[] = {
    {OPERATOR_INPUTS, 4}, {OPERATOR_OUTPUTS, 4}, {OPERATOR_CUSTOM, 1}, {OPERATOR_INTERMEDIATES, 4}};
static const struct vector_field buffer_vectors[] = {{BUFFER_DATA, 1}};
static const struct vector_field metadata_vectors[] = {{METADATA_NAME, 1}};

static void check_tensor(struct mote_flat *f, uint32_t tensor)
{
    uint32_t quant;
    check_vectors(f, tensor, tensor_vectors, COUNT_OF(tensor_vectors));
    quant = mote_flat_child(f, tensor, TENSOR_QUANT);
    if (quant) check_vectors(f, quant, quant_vectors, COUNT_OF(quant_vectors));
}

static void check_operator(struct mote_flat *f, uint32_t op)
{
    uint32_t options;
    check_vectors(f, op, operator_vectors, COUNT_OF(operator_vectors));
    options = mote_flat_child(f, op, OPERATOR_OPTIONS);
    if (options) mote_flat_table_ok(f, options);
    options = mote_flat_child(f, op, OPERATOR_OPTIONS2);
    if (options) mote_flat_table_ok(f, options);
}

static void check_buffer(struct mote_flat *f, uint32_t buffer)
{
    check_vectors(f, buffer, buffer_vectors, COUNT_OF(buffer_vectors));
}

static void check_opcode(struct mote_flat *f, uint32_t opcode)
{
    check_vectors(f, opcode, opcode_vectors, COUNT_OF(opcode_vectors));
}

static void check_metadata(struct mote_flat *f, uint32_t metadata)
{
    check_vectors(f, metadata, metadata_vectors, COUNT_OF(metadata_vectors));
}

static void check_each(struct mote_flat *f, uint32_t vector, uint32_t count, void (*check)(struct mote_flat *, uint32_t))
{
    for (uint32_t i = 0; i < count && !f->broken; i++) {
        const uint32_t table = mote_flat_element(f, vector, i);
        if (table) check(f, table);
    }
}

static void check_subgraph(struct mote_flat *f, uint32_t subgraph)
{
    uint32_t n, vector;
    check_vectors(f, subgraph, subgraph_vectors, COUNT_OF(subgraph_vectors));
    vector = mote_flat_vector(f, subgraph, SUBGRAPH_TENSORS, 4, &n);
    check_each(f, vector, n, check_tensor);
    vector = mote_flat_vector(f, subgraph, SUBGRAPH_OPERATORS, 4, &n);
    check_each(f, vector, n, check_operator);
}

int mote_model_open(struct mote_model *m, const void *data, size_t size, struct mote_fault *fault)
{
    struct mote_flat f = {(const uint8_t *)data, (uint32_t)size, 0};
    struct mote_fault unwanted;
    uint32_t root, n_opcodes, n_subgraphs, n_metadata;
    int32_t version;

    if (!fault) fault = &unwanted;
    mote_fault_clear(fault);
    *m = (struct mote_model){0};
    if (!data || (uintptr_t)data % 4)
        return mote_fault_set(fault, MOTE_E_USAGE, MOTE_WHY_ALIGNMENT, 0, (int32_t)((uintptr_t)data % 16));
    if (size < 8) return mote_fault_set(fault, MOTE_E_MODEL, MOTE_WHY_TRUNCATED, 8, (int32_t)size);
    if (size > 0x0fffffff) return limit(fault, 0x0fffffff, UINT32_MAX >> 1); /* reach of a mote_ref */
    if (mote_rd32(f.data + 4) != 0x334c4654u) /* "TFL3" */
        return mote_fault_set(fault, MOTE_E_MODEL, MOTE_WHY_IDENTIFIER, -1, -1);
    root = mote_flat_follow(&f, 0);
    if (!root) return mote_fault_set(fault, MOTE_E_MODEL, MOTE_WHY_TRUNCATED, -1, (int32_t)mote_rd32(f.data));
    if (!mote_flat_table_ok(&f, root)) return broken(fault, &f);

    version = mote_flat_i32(&f, root, MODEL_VERSION, 0);
    m->opcodes = mote_flat_vector(&f, root, MODEL_OPCODES, 4, &n_opcodes);
    m->subgraphs = mote_flat_vector(&f, root, MODEL_SUBGRAPHS, 4, &n_subgraphs);
    m->buffers = mote_flat_vector(&f, root, MODEL_BUFFERS, 4, &m->n_buffers);
    m->metadata = mote_flat_vector(&f, root, MODEL_METADATA, 4, &n_metadata);
    if (f.broken) return broken(fault, &f);
    if (version != 3) return mote_fault_set(fault, MOTE_E_MODEL, MOTE_WHY_SCHEMA, 3, version);
    if (n_opcodes > UINT16_MAX) return limit(fault, UINT16_MAX, n_opcodes);
    if (n_subgraphs > UINT16_MAX) return limit(fault, UINT16_MAX, n_subgraphs);
    if (n_metadata > UINT16_MAX) return limit(fault, UINT16_MAX, n_metadata);
    if (n_subgraphs == 0) return mote_fault_set(fault, MOTE_E_MODEL, MOTE_WHY_INDEX, 1, 0);

    check_each(&f, m->opcodes, n_opcodes, check_opcode);
    check_each(&f, m->buffers, m->n_buffers, check_buffer);
    check_each(&f, m->metadata, n_metadata, check_metadata);
    check_each(&f, m->subgraphs, n_subgraphs, check_subgraph);
    if (f.broken) return broken(fault, &f);

    m->data = f.data;
    m->size = f.size;
    m->n_opcodes = (uint16_t)n_opcodes;
    m->n_subgraphs = (uint16_t)n_subgraphs;
    m->n_metadata = (uint16_t)n_metadata;
    return MOTE_OK;
}
