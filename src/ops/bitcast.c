/* SPDX-License-Identifier: Apache-2.0 */
/*
 * BITCAST: output = the bytes of input as another type. Between types of different size the last
 * dimension of the smaller one's tensor counts how many make one of the larger. Any types of 1, 2,
 * 4 or 8 bytes.
 */
#include "../base/bytes.h"
#include "../base/mem.h"
#include "shapes.h"

struct args {
    int32_t bytes;        /* of all elements */
    int32_t small, large; /* bytes of an element of either type */
};

static int prepare(struct mote_prep *p, void *words)
{
    struct args *a = words;
    struct mote_tensor in, out;
    const struct mote_tensor *wide = &in, *narrow = &out;
    int e, rank, more;
    if ((e = mote_prep_arity(p, 1, 1, 1, 1)) != 0) return e;
    if ((e = mote_prep_input(p, 0, &in)) != 0) return e;
    if ((e = mote_prep_output(p, 0, &out)) != 0) return e;
    if ((e = mote_shape_moved(p, 0, &in, 0, &in)) != 0) return e;
    if ((e = mote_shape_moved(p, 1, &out, 1, &out)) != 0) return e;
    if (mote_type_bytes(in.type) < mote_type_bytes(out.type)) {
        wide = &out;
        narrow = &in;
    }
    a->large = (int32_t)mote_type_bytes(wide->type);
    a->small = (int32_t)mote_type_bytes(narrow->type);
    a->bytes = (int32_t)out.bytes;
    more = a->large != a->small;
    rank = wide == &in ? in.rank + more : in.rank - more;
    if ((e = mote_prep_rank(p, 1, &out, rank, rank)) != 0) return e;
    for (int i = 0; i < wide->rank; i++)
        if ((e = mote_prep_dim(p, 1, &out, i, mote_tensor_dim(&in, i))) != 0) return e;
    if (more &&
        (e = mote_prep_dim(p, narrow == &out, narrow, wide->rank, a->large / a->small)) != 0)
        return e;
    /* There, what makes one number lies the other way round. */
    if (!more || !MOTE_BIG_ENDIAN) mote_prep_view(p, 0);
    return 0;
}

int mote_bitcast_any(const struct mote_call *c)
{
    const struct args *a = (const void *)c->args;
    const uint8_t *in = mote_in(c, 0);
    uint8_t *out = mote_out(c, 0);
    if (!MOTE_BIG_ENDIAN || a->small == a->large) {
        mote_shape_copy(c, a->bytes);
        return 0;
    }
    for (int32_t at = 0; at < a->bytes; at += a->large)
        for (int32_t i = 0; i < a->large; i += a->small)
            memcpy(out + at + i, in + at + a->large - a->small - i, (size_t)a->small);
    return 0;
}

static const struct mote_kernel kernels[] = {{MOTE_K_ANY, mote_bitcast_any}, {0, NULL}};

const struct mote_op mote_op_bitcast = {
    .code = 159,
    .args_words = sizeof(struct args) / 4,
    .kernels = kernels,
    .prepare = prepare,
};
