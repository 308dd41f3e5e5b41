/* SPDX-License-Identifier: Apache-2.0 */
/*
 * WHERE
 *     output[k] = the coordinates of the k-th element of input that is not 0, in row-major order
 * bool, or numbers of 1, 4 or 8 bytes; output int64. The model fixes how many there are: an invoke
 * that finds another number of them is refused.
 */
#include "../base/mem.h"
#include "shapes.h"

struct args {
    int32_t elements, bytes; /* of the input; of one of its elements */
    int32_t rank, found;
    uint32_t mask; /* bits of an element's upper word that count: not the sign of a float's zero */
    int32_t dims[MOTE_MAX_DIMS];
};

static int can_read(int type)
{
    return type == MOTE_BOOL || type == MOTE_INT8 || type == MOTE_UINT8 || type == MOTE_INT32 ||
           type == MOTE_UINT32 || type == MOTE_INT64 || type == MOTE_FLOAT32;
}

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    int e;
    if ((e = mote_prep_arity(p, 1, 1, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if (!can_read(in.type))
        return mote_prep_fail(p, MOTE_E_UNSUPPORTED, MOTE_WHY_TYPE, 0, -1, in.type);
    if ((e = mote_prep_kernel(p, MOTE_K_ANY)) != 0) return e;
    if ((e = mote_prep_rank(p, 0, &in, 0, MOTE_MAX_DIMS)) != 0) return e;
    if ((e = mote_prep_type(p, 1, &out, MOTE_INT64)) != 0) return e;
    if ((e = mote_prep_rank(p, 1, &out, 2, 2)) != 0) return e;
    if ((e = mote_prep_dim(p, 1, &out, 1, in.rank)) != 0) return e;
    a->found = mote_tensor_dim(&out, 0);
    if (a->found > (int32_t)in.elements)
        return mote_prep_fail(p, MOTE_E_MODEL, MOTE_WHY_SHAPE, 1, (int32_t)in.elements, a->found);
    a->elements = (int32_t)in.elements;
    a->bytes = (int32_t)mote_type_bytes(in.type);
    a->mask = in.type == MOTE_FLOAT32 ? INT32_MAX : UINT32_MAX;
    a->rank = in.rank;
    for (int i = 0; i < in.rank; i++) a->dims[i] = mote_tensor_dim(&in, i);
    return 0;
}

static int is_set(const struct args *a, const uint8_t *element)
{
    uint32_t word;
    if (a->bytes == 1) return *element != 0;
    memcpy(&word, element, 4);
    if (word & a->mask) return 1;
    if (a->bytes == 4) return 0;
    memcpy(&word, element + 4, 4);
    return word != 0;
}

int mote_where_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const uint8_t *in = mote_in(c, 0);
    int64_t *out = mote_out(c, 0);
    int32_t left = a->found;
    for (int32_t at = 0; at < a->elements; at++, in += a->bytes) {
        int32_t rest = at;
        if (!is_set(a, in)) continue;
        if (left-- == 0) return MOTE_E_DATA;
        for (int32_t d = a->rank - 1; d >= 0; d--) {
            out[d] = rest % a->dims[d];
            rest /= a->dims[d];
        }
        out += a->rank;
    }
    return left == 0 ? 0 : MOTE_E_DATA;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_where_any}, {0, NULL}};

const struct mote_op mote_op_where = {
    .code = 109,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
